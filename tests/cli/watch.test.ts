import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const [header, ...rows] = smallCsv().trimEnd().split("\n");
const csvOf = (some: string[]): string => [header, ...some, ""].join("\n");
const columns = line("--time day --target sales --id shop");
const naive = line("--horizon 3 --model seasonal-naive --season-length 7 --settle 0.1");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-watch-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

/** Calls the next of some steps whenever a line that matches comes out. */
function steps(stream: "stdout" | "stderr", pattern: RegExp, ...next: ((child: ChildProcess) => unknown)[]) {
  return (child: ChildProcess): void => {
    child[stream]!.on("data", (chunk: Buffer) => {
      for (const _ of chunk.toString().matchAll(pattern)) void next.shift()?.(child);
    });
  };
}

const interrupt = (child: ChildProcess): boolean => child.kill("SIGINT");

describe("watch", () => {
  it("forecasts again when the file has grown, and ends with code 0 at Ctrl-C", async () => {
    await writeFile(path("a.csv"), csvOf(rows.slice(0, 80)));
    const words = ["watch", path("a.csv"), ...columns, ...naive, "--out", path("a.out.csv")];
    const grow = steps(
      "stdout",
      /wrote/g,
      () => appendFile(path("a.csv"), `${rows.slice(80, 90).join("\n")}\n`),
      () => appendFile(path("a.csv"), `${rows.slice(90, 100).join("\n")}\n`),
      interrupt,
    );
    const { code, stdout, stderr } = await startSeqcast(words, { onStart: grow });
    expect(code).toBe(0);
    expect(stdout.match(/1d after \S+/g)).toEqual(["02-09", "02-14", "02-19"].map((day) => `1d after 2024-${day}`));
    expect(stderr.match(/fitted in/g)).toHaveLength(1);
    expect(stderr).toMatch(/ended after 3 forecasts; the last is in .*a\.out\.csv\n$/);
    await seqcast(["train", "-", ...columns, ...naive.slice(0, -2), "--quiet", "--save", path("a.model")], {
      stdin: csvOf(rows.slice(0, 80)),
    });
    const whole = ["predict", path("a.model"), path("a.csv"), ...columns, "--quiet", "--out", path("b.csv")];
    expect((await seqcast(whole)).code).toBe(0);
    expect(await readFile(path("a.out.csv"), "utf8")).toBe(await readFile(path("b.csv"), "utf8"));
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("tells of rows that cannot be read, and goes on when they are mended", async () => {
    await writeFile(path("c.csv"), csvOf(rows.slice(0, 80)));
    const words = ["watch", path("c.csv"), ...columns, ...naive, "--json", "--quiet", "--out", path("c.out.csv")];
    const mend = (child: ChildProcess): void => {
      steps("stderr", /error/g, () => writeFile(path("c.csv"), csvOf(rows.slice(0, 90))))(child);
      steps("stdout", /"watch"/g, () => appendFile(path("c.csv"), "2024-02-10,north,many,1,1,1\n"), interrupt)(child);
    };
    const { code, stdout, stderr } = await startSeqcast(words, { onStart: mend });
    expect([code, stderr.match(/error:/g)?.length]).toEqual([0, 1]);
    expect(stderr).toContain('found:    "many"');
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as { command: string; series: { cutoff: string }[] });
    expect(documents.map(({ command, series }) => [command, series[0]!.cutoff])).toEqual([
      ["watch", "2024-02-09"],
      ["watch", "2024-02-14"],
    ]);
  });

  it("fits again as often as --refit says, and not at all with a saved model", async () => {
    await writeFile(path("d.csv"), csvOf(rows.slice(0, 80)));
    const grow = (until: number) =>
      steps(
        "stdout",
        /wrote/g,
        ...Array.from(
          { length: until },
          (_, i) => () => appendFile(path("d.csv"), `${rows.slice(80 + 2 * i, 82 + 2 * i).join("\n")}\n`),
        ),
        interrupt,
      );
    const words = ["watch", path("d.csv"), ...columns, "--out", path("d.out.jsonl")];
    const refit = await startSeqcast([...words, ...naive, ...line("--refit 2")], { onStart: grow(2) });
    expect([refit.code, refit.stderr.match(/fitted in/g)?.length]).toEqual([0, 2]);
    const save = ["--quiet", "--save", path("d.model")];
    await seqcast(["train", path("d.csv"), ...columns, ...naive.slice(0, -2), ...save]);
    const load = ["--load", path("d.model"), ...line("--settle 0")];
    const loaded = await startSeqcast([...words, ...load], { onStart: grow(0) });
    expect([loaded.code, loaded.stderr.includes("fitted")]).toEqual([0, false]);
    expect(loaded.stdout).toMatch(/^wrote .*d\.out\.jsonl \(6 rows\): forecast of 2 series by seasonal-naive/);
  });

  it("refuses what it cannot watch or replace, and a file that is wrong from the start", async () => {
    const out = ["--out", path("e.csv")];
    const stream = await seqcast(["watch", "-", ...columns, ...naive, ...out]);
    expect([stream.code, stream.stderr]).toEqual([2, expect.stringContaining("reads and writes streams") as string]);
    const piped = await seqcast(["watch", path("a.csv"), ...columns, ...naive, "--out", "-"]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("option --out") as string]);
    const missing = await seqcast(["watch", path("none.csv"), ...columns, ...naive, ...out]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no such file") as string]);
    const nothing = await seqcast(["watch", path("a.csv"), ...columns, ...out]);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("required option --horizon") as string]);
    const slow = await seqcast(["watch", path("a.csv"), ...columns, ...naive, ...out, "--settle", "long"]);
    expect([slow.code, slow.stderr]).toEqual([2, expect.stringContaining("seconds from 0 to 3600") as string]);
  });

  it("ends cleanly at Ctrl-C in the middle of the first fit", async () => {
    await writeFile(path("f.csv"), smallCsv());
    const slow = line("--horizon 3 --model lstm --epochs 100000 --context 14");
    const { code, stdout, stderr } = await startSeqcast(
      ["watch", path("f.csv"), ...columns, ...slow, "--json", "--out", path("f.out.csv")],
      { onStart: steps("stderr", /"epoch":2/g, interrupt) },
    );
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/"ended after 0 forecasts"\}\n$/);
    expect(await readdir(folder)).not.toContain("f.out.csv");
  });
});
