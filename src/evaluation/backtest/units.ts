/** The parts of a backtest that worker threads take: how it is cut does not depend on how many there are. */
import { DataError } from "../../errors.ts";
import type { Recipe } from "../../models/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { historyKey } from "./folds.ts";
import type { Run } from "./run.ts";

/** One fit, or all fits of a model that goes on from one to the next, with their forecasts. */
export interface Unit {
  /** Place of the model. */
  readonly model: number;
  /** Places of the fits. */
  readonly stages: readonly number[];
  /** Ids of the series it is about; all unless given. */
  readonly members?: readonly string[] | undefined;
  /** Options of the model in place of its own. */
  readonly options?: Recipe["options"] | undefined;
  /** Histories that an earlier run has forecast, by `historyKey`. */
  readonly done: readonly string[];
}

/** Series in a unit of a model that fits each as if alone. */
const CHUNK = 8;

/** Whether histories of a stage are still wanted. */
function isWanted({ stages, earlier, plan }: Run, model: number, stage: number): boolean {
  const label = plan.labels[model]!;
  return stages[stage]!.folds.some(({ histories }) =>
    histories.some(({ id, timestamps }) => !earlier.of(label, id, timestamps.at(-1)!)),
  );
}

function doneBefore({ stages, earlier, plan }: Run, model: number): string[] {
  if (earlier.size === 0) return [];
  const label = plan.labels[model]!;
  const histories = stages.flatMap(({ folds }) => folds.flatMap((fold) => fold.histories));
  return histories
    .map(({ id, timestamps }) => ({ id, cutoff: timestamps.at(-1)! }))
    .filter(({ id, cutoff }) => earlier.of(label, id, cutoff))
    .map(({ id, cutoff }) => historyKey(id, cutoff));
}

/** Whether any of the series could stand first: frequency and channels are what a fit holds the others to. */
function areAlike(series: readonly TimeSeries[]): boolean {
  // A lone channel may have any name.
  const kinds = series.map(({ frequency, target: { names } }) =>
    JSON.stringify([frequency, names.length > 1 && names]),
  );
  return new Set(kinds).size === 1;
}

/** The options of a fit on a stage's rows; undefined where series cannot be fitted apart. */
function completed({ complete }: Recipe, train: readonly TimeSeries[]): Recipe["options"] | undefined {
  try {
    return complete?.(train);
  } catch (cause) {
    if (cause instanceof DataError) return undefined; // the fit itself will say so
    throw cause;
  }
}

/** The whole of a model's fits at some stages. */
export function wholeUnit(run: Run, model: number, stages: readonly number[]): Unit {
  return { model, stages, done: doneBefore(run, model) };
}

/** The units of a model, and the stages of which an earlier run has done all. */
export function unitsOf(run: Run, model: number, recipe: Recipe): { units: Unit[]; done: number[] } {
  const { stages, options, series } = run;
  const wanted = stages.flatMap((_, stage) => (options.warmStart || isWanted(run, model, stage) ? [stage] : []));
  const done = stages.flatMap((_, stage) => (wanted.includes(stage) ? [] : [stage]));
  if (options.warmStart) return { units: [wholeUnit(run, model, wanted)], done };
  const units = wanted.flatMap((stage) => {
    const whole = wholeUnit(run, model, [stage]);
    const { train } = stages[stage]!;
    const own = train.length === series.length && areAlike(series) ? completed(recipe, train) : undefined;
    if (!own || series.length === 1) return [whole];
    return Array.from({ length: Math.ceil(series.length / CHUNK) }, (_, i) => ({
      ...whole,
      options: own,
      members: series.slice(i * CHUNK, (i + 1) * CHUNK).map(({ id }) => id),
    }));
  });
  return { units, done };
}

/** Whether a fit on all series could have completed the options otherwise than was said: where it would have left out some that fail. */
export function isDoubtful({ members, options }: Unit, recipe: Recipe): boolean {
  return members !== undefined && JSON.stringify(options) !== JSON.stringify(recipe.options);
}
