/** `inspect` takes the readers' flags, and the command that it suggests carries them on: it runs as it is pasted. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inspection } from "../../src/cli/inspect.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-inspect-format-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is found in a file; the suggested command is run. */
async function inspected(name: string, content: string | Uint8Array, words: string): Promise<Inspection> {
  const file = join(folder, name);
  await writeFile(file, content);
  const { code, stdout, stderr } = await seqcast(["inspect", file, ...shellWords(words), "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  const inspection = JSON.parse(stdout) as Inspection;
  const run = await seqcast([...shellWords(inspection.suggestion!).slice(1), "--quiet"]);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  return inspection;
}

/** The words of a command line, quotes taken off. */
const shellWords = (command: string): string[] =>
  Array.from(command.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word);

const days = (count: number, row: (day: string, t: number) => string): string =>
  Array.from({ length: count }, (_, t) => row(new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10), t)).join(
    "",
  );

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const weekly = (t: number): number => [5, 6, 7, 8, 9, 2, 1][t % 7]!;

describe("inspect by the readers' flags", () => {
  it("reads times by --time-format", async () => {
    const text = Array.from(
      { length: 36 },
      (_, t) => `${months[t % 12]}/${2020 + Math.floor(t / 12)},${t % 12}\n`,
    ).join("");
    const { columns, series, suggestion } = await inspected("a.csv", `at,y\n${text}`, "--time-format MMM/yyyy");
    expect(columns[0]).toMatchObject({ type: "time", form: "MMM/yyyy" });
    expect(series[0]).toMatchObject({ frequency: "1mo-start", from: "2020-01-01" });
    expect(suggestion).toContain("--time at --target y --time-format MMM/yyyy --horizon");
  });

  it.each([
    ["month", (t: number) => `${months[t % 12]} ${2018 + Math.floor(t / 12)}`, "1mo-start", "in words"],
    ["quarter", (t: number) => `${2010 + Math.floor(t / 4)}Q${(t % 4) + 1}`, "1q-start", "in words"],
    ["week", (t: number) => `2020-W${String(t + 1).padStart(2, "0")}`, "1w-mon", "in words"],
    ["year", (t: number) => String(1990 + t), "1y-start", null],
  ])("reads a column of each %s, and suggests a command without a format", async (name, cell, frequency, form) => {
    const text = Array.from({ length: 24 }, (_, t) => `${cell(t)},${t % 4}\n`).join("");
    const { time, columns, series, suggestion } = await inspected("a.csv", `${name},y\n${text}`, "");
    expect([time, columns[0]!.form, series[0]!.frequency]).toEqual([name, form, frequency]);
    expect(suggestion).not.toContain("--time-format");
  });

  it("takes dates that read both ways as --time-format says", async () => {
    const text = Array.from({ length: 12 }, (_, t) => `01/${t + 1}/2024,${t % 3}\n`).join("");
    const { series, suggestion } = await inspected("a.csv", `at,y\n${text}`, "--time-format month-first");
    expect(series[0]!.frequency).toBe("1d");
    expect(suggestion).toContain("--time-format month-first");
  });

  it("takes numerals of a column named by --time as seconds", async () => {
    const text = Array.from({ length: 20 }, (_, t) => `${100 + 60 * t},${t % 3}\n`).join("");
    const { series } = await inspected("a.csv", `at,y\n${text}`, "--time at --time-format seconds");
    expect(series[0]!.frequency).toBe("1min");
  });

  it("sees one series a column with --layout wide, and leaves --target out where all columns are meant", async () => {
    const text = days(30, (day, t) => `${day},${weekly(t)},${t > 9 ? t : ""}\n`);
    const { series, suggestion } = await inspected("a.csv", `day,north,south\n${text}`, "--layout wide");
    expect(series.map(({ id, rows, targets }) => [id, rows, targets[0]!.column])).toEqual([
      ["north", 30, "value"],
      ["south", 20, "value"],
    ]);
    expect(suggestion).toContain("--time day --layout wide --horizon");
    const words = days(30, (day, t) => `${day},${weekly(t)},ok\n`);
    const beside = await inspected("a.csv", `day,north,note\n${words}`, "--layout wide");
    expect(beside.suggestion).toContain("--time day --target north --layout wide");
  });

  it("sees one series a row with --layout rows and --start", async () => {
    const text = ["a", "b"].map((id) => `${id},${Array.from({ length: 21 }, (_, t) => weekly(t)).join()}\n`).join("");
    const header = `id,${Array.from({ length: 21 }, (_, t) => `V${t}`).join()}\n`;
    const flags = "--layout rows --start 2024-01-01 --frequency 1d";
    const { time, id, series, suggestion } = await inspected("a.csv", header + text, flags);
    expect([time, id, series.map(({ id, rows, to }) => [id, rows, to])]).toEqual([
      null,
      "id",
      [
        ["a", 21, "2024-01-21"],
        ["b", 21, "2024-01-21"],
      ],
    ]);
    expect(suggestion).toContain("--id id --frequency 1d --start 2024-01-01 --layout rows --horizon");
  });

  it("numbers rows from --start, each series anew", async () => {
    const text = ["a", "b"].map((id) => Array.from({ length: 21 }, (_, t) => `${id},${weekly(t)}\n`).join("")).join("");
    const { series } = await inspected("a.csv", `shop,y\n${text}`, "--id shop --start 2024-01-01 --frequency 1d");
    expect(series.map(({ id, rows, from, to }) => [id, rows, from, to])).toEqual([
      ["a", 21, "2024-01-01", "2024-01-21"],
      ["b", 21, "2024-01-01", "2024-01-21"],
    ]);
  });

  it("looks at the steps that --aggregate makes", async () => {
    const text = days(28, (day, t) => `${day}T03:10,${weekly(t)}\n${day}T15:20,${weekly(t)}\n`);
    const { series, notes, suggestion } = await inspected("a.csv", `at,y\n${text}`, "--frequency 1d --aggregate sum");
    expect(series[0]).toMatchObject({ rows: 28, frequency: "1d", offGrid: 0, duplicates: 0, targets: [{ most: 18 }] });
    expect(notes).toEqual([]);
    expect(suggestion).toContain("--frequency 1d --aggregate sum --horizon");
  });

  it("joins the columns that --time names, and reads files without a header and with comments", async () => {
    const text = days(28, (day, t) => `${day.replaceAll("-", ",")},${weekly(t)}\n`);
    const flags = "--time 0,1,2 --target 3 --no-header --comment #";
    const { series, suggestion } = await inspected("a.csv", `# made by hand\n${text}`, flags);
    expect(series[0]).toMatchObject({ rows: 28, frequency: "1d" });
    expect(suggestion).toContain("--time 0,1,2 --target 3 --comment '#' --no-header --horizon");
  });

  it("says --no-header where it has found that there is none", async () => {
    const text = Array.from({ length: 28 }, (_, t) => `${1_700_000_000 + 86_400 * t},${weekly(t)}\n`).join("");
    const { suggestion } = await inspected("a.csv", text, "--time 0");
    expect(suggestion).toContain("--no-header");
  });

  it.each(["rows.jsonl", "rows.bin"])("reads JSON, by the name or the beginning of the file: %s", async (name) => {
    const text = days(28, (day, t) => `${JSON.stringify({ day, y: t === 3 ? null : weekly(t) })}\n`);
    const { format, series, columns } = await inspected(name, text, "");
    expect([format, columns[1]!.missing, series[0]!.frequency]).toEqual(["json", 1, "1d"]);
  });

  it("reads Parquet, with --format where its name says nothing", async () => {
    const columnData = [
      { name: "at", data: Array.from({ length: 28 }, (_, t) => new Date(Date.UTC(2024, 0, 1, t))) },
      { name: "y", data: Array.from({ length: 28 }, (_, t) => weekly(t)) },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    expect(await inspected("a.parquet", bytes, "")).toMatchObject({ format: "parquet", series: [{ frequency: "1h" }] });
    const { suggestion } = await inspected("a.csv", bytes, "--format parquet");
    expect(suggestion).toContain("--format parquet");
  });

  it.each([
    ["--layout rows", "--start beside it"],
    ["--aggregate mean", "--frequency beside it"],
    ["--start 2024-01-01", "--frequency beside it"],
    ["--start soon --frequency 1d", 'found:    "soon"'],
    ["--layout wide --id b", "--id beside --layout wide"],
    ["--time-format epoch", 'found:    "epoch"'],
    ["--time-format MMM", 'found:    "a", of text'],
  ])("refuses %s alone", async (flags, message) => {
    await writeFile(join(folder, "a.csv"), "a,b\nx,1\ny,2\n");
    const time = flags.includes("MMM") ? ["--time", "a"] : [];
    const { code, stderr } = await seqcast(["inspect", join(folder, "a.csv"), ...line(flags), ...time]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
  });
});
