/** Differences: what each row adds to the one `lag` rows before, or to the last one observed a multiple of `lag` rows before. */
import { OptionError } from "../errors.ts";
import { type Frequency, seasonCandidates } from "../series/index.ts";
import { type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import type { Transform } from "./transform.ts";

/** Options of `difference`. */
export interface DifferenceOptions extends RoleOptions {
  /** Rows back. Default: 1. */
  readonly lag?: number;
}

/** Options of `seasonalDifference`. */
export interface SeasonalDifferenceOptions extends RoleOptions {
  /** Rows in a season; the frequency's longest usual one unless given. */
  readonly seasonLength?: number;
}

/** The first observed value of each row of the season, and where it stands: from them the others add up. */
interface Starts {
  readonly lag: number;
  /** -1 where nothing was observed. */
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

function startsOf(values: Float64Array, lag: number): Starts {
  const rows = Array.from({ length: lag }, (_, phase) => {
    for (let t = phase; t < values.length; t += lag) if (!Number.isNaN(values[t]!)) return t;
    return -1;
  });
  return { lag, rows, values: rows.map((row) => (row < 0 ? 0 : values[row]!)) };
}

function differences(values: Float64Array, lag: number): Float64Array {
  const last = new Float64Array(lag).fill(NaN);
  return values.map((value, t) => {
    const before = last[t % lag]!;
    if (!Number.isNaN(value)) last[t % lag] = value;
    return value - before;
  });
}

/** Adds differences up from the first observed values. */
function sums(values: Float64Array, { lag, rows, values: starts }: Starts): Float64Array {
  const last = new Float64Array(lag).fill(NaN);
  return values.map((value, t) => {
    const phase = t % lag;
    if (rows[phase] === t) return (last[phase] = starts[phase]!);
    if (Number.isNaN(value)) return NaN;
    return (last[phase] = last[phase]! + value);
  });
}

/** Adds differences up from the last observed values of the rows before. */
function sumsAfter(values: Float64Array, lag: number, before: Float64Array): Float64Array {
  const last = new Float64Array(lag).fill(NaN);
  before.forEach((value, t) => {
    if (!Number.isNaN(value)) last[t % lag] = value;
  });
  return values.map((value, h) => {
    const phase = (before.length + h) % lag;
    const sum = last[phase]! + value;
    if (!Number.isNaN(sum)) last[phase] = sum;
    return sum;
  });
}

/** The kind behind both; without a lag that of the frequency's longest season. */
export function differenceKind(given: DifferenceOptions): ColumnTransform<Starts> {
  if (given.lag !== undefined) checkLag(given.lag, "difference lag");
  return {
    kind: "difference",
    roles: rolesOf(given),
    options: given.lag === undefined ? {} : { lag: given.lag },
    adds: true,
    measure: (values, { frequency, where }) => startsOf(values, given.lag ?? seasonOf(frequency, where)),
    apply: (values, { lag }) => differences(values, lag),
    invert: (values, starts, before) => (before ? sumsAfter(values, starts.lag, before) : sums(values, starts)),
  };
}

function seasonOf(frequency: Frequency, where: string): number {
  const season = seasonCandidates(frequency).at(-1);
  return season ?? checkLag(NaN, `${where} seasonLength`);
}

function checkLag(lag: number, where: string): number {
  if (Number.isInteger(lag) && lag >= 1) return lag;
  throw new OptionError({
    where,
    expected: "a whole number of rows of at least 1",
    found: Number.isNaN(lag) ? "nothing, and the frequency has no usual season" : String(lag),
    remedy: "pass for example { lag: 1 } or { seasonLength: 24 }",
  });
}

/**
 * The difference from the value `lag` rows before; over a gap, from the last one observed at that row of the season. The first
 * rows have none and are missing. Forecasts add up from the history: sample paths each by itself, and quantiles of forecasts
 * without paths as if all steps were high or low together, so that their intervals are too wide rather than too narrow.
 * @throws OptionError for a lag that is no whole number above 0.
 * @example difference().fit([train]).apply(train).target.values
 */
export function difference({ lag = 1, ...roles }: DifferenceOptions = {}): Transform {
  return columnwise(differenceKind({ ...roles, lag }));
}

/**
 * The difference from the value one season before: see `difference`.
 * @throws OptionError for a season that is no whole number above 0, or where the frequency has none.
 * @example seasonalDifference({ seasonLength: 24 }).fit([train]).apply(train).target.values
 */
export function seasonalDifference({ seasonLength, ...roles }: SeasonalDifferenceOptions = {}): Transform {
  return columnwise(differenceKind(seasonLength === undefined ? roles : { ...roles, lag: seasonLength }));
}
