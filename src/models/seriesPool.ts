/**
 * A stream of series in training: statistics of all of them, learned in one walk, and a pool of some in memory whose windows are drawn.
 * Before each pass the half of the pool that has been there longest makes room for others.
 */
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { Indexed } from "../training/index.ts";
import {
  joinedStates,
  restoreScaling,
  type FittedScaling,
  type Scaling,
  type TargetUnits,
} from "../transforms/index.ts";
import { lookBack, type Window } from "../windows/index.ts";
import { joinedCategories, staticsOf, withClasses, type Categories } from "./categories.ts";
import { createFingerprint, type DataFingerprint } from "./fingerprint.ts";
import { allOf, type SeriesSource } from "./seriesSource.ts";
import { covariateNames, leastRows, type CovariateNames, type ForecastTask } from "./task.ts";
import { checkHistory, checkLength, signatureOf, type DataSignature } from "./trainingData.ts";
import { checkSampling, refuse, windowsIn, type TrainingWindows, type WindowChoice } from "./trainingWindows.ts";

/** What is known of all series of a stream. */
export interface StreamSurvey {
  readonly count: number;
  readonly signature: DataSignature;
  readonly covariates: CovariateNames;
  readonly transform: FittedScaling;
  readonly categories: Categories;
  readonly trainedOn: DataFingerprint;
  /** Whether any series has weights. */
  readonly weighed: boolean;
}

/**
 * Walks over all series once; none is kept.
 * @throws DataError when there is none, an id repeats, or the series are not of one kind
 */
export async function surveyOf(
  name: string,
  source: SeriesSource,
  scaling: Scaling,
  check: (series: TimeSeries) => void,
): Promise<StreamSurvey> {
  const fingerprint = createFingerprint();
  const seen = new Set<string>();
  const states = [];
  const words = [];
  let weighed = false;
  let common: Pick<StreamSurvey, "signature" | "covariates"> | undefined;
  for await (const series of allOf(source)) {
    common ??= { signature: signatureOf(series), covariates: covariateNames(series) };
    if (seen.has(series.id)) throw twice(name, series.id);
    seen.add(series.id);
    checkHistory(`${name}.fitStream`, series, common.signature);
    check(series);
    states.push(scaling.fit([series]).state());
    words.push(staticsOf(series));
    fingerprint.add(series);
    weighed ||= series.weight !== undefined;
  }
  if (!common) throw new DataError({ where: `${name}.fitStream`, expected: "at least one series", found: "none" });
  return {
    count: seen.size,
    ...common,
    transform: restoreScaling(joinedStates(states)),
    categories: joinedCategories(words),
    trainedOn: fingerprint.done(),
    weighed,
  };
}

function twice(name: string, id: string): DataError {
  return new DataError({
    where: `${name}.fitStream`,
    expected: "one series an id",
    found: `two of id "${id}"`,
    remedy: "give each series its own id",
  });
}

/** Series in memory, on the network's scale. */
export class SeriesPool {
  /** First the pool's, which change, then the cut-out windows of validation, which do not. */
  readonly scaled: TimeSeries[] = [];
  /** The units of each. */
  readonly units: TargetUnits[] = [];
  readonly #name: string;
  readonly #size: number;
  readonly #survey: StreamSurvey;
  readonly #open: (place: number) => Promise<TimeSeries>;
  readonly #places: number[] = [];

  constructor(name: string, size: number, survey: StreamSurvey, open: (place: number) => Promise<TimeSeries>) {
    this.#name = name;
    this.#size = Math.min(size, survey.count);
    this.#survey = survey;
    this.#open = open;
  }

  /** Series that make room before each pass. */
  get #step(): number {
    return this.#size === this.#survey.count ? 0 : Math.ceil(this.#size / 2);
  }

  /** Brings the series of a pass into memory, counted from 1; whether any is new. */
  async fill(pass: number): Promise<boolean> {
    const first = (pass - 1) * this.#step;
    let fresh = false;
    for (let place = first; place < first + this.#size; place++) {
      const slot = place % this.#size;
      if (this.#places[slot] === place) continue;
      const series = await this.#open(place);
      const { transform, categories } = this.#survey;
      this.scaled[slot] = transform.apply(withClasses(series, categories));
      this.units[slot] = transform.units(series);
      this.#places[slot] = place;
      fresh = true;
    }
    return fresh;
  }

  /** The windows of the pool as it is in each pass, and those of validation as the first pool has them, cut out. */
  async windows(task: ForecastTask, options: WindowChoice): Promise<PoolWindows> {
    checkSampling(`${this.#name}Stream`, options, this.#survey.weighed);
    const { training, validation } = await this.#windowsOf(1, task, options);
    const cut = validation.map((window) => this.#cutOut(window, task));
    let current: Indexed<Window> = training;
    return {
      training: {
        get length() {
          return current.length;
        },
        at: (index) => current.at(index),
      },
      validation: cut,
      renew: async (pass) => {
        if (await this.fill(pass)) current = (await this.#windowsOf(pass, task, options)).training;
      },
    };
  }

  /** The windows of a pass: where its pool has none that can be learned from, those of the next pool that has, whatever came before. */
  async #windowsOf(pass: number, task: ForecastTask, options: WindowChoice): Promise<TrainingWindows> {
    const pools = this.#step === 0 ? 1 : Math.ceil(this.#survey.count / this.#step);
    for (let ahead = 0; ahead < pools; ahead++) {
      await this.fill(pass + ahead);
      const found = windowsIn(this.#checked(task), task, options);
      if (found) return found;
    }
    return refuse(`${this.#name}Stream`, this.#checked(task), task);
  }

  /** The series in memory, of which none is too short. */
  #checked(task: ForecastTask): TimeSeries[] {
    const own = this.scaled.slice(0, this.#size);
    const rows = leastRows(task);
    const expected = `${rows} of context + horizon ${task.horizon}`;
    for (const one of own) checkLength(`${this.#name}.fitStream`, one, rows + task.horizon, expected);
    return own;
  }

  /** A copy of a window's rows as a series of its own, and the window in it. */
  #cutOut({ seriesIndex, cutoffIndex }: Window, task: ForecastTask): Window {
    const from = Math.max(0, cutoffIndex + 1 - lookBack(task.contextLength, task.anchor));
    this.scaled.push(copyOf(this.scaled[seriesIndex]!, from, cutoffIndex + 1 + task.horizon));
    this.units.push(this.units[seriesIndex]!);
    return { seriesIndex: this.scaled.length - 1, cutoffIndex: cutoffIndex - from };
  }
}

/** Windows of a pool; `renew` brings the series of a pass into memory, and theirs. */
export interface PoolWindows extends TrainingWindows {
  renew(pass: number): Promise<void>;
}

function copyOf(series: TimeSeries, from: number, to: number): TimeSeries {
  const rows = <C extends { readonly names: readonly string[]; readonly values: Float64Array }>(columns: C): C => {
    const width = columns.names.length;
    return { ...columns, values: columns.values.slice(from * width, to * width) };
  };
  const { timestamps, target, pastCovariates, futureCovariates, weight } = series;
  return {
    ...series,
    timestamps: timestamps.slice(from, to),
    target: rows(target),
    ...(pastCovariates && { pastCovariates: rows(pastCovariates) }),
    ...(futureCovariates && { futureCovariates: rows(futureCovariates) }),
    ...(weight && { weight: weight.slice(from, to) }),
  };
}
