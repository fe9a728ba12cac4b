import { gzipSync } from "node:zlib";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inspection } from "../../src/cli/inspect.ts";
import { build, startSeqcast } from "./built.ts";
import { line, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-inspect-"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

async function inspected(text: string | Uint8Array, words: readonly string[] = []): Promise<Inspection> {
  const file = path("data.csv");
  await writeFile(file, text);
  const { code, stdout, stderr } = await seqcast(["inspect", file, ...words, "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

const rows = (count: number, row: (t: number) => string): string =>
  Array.from({ length: count }, (_, t) => `${row(t)}\n`).join("");
const minutes = (t: number): string => new Date(Date.UTC(2024, 0, 1, 0, t)).toISOString().slice(0, 19);
const hour = (t: number): string => new Date(Date.UTC(2024, 0, 1, t)).toISOString().slice(0, 16);

const cycle = (length: number): string =>
  `t,y\n${rows(900, (t) => `${minutes(15 * t)},${Math.round(50 * Math.sin((2 * Math.PI * t) / length)) + (t % 5)}`)}`;
const clock = (t: number): string => `${11 + Math.floor(t / 24)}.12.2023;${t % 24}:00;${t % 24},5`;

describe("the built inspect command", () => {
  it.each([
    ["air-passengers", "1mo-start", 12, "seasonal-naive"],
    ["electricity-demand", "30min", 336, "highway-rnn"],
    ["co2-weekly", "1w-sat", 52, "highway-rnn"],
  ])("finds the step and the season of %s, and a command that begins with them", async (file, step, season, model) => {
    const { code, stdout, stderr } = await startSeqcast(["inspect", `datasets/${file}.csv`, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { series, suggestion } = JSON.parse(stdout);
    expect(series[0]).toMatchObject({ frequency: step, confidence: 1, duplicates: 0, gaps: { count: 0 } });
    expect(series[0]!.targets[0]!.seasons[0].seasonLength).toBe(season);
    expect(suggestion).toMatch(new RegExp(` --model ${model}$`)); // which chooses among the usual seasons itself
  });

  it("suggests a command that runs as it is pasted", async () => {
    const { suggestion } = JSON.parse((await startSeqcast(line("inspect datasets/seatbelts.csv --json"))).stdout);
    expect(suggestion).toBe(
      "seqcast forecast datasets/seatbelts.csv --time timestamp --target drivers_killed --horizon 12 --model seasonal-naive",
    );
    const { code, stdout } = await startSeqcast([...line(suggestion).slice(1), "--quiet"]);
    expect(code).toBe(0);
    expect(stdout).toContain("1985-01-01");
  });

  it("names a season that the step does not tell of, and no other", async () => {
    await writeFile(path("machine.csv"), cycle(37));
    const machine = await startSeqcast(["inspect", path("machine.csv")]);
    expect(machine.stdout).toMatch(/--model highway-rnn --season-length 37\n$/);
    await writeFile(path("day.csv"), cycle(96));
    const day = await startSeqcast(["inspect", path("day.csv")]);
    expect(day.stdout).toContain("seasons: 96 rows");
    expect(day.stdout).not.toContain("--season-length 96");
    expect(day.stdout.replace(/\s+/g, " ")).toContain("the usual ones of 15min, 4, 96 or 672 rows, by its error;");
  });

  it("prints for people what it found", async () => {
    const { code, stdout } = await startSeqcast(line("inspect datasets/service-metrics.csv"));
    expect(code).toBe(0);
    expect(stdout).toContain("datasets/service-metrics.csv: 10008 rows, 6 columns, delimiter comma\n");
    expect(stdout).toContain("times: timestamp, zone UTC; series: service\n");
    expect(stdout).toMatch(/^search +2004 +2025-01-06T00:00:00Z +2025-03-30T23:00:00Z +1h +99\.4 % +0 +2$/m);
    expect(stdout).toContain("requests: 246 to 13266; seasons: 168 rows (strength 0.98), 24 rows");
    expect(stdout).toContain("--id service --horizon 24 --model highway-rnn\n");
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "its season among the usual ones of 1h, 24 or 168 rows, by its error;",
    );
  });

  it("reads standard input, and ends with code 2 and one error for a file that is not there or empty", async () => {
    const piped = await startSeqcast(["inspect", "-"], { stdin: "t,y\n2024-01-01,1\n2024-01-02,3\n" });
    expect([piped.code, piped.stdout]).toEqual([0, expect.stringContaining("standard input: 2 rows") as string]);
    const missing = await startSeqcast(["inspect", "nowhere.csv"]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("found:    no such file") as string]);
    await writeFile(path("empty.csv"), "t,y\n");
    const empty = await startSeqcast(["inspect", path("empty.csv")]);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("found:    a header only") as string]);
    const json = await startSeqcast(["inspect", "-", "--format", "csv"], { stdin: '[{"text":"a, b","class":0}]\n' });
    expect([json.code, json.stderr]).toEqual([2, expect.stringContaining("found:    JSON") as string]);
    const folderGiven = await startSeqcast(["inspect", folder]);
    expect([folderGiven.code, folderGiven.stderr]).toEqual([2, expect.stringContaining("a folder") as string]);
  });
});

describe("inspect", () => {
  it("tells types, missing values, constants and strangers of columns", async () => {
    const text = `when,load,note,flag,bare\n${rows(40, (t) => `${hour(t)},${t === 3 ? "NA" : t === 9 ? "oops" : t},ok${t % 2},1,`)}`;
    const { columns, notes, suggestion } = await inspected(text);
    expect(columns).toEqual([
      { name: "when", type: "time", missing: 0, distinct: 40, least: null, most: null, form: "ISO 8601" },
      { name: "load", type: "number", missing: 1, distinct: 39, least: 0, most: 39, form: null },
      { name: "note", type: "text", missing: 0, distinct: 2, least: null, most: null, form: null },
      { name: "flag", type: "number", missing: 0, distinct: 1, least: 1, most: 1, form: null },
      { name: "bare", type: "empty", missing: 40, distinct: 0, least: null, most: null, form: null },
    ]);
    expect(notes).toContain('load: 1 of its cells are no number, such as "oops"');
    expect(notes).toContain("flag: constant, and of no use as a covariate");
    expect(suggestion).toContain("--time when --target load --missing NA --horizon 8 --model naive");
  });

  it("lists gaps, repeated times and extremes with their times", async () => {
    const kept = Array.from({ length: 60 }, (_, t) => t).filter((t) => t < 20 || t > 24);
    const text = `t,y\n${kept.map((t) => `${hour(t)},${t === 40 ? 9999 : t % 7}\n`).join("")}${hour(59)},5\n`;
    const { series, notes, suggestion } = await inspected(text);
    expect(series[0]).toMatchObject({
      rows: 56,
      frequency: "1h",
      duplicates: 1,
      offGrid: 0,
      gaps: { count: 1, rows: 5, longest: { from: "2024-01-01T20:00:00", to: "2024-01-02T00:00:00", rows: 5 } },
    });
    expect(series[0]!.targets[0]).toMatchObject({ extremes: 1, firstExtreme: "2024-01-02T16:00:00", most: 9999 });
    expect(notes).toEqual([expect.stringContaining("repeated times") as string]);
    expect(suggestion === null || suggestion.includes("--aggregate mean")).toBe(true);
  });

  it("says how far an irregular step can be trusted", async () => {
    const text = `t,y\n${rows(20, (t) => `${minutes(t * 5 + (t % 5 === 3 ? 1 : 0))},${t}`)}`;
    const { series, notes } = await inspected(text);
    expect(series[0]).toMatchObject({ frequency: "5min", offGrid: 4 });
    expect(series[0]!.confidence).toBeLessThan(0.9);
    expect(notes[0]).toContain("rows beside a regular grid");
  });

  it("joins a column of dates with one of times of the day, and forecasting reads both", async () => {
    const { time, id, series, suggestion } = await inspected(`Datum;Uhrzeit;kWh\n${rows(96, clock)}`);
    expect([time, id]).toEqual(["Datum,Uhrzeit", null]);
    expect(series[0]).toMatchObject({ rows: 96, frequency: "1h", duplicates: 0 });
    expect(suggestion).toContain("--time Datum,Uhrzeit --target kWh");
    const words = ["--time", "Datum,Uhrzeit", "--target", "kWh", "--horizon", "2", "--model", "naive", "--out", "-"];
    const { code, stdout } = await seqcast(["forecast", path("data.csv"), ...words, "--quiet"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("kWh,2023-12-15T00:00:00") as string]);
    const apart = await inspected("day,opens,y\n2024-01-01,08:00,1\n2024-01-02,08:30,2\n2024-01-03,08:00,3\n");
    expect(apart.time).toBe("day");
  });

  it("finds the column that tells series apart, and looks at each", async () => {
    const { id, series, suggestion } = await inspected(smallCsv());
    expect(id).toBe("shop");
    expect(series.map((one) => [one.id, one.rows])).toEqual([
      ["north", 60],
      ["south", 60],
    ]);
    expect(suggestion).toContain("--time day --target sales --id shop --horizon 12");
  });

  it("keeps the 25 hours of a local day apart when it is told the zone", async () => {
    const clock = ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"];
    const text = `t,y\n${clock.map((time, t) => `2024-10-27T${time},${t}\n`).join("")}`;
    const { series, timezone } = await inspected(text, ["--timezone", "Europe/Berlin"]);
    expect(timezone).toBe("Europe/Berlin");
    expect(series[0]).toMatchObject({ frequency: "1h", confidence: 1, duplicates: 0 });
    expect((await inspected(text)).series[0]!.duplicates).toBe(1);
  });

  it.each([
    ["epoch seconds", "time", (t: number) => String(1_700_000_000 + 3600 * t), "seconds since 1970", "1h"],
    [
      "epoch milliseconds",
      "ts",
      (t: number) => String(1_700_000_000_000 + 60_000 * t),
      "milliseconds since 1970",
      "1min",
    ],
    ["year first", "d", (t: number) => `2024/1/${t + 1}`, "year first", "1d"],
    ["day first", "d", (t: number) => `${t + 1}.01.2024`, "day first", "1d"],
    ["month first", "d", (t: number) => `1/${t + 1}/2024 06:30`, "month first", "1d"],
    [
      "either",
      "d",
      (t: number) => `01/0${(t % 9) + 1}/20${t < 9 ? 23 : 24}`,
      "day first, but month first reads as well",
      null,
    ],
  ])("reads times as %s", async (_, name, cell, form, frequency) => {
    const { columns, series } = await inspected(`${name},y\n${rows(14, (t) => `${cell(t)},${t}`)}`);
    expect(columns[0]!).toMatchObject({ type: "time", form });
    if (frequency) expect(series[0]!.frequency).toBe(frequency);
  });

  it("reads times in parts, and does not take a row number for a target", async () => {
    const text = `No,year,month,day,hour,pm\n${rows(48, (t) => `${t + 1},2010,1,${1 + Math.floor(t / 24)},${t % 24},${t % 5}`)}`;
    const { time, series } = await inspected(text);
    expect(time).toBe("year,month,day,hour");
    expect(series[0]!.targets.map(({ column }) => column)).toEqual(["pm"]);
    expect(series[0]!.frequency).toBe("1h");
  });

  it("reads other dialects: gzip, Latin-1, semicolons with decimal commas, quotes, no header", async () => {
    const german = `Zeit;Höhe\n${rows(9, (t) => `"${hour(t)}";${t},5`)}`;
    expect((await inspected(german)).columns[1]).toMatchObject({ name: "Höhe", type: "number", most: 8.5 });
    const latin = await inspected(Buffer.from(german, "latin1"));
    expect(latin).toMatchObject({ delimiter: ";", columns: [{}, { name: "Höhe" }] });
    expect((await inspected(gzipSync(german))).rows).toBe(9);
    const bare = await inspected("1,2\n3,4\n");
    expect(bare).toMatchObject({ rows: 2, columns: [{ name: "0" }, { name: "1" }], time: null, suggestion: null });
    expect(bare.notes.at(-1)).toContain("no column holds times");
  });

  it("reads numbers as forecasting does: thousands beside a decimal comma, no radix", async () => {
    const grouped = `t;y\n${rows(40, (t) => `${hour(t)};${t === 0 ? "1.234,5" : `1300,${t % 10}`}`)}`;
    const { columns, notes } = await inspected(grouped);
    expect(columns[1]).toMatchObject({ name: "y", type: "number", missing: 0, least: 1234.5 });
    expect(notes.join()).not.toContain("no number");
    const radix = await inspected(`t,y\n${rows(40, (t) => `${hour(t)},${t === 0 ? "0x10" : t}`)}`);
    expect(radix.notes.join()).toContain('"0x10"');
  });

  it("says what a damaged archive and a Parquet file are", async () => {
    const broken = path("broken.csv");
    await writeFile(broken, Buffer.concat([gzipSync("t,y\n2024,1\n").subarray(0, 12)]));
    const damaged = await seqcast(["inspect", broken]);
    expect([damaged.code, damaged.stdout]).toEqual([2, ""]);
    expect(damaged.stderr).toContain("a whole gzip file");
    expect(damaged.stderr).toContain("fetch it again");
    await writeFile(broken, "PAR1\u0015PAR1");
    for (const words of [
      ["inspect", broken],
      ["forecast", broken, "--time", "t", "--target", "y", "--horizon", "1"],
    ]) {
      const { code, stderr } = await seqcast(words);
      expect(code).toBe(2);
      expect(stderr).toContain("found:    a Parquet file");
    }
  });

  it("does not fill the memory over one wrong year", async () => {
    const text = `t,y\n${rows(50, (t) => `2024-01-01T00:00:${String(t).padStart(2, "0")},${t}`)}9024-01-01T00:00:00,1\n`;
    const { series } = await inspected(text);
    expect(series[0]!.targets[0]!.differences).toBeNull();
    expect(series[0]!.confidence).toBeLessThan(0.001);
  });

  it("takes columns by name, and suggests the one that was meant", async () => {
    await writeFile(path("data.csv"), "t,load\n2024-01-01,1\n2024-01-02,2\n");
    for (const [words, message] of [
      [["--target", "lod"], "did you mean --target load?"],
      [["--time", "load"], 'found:    "load", of number'],
      [["--target", "t"], 'found:    "t", of time'],
      [["--timezone", "Mars"], 'expected: an IANA name such as "Europe/London"'],
      [["--frequency", "1m"], '"m", which could mean minutes or months'],
    ] as const) {
      const { code, stderr } = await seqcast(["inspect", path("data.csv"), ...words]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
    }
  });
});
