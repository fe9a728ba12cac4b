/** The history in a model file: which rows of it are kept, and how more of them are read. */
import { InvalidArgumentError, Option } from "commander";
import { ModelFileError, OptionError } from "../errors.ts";
import { type FittedForecaster, keepHistory, type KeptHistory } from "../models/index.ts";
import { formatFrequency, formatTimestamp, type ReadCsvOptions, type TimeSeries } from "../series/index.ts";
import { type DataFlags, readOptionsOf, wholeNumber } from "./flags.ts";
import { countOf } from "./paragraph.ts";

/** Rows of a history to keep. */
export type KeptRows = "all" | number;

/** The flag. */
export function keepOption(): Option {
  const meaning = "keep the last rows of each series in the model, a count or all, for `seqcast update`";
  return new Option("--keep <rows>", meaning).argParser(keptRows);
}

function keptRows(text: string): KeptRows {
  if (text === "all") return text;
  try {
    return wholeNumber(1)(text);
  } catch {
    throw new InvalidArgumentError("Expected all, or a whole number of at least 1.");
  }
}

/** @throws OptionError where a history is to be kept and no model is saved */
export function checkKeep({ keep, save }: { readonly keep?: KeptRows; readonly save?: string }): void {
  if (keep === undefined || save !== undefined) return;
  const remedy = "say by --save where the model is written, or leave --keep out";
  throw new OptionError({ where: "option --keep", expected: "--save beside it", found: "no --save", remedy });
}

/** A forecaster with its history where it is to be kept, and as it is where not. */
export function keeping(
  fitted: FittedForecaster,
  series: readonly TimeSeries[],
  flags: DataFlags & { readonly keep?: KeptRows },
): FittedForecaster {
  const { keep } = flags;
  if (keep === undefined) return fitted;
  return keepHistory(fitted, series, { rows: keep === "all" ? undefined : keep, reading: readingOf(series, flags) });
}

/** How the next rows are read: as these were, and on their calendar, which few rows would not tell. */
function readingOf([first]: readonly TimeSeries[], flags: DataFlags): Record<string, unknown> {
  const { start: _, ...options } = given(readOptionsOf(flags));
  const timezone = first?.timezone === "floating" ? undefined : first?.timezone;
  return { ...options, ...given({ timezone, frequency: first && formatFrequency(first.frequency) }) };
}

/** How new rows are read: as flags say, else as those before them. */
export function readOptionsBy(reading: Readonly<Record<string, unknown>> = {}, flags: DataFlags): ReadCsvOptions {
  return { ...reading, ...given(readOptionsOf(flags)) };
}

/** Options that were given; commander says true of a header that nobody denied. */
function given<T extends object>(options: T): Partial<T> {
  const entries = Object.entries(options).filter(
    ([name, value]) => value !== undefined && !(name === "header" && value === true),
  );
  return Object.fromEntries(entries) as Partial<T>;
}

/** @throws ModelFileError for a model without a history */
export function keptBy(model: string, { kept }: FittedForecaster): KeptHistory {
  if (kept) return kept;
  throw new ModelFileError({
    where: model,
    expected: "a model that keeps its history",
    found: "one without",
    remedy: "save it again with --keep all, or pass the whole history to `seqcast predict`",
  });
}

/** How much history there is, in a phrase. */
export function describeKept({ series }: KeptHistory): string {
  const rows = series.reduce((sum, { timestamps }) => sum + timestamps.length, 0);
  const last = series.reduce((a, b) => (b.timestamps.at(-1)! > a.timestamps.at(-1)! ? b : a));
  const many = series.length > 1 ? ` in ${series.length} series` : "";
  return `history of ${countOf(rows, "row")}${many} up to ${formatTimestamp(last.timestamps.at(-1)!, last.frequency, last.timezone)}`;
}
