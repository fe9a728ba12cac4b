/** A fitted ridge: forecasts, and what is saved of it. Weights are kept in float32, so that a loaded one forecasts the same bytes. */
import { ModelFileError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import type { Forecast, TimeSeries } from "../series/index.ts";
import type { FittedForecaster, PredictOptions, SavedForecaster } from "./forecaster.ts";
import { assertFinite, checkLevels, makeForecast } from "./levels.ts";
import { encodeModel } from "./modelFile.ts";
import { refusePaths } from "./pathOptions.ts";
import { interpolateQuantiles, quantileGrid } from "./quantileGrid.ts";
import type { RidgeOptions } from "./ridge.ts";
import { forecastWindows, type RidgeMember } from "./ridgeForecast.ts";
import { medianOf, type RidgeIntervals } from "./ridgeIntervals.ts";
import { checkRidgeHistory } from "./ridgeTraining.ts";
import { checkLogs, fromVariate, measureVariate, toVariate, type Variate, type VariateScale } from "./ridgeVariates.ts";
import { inputCount } from "./ridgeWindows.ts";
import {
  checkFields,
  fieldsOf,
  isCount,
  isNumber,
  isPositive,
  isText,
  listOf,
  optional,
  recordOf,
  savedOptions,
  type Check,
} from "./savedFields.ts";
import { clusterOf, type SeriesClusters } from "./seriesClusters.ts";
import { checkHistory, type DataSignature } from "./trainingData.ts";

/** All that a fit learned. */
export interface LearnedRidge {
  readonly options: RidgeOptions;
  readonly signature: DataSignature;
  readonly clusters: SeriesClusters | undefined;
  /** Place of each series among those of the training data, by id. */
  readonly series: Readonly<Record<string, number>>;
  /** Scale of each variate: series by series, channel by channel. */
  readonly scales: readonly VariateScale[];
  readonly intervals: RidgeIntervals;
  /** One a look-back. */
  readonly members: readonly RidgeMember[];
}

/** One channel to forecast. */
interface Task {
  readonly variate: Variate;
  /** Rows of the history, which may be fewer than the variate's. */
  readonly end: number;
  readonly scale: VariateScale;
  /** Mean absolute error to expect, on the variate's scale. */
  readonly spread: number;
}

/** Heads of one series, and the variates of the longest. */
interface Heads {
  longest: TimeSeries;
  readonly variates: Variate[];
}

type VariateMaker = (series: TimeSeries, c: number, scale: VariateScale) => Variate;

const interpolate = /* @__PURE__ */ interpolateQuantiles(quantileGrid);

/** A forecaster made of ridge weights. */
export class FittedRidge implements FittedForecaster {
  readonly name = "ridge";
  readonly #learned: LearnedRidge;

  constructor(learned: LearnedRidge) {
    const members = learned.members.map(({ weights, ...form }) => ({
      ...form,
      weights: weights.map((own) => Float64Array.from(own, Math.fround)),
    }));
    this.#learned = { ...learned, members };
  }

  get options(): FittedForecaster["options"] {
    return this.#learned.options as unknown as FittedForecaster["options"];
  }

  get targets(): readonly string[] {
    return this.#learned.signature.channels;
  }

  predict(history: readonly TimeSeries[], { levels, ...given }: PredictOptions = {}): Forecast[] {
    const checked = checkLevels(levels);
    refusePaths(this.name, given);
    for (const series of history) {
      checkHistory(`${this.name}.predict`, series, this.#learned.signature);
      checkRidgeHistory(`${this.name}.predict`, series);
      this.#checkLogs(series);
    }
    const variateOf = this.#variates(history);
    const tasks = history.map((series) => series.target.names.map((_, c) => this.#task(series, c, variateOf)));
    const { horizon } = this.#learned.options;
    const values = this.#forecasts(tasks.flat());
    let first = 0;
    return history.map((series, i) => {
      const start = first;
      first += tasks[i]!.length;
      return assertFinite(
        makeForecast(this.name, series, horizon, checked, (h, c, q) =>
          this.#quantile(tasks[i]![c]!, values[(start + c) * horizon + h]!, h, q),
        ),
      );
    });
  }

  /** A series that was not seen in fitting has no floor to clip to unless its mean is above 0; a few zeros are clipped. */
  #checkLogs(series: TimeSeries): void {
    const { options, series: places } = this.#learned;
    if (options.logs !== "always" || Object.hasOwn(places, series.id)) return;
    const negative = series.target.values.some((value) => value < 0);
    if (negative || series.target.names.some((_, c) => !(measureVariate(series, c, false).mean > 0)))
      checkLogs(`${this.name}.predict`, series);
  }

  /**
   * Makes variates. Heads of one series share the longest one's: no row of a variate depends on rows behind it. Not so where each is
   * told by all of its rows, as are scales of series not seen in fitting, and clusters.
   */
  #variates(history: readonly TimeSeries[]): VariateMaker {
    const { options, series: places, clusters } = this.#learned;
    const buffers = new Map<ArrayBufferLike, Map<string, Heads>>();
    const headsOf = (one: TimeSeries): Heads => {
      const { id, timestamps, target } = one;
      const { buffer, byteOffset } = target.values;
      const own = buffers.get(buffer) ?? new Map<string, Heads>();
      buffers.set(buffer, own);
      const rows = clusters || !Object.hasOwn(places, id) ? timestamps.length : 0;
      const key = [byteOffset, timestamps[0], rows, id].join(" ");
      const heads = own.get(key) ?? { longest: one, variates: [] };
      own.set(key, heads);
      if (timestamps.length > heads.longest.timestamps.length) heads.longest = one;
      return heads;
    };
    history.forEach(headsOf);
    return (series, c, scale) => {
      const { longest, variates } = headsOf(series);
      return (variates[c] ??= toVariate(longest, c, scale, Math.max(1, options.seasonLength!)));
    };
  }

  /** One channel of a history; a series not seen in fitting is measured by its own rows. */
  #task(series: TimeSeries, c: number, variateOf: VariateMaker): Task {
    const { options, series: places, scales, intervals } = this.#learned;
    const known = Object.hasOwn(places, series.id) ? places[series.id]! * series.target.names.length + c : undefined;
    const scale = known === undefined ? measureVariate(series, c, options.logs === "always") : scales[known]!;
    const spread = known === undefined ? (medianOf(intervals.spreads) ?? 0) : intervals.spreads[known]!;
    return { variate: variateOf(series, c, scale), end: series.timestamps.length, scale, spread };
  }

  /** Forecasts of each task (n,H), on its variate's scale. */
  #forecasts(tasks: readonly Task[]): Float64Array {
    const { clusters, members } = this.#learned;
    const variates = [...new Set(tasks.map((task) => task.variate))];
    const places = new Map(variates.map((one, i) => [one, i]));
    const variate = Int32Array.from(tasks, (task) => places.get(task.variate)!);
    const labels = new Int32Array(variates.length);
    if (clusters) tasks.forEach((task, i) => (labels[variate[i]!] = clusterOf(task.variate, task.scale, clusters)));
    const end = Int32Array.from(tasks, (task) => task.end);
    return forecastWindows(members, variates, { variate, end }, labels);
  }

  #quantile({ scale, spread }: Task, median: number, h: number, probability: number): number {
    const { steps, shape } = this.#learned.intervals;
    return fromVariate(median + spread * steps[h]! * interpolate(shape, probability), scale);
  }

  save(): Uint8Array {
    const { options, signature, clusters, series, scales, intervals, members } = this.#learned;
    const tensors = members.flatMap(({ shape, weights }, m) =>
      weights.map((own, k) => [
        tensorName(m, k),
        { shape: [inputCount(shape), shape.horizon], data: Float32Array.from(own) },
      ]),
    );
    const forms = members.map(({ shape, adjusted, phases }) => ({ shape, adjusted, phases }));
    const config = { model: this.name, options, signature, clusters, series, scales, intervals, members: forms };
    return encodeModel({ config, tensors: Object.fromEntries(tensors) });
  }

  /** @throws ModelFileError when a field is missing or of another form, or weights and options do not belong together */
  static restore(specs: OptionSpecs<RidgeOptions>, { config, tensors }: SavedForecaster): FittedRidge {
    const where = "model ridge";
    const options = checkSaved(where, specs, config);
    const saved = config as unknown as LearnedRidge;
    const members = saved.members.map(({ shape, adjusted, phases }, m): RidgeMember => {
      const sizes = [inputCount(shape), shape.horizon];
      const weights = Array.from({ length: options.clusters! * phases }, (_, k) =>
        tensorOf(where, tensors, tensorName(m, k), sizes),
      );
      return { shape, adjusted, phases, weights };
    });
    const { signature, clusters, series, scales, intervals } = saved;
    return new FittedRidge({ options, signature, clusters, series, scales, intervals, members });
  }
}

