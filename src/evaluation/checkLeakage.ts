/**
 * Whether a pipeline looks ahead: everything behind a cutoff is poisoned, and what the pipeline makes of the rows before it must
 * stay the same to the last bit. Each step is tried by itself, on the clean output of those before it, so that it can be named.
 */
import { OptionError, SeqcastError } from "../errors.ts";
import type { FittedForecaster, Forecaster } from "../models/index.ts";
import { createRandom, type Random } from "../random.ts";
import {
  type Columns,
  formatTimestamp,
  type Forecast,
  head,
  splitAt,
  type SplitPoint,
  timestampsOf,
  type TimeSeries,
} from "../series/index.ts";
import type { FittedTransform, Transform } from "../transforms/index.ts";
import { type Poison, poisoned, poisons } from "./poison.ts";

/** A function of a whole series, a transform, or a forecaster. The last two are fitted on the rows up to the cutoff. */
export type PipelineStep = ((series: TimeSeries) => TimeSeries | Promise<TimeSeries>) | Transform | Forecaster;

/** Steps by name, in order. */
export type Pipeline = Readonly<Record<string, PipelineStep>>;

/** How a pipeline is checked. */
export interface LeakageOptions {
  /** Where to cut, as in `splitAt`; after half, three quarters and all but the horizon of the rows unless given. */
  readonly cutoffs?: readonly SplitPoint[];
  /** Rows for which future covariates are known ahead (H); the forecaster's, or 1, unless given. */
  readonly horizon?: number;
  /** Of the shuffled values. Default: 1. */
  readonly seed?: number;
}

/** A step that looked ahead. */
export interface Leak {
  readonly step: string;
  /** Last time of the rows that were left as they were, epoch milliseconds. */
  readonly cutoff: number;
  /** What was done to the rows behind it. */
  readonly poison: Poison | "nothing";
  /** What changed: a column of a role, a forecast, or the statistics of a transform. */
  readonly changed: string;
  /** All of it as a sentence. */
  readonly message: string;
}

/** What was tried and what was found. */
export interface LeakageReport {
  /** One for each step and cutoff at most; none where nothing looked ahead. */
  readonly leaks: readonly Leak[];
  /** Steps that failed on poisoned rows and not on clean ones, so that nothing is known of them there. */
  readonly failures: readonly { readonly step: string; readonly poison: Poison; readonly message: string }[];
  readonly steps: readonly string[];
  /** Epoch milliseconds. */
  readonly cutoffs: readonly number[];
}

/** One step at one cutoff. */
interface Trial {
  readonly name: string;
  readonly step: PipelineStep;
  readonly input: TimeSeries;
  /** Rows up to the cutoff. */
  readonly rows: number;
  readonly cutoff: number;
  /** Up to this time future covariates are known, and for so many rows behind the cutoff. */
  readonly ahead: number;
  readonly horizon: number;
}

/** What a step made: a series for the next, or forecasts, with the statistics of a transform. */
interface Outcome {
  readonly series?: TimeSeries;
  readonly forecasts?: readonly Forecast[];
  readonly statistics?: string;
}

/**
 * Checks that no step of a pipeline looks ahead: three times a cutoff, with the rows behind it missing, shuffled or absent, what
 * each step makes of the rows up to the cutoff must stay the same bits; future covariates are known for the horizon. A step that
 * gives other numbers for the same rows each time is named too.
 * @throws OptionError for a pipeline without steps or a forecaster before its end; whatever a step throws on clean rows.
 * @example (await checkLeakage({ fill: (s) => fillGaps(s, { policy: "linear" }).series, scale: standardize() }, series)).leaks
 */
export async function checkLeakage(
  pipeline: Pipeline,
  series: TimeSeries,
  options: LeakageOptions = {},
): Promise<LeakageReport> {
  const steps = Object.entries(pipeline);
  checkSteps(steps);
  const horizon = options.horizon ?? horizonOf(steps);
  const leaks: Leak[] = [];
  const failures: LeakageReport["failures"][number][] = [];
  const cutoffs: number[] = [];
  for (const cut of rowsOfCutoffs(series, options.cutoffs, horizon)) {
    const cutoff = series.timestamps[cut - 1]!;
    const ahead = timestampsOf(head(series, cut), cut + horizon).at(-1)!;
    cutoffs.push(cutoff);
    let input = series;
    for (const [name, step] of steps) {
      const rows = input.timestamps.filter((time) => time <= cutoff).length;
      if (rows === 0) break; // nothing of it is known yet
      const trial: Trial = { name, step, input, rows, cutoff, ahead, horizon: knownAhead(input, rows, ahead) };
      const clean = await outcome(trial, input);
      const leak = await firstLeak(trial, clean, createRandom(options.seed ?? 1), failures);
      if (leak) leaks.push(leak);
      input = clean.series ?? input;
    }
  }
  return { leaks, failures, steps: steps.map(([name]) => name), cutoffs };
}

async function firstLeak(
  trial: Trial,
  clean: Outcome,
  random: Random,
  failures: { step: string; poison: Poison; message: string }[],
): Promise<Leak | undefined> {
  const again = changeOf(clean, await outcome(trial, trial.input), trial);
  if (again !== undefined) return leakOf(trial, "nothing", again);
  for (const poison of poisons) {
    // A forecaster is given the rows up to the cutoff only; what lies behind them in memory can be poisoned all the same.
    if (poison === "absent" && isForecaster(trial.step)) continue;
    const spoilt = poisoned(trial.input, trial.rows, trial.horizon, poison, random);
    let found: Outcome;
    try {
      found = await outcome(trial, spoilt);
    } catch (cause) {
      if (!(cause instanceof SeqcastError)) throw cause;
      failures.push({ step: trial.name, poison, message: cause.message });
      continue;
    }
    const changed = changeOf(clean, found, trial);
    if (changed !== undefined) return leakOf(trial, poison, changed);
  }
  return undefined;
}

