/** What a worker thread does: it holds the series, and runs units of a backtest one after the other. */
import {
  CancelledError,
  DataError,
  NumericalError,
  OptionError,
  SeqcastError,
  UnsupportedError,
} from "../../errors.ts";
import { createForecaster, type Forecaster, type Recipe } from "../../models/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { historyKey, stagesOf } from "./folds.ts";
import type { BacktestOptions, Plan } from "./options.ts";
import { createClock, runModel, type Clock, type Outcome } from "./runModel.ts";
import type { Unit } from "./units.ts";

/** What every worker of a backtest is given: nothing but data. */
export interface Work {
  readonly series: readonly TimeSeries[];
  readonly plan: Omit<Plan, "metrics" | "refit">;
  /** The folds that models are fitted at. */
  readonly fitsAt: readonly number[];
  readonly models: readonly (Pick<Recipe, "name" | "options"> | undefined)[];
  readonly fallback: Pick<Recipe, "name" | "options"> | undefined;
  readonly warmStart: boolean;
}

/** An error as data: its class goes by name, its facts are those of `SeqcastError`. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly facts?: ConstructorParameters<typeof DataError>[0] | undefined;
}

/** What came of a unit; failures hold packed errors. */
export interface UnitResult {
  readonly outcomes: readonly Outcome[];
  readonly clock: Clock;
}

const classes = { CancelledError, DataError, NumericalError, OptionError, SeqcastError, UnsupportedError };

/** An error as data, which another thread can be sent. */
export function packError(cause: unknown): PackedError {
  if (!(cause instanceof Error)) return { name: "Error", message: String(cause) };
  const { name, message } = cause;
  if (!(cause instanceof SeqcastError)) return { name, message };
  const { where, expected, found, remedy } = cause;
  const facts = { where, expected, found, remedy };
  if (!(cause instanceof DataError)) return { name, message, facts };
  const { file, line, column, seriesId, leastRows } = cause;
  return { name, message, facts: { ...facts, file, line, column, seriesId, leastRows } };
}

/** The error again. */
export function unpackError({ name, message, facts }: PackedError): Error {
  if (facts) return new (Object.entries(classes).find(([known]) => known === name)?.[1] ?? SeqcastError)(facts);
  return Object.assign(new Error(message), { name });
}

const made = ({ name, options }: Pick<Recipe, "name" | "options">): Forecaster => createForecaster(name, options);

/** Makes what runs units; training progress is told as it comes. */
export function createServer(
  work: Work,
  onProgress?: BacktestOptions["onProgress"],
): (unit: Unit) => Promise<UnitResult> {
  const refit = ({ fold }: { readonly fold: number }): boolean => work.fitsAt.includes(fold);
  const stages = stagesOf(work.series, { ...work.plan, metrics: [], refit });
  const fallback = work.fallback && made(work.fallback);
  return async ({ model, stages: places, members, options, done }) => {
    const { name, options: own } = work.models[model]!;
    const [ids, known] = [members && new Set(members), new Set(done)];
    const clock = createClock();
    const found = runModel(
      made({ name, options: options ?? own }),
      places.map((place) => {
        const { train, folds } = stages[place]!;
        return { train: ids ? train.filter(({ id }) => ids.has(id)) : train, folds };
      }),
      {
        levels: work.plan.levels,
        isWanted: (id, cutoff) => (ids?.has(id) ?? true) && !known.has(historyKey(id, cutoff)),
        onStage: () => undefined,
        clock,
        options: { warmStart: work.warmStart, fallback, onProgress },
      },
    );
    const outcomes: Outcome[] = [];
    for await (const { failure, ...outcome } of found) {
      outcomes.push({ ...outcome, failure: failure && { ...failure, cause: packError(failure.cause) } });
    }
    return { outcomes, clock };
  };
}
