/** The example programs of the sequence models, run as processes against the build. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../../cli/built.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

function start(name: string, data: string): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env["PATH"], SEQCAST_DATA: data };
  const child = spawn(process.execPath, [`examples/${name}.mjs`], { cwd: root, env });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => child.on("close", (code) => done({ code, output })));
}

describe("examples", () => {
  beforeAll(build);

  it("classify-series tells services apart by the shape of their days", async () => {
    const { code, output } = await start("classify-series", "");
    expect(code, output).toBe(0);
    expect(Number(/accuracy (\S+),/.exec(output)?.[1])).toBeGreaterThan(0.9);
    expect(output).toMatch(/^checkout( +\d+){5} +\d\.\d{3}$/m);
  });

  it.each(["sentiment", "shakespeare"])("%s says what it lacks where the data are missing", async (name) => {
    const { code, output } = await start(name, "/nowhere");
    expect(code, output).toBe(0);
    expect(output).toMatch(/^skipped: .*\/nowhere\/text\/\S+.* not found; set SEQCAST_DATA to the folder/);
  });
});
