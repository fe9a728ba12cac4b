import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planOf } from "../../src/series/csv/options.ts";
import { formatOptions } from "../../src/cli/formatFlags.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-format-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const forecast = (files: readonly string[], flags: string): ReturnType<typeof seqcast> =>
  seqcast(["forecast", ...files, ...line(`--model naive --levels 90 --horizon 1 ${flags} --out -`)]);

describe("the flags of how a file is written", () => {
  it("are all known to readCsv", () => {
    const given = { time: "t", target: "y", ...Object.fromEntries(formatOptions.map((name) => [name, undefined])) };
    expect(() => planOf(given)).not.toThrow();
  });

  it("read a German file packed by gzip, in Latin-1, and tell what was guessed", async () => {
    const text = "Zeit;Größe\n01.03.2024;1.000,5\n02.03.2024;2,5\n13.03.2024;3,5\n";
    const path = await file("a.csv", gzipSync(Buffer.from(text, "latin1")));
    const flags =
      "--time Zeit --target Größe --decimal , --thousands . --time-format dd.MM.yyyy --frequency 1d --comment #";
    const { code, stdout, stderr } = await forecast([path], flags);
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toMatch(/^Größe,2024-03-14,Größe,3.5,/);
    expect(stderr).toContain("no UTF-8, read as Latin-1");
    expect((await forecast([path], `${flags} --encoding latin1`)).stderr).not.toContain("no UTF-8");
  });

  it("read files without a header or times, wide tables and rows", async () => {
    const bare = await file("bare.csv", "1,10\n2,20\n");
    const wide = await forecast([bare], "--no-header --layout wide --start 2024-01-01 --frequency 1d");
    expect(wide.stdout).toMatch(/\n0,2024-01-03,value,2,.*\n1,2024-01-03,value,20,/);
    const rows = await forecast([bare], "--no-header --layout rows --start 2024-01-01 --frequency 1d");
    expect(rows.stdout).toMatch(/\n0,2024-01-03,value,10,.*\n1,2024-01-03,value,20,/);
  });

  it("read words and weights, which reach the model", async () => {
    const rows = Array.from({ length: 60 }, (_, t) => {
      const at = new Date(Date.UTC(2024, 0, 1, t)).toISOString().slice(0, 16);
      return `${at},${t % 5},${t % 2 ? "on" : "off"},${t % 3}`;
    });
    const path = await file("words.csv", `t,y,state,trust\n${rows.join("\n")}\n`);
    const flags = line("--time t --target y --past state --categories state --weight trust --horizon 2 --out -");
    const network = line("--model nlinear --epochs 1 --context 4");
    const run = await seqcast(["forecast", path, ...flags, ...network]);
    expect([run.code, run.stdout.split("\n").length]).toEqual([0, 4]);
    const unsaid = await seqcast([
      "forecast",
      path,
      ...line("--time t --target y --past state --horizon 2"),
      ...network,
    ]);
    expect(unsaid.code).toBe(2);
  });

  it("read several files, and put their rows together by steps", async () => {
    const [a, b] = [
      await file("part-1.csv", "t,y\n2024-01-01 00:10,1\n2024-01-01 00:50,3\n"),
      await file("part-2.csv", "y,t\n8,2024-01-01 01:10\n"),
    ];
    const { code, stdout, stderr } = await forecast([a, b], "--time t --target y --frequency 1h --aggregate sum");
    expect([code, stdout.split("\n")[1]?.slice(0, 26)]).toEqual([0, "y,2024-01-01T02:00:00,y,8,"]);
    expect(stderr).toContain("2 files: 2 rows, 2024-01-01T00:00:00 to 2024-01-01T01:00:00, frequency 1h\n");
    const pattern = await forecast([join(folder, "part-?.csv")], "--time t --target y --frequency 1h --aggregate sum");
    expect(pattern.stdout).toBe(stdout);
  });

  it("read and write JSON Lines by their ending, and guard texts against formulas", async () => {
    const path = await file(
      "in.jsonl",
      '{"t":"2024-01-01","=y":1}\n{"t":"2024-01-02","=y":2}\n{"t":"2024-01-03","=y":3}\n',
    );
    const flags = line("--time t --target =y --model naive --levels 90 --horizon 1");
    const out = join(folder, "out.jsonl");
    expect((await seqcast(["forecast", path, ...flags, "--out", out])).code).toBe(0);
    expect(await readFile(out, "utf8")).toMatch(/^\{"id":"=y","timestamp":"2024-01-04","channel":"=y","forecast":3,/);
    const scores = join(folder, "scores.jsonl");
    const models = line("--time t --target =y --models naive --horizon 1 --out");
    expect((await seqcast(["backtest", path, ...models, scores])).code).toBe(0);
    expect(await readFile(scores, "utf8")).toContain('"metric":"mae","value":1}\n');
    const { stdout } = await seqcast(["forecast", path, ...flags, "--out", "-", "--escape-formulas"]);
    expect(stdout.split("\n")[1]).toMatch(/^'=y,2024-01-04,'=y,3,/);
  });

  it("name themselves in remedies", async () => {
    const dates = await file("dates.csv", "t,y\n01/02/2024,1\n02/02/2024,2\n");
    const { code, stderr } = await forecast([dates], "--time t --target y");
    expect(code).toBe(2);
    expect(stderr).toContain("remedy:   pass --time-format day-first or --time-format month-first\n");
    const bare = await forecast([await file("bare.csv", "1,10\n2,20\n")], "--time t --target y");
    expect(bare.stderr).toContain("pass --no-header and columns by index, as --time 0\n");
    const numbered = await forecast([await file("rows.csv", "t,y\n1,10\n2,20\n")], "--time t --target y");
    expect(numbered.stderr).toContain("pass --start and --frequency in place of time\n");
    const start = await forecast([dates], "--start 2024-01-01 --target y");
    expect(start.stderr).toContain("option --frequency");
  });
});
