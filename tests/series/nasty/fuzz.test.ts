/** Whatever stands in a file, the reader ends with regular series that `createSeries` takes, or with a typed error. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeqcastError } from "../../../src/errors.ts";
import { createSeries, readCsv, type ReadCsvOptions, seriesToCsv, type TimeSeries } from "../../../src/series/index.ts";

const folder = import.meta.dirname;
const seeds = readdirSync(folder)
  .filter((name) => /\.(csv|tsv)/.test(name))
  .map((name) => new Uint8Array(readFileSync(join(folder, name))));

/** Columns as `createSeries` takes them. */
function record({ names, values }: TimeSeries["target"]): Record<string, Float64Array> {
  const width = names.length;
  return Object.fromEntries(names.map((name, c) => [name, values.filter((_, i) => i % width === c)]));
}

/** Refuses what the library's own validation refuses. */
function checkSeries(series: TimeSeries): void {
  const { id, timestamps, frequency, timezone, target } = series;
  const again = createSeries({ id, timestamps, frequency, timezone, target: record(target) });
  expect(again.timestamps).toEqual(timestamps);
  expect(again.target.values.length).toBe(timestamps.length * target.names.length);
}

async function check(source: Uint8Array, options: ReadCsvOptions): Promise<void> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield source;
  }
  try {
    for (const series of await readCsv(once(), options)) checkSeries(series);
  } catch (cause) {
    if (!(cause instanceof SeqcastError)) throw cause;
    expect(cause.message.length).toBeLessThan(2000);
  }
}

const optionsOf = fc.record(
  {
    time: fc.constantFrom<ReadCsvOptions["time"]>("time", 0, ["time", "load"], "date"),
    target: fc.constantFrom<ReadCsvOptions["target"]>("load", 1, [1, 2]),
    id: fc.constantFrom("id", "note", 2),
    layout: fc.constantFrom<"long" | "wide" | "rows">("long", "long", "wide", "rows"),
    frequency: fc.constantFrom("1d", "1h", "15min", "1mo", "1w"),
    timezone: fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe"),
    timeFormat: fc.constantFrom(
      "iso",
      "seconds",
      "milliseconds",
      "day-first",
      "month-first",
      "dd.MM.yyyy",
      "yyyy-MM-dd HH:mm XXX",
      "P",
    ),
    aggregate: fc.constantFrom<"sum" | "mean" | "count" | "last">("sum", "mean", "count", "last"),
    missing: fc.constantFrom<ReadCsvOptions["missing"]>("NA", ["NA", -9999]),
    decimal: fc.constantFrom<"." | ",">(".", ","),
    thousands: fc.constantFrom(".", " ", "'"),
    delimiter: fc.constantFrom(",", ";", "é"),
    comment: fc.constant("#"),
    header: fc.boolean(),
    encoding: fc.constantFrom("utf-8", "latin1", "utf-16le", "shift_jis"),
    start: fc.constantFrom("2024-01-01", 0),
  },
  { requiredKeys: ["time", "target"] },
);
const optional =
  "id layout frequency timezone timeFormat aggregate decimal thousands delimiter header encoding missing comment start".split(
    " ",
  );

/** Options of which few are given, so that not all of them are refused. */
const someOptions = fc
  .tuple(optionsOf, fc.shuffledSubarray(optional, { maxLength: 3 }))
  .map(([all, names]): ReadCsvOptions =>
    Object.fromEntries(
      Object.entries(all).filter(([name]) => name === "time" || name === "target" || names.includes(name)),
    ),
  );

/** Bytes that change the meaning of others: quotes, delimiters, line ends, Latin-1, NUL, digits. */
const odd = [34, 44, 10, 13, 59, 0xe9, 0, 45, 57, 46];

/** A nasty file with bytes cut out, put in, or taken from another one. */
const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom("cut", "put", "splice", "double"), fc.nat()), { maxLength: 4 }),
  )
  .map(([file, other, edits]) => {
    let bytes = [...file];
    for (const [where, edit, what] of edits) {
      const at = bytes.length === 0 ? 0 : where % bytes.length;
      if (edit === "cut") bytes.splice(at, what % 9);
      else if (edit === "put") bytes.splice(at, 0, odd[what % odd.length]!);
      else if (edit === "splice") bytes = [...bytes.slice(0, at), ...other.slice(what % (other.length + 1))];
      else bytes = [...bytes, ...bytes.slice(at)];
    }
    return Uint8Array.from(bytes);
  });

/** The series of a file; none where it is refused. */
async function seriesIn(source: Uint8Array): Promise<TimeSeries[]> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield source;
  }
  return readCsv(once(), { time: "time", target: "load" }).catch(() => []);
}

describe("readCsv", () => {
  it("ends with checked series or a typed error on mutated nasty files", { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(mutated, someOptions, check), { numRuns: 3000 });
  });

  it("ends with checked series or a typed error on any bytes", async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const text = fc.string({
      unit: fc.constantFrom("time", "load", ",", "\n", "\r", '"', "1", "2024-01-0", ".", ";", " ", "é", "-"),
      maxLength: 60,
    });
    await fc.assert(fc.asyncProperty(bytes, someOptions, check), { numRuns: 500 });
    await fc.assert(
      fc.asyncProperty(text, someOptions, (text, options) =>
        check(new TextEncoder().encode(`time,load\n${text}`), options),
      ),
      { numRuns: 1500 },
    );
  });

  // Minutes, and so the time limit of a test, where the work grows with the square of the length.
  it("ends soon where a quote is open in a long file", async () => {
    const open = `time,load\n2024-01-01,"${"1,\n".repeat(2_000_000)}`;
    await expect(readCsv(open, { time: "time", target: "load" })).rejects.toThrow("a closing quote");
    await expect(readCsv(`"${open}`, { time: "time", target: "load" })).rejects.toThrow("closing quote");
  });

  it("reads back what it wrote", async () => {
    for (const seed of seeds) {
      const series = await seriesIn(seed);
      if (series.length === 0) continue;
      const [first] = series;
      const { frequency, timezone } = first!;
      const again = await readCsv(seriesToCsv(series), {
        time: "timestamp",
        target: "load",
        id: "id",
        frequency,
        timezone,
      });
      expect(again).toEqual(series);
    }
  });
});
