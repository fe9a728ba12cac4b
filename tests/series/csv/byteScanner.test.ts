import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeqcastError } from "../../../src/errors.ts";
import { planOf, type ReadCsvOptions } from "../../../src/series/csv/options.ts";
import { collectSeries } from "../../../src/series/csv/readCsv.ts";
import { type ReaderSettings, readTables } from "../../../src/series/csv/reader.ts";

/** What a text reads as: series, or the message of a typed error. */
async function reading(
  text: string,
  options: ReadCsvOptions,
  settings: ReaderSettings,
  piece: number,
): Promise<unknown> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const plan = planOf(options);
  try {
    return await collectSeries(readTables([{ name: "f", chunks: chunks() }], plan, settings), plan, "f");
  } catch (cause) {
    if (cause instanceof SeqcastError) return cause.message;
    throw cause;
  }
}

const time = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2024, 0, 20 + day)).toISOString()),
  fc.constantFrom(
    "2024-02-29",
    "2024-02-30",
    "2024-01-31 23:59",
    "2024-01-31T23:59:59.999Z",
    "2024-01-31T10:00+01:00",
    "2024-1-3",
  ),
  fc.constantFrom("31/01/2024", "2/3/2024 1:00 PM", "1706659200", "1706659200000", "2024", "", " ", "x"),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(3)),
  fc.integer().map(String),
  fc.constantFrom(
    "",
    " 1.5 ",
    "+2.",
    ".5",
    ".",
    "-",
    "1e5",
    "0x1",
    "1,5",
    "-9999.0",
    "NA",
    "123456789012345678",
    "9007199254740993",
    "0.1234567890123456789",
    "Infinity",
    "\t7",
    "1.2.3",
  ),
);
const word = fc.oneof(
  fc.constantFrom("a", "b", 'x"y', '"', "p,q", "two\nlines", "é", " "),
  fc.string({ maxLength: 3 }),
);

/** Cells quoted where they must be, sometimes where they need not, and sometimes wrong. */
const written = (cell: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(cell, fc.integer({ min: 0, max: 30 })).map(([text, way]) => {
    if (way === 30) return text;
    const must = /[",\n\r]/.test(text);
    return must || way > 25 ? `"${text.replaceAll('"', '""')}"${way === 29 ? " " : ""}` : text;
  });

const row = fc.tuple(written(time), written(number), written(word)).map((cells) => cells.join(","));
const ends = fc.constantFrom("\n", "\r\n", "\n\n");
const options: ReadCsvOptions = {
  time: "time",
  target: "load",
  id: "id",
  frequency: "1d",
  missing: ["NA", "-9999"],
  delimiter: ",",
  decimal: ".",
};

function two(value: number): string {
  return String(value).padStart(2, "0");
}

describe("the byte scanner", () => {
  it("gives what the road over text gives, wherever the bytes are cut", async () => {
    const file = fc.tuple(fc.array(row, { maxLength: 8 }), ends, fc.boolean());
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 30 }), async ([rows, end, closed], piece) => {
        const text = `time,load,id${end}${rows.join(end)}${closed ? end : ""}`;
        const bySlices = await reading(text, options, { head: 8 }, piece);
        expect(bySlices).toEqual(await reading(text, options, { scan: false }, text.length));
        expect(await reading(text, options, {}, text.length)).toEqual(bySlices);
      }),
      { numRuns: 1500 },
    );
  });

  it("gives the same for columns of dates in any order, and of seconds and milliseconds", async () => {
    const date = fc.record({
      day: fc.integer({ min: 1, max: 32 }),
      month: fc.integer({ min: 1, max: 13 }),
      clock: fc.constantFrom("", " 13:45", " 23:59:59", " 24:00", " 1:00 PM"),
    });
    const column = fc.oneof(
      fc.constantFrom("/", ".", "-").chain((mark) =>
        fc.array(
          date.map(({ day, month, clock }) => `${two(day)}${mark}${two(month)}${mark}2024${clock}`),
          { maxLength: 9 },
        ),
      ),
      fc.array(fc.integer({ min: -2e9, max: 4e9 }).map(String), { maxLength: 9 }),
      fc.array(
        fc.integer({ min: 1, max: 4e12 }).map((value) => (value / 2).toFixed(1)),
        { maxLength: 9 },
      ),
    );
    const formats = fc.constantFrom(undefined, undefined, "day-first", "month-first", "seconds", "milliseconds");
    const zones = fc.constantFrom(undefined, "Europe/Berlin");
    await fc.assert(
      fc.asyncProperty(column, formats, zones, async (cells, timeFormat, timezone) => {
        const text = `time,load\n${cells.map((cell, i) => `${cell},${i}\n`).join("")}`;
        const given: ReadCsvOptions = {
          time: "time",
          target: "load",
          frequency: "1y",
          aggregate: "sum",
          timeFormat,
          timezone,
        };
        expect(await reading(text, given, {}, 999)).toEqual(await reading(text, given, { scan: false }, 999));
        const plain = { ...given, aggregate: undefined, frequency: undefined };
        expect(await reading(text, plain, {}, 999)).toEqual(await reading(text, plain, { scan: false }, 999));
      }),
      { numRuns: 600 },
    );
  });

  it("reads numbers to the last bit as JavaScript does", async () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 0, max: 17 }), async (values, digits) => {
        const cells = values.map((value) =>
          Math.abs(value) < 1e20 && digits < 17 ? value.toFixed(digits) : String(value),
        );
        const text = `load\n${cells.join("\n")}\n`;
        const [series] = (await reading(text, { target: "load", start: 0, frequency: "1h" }, {}, 64)) as {
          target: { values: Float64Array };
        }[];
        expect([...series!.target.values]).toEqual(cells.map(Number));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a cell that only looks like an empty row, and passes over one of empty quotes", async () => {
    const text = 'time,load\n2024-01-01,1\n"",""\n2024-01-02,2\n';
    const plain: ReadCsvOptions = { time: "time", target: "load" };
    expect(await reading(text, plain, {}, 99)).toHaveLength(1);
    expect(await reading(text.replace('""', '""""'), plain, {}, 99)).toContain(`found """ (line 3)`);
  });
});
