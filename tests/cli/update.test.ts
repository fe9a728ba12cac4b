import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadForecaster } from "../../src/models/index.ts";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const [header, ...rows] = smallCsv().trimEnd().split("\n");
const csvOf = (some: string[]): string => [header, ...some, ""].join("\n");
const columns = line("--time day --target sales --id shop");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-update-"));
  await build();
  await writeFile(path("all.csv"), csvOf(rows));
  await writeFile(path("old.csv"), csvOf(rows.slice(0, 100)));
  await writeFile(path("new.csv"), csvOf(rows.slice(100)));
  const fit = line("--horizon 7 --model seasonal-naive --season-length 7 --quiet --keep all --save");
  expect((await seqcast(["train", path("old.csv"), ...columns, ...fit, path("m")])).code).toBe(0);
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe("update", () => {
  it("forecasts as from the whole file, needs no flags of the file, and keeps the longer history", async () => {
    await copyFile(path("m"), path("grown"));
    const run = await startSeqcast(["update", path("grown"), path("new.csv"), "--out", path("u.csv")]);
    expect([run.code, run.stdout]).toEqual([
      0,
      `wrote ${path("u.csv")} (14 rows) and ${path("grown")} (model): forecast of 2 series by seasonal-naive: 7 steps of 1d after 2024-02-29\n`,
    ]);
    expect(run.stderr).toContain("horizon 7, history of 100 rows in 2 series up to 2024-02-19\n");
    expect(run.stderr).toContain("history of 120 rows in 2 series up to 2024-02-29\n");
    await seqcast(["predict", path("m"), path("all.csv"), ...columns, "--quiet", "--out", path("p.csv")]);
    expect(await readFile(path("u.csv"), "utf8")).toBe(await readFile(path("p.csv"), "utf8"));
    expect((await loadForecaster(path("grown"))).kept!.series[0]!.timestamps.length).toBe(60);
  });

  it("takes one row at a time, from standard input, and the same rows twice", async () => {
    await copyFile(path("m"), path("step"));
    for (const row of [rows[100]!, rows[101]!, rows[101]!])
      expect(await seqcast(["update", path("step"), "-", "--quiet"], { stdin: csvOf([row]) })).toMatchObject({
        code: 0,
      });
    const { kept } = await loadForecaster(path("step"));
    expect(kept!.series.map(({ timestamps }) => timestamps.length)).toEqual([51, 51]);
  });

  it("says what lies between the history and rows that do not follow it", async () => {
    await copyFile(path("m"), path("far"));
    const { code, stderr } = await seqcast(["update", path("far"), "-"], { stdin: csvOf(rows.slice(106, 108)) });
    expect(code).toBe(0);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      "has no rows between 2024-02-19, where the history ends, and 2024-02-23: they count as missing",
    );
    await copyFile(path("m"), path("next"));
    const next = await seqcast(["update", path("next"), "-"], { stdin: csvOf(rows.slice(100, 102)) });
    expect(next.stderr).not.toContain("has no rows between");
  });

  it("leaves the model as it is where --save names another, and prints a JSON document", async () => {
    const before = await readFile(path("m"));
    const words = ["update", path("m"), path("new.csv"), "--json", "--save", path("other")];
    const { code, stdout } = await seqcast(words);
    const { command, model, series, written } = JSON.parse(stdout);
    expect([code, command, model, series.length]).toEqual([0, "update", "seasonal-naive", 2]);
    expect(written.save).toBe(path("other"));
    expect((await readFile(path("m"))).equals(before)).toBe(true);
  });

  it("takes flags over how the rows before were read", async () => {
    await copyFile(path("m"), path("renamed"));
    await writeFile(path("renamed.csv"), csvOf(rows.slice(100)).replace("day,", "date,"));
    const fails = await seqcast(["update", path("renamed"), path("renamed.csv")]);
    expect([fails.code, fails.stdout]).toEqual([2, ""]);
    expect((await seqcast(["update", path("renamed"), path("renamed.csv"), "--time", "date"])).code).toBe(0);
  });

  it("refuses a model without a history, and rows that do not fit, and then writes nothing", async () => {
    const fit = line("--horizon 7 --model naive --quiet --save");
    await seqcast(["train", path("old.csv"), ...columns, ...fit, path("bare")]);
    const bare = await seqcast(["update", path("bare"), path("new.csv"), ...columns]);
    expect([bare.code, bare.stdout]).toEqual([2, ""]);
    expect(bare.stderr).toMatch(
      /expected: a model that keeps its history\n.*\n {2}remedy: {3}save it again with --keep all/,
    );
    const before = await readFile(path("m"));
    const stray = await seqcast(["update", path("m"), "-"], { stdin: csvOf(["2024-03-01,west,1,1,1,1"]) });
    expect([stray.code, stray.stderr]).toEqual([2, expect.stringContaining('rows of "west"') as string]);
    const taken = await seqcast(["update", path("m"), path("new.csv"), "--out", path("m")]);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("which --out is already") as string]);
    expect((await readFile(path("m"))).equals(before)).toBe(true);
  });
});
