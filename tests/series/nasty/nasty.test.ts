/**
 * Files that are written in every wrong way: each with its reading, a line a series (see `summary`), its warnings behind an
 * exclamation mark, or the exact text of its error. `make.mjs` writes them.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { DataError, UnsupportedError } from "../../../src/errors.ts";
import { readCsv, type ReadCsvOptions } from "../../../src/series/index.ts";
import { summary } from "./summary.ts";

const usual: ReadCsvOptions = { time: "time", target: "load" };

const cases: readonly (readonly [file: string, options: ReadCsvOptions, expected: string | readonly string[]])[] = [
  ["crlf.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["old-mac.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["mixed-ends.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["no-last-end.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["blank-lines.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["blanks-in-cells.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["quoted-all.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["quoted-break.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["quoted-crlf-break.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["quoted-header-break.csv", { time: "the\ntime" }, "load 1d floating 2024-01-01: 1 2"],
  ["quote-inside-cell.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["space-after-quote.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  [
    "quote-open.csv",
    {},
    'quote-open.csv line 3: expected a closing quote (") before the next delimiter or the line\'s end, found a quoted cell that does not close there; close the quote, and write a quote inside a quoted cell twice ("")',
  ],
  [
    "quote-garbage.csv",
    {},
    'quote-garbage.csv line 2: expected a closing quote (") before the next delimiter or the line\'s end, found a quoted cell that does not close there; close the quote, and write a quote inside a quoted cell twice ("")',
  ],
  [
    "quote-open-header.csv",
    {},
    'quote-open-header.csv line 1: expected a closing quote (") before the next delimiter or the line\'s end, found a quoted cell that does not close there; close the quote, and write a quote inside a quoted cell twice ("")',
  ],
  ["empty-quotes.csv", {}, "load 1d floating 2024-01-01: 1 NaN 3"],
  ["semicolon.csv", {}, "load 1d floating 2024-01-01: 1.5 2.25"],
  ["tab.tsv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["bar.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  [
    "tilde.csv",
    {},
    'tilde.csv line 1 column "time": expected one of the columns "time~load", found "time"; the header was read as a single column: pass delimiter, for example delimiter: ";"',
  ],
  ["excel-sep.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["commas-in-text.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["trailing-delimiter.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  [
    "ragged-short.csv",
    {},
    "ragged-short.csv line 3: expected 3 cells as in the header, found 2; check for a missing or an additional delimiter; a cell that holds one must be quoted",
  ],
  [
    "ragged-long.csv",
    {},
    "ragged-long.csv line 3: expected 2 cells as in the header, found 3; check for a missing or an additional delimiter; a cell that holds one must be quoted",
  ],
  ["bom.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  [
    "latin1.csv",
    { time: "Zeit", target: "Größe" },
    [
      "Größe 1d floating 2024-01-01: 1 2",
      "! latin1.csv: no UTF-8, read as Latin-1 (windows-1252); pass encoding to say what it is",
    ],
  ],
  [
    "windows-1252.csv",
    { target: "€/MWh" },
    [
      "€/MWh 1d floating 2024-01-01: 1 2",
      "! windows-1252.csv: no UTF-8, read as Latin-1 (windows-1252); pass encoding to say what it is",
    ],
  ],
  ["utf-16le.csv", { target: "größe" }, "größe 1d floating 2024-01-01: 1 2"],
  ["utf-16be.csv", { target: "größe" }, "größe 1d floating 2024-01-01: 1 2"],
  [
    "cut-character.csv",
    {},
    'cut-character.csv: expected text in one encoding, UTF-8 as in its first lines, found bytes that are none; if the file was written in Latin-1 pass encoding: "latin1", else convert it to UTF-8',
  ],
  [
    "nul.csv",
    {},
    'nul.csv line 2 column "load": expected a number, found "1\u0000" (line 2); pass missing: ["1\\u0000"] to read it as missing, or write a number',
  ],
  ["packed.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["packed-twice-over.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  [
    "packed-cut.csv",
    {},
    "packed-cut.csv: expected a whole gzip file, found unexpected end of file; the file is damaged or was cut off: fetch it again",
  ],
  ["comments.csv", { comment: "#" }, "load 1d floating 2024-01-01: 1 2"],
  ["no-header.csv", { header: false, time: 0, target: 1 }, "1 1d floating 2024-01-01: 1 2"],
  ["number-names.csv", { target: ["0", 1] }, "0 [0,1] 1d floating 2024-01-01: 20 10 21 11"],
  [
    "same-name-twice.csv",
    {},
    'same-name-twice.csv line 1 column "load": expected every column name once, found "load" more than once; rename one of them',
  ],
  [
    "header-only.csv",
    {},
    "header-only.csv: expected a header and rows, found a header only; add rows below the header",
  ],
  ["empty.csv", {}, "empty.csv: expected a header and rows, found an empty file; check that this is the right file"],
  [
    "only-blank.csv",
    {},
    "only-blank.csv: expected a header and rows, found an empty file; check that this is the right file",
  ],
  [
    "wrong-case.csv",
    {},
    'wrong-case.csv line 1 column "time": expected one of the columns "Time", "Load", found "time"; did you mean time: "Time"?',
  ],
  ["decimal-comma-quoted.csv", {}, "load 1d floating 2024-01-01: 1.5 1.234"],
  ["thousands-comma.csv", {}, "load 1d floating 2024-01-01: 1234.5 12345678"],
  ["thousands-point.csv", {}, "load 1d floating 2024-01-01: 1234.5 12345678 7"],
  ["thousands-blank.csv", {}, "load 1d floating 2024-01-01: 1234.5 12345"],
  ["thousands-apostrophe.csv", {}, "load 1d floating 2024-01-01: 1234.5 1234567"],
  [
    "one-comma-three-digits.csv",
    {},
    'one-comma-three-digits.csv line 2 column "load": expected a number, found "1,234" (line 2), "2,345" (line 3); pass thousands: "," if it means 1234, or decimal: "," if it means 1.234',
  ],
  [
    "points-and-commas.csv",
    {},
    'points-and-commas.csv line 3 column "load": expected a number, found "1,5" (line 3); write 1.5, with a decimal point, or pass decimal: ","',
  ],
  [
    "percent.csv",
    {},
    'percent.csv line 2 column "load": expected a number, found "12%" (line 2), "13%" (line 3); write 12, without the percent sign',
  ],
  ["exponents.csv", {}, "load 1d floating 2024-01-01: 1000 -0.0025 0.5 7"],
  ["long-digits.csv", {}, "load 1d floating 2024-01-01: 0.1 9007199254740992 -0"],
  [
    "infinite.csv",
    {},
    'infinite.csv line 3 column "load": expected a number, found "Infinity" (line 3), "1e999" (line 4); write a finite number, or pass missing: ["Infinity"] to read it as missing',
  ],
  [
    "hex.csv",
    {},
    'hex.csv line 2 column "load": expected a number, found "0x10" (line 2); pass missing: ["0x10"] to read it as missing, or write a number',
  ],
  ["words-for-missing.csv", { missing: ["NA", "null", -9999] }, "load 1d floating 2024-01-01: NaN NaN NaN 1"],
  [
    "true-false.csv",
    {},
    'true-false.csv line 2 column "load": expected a number, found "true" (line 2), "false" (line 3); pass missing: ["true", "false"] to read them as missing, or write a number',
  ],
  ["day-first.csv", {}, "load 1d floating 2024-01-12: 1 2 3"],
  ["month-first.csv", {}, "load 1d floating 2024-01-12T13:00:00: 1 2 3"],
  [
    "ambiguous.csv",
    {},
    'ambiguous.csv line 2 column "time": expected a date that tells day from month by a number above 12, found none in the column: "01/02/2024" is 2024-02-01 with the day first and 2024-01-02 with the month first; pass timeFormat: "day-first" or timeFormat: "month-first"',
  ],
  ["same-either-way.csv", {}, "load 1h floating 2024-01-01T00:00:00: 1 2"],
  [
    "both-orders.csv",
    {},
    'both-orders.csv line 3 column "time": expected all dates in one order of day and month, found "31/01/2024" (both-orders.csv line 2), day first, and "01/31/2024" (both-orders.csv line 3), month first; write all dates as 2024-01-31',
  ],
  ["dots.csv", {}, "load 1h floating 2024-02-01T00:00:00: 1 2"],
  [
    "dots-impossible.csv",
    {},
    'dots-impossible.csv line 2 column "time": expected a time written as the first one, "02.02.2024", found "01.31.2024" (line 2); dates with dots begin with the day: if these do not pass timeFormat: "month-first"',
  ],
  [
    "no-such-day.csv",
    {},
    'no-such-day.csv line 2 column "time": expected a time written as the first one, "28/02/2024", found "30/02/2024" (line 2); check that the day and the time exist',
  ],
  ["two-digit-year.csv", { timeFormat: "dd/MM/yy" }, "load 1d floating 2024-01-31: 1 2"],
  ["loose-iso.csv", {}, "load 1h floating 2024-01-09T09:00:00: 1 2 3"],
  ["slashes-year-first.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["compact-dates.csv", {}, "load 1d floating 2024-01-31: 1 2"],
  ["years.csv", { time: "year" }, "load 1y floating 2021-01-01: 1 2 NaN 4"],
  ["months.csv", { time: "month" }, "load 1mo floating 2024-01-01: 1 2 NaN 4"],
  ["epoch-seconds.csv", {}, "load 1h UTC 2024-01-01T00:00:00Z: 1 2"],
  [
    "epoch-seconds-fraction.csv",
    {},
    'epoch-seconds-fraction.csv column "time": expected times a regular step apart (rows may be missing), found no step that explains all times; the commonest difference is 500 ms; pass frequency, for example frequency: "1s", and mend or remove the rows off its grid; readers take tolerance or aggregate beside it',
  ],
  ["epoch-milliseconds.csv", {}, "load 1h UTC 2024-01-01T00:00:00Z: 1 2"],
  [
    "epoch-mixed.csv",
    {},
    'epoch-mixed.csv line 3 column "time": expected a time written as the first one, "1704067200", found "1704070800000" (line 3); write all times in one way',
  ],
  [
    "row-numbers.csv",
    { time: "n" },
    'row-numbers.csv line 2 column "n": expected a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z, found "1" (line 2), "2" (line 3), "3" (line 4); if these are row numbers pass start and frequency in place of time',
  ],
  ["words-for-months.csv", {}, "load 1d floating 2024-01-01: 1 2"],
  ["date-and-time.csv", { time: ["date", "clock"] }, "load 1h floating 2024-01-31T22:00:00: 1 2 3"],
  ["year-month-day-hour.csv", { time: ["year", "month", "day", "hour"] }, "load 1h floating 2024-01-31T23:00:00: 1 2"],
  ["offsets.csv", { timezone: "Europe/Berlin" }, "load 1h Europe/Berlin 2024-03-31T01:00:00+01:00: 1 2 3"],
  [
    "zone-mixed.csv",
    {},
    'zone-mixed.csv line 3 column "time": expected all times with a zone (Z or an offset) or all without, found times with a zone from line 2 and without from line 3; write all times in one way',
  ],
  [
    "time-missing.csv",
    {},
    'time-missing.csv line 3 column "time": expected a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z, found an empty cell (line 3); write the row\'s time, or remove the row',
  ],
  [
    "iso-among-others.csv",
    {},
    'iso-among-others.csv line 3 column "time": expected a time written as the first one, "2024-01-01", found "02/01/2024" (line 3); write all times in one way',
  ],
  [
    "no-such-time.csv",
    {},
    'no-such-time.csv line 2 column "time": expected a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z, found "2024-02-30" (line 2), "2024-01-01T24:30" (line 3); check that the day and the time exist',
  ],
  ["dst-spring.csv", { timezone: "Europe/Berlin" }, "load 1h Europe/Berlin 2024-03-31T00:00:00+01:00: 0 1 3 4"],
  ["dst-autumn.csv", { timezone: "Europe/Berlin" }, "load 1h Europe/Berlin 2024-10-27T01:00:00+02:00: 1 2 2 3"],
  [
    "dst-autumn-backwards.csv",
    { timezone: "Europe/Berlin" },
    "load 1h Europe/Berlin 2024-10-27T01:00:00+02:00: 1 2 3 4",
  ],
  [
    "dst-skipped-hour.csv",
    { timezone: "Europe/Berlin" },
    'dst-skipped-hour.csv line 4 column "time", series "load": expected every time once, found repeated times: 2024-03-31T03:00:00+02:00 (line 4); pass frequency: "1h" and aggregate: "mean" to put rows together, or remove the repeated ones; if the file holds several series pass id; if a clock was changed write times with their offset',
  ],
  ["unsorted-gap.csv", {}, "load 1d floating 2024-01-01: 1 2 3 NaN 5"],
  [
    "repeated.csv",
    {},
    'repeated.csv line 4 column "time", series "load": expected every time once, found repeated times: 2024-01-01T00:00:00 (line 4); pass frequency: "1d" and aggregate: "mean" to put rows together, or remove the repeated ones; if the file holds several series pass id; if a clock was changed pass timezone',
  ],
  [
    "irregular.csv",
    {},
    'irregular.csv column "time": expected times a regular step apart (rows may be missing), found no step that explains all times; the commonest difference is 5min, and the first time off it is 2024-01-01T00:11:00; pass frequency, for example frequency: "5min", and mend or remove the rows off its grid; readers take tolerance or aggregate beside it',
  ],
  [
    "wrong-year.csv",
    {},
    'wrong-year.csv column "time", series "load": expected rows about 1s apart, found 3 rows for 5680195202 steps from 2024-01-01T00:00:00 to 2204-01-01T00:00:02; check the first and the last time for a wrong year, or pass a coarser frequency',
  ],
  [
    "one-row.csv",
    {},
    'one-row.csv column "time": expected at least 2 rows with different times, to see how far apart they are, found 1 row; pass frequency, for example frequency: "1d"',
  ],
  [
    "empty-id.csv",
    { id: "id" },
    'empty-id.csv line 3 column "id": expected an id, found an empty cell; write the row\'s series, or remove the row',
  ],
  [
    "ids-of-all-kinds.csv",
    { id: "id", frequency: "1d" },
    [
      "a,b [load] 1d floating 2024-01-01: 1",
      " a [load] 1d floating 2024-01-01: 2",
      "é [load] 1d floating 2024-01-01: 3",
      'say "x" [load] 1d floating 2024-01-01: 4',
      "__proto__ [load] 1d floating 2024-01-01: 5",
    ],
  ],
  [
    "static-changes.csv",
    { staticCovariates: "city" },
    'static-changes.csv line 3 column "city", series "load": expected the static covariate "Bonn" in all rows of the series, found "Ulm"; make it constant, or pass the column in pastCovariates or futureCovariates',
  ],
  ["all-missing.csv", {}, "load 1d floating 2024-01-01: NaN NaN"],
  [
    "wide.csv",
    { layout: "wide", target: [] },
    [
      "a [value] 1d floating 2024-01-02: 2 3",
      "b [value] 1d floating 2024-01-01: 1 NaN 4",
      "c [value] 1d floating 2024-01-01: NaN NaN NaN",
    ],
  ],
  [
    "rows.csv",
    { layout: "rows", id: "id", start: "2024-01-01", frequency: "1d" },
    [
      "a [value] 1d floating 2024-01-01: 1 2 3",
      "b [value] 1d floating 2024-01-01: 4",
      "c [value] 1d floating 2024-01-01: 5 NaN 6",
    ],
  ],
  [
    "rows-same-id.csv",
    { layout: "rows", id: "id", start: "2024-01-01", frequency: "1d" },
    'rows-same-id.csv line 3 column "id": expected every id once, found "a" again; rename or remove the row',
  ],
  [
    "json-inside.csv",
    {},
    "json-inside.csv: expected a CSV, found JSON; read objects of one row each by readJson (--format json), or save it as CSV",
  ],
];

const folder = import.meta.dirname;

function bare(text: string): string {
  return text.replaceAll(`${folder}/`, "");
}

/** What a file reads as; the folder is left out of all texts. */
async function reading(file: string, options: ReadCsvOptions): Promise<string | string[]> {
  const warnings: string[] = [];
  const numbered = options.start === undefined ? usual : {};
  const onWarning = (warning: string): void => void warnings.push(`! ${bare(warning)}`);
  try {
    const series = await readCsv(join(folder, file), { ...numbered, ...options, onWarning });
    const lines = [...series.map(summary), ...warnings];
    return lines.length === 1 ? lines[0]! : lines;
  } catch (cause) {
    expect(cause).toBeInstanceOf(DataError);
    return bare((cause as DataError).message);
  }
}

describe("nasty files", () => {
  it.each(cases)("%s with %j", async (file, options, expected) => {
    expect(await reading(file, options)).toEqual(expected);
  });

  it("have a case each, and are more than 60", () => {
    const files = readdirSync(folder).filter((name) => /\.(csv|tsv)/.test(name));
    const known = [...cases.map(([file]) => file), "zstd.csv.zst"];
    expect(files.toSorted()).toEqual(known.toSorted());
    expect(files.length).toBeGreaterThan(60);
  });

  it("packed by zstd are read where Node.js unpacks it, and refused with the remedies elsewhere", async () => {
    const read = readCsv(join(folder, "zstd.csv.zst"), usual);
    if ("createZstdDecompress" in zlib) expect((await read).map(summary)).toEqual(["load 1d floating 2024-01-01: 1 2"]);
    else await expect(read).rejects.toThrow(UnsupportedError);
  });
});
