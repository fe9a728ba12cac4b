import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { readCsv, readJson, type ReadJsonOptions, readRecords } from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const options: ReadJsonOptions = { time: "t", target: "y" };
const lines = '{"t":"2024-01-01","y":1}\n\n{"t":"2024-01-02","y":null,"note":"x"}\r\n{"y":-0,"t":"2024-01-03"}';

async function failure(text: string, more: ReadJsonOptions = options): Promise<DataError> {
  const error: unknown = await readJson({ text, name: "f.jsonl" }, more).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

function day(date: number): Date {
  return new Date(Date.UTC(2024, 0, date));
}

describe("readJson", () => {
  it("reads an object a line, a list, and bytes that are cut anywhere", async () => {
    const expected = ["y 1d floating 2024-01-01: 1 NaN -0"];
    expect((await readJson(lines, options)).map(summary)).toEqual(expected);
    const list = `[${lines
      .split("\n")
      .filter((line) => line !== "")
      .join(",")}]`;
    expect((await readJson(list, options)).map(summary)).toEqual(expected);
    for (const text of [lines, list]) {
      async function* singles(): AsyncGenerator<Uint8Array> {
        for (const byte of new TextEncoder().encode(text)) yield Uint8Array.of(byte);
      }
      expect((await readJson(singles(), options)).map(summary)).toEqual(expected);
    }
  });

  it("reads times as numbers, ids, covariates, words that mean missing, and true and false as 1 and 0", async () => {
    const text = [
      '{"id":"a","t":1704067200000,"y":"NA","open":true,"city":"Bonn"}',
      '{"id":"a","t":1704070800000,"y":"2.5","open":false,"city":"Bonn"}',
      '{"id":"a","t":1704074400000,"open":true,"city":"Bonn"}',
    ].join("\n");
    const [series] = await readJson(text, {
      ...options,
      id: "id",
      missing: "NA",
      futureCovariates: "open",
      staticCovariates: "city",
    });
    expect(summary(series!)).toBe("a [y] 1h UTC 2024-01-01T00:00:00Z: NaN 2.5");
    expect(series!.futureCovariates).toEqual({ names: ["open"], values: Float64Array.of(1, 0, 1) });
    expect(series!.staticCovariates).toEqual({ city: "Bonn" });
  });

  it("reads several sources, wide tables, and rows put together by steps", async () => {
    const second = '{"t":"2024-01-04","y":4}';
    expect((await readJson([lines, { text: second }], options)).map(summary)).toEqual([
      "y 1d floating 2024-01-01: 1 NaN -0 4",
    ]);
    const wide = '{"t":"2024-01-01","a":1,"b":2}\n{"t":"2024-01-02","a":3,"b":4}';
    expect((await readJson(wide, { time: "t", layout: "wide" })).map(summary)).toEqual([
      "a [value] 1d floating 2024-01-01: 1 3",
      "b [value] 1d floating 2024-01-01: 2 4",
    ]);
    const monthly = await readJson(lines, { ...options, frequency: "1mo", aggregate: "count" });
    expect(monthly.map(summary)).toEqual(["y 1mo floating 2024-01-01: 2"]);
  });

  it("refuses what is no JSON, no object or no such column, with the line", async () => {
    expect((await failure('{"t":"2024-01-01","y":1}\n{"t":')).message).toMatch(
      /^f\.jsonl line 2: expected a JSON object on a line of its own, found "\{\\"t\\":"; mend the JSON: /,
    );
    expect((await failure("[1]")).message).toBe(
      'f.jsonl line 1: expected an object with the row\'s columns, found 1; write a row as {"time": "2024-01-31", "load": 1}',
    );
    expect((await failure("[[]]")).found).toBe("a list");
    expect((await failure("")).found).toBe("an empty file");
    expect((await failure("[]")).found).toBe("an empty file");
    expect((await failure(lines, { time: "t", target: "price" })).message).toBe(
      'f.jsonl line 1 column "price": expected one of the columns "t", "y", found "price"; pass one of these as target',
    );
    expect((await failure('{"t":"2024-01-01","y":{"v":1}}')).found).toBe('"{"v":1}" (line 1)');
    await expect(readJson(lines, { time: "t" })).rejects.toThrow("readJson option target");
  });
});

describe("readRecords", () => {
  it("reads objects in code, with dates, numbers of any kind and columns of their own order", async () => {
    const records = [
      { t: day(1), y: 1 },
      { y: 2n, t: day(2) },
      { t: day(3), y: undefined },
      { t: day(5), y: Number.NaN },
    ];
    expect((await readRecords(records, options)).map(summary)).toEqual([
      "y 1d UTC 2024-01-01T00:00:00Z: 1 2 NaN NaN NaN",
    ]);
    async function* cursor(): AsyncGenerator<Record<string, unknown>> {
      yield* records;
    }
    expect(await readRecords(cursor(), options)).toEqual(await readRecords(records, options));
  });

  it("gives what readCsv gives for the same table", async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      id: `s${i % 3}`,
      t: new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 3))).toISOString(),
      y: i / 7,
    }));
    const csv = `id,t,y\n${rows.map(({ id, t, y }) => `${id},${t},${y}`).join("\n")}`;
    expect(await readRecords(rows, { ...options, id: "id" })).toEqual(await readCsv(csv, { ...options, id: "id" }));
  });

  it("refuses what is no object, no number and no time", async () => {
    await expect(readRecords([3 as never], options)).rejects.toThrow("records line 1: expected an object");
    await expect(readRecords([{ t: "2024-01-01", y: "x" }], options)).rejects.toThrow('found "x" (line 1)');
    await expect(readRecords([{ t: new Date(NaN), y: 1 }], options)).rejects.toThrow('found "Invalid Date" (line 1)');
    await expect(readRecords([], options)).rejects.toThrow("an empty file");
    await expect(readRecords([], { ...options, layot: "wide" } as never)).rejects.toThrow(OptionError);
  });
});