const tensorName = (member: number, group: number): string => `member${member}.group${group}`;

function tensorOf(
  where: string,
  tensors: SavedForecaster["tensors"],
  name: string,
  wanted: readonly number[],
): Float64Array {
  const found = tensors[name];
  if (found && found.shape.join() === wanted.join() && found.data.every(Number.isFinite)) {
    return Float64Array.from(found.data);
  }
  throw new ModelFileError({
    where,
    expected: `finite numbers "${name}" of shape (${wanted.join(", ")})`,
    found: found ? `shape (${found.shape.join(", ")})` : "none",
    remedy: "save the model again; the file is damaged or was edited",
  });
}

const isSize: Check = (value) => isCount(value) && value !== 0;

const isMember: Check = fieldsOf({
  adjusted: (value) => typeof value === "boolean",
  phases: isSize,
  shape: fieldsOf({
    contextLength: isSize,
    horizon: isSize,
    seasonLength: isSize,
    lag: isSize,
    centre: (value) => value === "last" || value === "season",
    scale: (value) => value === "none" || value === "deviation" || value === "difference",
    drift: (value) => typeof value === "boolean",
  }),
});

/** @throws ModelFileError naming the first field that is missing or of another form */
function checkSaved(where: string, specs: OptionSpecs<RidgeOptions>, config: SavedForecaster["config"]): RidgeOptions {
  const chosen = ["contextLength", "seasonLength", "adjustment", "anchor", "penalty", "phases", "clusters"];
  checkFields(where, config, {
    options: fieldsOf(Object.fromEntries(chosen.map((key) => [key, (value) => value !== undefined]))),
    signature: fieldsOf({ frequency: isText, channels: listOf(isText) }),
    series: recordOf(isCount),
    members: (value) => listOf(isMember)(value) && (value as []).length > 0,
    clusters: optional(
      fieldsOf({
        lags: listOf(isPositive),
        means: listOf(isNumber),
        scales: listOf(isPositive),
        centres: listOf(isNumber),
      }),
    ),
  });
  const options = savedOptions(where, specs, config["options"]);
  const { series, signature, members } = config as unknown as LearnedRidge;
  checkFields(where, config, {
    members: () => members.every(({ shape }) => shape.horizon === options.horizon),
    series: () => Object.values(series).every((place) => place < Object.keys(series).length),
  });
  const variates = Object.keys(series).length * signature.channels.length;
  const isScale = fieldsOf({ floor: optional(isPositive), mean: isNumber, scale: isPositive });
  checkFields(where, config, {
    scales: listOf(isScale, variates),
    intervals: fieldsOf({
      spreads: listOf(isNumber, variates),
      steps: listOf(isPositive, options.horizon),
      shape: listOf(isNumber, quantileGrid.length),
    }),
  });
  return options;
}
