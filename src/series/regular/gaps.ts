/** Gaps: runs of missing values inside a series. They are listed and, only when asked for, filled; never in silence. */
import { DataError, OptionError } from "../../errors.ts";
import { label } from "../createSeries.ts";
import { seasonCandidates } from "../seasonLengths.ts";
import type { TimeSeries } from "../series.ts";
import { columnAt, type ColumnRole, columnRoles, mapColumns, timestampsOf } from "./columns.ts";

/** A run of missing values in one column. */
export interface Gap {
  readonly role: ColumnRole;
  readonly column: string;
  /** Row of the first missing value. */
  readonly row: number;
  /** Missing values in the run. */
  readonly rows: number;
  /** Time of the first missing value, epoch milliseconds. */
  readonly from: number;
  /** Time of the last. */
  readonly to: number;
}

/** Lists the gaps of some roles, column after column; a value that is missing at an end is a gap too. */
export function listGaps(series: TimeSeries, roles: readonly ColumnRole[] = columnRoles): Gap[] {
  return roles.flatMap((role) => {
    const columns = series[role];
    if (!columns) return [];
    const times = timestampsOf(series, columns.values.length / columns.names.length);
    return columns.names.flatMap((column, c) =>
      runsOf(columnAt(columns, c)).map(([row, rows]) => {
        return { role, column, row, rows, from: times[row]!, to: times[row + rows - 1]! };
      }),
    );
  });
}

/** First row and length of each run of NaN. */
function runsOf(values: Float64Array): [row: number, rows: number][] {
  const runs: [number, number][] = [];
  for (let t = 0; t < values.length; t++) {
    if (!Number.isNaN(values[t]!)) continue;
    const first = t;
    while (t + 1 < values.length && Number.isNaN(values[t + 1]!)) t++;
    runs.push([first, t + 1 - first]);
  }
  return runs;
}

/**
 * What to do with missing values: `keep` them; `forwardFill` with the last observed one; `linear` between the two
 * neighbours; `seasonal` with the value one season before; or an `error`. Only `linear` looks ahead, at the row behind the
 * gap; it leaves a gap at either end.
 */
export type GapPolicy = "keep" | "forwardFill" | "linear" | "seasonal" | "error";

const policies: readonly GapPolicy[] = ["keep", "forwardFill", "linear", "seasonal", "error"];

/** How gaps are filled. */
export interface FillGapsOptions {
  readonly policy: GapPolicy;
  /** Rows in a season, for `seasonal`; the frequency's longest usual one unless given. */
  readonly seasonLength?: number | undefined;
  /** Rows of the longest gap to fill; a longer one stays whole. All gaps unless given. */
  readonly longest?: number | undefined;
  /** Whose columns; all unless given. */
  readonly roles?: readonly ColumnRole[] | undefined;
}

/** A series with its gaps filled, and which. */
export interface FilledGaps {
  readonly series: TimeSeries;
  /** Gaps of which values were filled. */
  readonly filled: readonly Gap[];
  /** Gaps that are still there. */
  readonly left: readonly Gap[];
}

/**
 * Fills the gaps of a series by one policy, and tells which it filled and which it left. The input is not changed.
 * @throws DataError for a gap where the policy is "error"; OptionError for options that do not fit.
 * @example fillGaps(series, { policy: "linear", longest: 3 }).filled.length
 */
export function fillGaps(series: TimeSeries, options: FillGapsOptions): FilledGaps {
  const { policy, longest = Infinity, roles = columnRoles } = options;
  const before = listGaps(series, roles);
  if (policy === "error" && before[0]) throw gapFound(series, before[0], before.length);
  const seasonLength = policy === "seasonal" ? seasonOf(series, options.seasonLength) : 1;
  const filled = mapColumns(series, roles, (values) => fillValues(values, policy, { seasonLength, longest }));
  const left = listGaps(filled, roles);
  return { series: filled, filled: before.filter((gap) => !left.some((other) => sameGap(gap, other))), left };
}

function sameGap(a: Gap, b: Gap): boolean {
  return a.role === b.role && a.column === b.column && a.row === b.row && a.rows === b.rows;
}

/** The season of `seasonal` in rows. */
function seasonOf({ id, frequency }: TimeSeries, given: number | undefined): number {
  const seasonLength = given ?? seasonCandidates(frequency).at(-1);
  if (seasonLength !== undefined && Number.isInteger(seasonLength) && seasonLength >= 1) return seasonLength;
  throw new OptionError({
    where: `fillGaps of series "${id}" seasonLength`,
    expected: "a whole number of rows of at least 1",
    found: given === undefined ? "nothing, and the frequency has no usual season" : String(given),
    remedy: "pass seasonLength, for example seasonLength: 24",
  });
}

/**
 * Fills the missing ones of a column's values (T) by a policy; `keep` and `error` change nothing.
 * @throws OptionError for an unknown policy.
 * @example fillValues([1, NaN, 3], "linear") //=> Float64Array [1, 2, 3]
 */
export function fillValues(
  values: ArrayLike<number>,
  policy: GapPolicy,
  { seasonLength = 1, longest = Infinity }: { readonly seasonLength?: number; readonly longest?: number } = {},
): Float64Array {
  if (!policies.includes(policy)) throw unknownPolicy(policy);
  const filled = Float64Array.from(values);
  if (policy === "keep" || policy === "error") return filled;
  for (const [row, rows] of runsOf(filled)) {
    if (rows > longest) continue;
    if (policy === "linear") fillBetween(filled, row, rows);
    else fillFromBefore(filled, row, rows, policy === "seasonal" ? seasonLength : 1);
  }
  return filled;
}

/** Each value from the one `lag` rows before, which may have been filled itself. */
function fillFromBefore(values: Float64Array, row: number, rows: number, lag: number): void {
  for (let t = row; t < row + rows; t++) if (t >= lag) values[t] = values[t - lag]!;
}

function fillBetween(values: Float64Array, row: number, rows: number): void {
  if (row === 0 || row + rows === values.length) return;
  const [first, last] = [values[row - 1]!, values[row + rows]!];
  for (let i = 1; i <= rows; i++) values[row + i - 1] = first + ((last - first) * i) / (rows + 1);
}

function gapFound({ id, timezone }: TimeSeries, { column, row, rows, from, to }: Gap, gaps: number): DataError {
  const span = rows === 1 ? label(from, timezone) : `${label(from, timezone)} to ${label(to, timezone)}`;
  return new DataError({
    where: `fillGaps of series "${id}" column "${column}" row ${row}`,
    column,
    expected: "no missing values",
    found: `${rows} at ${span}${gaps > 1 ? `, the first of ${gaps} gaps` : ""}`,
    remedy: `mend the data, or choose another policy: ${policies.slice(0, -1).join(", ")}`,
  });
}

function unknownPolicy(policy: string): OptionError {
  return new OptionError({
    where: "fillGaps policy",
    expected: `one of ${policies.join(", ")}`,
    found: `"${policy}"`,
    remedy: `pass for example policy: "linear"`,
  });
}
