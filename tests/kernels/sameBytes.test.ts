/**
 * The same bytes after 200 training steps, for any number of threads, shared and unshared memory, and every engine and
 * machine: scripts/trainingDigest.mjs trains in processes of its own and prints a digest of the weights.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flags, fusing } from "./relaxedSimd.ts";

// No results to be believed, but one value that every machine and every Node.js version that runs this test must find: so
// they all agree with each other. What changes the arithmetic on purpose changes them; then take what the script prints.
const digests = { "mul-add": "154c7b8628bb5f66", fma: "f38fc5a8da30cc81" } as const;

describe.each(["mul-add", "fma"] as const)("200 training steps of class %s", (numerics) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-digest-"));
    await build({
      entryPoints: ["scripts/trainingDigest.mjs"],
      outfile: join(folder, "main.mjs"),
      bundle: true,
      platform: "node",
      target: "es2022",
      format: "esm",
      external: ["@napi-rs/canvas"],
      alias: {
        seqcast: "./src/index.ts",
        "#platform": "./src/platform.node.ts",
        "#picture": "./src/plots/picture.node.ts",
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Trains on each count of threads, in memory for `most` threads. */
  const train = (most: number, counts: readonly number[]): unknown[] => {
    const env = { PATH: process.env["PATH"], SEQCAST_THREADS: String(most), SEQCAST_NUMERICS: numerics };
    const words = [...(numerics === "fma" ? flags : []), join(folder, "main.mjs"), ...counts.map(String)];
    const lines = execFileSync(process.execPath, words, { encoding: "utf8", env, timeout: 50_000 });
    return lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  };

  it.skipIf(numerics === "fma" && !fusing)(
    "give the same bytes on 1, 2 and 3 threads and in unshared memory, everywhere",
    () => {
      const digest = digests[numerics];
      expect(train(1, [1])).toEqual([{ numerics, shared: false, running: 1, digest }]);
      expect(train(3, [1, 2, 3])).toEqual([1, 2, 3].map((running) => ({ numerics, shared: true, running, digest })));
    },
  );
});
