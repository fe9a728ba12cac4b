/**
 * The frame of forecasters that need no network: a model gives a state of each series, and from a history and that state a
 * mean and a standard deviation a step; intervals are Gaussian. Checks, saving and restoring are done here, once for all.
 */
import { CancelledError } from "../errors.ts";
import { normalQuantile } from "../numerics/index.ts";
import { resolveOptions, type OptionSpecs } from "../options.ts";
import type { TimeSeries } from "../series/index.ts";
import { fingerprintOf, isFingerprint, type DataFingerprint } from "./fingerprint.ts";
import {
  commonOptions,
  type CommonOptions,
  type FittedForecaster,
  type Forecaster,
  type ForecasterDefinition,
  type GivenOptions,
  type SavedForecaster,
} from "./forecaster.ts";
import { assertFinite, checkLevels, makeForecast } from "./levels.ts";
import { encodeModel } from "./modelFile.ts";
import { refusePaths } from "./pathOptions.ts";
import { noteRecipe } from "./recipes.ts";
import { checkFields, fieldsOf, isText, listOf, recordOf, savedOptions, type Check } from "./savedFields.ts";
import { checkHistory, checkLength, checkTraining, type DataSignature } from "./trainingData.ts";

/** The forecast of one channel at one step. */
export interface StepForecast {
  readonly mean: number;
  readonly deviation: number;
}

/** What a statistical model fills in. `S` is its state of one series, plain JSON. */
export interface StatisticalDefinition<O extends CommonOptions, S> {
  readonly name: string;
  readonly summary: string;
  readonly reference: string;
  /** Its own options; the horizon is added. */
  readonly options: OptionSpecs<Omit<O, "horizon">>;
  /** Whether it reads the future covariates; not unless said. */
  readonly covariates?: "future";
  /** Completes the options from the training rows, for example by choosing a season. */
  readonly complete?: (options: O, train: readonly TimeSeries[]) => O;
  /** Rows that a history needs. */
  readonly rows: (options: O) => { readonly count: number; readonly why: string };
  readonly fit: (series: TimeSeries, options: O) => S;
  /** The form of a state of C channels, checked when a file is read. */
  readonly isState: (channels: number) => Check;
  /** The forecast of every step (H) and channel (C): a function of both. */
  readonly forecast: (history: TimeSeries, state: S, options: O) => (h: number, c: number) => StepForecast;
}

interface Learned<O, S> {
  readonly options: O;
  readonly signature: DataSignature;
  readonly states: Readonly<Record<string, S>>;
  readonly trainedOn: DataFingerprint | undefined;
}

type AnyOptions = CommonOptions & Record<string, unknown>;

/** Makes a registry entry of a statistical model. */
export function statisticalForecaster<O extends CommonOptions, S>(
  model: StatisticalDefinition<O, S>,
): ForecasterDefinition<O> {
  const { name } = model;
  const specs = { ...commonOptions, ...model.options } as unknown as OptionSpecs<O>;

  const fitted = (learned: Learned<O, S>): FittedForecaster => ({
    name,
    options: learned.options as AnyOptions,
    trainedOn: learned.trainedOn,
    targets: learned.signature.channels,
    predict(history, { levels, ...given } = {}) {
      const checked = checkLevels(levels);
      refusePaths(name, given);
      return history.map((series) => {
        checkHistory(`${name}.predict`, series, learned.signature);
        requireRows(`${name}.predict`, series, learned.options);
        const state = Object.hasOwn(learned.states, series.id)
          ? learned.states[series.id]!
          : model.fit(series, learned.options);
        const step = model.forecast(series, state, learned.options);
        return assertFinite(
          makeForecast(name, series, learned.options.horizon, checked, (h, c, q) => {
            const { mean, deviation } = step(h, c);
            return q === 0.5 ? mean : mean + deviation * normalQuantile(q);
          }),
        );
      });
    },
    save: () => encodeModel({ config: { model: name, ...learned }, tensors: {} }),
  });

  const requireRows = (where: string, series: TimeSeries, options: O): void => {
    const { count, why } = model.rows(options);
    checkLength(where, series, count, why);
  };

  return {
    name,
    summary: model.summary,
    reference: model.reference,
    covariates: model.covariates ? [model.covariates] : [],
    options: specs,
    create(given: GivenOptions<O>): Forecaster {
      const options = resolveOptions<O>(name, specs, given);
      const complete = (train: readonly TimeSeries[]): O => model.complete?.(options, train) ?? options;
      const forecaster: Forecaster = {
        name,
        options: options as unknown as AnyOptions,
        async fit(train, { signal } = {}) {
          if (signal?.aborted) throw new CancelledError({ where: `${name}.fit`, expected: "a fit", found: "a cancel" });
          const signature = checkTraining(name, train);
          const completed = complete(train);
          for (const series of train) requireRows(`${name}.fit`, series, completed);
          const states = await fitEach(name, train, (series) => model.fit(series, completed), signal);
          return fitted({ options: completed, signature, states, trainedOn: fingerprintOf(train) });
        },
      };
      return noteRecipe(forecaster, { complete: (train) => complete(train) as unknown as AnyOptions });
    },
    restore: ({ config }: SavedForecaster) => fitted(restored(model, specs, config)),
  };
}

const YIELD_AFTER = 40; // ms of work between turns of the event loop

/**
 * The states of all series, one after another; others get a turn between them, so that a cancel is heard.
 * @throws CancelledError when the signal is aborted
 */
async function fitEach<S>(
  name: string,
  train: readonly TimeSeries[],
  fit: (series: TimeSeries) => S,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, S>>> {
  const states: [id: string, state: S][] = [];
  let last = performance.now();
  for (const series of train) {
    if (performance.now() - last >= YIELD_AFTER) {
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
    }
    if (signal?.aborted) {
      const [expected, found] = [`${train.length} series`, `a cancel after ${states.length}`];
      throw new CancelledError({ where: `training ${name}`, expected, found });
    }
    states.push([series.id, fit(series)]);
  }
  return Object.fromEntries(states);
}

/** What a file holds, checked; its options are completed ones: all of the table are there. */
function restored<O extends CommonOptions, S>(
  { name, isState }: StatisticalDefinition<O, S>,
  specs: OptionSpecs<O>,
  config: SavedForecaster["config"],
): Learned<O, S> {
  const where = `model ${name}`;
  checkFields(where, config, {
    options: fieldsOf(Object.fromEntries(Object.keys(specs).map((key) => [key, (value) => value !== undefined]))),
    signature: fieldsOf({ frequency: isText, channels: listOf(isText) }),
  });
  const { signature, states, trainedOn } = config as unknown as Learned<O, S>;
  checkFields(where, config, {
    states: recordOf(isState(signature.channels.length)),
    trainedOn: isFingerprint(signature.frequency),
  });
  return { options: savedOptions(where, specs, config["options"]), signature, states, trainedOn };
}
