/** The times of a column that is looked at and not yet read for good: what most cells are, and which are not. */
import { isDate } from "../dates.ts";
import { createTimeColumn, isPacked, readTime, type TimeColumn, unpackTimes } from "./timeColumn.ts";
import { isPattern, type PatternReader, patternReader, type TimeFormat } from "./timeFormat.ts";

const DAY = 86_400_000;

/** What the cells of a column are as times. */
export interface ReadTimes {
  /** Wall-clock times in epoch milliseconds or, where they name their zone, instants (rows); NaN for what is no time, or written otherwise. */
  readonly values: Float64Array;
  /** Cells that are times. */
  readonly count: number;
  /** How they are written, in words. */
  readonly form: string;
  /** Whether they name their zone, as those counted from 1970 do. */
  readonly zoned: boolean;
}

const forms: Readonly<Record<string, string>> = {
  iso: "ISO 8601",
  seconds: "seconds since 1970",
  milliseconds: "milliseconds since 1970",
  year: "years",
  date: "dates in eight digits",
};

/** A way of writing times that was told, with what reads it where it is a pattern. */
export interface ToldTimeFormat {
  readonly format: TimeFormat;
  readonly pattern: PatternReader | undefined;
}

/** Loads what a format needs. */
export async function toldTimeFormat(format: TimeFormat, reader: string): Promise<ToldTimeFormat> {
  return { format, pattern: isPattern(format) ? await patternReader(format, reader) : undefined };
}

/**
 * Reads cells as `readCsv` does, but refuses nothing: all that are written as most of them are. Where day and month may stand in either
 * order, the day stands first, and the form says so.
 * @param told - how they are written; found out where absent
 * @example readTimes(["31.01.2024", "01.02.2024"]).form //=> "day first"
 */
export function readTimes(cells: readonly string[], told?: ToldTimeFormat): ReadTimes {
  const observed = cells.filter((cell) => cell !== "");
  const seeds = [0, 0.5, 1].map((share) => observed[Math.round(share * (observed.length - 1))] ?? "");
  const tries = [...new Set(seeds)].map((seed) => readFrom(seed, cells, told));
  return tries.reduce((best, one) => (one.count > best.count ? one : best));
}

/** All cells that are written as the first one is. */
function readFrom(first: string, cells: readonly string[], told: ToldTimeFormat | undefined): ReadTimes {
  const column = createTimeColumn(told?.format, told?.pattern, undefined);
  if (first !== "") readTime(column, first, 0);
  const values = Float64Array.from(cells, (cell, row) => (cell === "" ? NaN : readTime(column, cell, row)));
  const form = isPacked(column) ? unpacked(column, values, told?.format) : formOf(column, told);
  const count = values.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0);
  return { values, count, form, zoned: column.zoned !== undefined };
}

function formOf({ kind = "" }: TimeColumn, told: ToldTimeFormat | undefined): string {
  return told?.pattern ? told.format : (forms[kind] ?? "year first");
}

const firstOf = (date: number): number => Math.floor(date / 100) % 100;
const secondOf = (date: number): number => date % 100;

/** Settles the order of day and month by most cells that tell it; gives the form in words. */
function unpacked(column: TimeColumn, times: Float64Array, told: TimeFormat | undefined): string {
  const dates = times.map((packed) => Math.floor(packed / DAY));
  const days = dates.filter((date) => firstOf(date) > 12).length;
  const months = dates.filter((date) => secondOf(date) > 12).length;
  const order = (told === undefined ? months > days : told === "month-first") ? "month" : "day";
  dates.forEach((date, i) => {
    const [first, second] = [firstOf(date), secondOf(date)];
    const [month, day] = order === "day" ? [second, first] : [first, second];
    if (!isDate(Math.floor(date / 10_000), month, day)) times[i] = NaN;
  });
  unpackTimes(column, times, order);
  const either =
    told === undefined && days === 0 && months === 0 && column.either !== undefined && column.dayFirst === undefined;
  return either ? "day first, but month first reads as well" : `${order} first`;
}
