import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import {
  formatFrequency,
  parseTimestamp,
  readCsv,
  type ReadCsvOptions,
  type TimeSeries,
} from "../../../src/series/index.ts";

const options: ReadCsvOptions = { time: "time", target: "load" };

async function one(text: string, more: Partial<ReadCsvOptions> = {}): Promise<TimeSeries> {
  const series = await readCsv({ text, name: "f.csv" }, { ...options, ...more });
  expect(series).toHaveLength(1);
  return series[0]!;
}

async function failure(text: string, more: Partial<ReadCsvOptions> = {}): Promise<DataError> {
  const error = await readCsv({ text, name: "f.csv" }, { ...options, ...more }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

const hours = (...loads: (number | string)[]): string =>
  `time,load\n${loads.map((load, i) => `2024-01-01T${String(i).padStart(2, "0")}:00,${load}`).join("\n")}\n`;

const isoOf = (series: TimeSeries): string[] => Array.from(series.timestamps, (t) => new Date(t).toISOString());

describe("readCsv sources", () => {
  const text = hours(1, 2, 3);
  const values = [1, 2, 3];

  it("reads text, named text, a Blob, streams of text and of bytes, and async iterables", async () => {
    const bytes = new TextEncoder().encode(text);
    async function* singles(): AsyncGenerator<Uint8Array> {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const sources = [text, { text }, new Blob([text]), new Blob([text]).stream(), new Response(text).body!, singles()];
    for (const source of sources) {
      const [series] = await readCsv(source, options);
      expect(Array.from(series!.target.values)).toEqual(values);
    }
  });

  it("reads a path, and names it in errors", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seqcast-"));
    const path = join(folder, "load.csv");
    await writeFile(path, text);
    expect((await readCsv(path, options))[0]!.target.values).toEqual(Float64Array.from(values));
    await writeFile(path, "");
    await expect(readCsv(path, options)).rejects.toThrow(`${path}: expected a header and rows, found an empty file`);
    await rm(folder, { recursive: true });
    await expect(readCsv(path, options)).rejects.toThrow("found no such file");
  });

  it("keeps interleaved series of thousands of rows apart", async () => {
    const lines = ["time,id,load"];
    for (let i = 0; i < 6000; i++) {
      const time = new Date(Math.floor(i / 3) * 3_600_000).toISOString();
      lines.push(`${time},s${i % 3},${i}`);
    }
    const series = await readCsv(lines.join("\n"), { ...options, id: "id" });
    expect(series.map(({ id }) => id)).toEqual(["s0", "s1", "s2"]);
    for (const [k, { timestamps, target }] of series.entries()) {
      expect(timestamps).toHaveLength(2000);
      expect(target.values.every((value, t) => value === 3 * t + k)).toBe(true);
    }
  });

  it("cancels a stream that it need not read to its end", async () => {
    let cancelled = false;
    const endless = new ReadableStream<string>({
      pull: (controller) => controller.enqueue("time,price\n2024-01-01,1\n".repeat(10_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(readCsv(endless, options)).rejects.toThrow(`found "load"`);
    expect(cancelled).toBe(true);
  });

  it("refuses anything else", async () => {
    await expect(readCsv({} as never, options)).rejects.toThrow(OptionError);
  });

  it("drops a byte order mark, takes CRLF, mixed line ends, blank lines at the end and a missing last line break", async () => {
    const bom = new TextEncoder().encode(`\ufeff${text}`);
    const variants = [
      `\ufeff${text}`,
      text.replaceAll("\n", "\r\n"),
      text.replace("\n", "\r\n"),
      text.replaceAll("\n", "\r"),
      `${text}\n\n`,
      text.trimEnd(),
      text.replaceAll("\n", "\r\n").trimEnd(),
    ];
    for (const variant of [...variants, new Blob([bom])]) {
      expect(Array.from((await readCsv(variant, options))[0]!.target.values)).toEqual(values);
    }
  });

  it("detects comma, semicolon, tab and bar, and takes another delimiter", async () => {
    for (const delimiter of [";", "\t", "|"]) {
      expect((await one(text.replaceAll(",", delimiter))).target.values).toHaveLength(3);
    }
    expect((await one(text.replaceAll(",", "~"), { delimiter: "~" })).target.values).toHaveLength(3);
    await expect(readCsv(text, { ...options, delimiter: ",," })).rejects.toThrow(OptionError);
  });
});

describe("readCsv times", () => {
  it("counts zone-less times as floating, or as local times of the timezone given", async () => {
    const floating = await one(hours(1, 2));
    expect(floating.timezone).toBe("floating");
    expect(floating.timestamps[0]).toBe(Date.UTC(2024, 0, 1));
    const local = await one(hours(1, 2), { timezone: "America/New_York" });
    expect(local.timezone).toBe("America/New_York");
    expect(local.timestamps[0]).toBe(Date.UTC(2024, 0, 1, 5));
  });

  it("takes zoned times as UTC unless a timezone is named", async () => {
    const text = "time,load\n2024-07-01T00:00+01:00,1\n2024-07-02T00:00+01:00,2\n";
    expect((await one(text)).timezone).toBe("UTC");
    const local = await one(text, { timezone: "Europe/London" });
    expect(local.timezone).toBe("Europe/London");
    expect(isoOf(local)).toEqual(["2024-06-30T23:00:00.000Z", "2024-07-01T23:00:00.000Z"]);
    await expect(readCsv(text, { ...options, timezone: "floating" })).rejects.toThrow(OptionError);
    await expect(readCsv(text, { ...options, timezone: "Europe/Londn" })).rejects.toThrow(OptionError);
  });

  it("refuses a mix of zoned and zone-less times", async () => {
    expect((await failure("time,load\n2024-01-01T00:00,1\n2024-01-01T01:00Z,2\n")).message).toBe(
      `f.csv line 3 column "time": expected all times with a zone (Z or an offset) or all without, found times with a zone from line 3 and without from line 2; write all times in one way`,
    );
  });

  it("reads daily local data over a change of the clock as 1d", async () => {
    const text = "time,load\n2024-03-30,1\n2024-03-31,2\n2024-04-01,3\n";
    const series = await one(text, { timezone: "Europe/London" });
    expect(series.frequency).toEqual({ unit: "day", step: 1 });
    expect(series.timestamps[2]! - series.timestamps[1]!).toBe(23 * 3_600_000);
  });

  it("reads local hours over the start of summer time without a gap", async () => {
    const spring = "time,load\n2024-03-31T00:00,1\n2024-03-31T02:00,2\n2024-03-31T03:00,3\n";
    expect((await one(spring, { timezone: "Europe/London" })).timestamps).toHaveLength(3);
  });

  describe("of the hour that the clock shows twice", () => {
    const zone = { timezone: "Europe/London" };
    const rows = ["2024-10-27T00:00,1", "2024-10-27T01:00,2", "2024-10-27T01:00,3", "2024-10-27T02:00,4"];
    const instants = ["2024-10-26T23:00", "2024-10-27T00:00", "2024-10-27T01:00", "2024-10-27T02:00"];

    it("takes the second row for the later instant, in a file that runs backwards the first", async () => {
      for (const ordered of [rows, rows.toReversed()]) {
        const series = await one(`time,load\n${ordered.join("\n")}`, zone);
        expect(isoOf(series).map((iso) => iso.slice(0, 16))).toEqual(instants);
        expect([...series.target.values]).toEqual([1, 2, 3, 4]);
      }
    });

    it("takes a row that stands alone for the earlier instant", async () => {
      const series = await one(`time,load\n${[rows[0], rows[1], rows[3]].join("\n")}`, zone);
      expect([...series.target.values]).toEqual([1, 2, NaN, 4]);
    });

    it("pairs quarters of an hour one by one, and keeps the ids of other rows apart", async () => {
      const quarters = ["00:45", "01:00", "01:15", "01:30", "01:45", "01:00", "01:15", "01:30", "01:45", "02:00"];
      const text = `time,load,id\n${quarters.map((time, i) => `2024-10-27T${time},${i},a\n2024-10-27T${time},${i},b`).join("\n")}`;
      const series = await readCsv(text, { ...options, ...zone, id: "id" });
      expect(series.map(({ target }) => Array.from(target.values))).toEqual([
        quarters.map((_, i) => i),
        quarters.map((_, i) => i),
      ]);
    });

    it("refuses a third row of one time, and one that stands twice where the clock is not set back", async () => {
      expect((await failure(`time,load\n${[...rows, rows[1]].join("\n")}`, zone)).found).toBe(
        "repeated times: 2024-10-27T01:00:00+00:00 (line 6)",
      );
      expect((await failure(`time,load\n${rows.join("\n").replaceAll("10-27", "10-28")}`, zone)).line).toBe(4);
    });
  });

  it("sorts rows and inserts missing ones as NaN", async () => {
    const series = await one("time,load\n2024-01-05,5\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n");
    expect(Array.from(series.target.values)).toEqual([1, 2, 3, NaN, 5]);
    expect(isoOf(series)[3]).toBe("2024-01-04T00:00:00.000Z");
  });

  it("keeps months that are cut short on the grid of the longer ones", async () => {
    const series = await one("time,load\n2023-02-28,1\n2023-03-30,2\n2023-05-30,3\n2023-06-30,4\n");
    expect(formatFrequency(series.frequency)).toBe("1mo");
    expect(isoOf(series).map((iso) => iso.slice(5, 10))).toEqual(["02-28", "03-30", "04-30", "05-30", "06-30"]);
  });

  it("names the first row off the grid", async () => {
    const text = hours(1, 2, 3).replace("T02:00", "T02:10");
    const error = await failure(text, { frequency: "1h" });
    expect(error.message).toBe(
      `f.csv line 4 column "time", series "load": expected times 1h apart, such as 2024-01-01T02:00:00, found 2024-01-01T02:10:00; leave frequency out to have it inferred, pass a finer one than 1h, pass tolerance to move rows or aggregate to put them together, or mend this row`,
    );
    expect([error.file, error.line, error.column]).toEqual(["f.csv", 4, "time"]);
  });

  it("takes a given frequency for a single row and refuses to infer one", async () => {
    expect((await one(hours(1), { frequency: "1h" })).timestamps).toHaveLength(1);
    expect((await failure(hours(1))).where).toBe(`f.csv column "time"`);
  });

  it("refuses a span of which nearly all rows would be missing", async () => {
    const text = "time,load\n2024-01-01T00:00:00,1\n2024-01-01T00:00:01,2\n2042-01-01T00:00:00,3\n";
    expect((await failure(text, { frequency: "1s" })).remedy).toContain("a wrong year");
  });

  it("lists repeated times with their lines", async () => {
    const text = `time,load\n${"2024-01-01,1\n".repeat(8)}2024-01-02,1\n`;
    const error = await failure(text);
    expect(error.line).toBe(3);
    expect(error.message).toBe(
      `f.csv line 3 column "time", series "load": expected every time once, found repeated times: ${[3, 4, 5, 6, 7].map((line) => `2024-01-01T00:00:00 (line ${line})`).join(", ")} and 2 more; pass frequency: "1d" and aggregate: "mean" to put rows together, or remove the repeated ones; if the file holds several series pass id; if a clock was changed pass timezone`,
    );
  });
});

describe("readCsv roles", () => {
  const text = [
    "shop,time,sales,price,holiday,city,size",
    "b,2024-01-01,1,10,0,Bonn,5",
    "a,2024-01-02,2,20,1,Köln,6",
    "b,2024-01-02,3,11,0,Bonn,5",
    "a,2024-01-03,4,21,0,Köln,6",
    "a,2024-01-04,,,1,Köln,6",
    "a,2024-01-05,,,1,Köln,6",
  ].join("\n");
  const roles = {
    time: "time",
    target: "sales",
    id: "shop",
    pastCovariates: "price",
    futureCovariates: ["holiday"],
    staticCovariates: ["city", "size"],
  };

  it("reads one series per id in order of appearance, each its own span, with all covariates", async () => {
    const [b, a] = await readCsv(text, roles);
    expect([b!.id, a!.id]).toEqual(["b", "a"]);
    expect(b!.staticCovariates).toEqual({ city: "Bonn", size: 5 });
    expect(a!.pastCovariates).toEqual({ names: ["price"], values: Float64Array.of(20, 21) });
    expect(isoOf(a!).map((iso) => iso.slice(0, 10))).toEqual(["2024-01-02", "2024-01-03"]);
  });

  it("takes last rows without a target as the known future", async () => {
    const [, a] = await readCsv(text, roles);
    expect(a!.target.values).toEqual(Float64Array.of(2, 4));
    expect(a!.futureCovariates!.values).toEqual(Float64Array.of(1, 0, 1, 1));
    const { futureCovariates, ...without } = roles;
    expect(futureCovariates).toEqual(["holiday"]);
    expect((await readCsv(text, without))[1]!.target.values).toEqual(Float64Array.of(2, 4, NaN, NaN));
  });

  it("keeps all rows where no target value is there at all", async () => {
    const series = await one("time,load,sun\n2024-01-01,,1\n2024-01-02,,2\n", { futureCovariates: "sun" });
    expect(series.timestamps).toHaveLength(2);
    expect(series.target.values).toEqual(Float64Array.of(NaN, NaN));
  });

  it("reads several targets row-major, in the order asked for", async () => {
    const series = await one("x,time,load\n1,2024-01-01,2\n3,2024-01-02,4\n", { target: ["load", "x"] });
    expect(series.target).toEqual({ names: ["load", "x"], values: Float64Array.of(2, 1, 4, 3) });
    expect(series.id).toBe("load");
  });

  it("refuses a static covariate that changes", async () => {
    const error = await readCsv(
      { text: text.replace("b,2024-01-02,3,11,0,Bonn", "b,2024-01-02,3,11,0,Ulm"), name: "f" },
      roles,
    ).catch(String);
    expect(error).toBe(
      `DataError: f line 4 column "city", series "b": expected the static covariate "Bonn" in all rows of the series, found "Ulm"; make it constant, or pass the column in pastCovariates or futureCovariates`,
    );
  });

  it("takes a static column of numbers and words as words, and strips the carriage return of a last column", async () => {
    const mixed = text.replaceAll(",6", ",large").replaceAll("\n", "\r\n");
    const [b, a] = await readCsv(mixed, roles);
    expect([b!.staticCovariates!.size, a!.staticCovariates!.size]).toEqual(["5", "large"]);
  });

  it("refuses an empty id", async () => {
    const error = await failure("time,load,id\n2024-01-01,1,a\n2024-01-02,1,\n", { id: "id" });
    expect(error.message).toContain(`f.csv line 3 column "id": expected an id, found an empty cell`);
  });

  it("refuses a column in two roles, and absent names", async () => {
    await expect(readCsv(text, { ...roles, pastCovariates: ["sales"] })).rejects.toThrow(
      `readCsv option pastCovariates: expected every column in one role only, found "sales", which target holds already; remove it from pastCovariates or from target`,
    );
    await expect(readCsv(text, { ...roles, target: [] })).rejects.toThrow(OptionError);
    await expect(readCsv(text, { target: "sales" })).rejects.toThrow(OptionError);
  });
});

describe("readCsv cells", () => {
  it("reads numbers as JavaScript does, and empty cells and missing words as NaN", async () => {
    const series = await one(hours("1e3", " -2.5 ", "", "n/a", "-0", ".5", "0E0"), { missing: "n/a" });
    expect(Array.from(series.target.values)).toEqual([1000, -2.5, NaN, NaN, -0, 0.5, 0]);
  });

  it("passes over rows of empty cells only, as spreadsheets leave them at the end", async () => {
    expect((await one(`${hours(1, 2)}\n,\n , \n`)).target.values).toEqual(new Float64Array([1, 2]));
  });

  it("refuses an option that it does not know", async () => {
    const options = { time: "time", target: "load", frequncy: "1h" };
    await expect(readCsv(hours(1, 2), options as never)).rejects.toThrow("did you mean frequency?");
  });

  it("lists the first five bad numbers and counts the rest", async () => {
    const error = await failure(hours(1, "n/a", "n/a", "?", "n/a", "n/a", "n/a", "n/a"));
    expect(error.message).toBe(
      `f.csv line 3 column "load": expected a number, found "n/a" (line 3), "n/a" (line 4), "?" (line 5), "n/a" (line 6), "n/a" (line 7) and 2 more; pass missing: ["n/a", "?"] to read them as missing, or write a number`,
    );
    expect([error.line, error.column]).toEqual([3, "load"]);
  });

  it.each([
    [`"1,234"`, `pass thousands: "," if it means 1234, or decimal: "," if it means 1.234`],
    [`"1,5"\n2024-01-01T02:00,1.5`, `write 1.5, with a decimal point, or pass decimal: ","`],
    [`"1,5"\n2024-01-01T02:00,"1,234.5"`, `write 1.5, with a decimal point, or pass decimal: ","`],
    ["12%", "write 12, without the percent sign"],
    ["Infinity", `write a finite number, or pass missing: ["Infinity"] to read it as missing`],
    ["1e999", `write a finite number, or pass missing: ["1e999"] to read it as missing`],
    ["0x10", `pass missing: ["0x10"] to read it as missing, or write a number`],
    ["0B1", `pass missing: ["0B1"] to read it as missing, or write a number`],
    ["NaN", `pass missing: ["NaN"] to read it as missing, or write a number`],
  ])("refuses %s with its remedy", async (cell, remedy) => {
    expect((await failure(hours(1, cell))).remedy).toBe(remedy);
  });

  it.each([
    ["31/12/2024", "write all times in one way"],
    ["", "write the row's time, or remove the row"],
    ["1704067200000", "write all times in one way"],
    ["1704067200", "write all times in one way"],
    ["2024-02", "write all times in one way"],
    ["2024/02/01 00:00", "write all times in one way"],
    ["2024-02-01 24:30", "check that the day and the time exist"],
    ["2", "if these are row numbers pass start and frequency in place of time"],
    ["31/12/24", `write years with four digits, or pass timeFormat: "dd/MM/yy"`],
    ["noon", `write times in ISO 8601, or pass timeFormat, for example timeFormat: "dd.MM.yyyy HH:mm"`],
  ])("refuses the time %j with its remedy", async (time, remedy) => {
    const error = await failure(`time,load\n2024-01-01,1\n${time},2\n`);
    expect(error.remedy).toBe(remedy);
    expect(error.where).toBe(`f.csv line 3 column "time"`);
  });

  it("refuses an unknown column with the nearest name", async () => {
    expect((await failure(hours(1), { target: "laod" })).message).toBe(
      `f.csv line 1 column "laod": expected one of the columns "time", "load", found "laod"; did you mean target: "load"?`,
    );
    expect((await failure("time,demand\n", { target: "demnad" })).remedy).toBe(`did you mean target: "demand"?`);
    expect((await failure(hours(1), { target: "price" })).remedy).toBe(
      "pass one of these as target, or the index of one, counted from 0",
    );
    expect((await failure(hours(1, 2).replaceAll(",", "~"))).remedy).toContain(
      "read as a single column: pass delimiter",
    );
    expect((await failure("Time,load\n")).remedy).toBe(`did you mean time: "Time"?`);
  });

  it("refuses empty files, lone headers, repeated names and ragged rows", async () => {
    expect((await failure("")).message).toBe(
      "f.csv: expected a header and rows, found an empty file; check that this is the right file",
    );
    expect((await failure("\n\n")).found).toBe("an empty file");
    expect((await failure("time,load\n")).message).toBe(
      "f.csv: expected a header and rows, found a header only; add rows below the header",
    );
    expect((await failure("time,load,load\n2024-01-01,1,2\n")).found).toBe(`"load" more than once`);
    const ragged = await failure("time,load\n2024-01-01,1\n2024-01-02,1,234\n");
    expect(ragged.message).toBe(
      "f.csv line 3: expected 2 cells as in the header, found 3; check for a missing or an additional delimiter; a cell that holds one must be quoted",
    );
  });

  it("tells of a bad cell before a ragged row further down", async () => {
    expect((await failure("time,load\n2024-01-01,x\n2024-01-02\n")).line).toBe(2);
  });

  it("counts lines over quoted line breaks, and refuses quotes that do not close", async () => {
    const head = `time,load,note\n2024-01-01,1,"a\nb"\n`;
    expect((await failure(`${head}2024-01-02,x,c\n`)).line).toBe(4);
    const open = await failure(`${head}2024-01-02,2,"c\n2024-01-03,3,d\n`);
    expect(open.message).toBe(
      `f.csv line 4: expected a closing quote (") before the next delimiter or the line's end, found a quoted cell that does not close there; close the quote, and write a quote inside a quoted cell twice ("")`,
    );
    expect((await failure(`${head}2024-01-02,2,"c"d\n2024-01-03,3,d\n`)).line).toBe(4);
  });

  it("reads any table of rows to typed errors or regular series", async () => {
    const cell = fc.constantFrom(
      "2024-01-01",
      "2024-01-02",
      "2024-01-04T12:00",
      "1",
      "2.5",
      "",
      "x",
      '"',
      '"a"',
      "1,2",
    );
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const text = `time,load\n${rows.map((row) => row.join(",")).join("\n")}`;
        const result = await readCsv(text, { ...options, frequency: "1d" }).catch((cause: unknown) => cause);
        if (!Array.isArray(result)) {
          expect(result).toBeInstanceOf(DataError);
          return;
        }
        const [series] = result as TimeSeries[];
        series!.timestamps.forEach((t, i) => expect(t).toBe(series!.timestamps[0]! + i * 86_400_000));
        expect(series!.timestamps[0]).toBeGreaterThanOrEqual(parseTimestamp("2024-01-01", "UTC"));
      }),
      { numRuns: 300 },
    );
  });
});
