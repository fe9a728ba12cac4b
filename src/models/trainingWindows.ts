/** Which windows a network is trained and judged on. */
import { DataError, OptionError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { Indexed, TrainingOptions } from "../training/index.ts";
import {
  balanceSeries,
  listWindows,
  lookBack,
  typicalRows,
  weighWindows,
  windowSets,
  type Window,
  type WindowSet,
} from "../windows/index.ts";
import type { DataOptions } from "./dataOptions.ts";
import { observedTargets } from "./networkLoss.ts";
import { weightless } from "./rowWeights.ts";
import { leastRows, type ForecastTask } from "./task.ts";

const MAX_VALIDATION = 96; // windows; neighbours overlap, so that more cost time and tell little
const WINDOWS_PER_PASS = 4;
const LISTED = 65_536; // windows; more are made when they are drawn

/** What a network learns from, and what early stopping judges it by. */
export interface TrainingWindows {
  readonly training: Indexed<Window>;
  readonly validation: readonly Window[];
}

/**
 * Training windows and validation windows. Half of the series must afford a tail, or none has one; a series too short for it is
 * trained on whole, one too short for a context with windows that reach before its first row.
 * @throws DataError when none holds any value or weighs anything; OptionError for sampling by weights that no series has
 */
export function trainingWindows(
  name: string,
  scaled: readonly TimeSeries[],
  task: ForecastTask,
  options: WindowChoice,
): TrainingWindows {
  checkSampling(name, options, hasWeights(scaled));
  return windowsIn(scaled, task, options) ?? refuse(name, scaled, task);
}

/** What the choice of windows depends on. */
export type WindowChoice = Pick<TrainingOptions, "validationFraction"> & DataOptions;

const hasWeights = (series: readonly TimeSeries[]): boolean => series.some(({ weight }) => weight !== undefined);

/** @throws OptionError for sampling by weights where no series of the training data has any */
export function checkSampling(name: string, { sampling }: DataOptions, weighed: boolean): void {
  if (sampling === "weight" && !weighed) throw noWeights(name);
}

/** The windows of `trainingWindows`; undefined where none can be learned from. */
export function windowsIn(
  scaled: readonly TimeSeries[],
  task: ForecastTask,
  { validationFraction, sampling = "windows" }: WindowChoice,
): TrainingWindows | undefined {
  const typical = typicalRows(scaled);
  const rows = lookBack(task.contextLength, task.anchor);
  const range = { contextLength: rows, horizon: task.horizon, least: leastRows(task) };
  const wanted = tailRows(scaled, task.horizon, validationFraction);
  const affordable = typical - rows - 2 * task.horizon >= wanted;
  for (const tail of validationFraction > 0 && affordable ? [wanted, 0] : [0]) {
    const sets = windowSets(scaled, { ...range, tail });
    const training = usable(sets.training);
    if (training.length === 0) continue;
    const drawn = sampling === "windows" ? training : usable(sampled(sets.training, sampling, scaled, task.horizon));
    return { training: drawn, validation: spread(usable(sets.validation), MAX_VALIDATION) };
  }
  return undefined;
}

/** @throws DataError that says what is wrong with series of which no window can be learned from */
export function refuse(name: string, scaled: readonly TimeSeries[], task: ForecastTask): never {
  const where = `${name}.fit: series ${scaled.map(({ id }) => `"${id}"`).join(", ")}`;
  const unweighed = scaled.map((one) => ({ ...one, weight: new Float64Array(one.timestamps.length).fill(1) }));
  const unweighedWindows = hasWeights(scaled) && windowsIn(unweighed, task, { validationFraction: 0 });
  if (unweighedWindows) throw weightless(where, task.horizon);
  throw new DataError({
    where,
    expected: `observed values among ${lookBack(task.contextLength, task.anchor)} rows of context and among the ${task.horizon} rows behind them`,
    found: "missing values in one or the other, wherever the window lies",
    remedy: "fill gaps, or make contextLength, seasonLength or horizon smaller",
  });
}

/** The windows in the shares of their series, or of the rows of their targets. */
function sampled(
  set: WindowSet,
  sampling: "series" | "weight",
  series: readonly TimeSeries[],
  horizon: number,
): WindowSet {
  if (sampling === "series") return balanceSeries(set);
  return weighWindows(set, (window) => observedTargets(series, [window], horizon, undefined));
}

function noWeights(name: string): OptionError {
  return new OptionError({
    where: `${name} sampling`,
    expected: `series with weights for sampling "weight"`,
    found: "none",
    remedy: "name the column as weight when the data are read, or leave sampling out",
  });
}

/** Rows held back at the end of each series that affords it. */
export function tailRows(series: readonly TimeSeries[], horizon: number, validationFraction: number): number {
  return Math.max(horizon, Math.round(validationFraction * typicalRows(series)));
}

/** Passes at most. Where no rows could be held back they are few, lest a few windows be learned by heart. */
export function passesOf(
  { epochs, validationFraction }: Pick<TrainingOptions, "epochs" | "validationFraction">,
  { training, validation }: TrainingWindows,
): number {
  if (validation.length > 0 || validationFraction === 0) return epochs;
  return Math.max(1, Math.min(epochs, Math.floor(training.length / WINDOWS_PER_PASS)));
}

/** Windows that errors are measured on: the validation windows, or some of those of training where no rows were held back. */
export function measuredWindows({ training, validation }: TrainingWindows): readonly Window[] {
  return validation.length > 0 ? validation : spread(training, MAX_VALIDATION);
}

/** A small set as a list; a large one as it is, unless none of its windows holds anything. */
function usable(set: WindowSet): Indexed<Window> {
  if (set.length <= LISTED) return listWindows(set);
  for (let i = 0; i < set.length; i++) if (set.at(i)) return set;
  return [];
}

/** At most `count` windows, evenly spread. */
function spread(windows: Indexed<Window>, count: number): Window[] {
  const { length } = windows;
  const places =
    length <= count
      ? Array.from({ length }, (_, i) => i)
      : Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
  return places.map((place) => windows.at(place)).filter((window) => window !== undefined);
}
