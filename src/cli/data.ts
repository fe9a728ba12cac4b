/** Reads the series of a command, and tells in a few lines what was found. */
import { CancelledError } from "../errors.ts";
import { extentOf } from "../extent.ts";
import {
  type Columns,
  formatFrequency,
  formatTimestamp,
  type ReadCsvOptions,
  type TimeSeries,
} from "../series/index.ts";
import { readFiles } from "./fileFormat.ts";
import { type DataFlags, readOptionsOf } from "./flags.ts";
import { countOf } from "./paragraph.ts";
import type { Terminal } from "./terminal.ts";

/** Reads files one behind the other, CSV, JSON or Parquet; "-" is standard input. What was guessed is told as a note. */
export function readSeries(
  files: readonly string[],
  flags: DataFlags,
  terminal: Terminal,
  onWarning: (warning: string) => void,
): Promise<TimeSeries[]> {
  return readSeriesBy(readOptionsOf(flags), files, flags, terminal, onWarning);
}

/** Reads files by options that come not from flags alone. */
export async function readSeriesBy(
  options: ReadCsvOptions,
  files: readonly string[],
  { format }: DataFlags,
  terminal: Terminal,
  onWarning: (warning: string) => void,
): Promise<TimeSeries[]> {
  const series = await readFiles(files, { ...options, onWarning }, format, terminal);
  assertGoingOn(terminal.signal);
  return series;
}

/** @throws CancelledError once Ctrl-C was pressed */
export function assertGoingOn(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError({ where: "seqcast", expected: "to go on", found: "a cancel" });
}

/** What was read, a line each: rows and span, then missing values. */
export function describeData(files: readonly string[], series: readonly TimeSeries[], flags: DataFlags): string[] {
  const [file] = files;
  const name = files.length > 1 ? `${files.length} files` : file === "-" ? "standard input" : file;
  const { frequency, timezone } = series[0]!;
  const lengths = series.map(({ timestamps }) => timestamps.length);
  const [least, most] = extentOf(lengths);
  const rows = least === most ? countOf(most, "row") : `${least} to ${most} rows`;
  const firsts = series.map(({ timestamps }) => timestamps[0]!);
  const lasts = series.map(({ timestamps }) => timestamps.at(-1)!);
  const [from, to] = [extentOf(firsts)[0], extentOf(lasts)[1]].map((time) =>
    formatTimestamp(time, frequency, timezone),
  );
  const step = `frequency ${formatFrequency(frequency)}${flags.frequency === undefined ? " (inferred)" : ""}`;
  const many = series.length > 1 ? `${series.length} series of ` : "";
  return [`${name}: ${many}${rows}, ${from} to ${to}, ${step}`, `${name}: ${describeMissing(series)}`];
}

/** How many values of each column are missing, over all series. */
function describeMissing(series: readonly TimeSeries[]): string {
  const counts = new Map<string, { missing: number; total: number }>();
  for (const { target, pastCovariates, futureCovariates } of series) {
    for (const columns of [target, pastCovariates, futureCovariates]) if (columns) countMissing(columns, counts);
  }
  const found = [...counts].filter(([, { missing }]) => missing > 0);
  if (found.length === 0) return "no missing values";
  const listed = found.map(([name, { missing, total }]) => `${missing} of ${total} values of ${name} are missing`);
  const sparse = found.some(([, { missing, total }]) => missing > total / 2);
  return `${listed.join(", ")}${sparse ? "; with so few a forecast means little: is the frequency right?" : ""}`;
}

function countMissing({ names, values }: Columns, counts: Map<string, { missing: number; total: number }>): void {
  names.forEach((name, c) => {
    const count = counts.get(name) ?? { missing: 0, total: 0 };
    for (let i = c; i < values.length; i += names.length) {
      count.total++;
      if (Number.isNaN(values[i]!)) count.missing++;
    }
    counts.set(name, count);
  });
}
