/** What a report says of the data: enough to tell whether two reports are of the same. */
import { extentOf } from "../../extent.ts";
import { fingerprintOf } from "../../models/index.ts";
import { formatFrequency, type Gap, listGaps, type TimeSeries } from "../../series/index.ts";
import { spoken } from "../forecastPlot.ts";
import { counted, percent, spanOf, timeText } from "./phrases.ts";
import type { ReportBlock, ReportFact, ReportSection } from "./report.ts";

const MOST_SERIES = 50; // rows of the table of series
const MOST_GAPS = 12;

/** The section of the data: files, fingerprint, range, frequency, rows, gaps. */
export function dataSection(
  series: readonly TimeSeries[],
  files: readonly string[],
  unit: string | undefined,
): ReportSection {
  const gaps = series.map((one) => ({ one, gaps: listGaps(one, ["target"]) }));
  const blocks: ReportBlock[] = [{ kind: "facts", facts: factsOf(series, files, unit) }];
  if (series.length > 1) blocks.push(...seriesTable(gaps));
  blocks.push(...gapTable(gaps));
  return { title: "Data", blocks };
}

interface GapsOfSeries {
  readonly one: TimeSeries;
  readonly gaps: readonly Gap[];
}

/** Rows of the target; future covariates may know more. */
const rowsOf = ({ timestamps }: TimeSeries): number => timestamps.length;

function factsOf(series: readonly TimeSeries[], files: readonly string[], unit: string | undefined): ReportFact[] {
  const first = series[0]!;
  const { frequency, timezone, target, pastCovariates, futureCovariates, staticCovariates } = first;
  const rows = series.map(rowsOf);
  const [least, most] = extentOf(rows);
  const from = extentOf(series.map(({ timestamps }) => timestamps[0]!))[0];
  const to = extentOf(series.map(({ timestamps }) => timestamps.at(-1)!))[1];
  const facts = {
    files: files.map((file) => (file === "-" ? "standard input" : file)).join(", "),
    fingerprint: `SHA-256 of all values: ${fingerprintOf(series).sha256}`,
    series: series.length === 1 ? first.id : counted(series.length, "series", "series"),
    target: target.names.join(", ") + (unit === undefined ? "" : `, in ${unit}`),
    "past covariates": pastCovariates?.names.join(", ") ?? "",
    "future covariates": futureCovariates?.names.join(", ") ?? "",
    "static covariates": Object.keys(staticCovariates ?? {}).join(", "),
    rows: rowsText(least, most, series.length),
    range: [from, to].map((time) => timeText(time, frequency, timezone)).join(" to "),
    frequency: `a row every ${spanOf(frequency).replace(/^1 /, "")} (${formatFrequency(frequency)})`,
    "time zone": timezone === "floating" ? "none stated: local times" : timezone,
    "missing values": missingOf(series),
  };
  return Object.entries(facts)
    .map(([name, value]) => ({ name, value }))
    .filter(({ value }) => value !== "");
}

/** How many rows the series have. */
function rowsText(least: number, most: number, series: number): string {
  const [low, high] = [least, most].map((count) => count.toLocaleString("en-US"));
  if (series === 1) return high!;
  return least === most ? `${high} in each series` : `${low} to ${high} a series`;
}

/** Missing values of each channel over all series. */
function missingOf(series: readonly TimeSeries[]): string {
  const names = [...new Set(series.flatMap(({ target }) => target.names))];
  const counts = names.map((name) => {
    const columns = series.flatMap(({ target: { names, values } }) => {
      const c = names.indexOf(name);
      return c < 0 ? [] : [values.filter((_, i) => i % names.length === c)];
    });
    const total = columns.reduce((sum, column) => sum + column.length, 0);
    return { name, total, missing: columns.reduce((sum, column) => sum + column.filter(Number.isNaN).length, 0) };
  });
  const found = counts.filter(({ missing }) => missing > 0);
  if (found.length === 0) return "none";
  return spoken(
    found.map(
      ({ name, total, missing }) =>
        `${missing.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} values of ${name} (${percent(missing / total)})`,
    ),
  );
}

function seriesTable(all: readonly GapsOfSeries[]): ReportBlock[] {
  const rows = all.slice(0, MOST_SERIES).map(({ one, gaps }) => {
    const ends = [one.timestamps[0]!, one.timestamps.at(-1)!];
    const [first, last] = ends.map((time) => timeText(time, one.frequency, one.timezone));
    const missing = gaps.reduce((sum, { rows }) => sum + rows, 0);
    const longest = Math.max(0, extentOf(gaps.map(({ rows }) => rows))[1]);
    const [count, lost, gap] = [rowsOf(one), missing, longest].map((value) => value.toLocaleString("en-US"));
    return [one.id, count!, first!, last!, lost!, gap!];
  });
  const table = {
    kind: "table",
    columns: ["series", "rows", "first", "last", "missing", "longest gap"],
    rows,
  } as const;
  return [table, ...moreNote(all.length - rows.length, "series", "series")];
}

/** The longest gaps; nothing where there are none. */
function gapTable(all: readonly GapsOfSeries[]): ReportBlock[] {
  const listed = all
    .flatMap(({ one, gaps }) => gaps.map((gap) => ({ one, gap })))
    .sort((a, b) => b.gap.rows - a.gap.rows);
  if (listed.length === 0) return [];
  const rows = listed.slice(0, MOST_GAPS).map(({ one, gap }) => {
    const [from, to] = [gap.from, gap.to].map((time) => timeText(time, one.frequency, one.timezone));
    const name = one.id === gap.column ? one.id : `${one.id}: ${gap.column}`;
    return [name, from!, to!, gap.rows.toLocaleString("en-US")];
  });
  const text = `Gaps are kept as missing rows; nothing is filled in silence. The longest of ${counted(listed.length, "gap")}:`;
  return [
    { kind: "text", text: listed.length === 1 ? text.replace("The longest of 1 gap", "There is one gap") : text },
    { kind: "table", columns: ["gap in", "first missing", "last missing", "rows"], rows },
  ];
}

/** Says that a list goes on; nothing where it does not. */
export function moreNote(more: number, one: string, many?: string): ReportBlock[] {
  return more > 0
    ? [{ kind: "note", text: `… and ${counted(more, `more ${one}`, `more ${many ?? `${one}s`}`)}.` }]
    : [];
}
