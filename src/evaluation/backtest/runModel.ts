/** One forecaster in a backtest: its fits, its forecasts, and what happens where it fails. */
import { CancelledError, NumericalError } from "../../errors.ts";
import type { FittedForecaster, Forecaster } from "../../models/index.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import type { FitStage } from "./folds.ts";
import type { BacktestOptions } from "./options.ts";

/** What came of one history: a forecast, an error, or both where a fallback stood in. */
export interface Outcome {
  /** Place of the series among all. */
  readonly seriesIndex: number;
  readonly cutoff: number;
  readonly forecast?: Forecast | undefined;
  readonly failure?: Failure | undefined;
}

/** Why a model gave no forecast of a history. */
export interface Failure {
  readonly during: "fit" | "predict";
  readonly cause: unknown;
  /** Name of the forecaster that stood in. */
  readonly fallback?: string | undefined;
}

/** How long fits and forecasts took, and how many there were. */
export interface Clock {
  fits: number;
  /** Those of a forecaster with gates that none of its networks speaks in. */
  silentFits?: number;
  fitMilliseconds: number;
  forecasts: number;
  predictMilliseconds: number;
}

/** A clock that has counted nothing. */
export const createClock = (): Clock => ({ fits: 0, fitMilliseconds: 0, forecasts: 0, predictMilliseconds: 0 });

/** What a run of one forecaster is given. */
export interface RunContext {
  readonly levels: readonly number[];
  /** Whether a history is wanted: others were done before. */
  readonly isWanted: (seriesId: string, cutoff: number) => boolean;
  /** Called before each fit, and for each that is passed over, since an earlier run has done it. */
  readonly onStage: (isDone: boolean) => void;
  readonly clock: Clock;
  readonly options: BacktestOptions;
}

/** Histories in one call of `predict`: enough for whole batches of a network, few enough to hear a cancel. */
const CHUNK = 1024;

/** One history to forecast. */
interface Task {
  readonly history: TimeSeries;
  readonly seriesIndex: number;
}

/**
 * Fits at every stage and forecasts all wanted histories of its folds at once; gives outcomes fold by fold, series by series.
 * @throws CancelledError when the signal is aborted
 */
export async function* runModel(
  forecaster: Forecaster,
  stages: readonly FitStage[],
  context: RunContext,
): AsyncGenerator<Outcome> {
  const { options, clock, isWanted, onStage } = context;
  let fitted: FittedForecaster | undefined;
  for (const stage of stages) {
    const tasks = stage.folds
      .flatMap(({ histories }) => histories.map((history, seriesIndex) => ({ history, seriesIndex })))
      .filter(({ history }) => isWanted(history.id, cutoffOf(history)));
    await hearCancel(options.signal);
    // A warm start goes through all fits, since each goes on from the one before.
    const isDone = tasks.length === 0 && !options.warmStart;
    onStage(isDone);
    if (isDone) continue;
    const start = performance.now();
    const fit = await fitRest(forecaster, stage.train, options.warmStart ? fitted : undefined, options);
    clock.fits++;
    clock.fitMilliseconds += performance.now() - start;
    fitted = fit.fitted;
    const gates = fitted?.gates;
    if (gates) clock.silentFits = (clock.silentFits ?? 0) + Number(gates.every(({ share }) => share === 0));
    for (let from = 0; from < tasks.length; from += CHUNK) {
      await hearCancel(options.signal);
      const chunk = tasks.slice(from, from + CHUNK);
      yield* await withFallback(forecastAll(fit, chunk, context), stage, chunk, context);
    }
  }
}

const cutoffOf = ({ timestamps }: TimeSeries): number => timestamps.at(-1)!;

/** A turn of the event loop, in which a signal can arrive. */
async function hearCancel(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal?.aborted) throw new CancelledError({ where: "backtest", expected: "all fits", found: "a cancel" });
}

/** A fit, and why series took no part in it, by id; `all` holds for those that are not named. */
interface Fit {
  readonly fitted?: FittedForecaster | undefined;
  readonly failed: ReadonlyMap<string, unknown>;
  readonly all?: unknown;
}

