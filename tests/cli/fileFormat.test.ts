import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeParquet } from "../../src/evaluation/index.ts";
import { readCsv, seriesToJsonLines } from "../../src/series/index.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { run } from "../../src/cli/run.ts";
import { createTerminal, line, type Run, seqcast, smallCsv } from "./terminal.ts";

let folder = "";
let expected = "";
const path = (name: string): string => join(folder, name);
const forecast = (file: string, ...more: string[]): string[] => [
  "forecast",
  file,
  ...line("--time timestamp --target sales --id id --horizon 2 --model naive --quiet --out -"),
  ...more,
];
const recordsOf = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one) as unknown);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-format-"));
  const series = await readCsv(smallCsv(), { time: "day", target: "sales", id: "shop" });
  const lines = seriesToJsonLines(series);
  await writeParquet(path("small.parquet"), series);
  await writeParquet(path("nameless"), series);
  await writeFile(path("small.jsonl"), lines);
  await writeFile(path("list.json"), JSON.stringify(recordsOf(lines)));
  await writeFile(path("lines"), lines);
  await writeFile(path("small.csv"), smallCsv().replace("day,shop", "timestamp,id"));
  expected = (await seqcast(forecast(path("small.csv")))).stdout;
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs with bytes at standard input, in pieces. */
async function withInput(words: readonly string[], bytes: Uint8Array, piece = 1000): Promise<Run> {
  const terminal = createTerminal();
  const stdin = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const code = await run(words, { ...terminal, stdin } satisfies Terminal);
  return { code, ...terminal.written };
}

describe("the format of a file", () => {
  it.each(["small.parquet", "nameless", "small.jsonl", "list.json", "lines"])("is found out: %s", async (name) => {
    expect(await seqcast(forecast(path(name)))).toEqual({ code: 0, stdout: expected, stderr: "" });
  });

  it.each(["small.csv", "small.parquet", "small.jsonl", "list.json"])(
    "is found out at standard input: %s",
    async (name) => {
      const bytes = await readFile(path(name));
      expect(await withInput(forecast("-"), bytes)).toEqual({ code: 0, stdout: expected, stderr: "" });
    },
  );

  it("is what --format says", async () => {
    await writeFile(path("odd.csv"), await readFile(path("small.jsonl")));
    expect(await seqcast(forecast(path("odd.csv"), "--format", "json"))).toEqual({
      code: 0,
      stdout: expected,
      stderr: "",
    });
    const wrong = await seqcast(forecast(path("small.jsonl"), "--format", "parquet"));
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("expected: a whole Parquet file") as string,
    ]);
    const none = await seqcast(forecast(path("small.csv"), "--format", "xml"));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("csv, json, parquet") as string]);
  });

  it("is one for all files, which a pattern may name", async () => {
    const mixed = await seqcast(forecast(path("small.*")));
    expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining("files one behind the other") as string]);
    const [head, ...rows] = smallCsv().replace("day,shop", "timestamp,id").trim().split("\n");
    await writeFile(path("part-1.csv"), [head, ...rows.slice(0, 60), ""].join("\n"));
    await writeFile(path("part-2.csv"), [head, ...rows.slice(60), ""].join("\n"));
    expect((await seqcast(forecast(path("part-*.csv")))).stdout).toBe(expected);
  });

  it("of a Parquet file that is called CSV is named in the error", async () => {
    await writeFile(path("false.csv"), await readFile(path("small.parquet")));
    const { code, stderr } = await seqcast(forecast(path("false.csv")));
    expect([code, stderr]).toEqual([2, expect.stringContaining("--format parquet") as string]);
  });
});