async function outcome({ step, rows }: Trial, series: TimeSeries): Promise<Outcome> {
  if (typeof step === "function") return { series: await step(series) };
  const train = head(series, Math.min(rows, series.timestamps.length));
  if (isForecaster(step)) {
    const fitted: FittedForecaster = await step.fit([train]);
    return { forecasts: fitted.predict([train]) };
  }
  const fitted: FittedTransform = step.fit([train]);
  return { series: fitted.apply(series), statistics: JSON.stringify(fitted.state()) };
}

function isForecaster(step: PipelineStep): step is Forecaster {
  return typeof step !== "function" && "name" in step && "options" in step;
}

/** What is not the same any more; undefined where all is. */
function changeOf(clean: Outcome, found: Outcome, { cutoff, ahead }: Trial): string | undefined {
  if (clean.statistics !== found.statistics) return "the statistics of the transform";
  if (clean.forecasts && found.forecasts) {
    const same = clean.forecasts.every((one, i) => sameForecast(one, found.forecasts![i]));
    return same ? undefined : "the forecast";
  }
  const [a, b] = [clean.series!, found.series!];
  for (const role of ["target", "pastCovariates", "futureCovariates"] as const) {
    const until = role === "futureCovariates" ? ahead : cutoff;
    const change = changedColumn(a, b, role, until);
    if (change !== undefined) return change;
  }
  return undefined;
}

function sameForecast(a: Forecast, b: Forecast | undefined): boolean {
  return (
    b !== undefined &&
    sameBits(a.timestamps, b.timestamps) &&
    sameBits(a.values, b.values) &&
    sameBits(a.samples ?? [], b.samples ?? [])
  );
}

function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}

/** The first column of a role whose rows up to a time are not the same, and the time of the first such row. */
function changedColumn(
  a: TimeSeries,
  b: TimeSeries,
  role: "target" | "pastCovariates" | "futureCovariates",
  until: number,
): string | undefined {
  const [first, second] = [a[role], b[role]];
  if (!first && !second) return undefined;
  if (first?.names.join() !== second?.names.join()) return `the columns of ${role}`;
  const [times, others] = [rowsUntil(a, first!, until), rowsUntil(b, second!, until)];
  for (let t = 0; t < Math.max(times.length, others.length); t++) {
    if (times[t] !== others[t]) return `the rows of ${role}`;
    const column = first!.names.findIndex((_, c) => !Object.is(cell(first!, t, c), cell(second!, t, c)));
    if (column >= 0) {
      return `${role} "${first!.names[column]}" at ${formatTimestamp(times[t]!, a.frequency, a.timezone)}`;
    }
  }
  return undefined;
}

function cell({ names, values }: Columns, row: number, column: number): number {
  return values[row * names.length + column]!;
}

/** Times of the rows up to a time; those of future covariates go on behind the end. */
function rowsUntil(series: TimeSeries, { names, values }: Columns, until: number): Float64Array {
  return timestampsOf(series, values.length / names.length).filter((time) => time <= until);
}

/** Rows behind the cutoff whose future covariates are known: a step before may have changed the frequency. */
function knownAhead(input: TimeSeries, rows: number, ahead: number): number {
  return input.futureCovariates ? rowsUntil(input, input.futureCovariates, ahead).length - rows : 0;
}

function leakOf({ name, input, cutoff }: Trial, poison: Poison | "nothing", changed: string): Leak {
  const time = formatTimestamp(cutoff, input.frequency, input.timezone);
  const why =
    poison === "nothing"
      ? "changes from run to run, though the rows are the same"
      : `changes when the rows behind ${time} are ${poison}`;
  return { step: name, cutoff, poison, changed, message: `step "${name}" looks ahead: ${changed} ${why}` };
}

function rowsOfCutoffs(series: TimeSeries, given: readonly SplitPoint[] | undefined, horizon: number): number[] {
  if (given) return given.map((at) => splitAt(series, at).train.timestamps.length);
  const length = series.timestamps.length;
  const rows = [length / 2, (3 * length) / 4, length - horizon].map(Math.floor);
  const usable = [...new Set(rows)].filter((count) => count >= 1 && count < length);
  if (usable.length > 0) return usable;
  throw refused("a series of 2 rows or more than the horizon", `${length}`, "pass a longer series");
}

function horizonOf(steps: readonly (readonly [string, PipelineStep])[]): number {
  const forecaster = steps.map(([, step]) => step).find(isForecaster);
  return forecaster?.options.horizon ?? 1;
}

function checkSteps(steps: readonly (readonly [string, PipelineStep])[]): void {
  if (steps.length === 0)
    throw refused("a pipeline of at least one step", "none", "pass for example { scale: standardize() }");
  const early = steps.slice(0, -1).find(([, step]) => isForecaster(step));
  if (early)
    throw refused("a forecaster at the end only", `"${early[0]}" before it`, "check each forecaster by itself");
}

function refused(expected: string, found: string, remedy: string): OptionError {
  return new OptionError({ where: "checkLeakage", expected, found, remedy });
}