/** Fits on all series, or on those that are left when the ones that errors name are taken out. */
async function fitRest(
  forecaster: Forecaster,
  train: readonly TimeSeries[],
  before: FittedForecaster | undefined,
  { signal, onProgress }: BacktestOptions,
): Promise<Fit> {
  const failed = new Map<string, unknown>();
  let left = train;
  for (;;) {
    try {
      const given = { signal, onProgress };
      const fitted = before?.fineTune ? await before.fineTune(left, given) : await forecaster.fit(left, given);
      return { fitted, failed };
    } catch (cause) {
      if (cause instanceof CancelledError) throw cause;
      const named = left.filter(({ id }) => namesSeries(cause, id));
      if (named.length === 0 || named.length === left.length) return { failed, all: cause };
      for (const { id } of named) failed.set(id, cause);
      left = left.filter((one) => !named.includes(one));
    }
  }
}

/** Errors about one series say which: `series "id"`. */
function namesSeries(cause: unknown, id: string): boolean {
  return cause instanceof Error && "where" in cause && String(cause.where).includes(`series "${id}"`);
}

function forecastAll({ fitted, failed, all }: Fit, tasks: readonly Task[], context: RunContext): Outcome[] {
  const failures = new Map<Task, Failure>();
  for (const task of tasks) {
    if (!fitted) failures.set(task, { during: "fit", cause: failed.get(task.history.id) ?? all });
    else if (failed.has(task.history.id)) failures.set(task, { during: "fit", cause: failed.get(task.history.id) });
  }
  const left = tasks.filter((task) => !failures.has(task));
  const start = performance.now();
  const forecasts = new Map<Task, Forecast>();
  if (fitted) predictEach(fitted, left, context.levels, forecasts, failures);
  context.clock.forecasts += forecasts.size;
  context.clock.predictMilliseconds += performance.now() - start;
  return tasks.map((task) => ({
    seriesIndex: task.seriesIndex,
    cutoff: cutoffOf(task.history),
    forecast: forecasts.get(task),
    failure: failures.get(task),
  }));
}

/** All at once, or one by one where that fails: the forecast of a history does not depend on its fellows. */
function predictEach(
  fitted: FittedForecaster,
  tasks: readonly Task[],
  levels: readonly number[],
  forecasts: Map<Task, Forecast>,
  failures: Map<Task, Failure>,
): void {
  if (tasks.length === 0) return;
  try {
    const made = fitted.predict(
      tasks.map(({ history }) => history),
      { levels },
    );
    tasks.forEach((task, i) => {
      const cause = made[i]!.values.every(Number.isFinite) ? undefined : notFinite(made[i]!);
      if (cause) failures.set(task, { during: "predict", cause });
      else forecasts.set(task, made[i]!);
    });
  } catch (cause) {
    if (tasks.length === 1) failures.set(tasks[0]!, { during: "predict", cause });
    else for (const task of tasks) predictEach(fitted, [task], levels, forecasts, failures);
  }
}

function notFinite({ model, seriesId }: Forecast): NumericalError {
  return new NumericalError({
    where: `${model}.predict: series "${seriesId}"`,
    expected: "a finite forecast",
    found: "values that are NaN or infinite",
    remedy: "look for the model or the transform that made them",
  });
}

/** Lets the fallback forecast what failed; what it fails at too stays failed. */
async function withFallback(
  outcomes: readonly Outcome[],
  { train }: FitStage,
  tasks: readonly Task[],
  context: RunContext,
): Promise<Outcome[]> {
  const { fallback, signal } = context.options;
  const wanted = tasks.filter((_, i) => outcomes[i]!.failure);
  if (!fallback || wanted.length === 0) return [...outcomes];
  const ids = new Set(wanted.map(({ history }) => history.id));
  const fit = await fitRest(
    fallback,
    train.filter(({ id }) => ids.has(id)),
    undefined,
    { signal },
  );
  const clock = createClock();
  const made = forecastAll(fit, wanted, { ...context, clock });
  const standIns = new Map(wanted.map((task, i) => [task, made[i]!.forecast]));
  return outcomes.map((outcome, i) => {
    const forecast = standIns.get(tasks[i]!);
    if (!outcome.failure || !forecast) return outcome;
    const { seriesIndex, cutoff, failure } = outcome;
    return { seriesIndex, cutoff, forecast, failure: { ...failure, fallback: fallback.name } };
  });
}
