/** A forecaster with conformal intervals: its forecasts, and what is saved of it. */
import { ModelFileError, OptionError } from "../../errors.ts";
import { resolveOptions } from "../../options.ts";
import { createRandom } from "../../random.ts";
import type { NamedArray } from "../../safetensors.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import type { FittedForecaster, PredictOptions, SavedForecaster } from "../forecaster.ts";
import type { DataFingerprint } from "../fingerprint.ts";
import { assertFinite, checkLevels, makeForecast } from "../levels.ts";
import { decodeModel, encodeModel } from "../modelFile.ts";
import { forecastOrigins, observedBy, scatter, placesIn, spreadOrigins, type Origin } from "../rollingOrigins.ts";
import { pathOptions, refusePaths, type PathOptions } from "../pathOptions.ts";
import { checkFields, fieldsOf, isCount, isNumber, isText, listOf, savedOptions } from "../savedFields.ts";
import { nest, reacherOf, type Measured } from "./ends.ts";
import { errorsOf } from "./errors.ts";
import { conformalOptions, type ConformalOptions } from "./options.ts";

/** Errors of one series on rows that the forecaster had not seen. */
export interface SeriesScores {
  readonly id: string;
  /** Time of its last training row. */
  readonly end: number;
  /** Rows between origins. */
  readonly stride: number;
  /** Rows of each origin, counted from the end of the training rows: 0 is the end, those before it are negative (N). */
  readonly origins: Float64Array;
  /** Signed errors (N,H,C); of "quantile" (N,L,H,C). */
  readonly errors: Float64Array;
}

/** What a fit gave. */
export interface ConformalParts {
  readonly name: string;
  readonly base: FittedForecaster;
  readonly options: ConformalOptions;
  readonly scores: readonly SeriesScores[];
}

/** A forecaster whose intervals come from its errors. */
export class FittedConformal implements FittedForecaster {
  readonly #parts: ConformalParts;

  constructor(parts: ConformalParts) {
    this.#parts = parts;
  }

  get name(): string {
    return this.#parts.name;
  }

  get options(): FittedForecaster["options"] {
    const { base, options } = this.#parts;
    return { ...options, horizon: base.options.horizon, base: base.name };
  }

  get trainedOn(): DataFingerprint | undefined {
    return this.#parts.base.trainedOn;
  }

  get targets(): readonly string[] | undefined {
    return this.#parts.base.targets;
  }

  predict(history: readonly TimeSeries[], { levels, ...given }: PredictOptions = {}): Forecast[] {
    const { base, options } = this.#parts;
    const paths = this.#pathsOf(given);
    const known = checkLevels([options.levels].flat());
    const asked = checkLevels(levels ?? (options.method === "quantile" ? known : undefined));
    if (options.method === "quantile") requireKnown(this.name, asked, known);
    const forecasts = base.predict(history, { levels: options.method === "quantile" ? known : [] });
    const measured = this.#measure(history);
    let own: Forecast[] | undefined; // asked for only where too few errors are known
    const ownOf = (i: number): Forecast => (own ??= base.predict(history, { levels: asked }))[i]!;
    return history.map((series, i) => {
      const forecast = this.#forecast(series, forecasts[i]!, measured[i]!, asked, () => ownOf(i));
      const samples = paths && drawPaths(forecasts[i]!, measured[i]!, paths, options);
      return assertFinite(samples ? { ...forecast, samples } : forecast);
    });
  }

  /** How paths are drawn; undefined where none are, which refuses what is asked of them. */
  #pathsOf(given: Omit<PredictOptions, "levels">): PathOptions | undefined {
    const { name, options } = this.#parts;
    if (options.method !== "bootstrap") {
      refusePaths(name, given);
      return undefined;
    }
    const { samples = options.samples, temperature = 1 } = given;
    return resolveOptions<PathOptions>(`${name}.predict`, pathOptions, { samples, temperature });
  }

  save(): Uint8Array {
    const { base, options, scores } = this.#parts;
    const inner = decodeModel(base.save());
    const tensors: Record<string, NamedArray> = Object.fromEntries(
      Object.entries(inner.tensors).map(([key, tensor]) => [`base.${key}`, tensor]),
    );
    scores.forEach(({ origins, errors }, i) => {
      tensors[`origins.${i}`] = { shape: [origins.length], data: origins };
      tensors[`errors.${i}`] = { shape: [errors.length], data: errors };
    });
    const series = scores.map(({ id, end, stride }) => ({ id, end, stride }));
    return encodeModel({ config: { model: "conformal", options, series, base: inner.config }, tensors });
  }

  /** @throws ModelFileError when a field is missing or of another form */
  static restore(
    { config, tensors }: SavedForecaster,
    restoreBase: (saved: SavedForecaster) => FittedForecaster,
  ): FittedConformal {
    const where = "model conformal";
    checkFields(where, config, {
      series: listOf(fieldsOf({ id: isText, end: isNumber, stride: isCount })),
      base: fieldsOf({ model: isText }),
    });
    const options = savedOptions<ConformalOptions>(where, conformalOptions, config["options"]);
    const own = Object.entries(tensors).filter(([key]) => key.startsWith("base."));
    const base = restoreBase({
      config: config["base"] as SavedForecaster["config"],
      tensors: Object.fromEntries(own.map(([key, tensor]) => [key.slice("base.".length), tensor])),
    });
    const saved = config["series"] as readonly { id: string; end: number; stride: number }[];
    const scores = saved.map(({ id, end, stride }, i): SeriesScores => {
      const [origins, errors] = [tensors[`origins.${i}`], tensors[`errors.${i}`]];
      const count = origins?.data.length ?? 0;
      if (!origins || !errors || count === 0 || errors.data.length % (count * base.options.horizon) !== 0) {
        throw new ModelFileError({
          where,
          expected: `origins and errors of series "${id}"`,
          found: "none that fit",
        });
      }
      return { id, end, stride, origins: Float64Array.from(origins.data), errors: Float64Array.from(errors.data) };
    });
    return new FittedConformal({ name: `${base.name}-${options.method}`, base, options, scores });
  }

  /** The errors that the interval of each history is made of. */
  #measure(histories: readonly TimeSeries[]): Measured[] {
    const { base, options, scores } = this.#parts;
    const known = new Map(scores.map((one) => [one.id, one]));
    const plans = histories.map((series) => this.#originsIn(series, known.get(series.id)));
    const keyOf = createKeys();
    const places = uniquePlaces(
      plans.flatMap(({ fresh }) => fresh),
      keyOf,
    );
    const levels = options.method === "quantile" ? checkLevels([options.levels].flat()) : [];
    const made = forecastOrigins(base, [...places.values()], levels);
    const errors = new Map([...places.keys()].map((key, i) => [key, errorsOf(made[i]!, options.method)]));
    return plans.map(({ stored, fresh, end }): Measured => {
      const late = fresh.map((place) => {
        const width = place.series.target.names.length;
        const steps = base.options.horizon * width;
        // An origin may be forecast once for histories of several lengths: each takes the rows that it knows.
        return errors
          .get(keyOf(place))!
          .map((error, j) => (place.rows + Math.floor((j % steps) / width) < end ? error : NaN));
      });
      const origins = [...stored.origins, ...fresh.map(({ offset }) => offset)];
      return { origins, errors: [...stored.errors, ...late], end: stored.end };
    });
  }

  /** Stored errors of a series, and the origins of its history that are not measured yet. */
  #originsIn(
    series: TimeSeries,
    known: SeriesScores | undefined,
  ): { stored: Measured; fresh: (Origin & { offset: number })[]; end: number } {
    const { base, options } = this.#parts;
    const rows = series.timestamps.length;
    if (!known) {
      // A series not seen in fitting: the forecaster knows none of its rows, so all may be measured.
      const spread = spreadOrigins(series, base.options.horizon, options.origins, options.share, options.every);
      const places = placesIn(series, spread, base.options.horizon, options.every);
      return {
        stored: { origins: [], errors: [], end: 0 },
        fresh: places.map((place) => ({ series, rows: place.rows, offset: place.rows - rows })),
        end: rows,
      };
    }
    const size = known.errors.length / known.origins.length;
    const start = series.timestamps.findLastIndex((time) => time <= known.end) + 1; // rows up to the end of training
    const stored = {
      origins: Array.from(known.origins),
      errors: Array.from(known.origins, (_, k) => known.errors.subarray(k * size, (k + 1) * size)),
      end: Math.max(0, rows - start), // what was measured in training stays known to a history that ends before
    };
    const count = start === 0 ? 0 : Math.max(0, Math.ceil((rows - start) / known.stride));
    const least = observedBy(series);
    const fresh: (Origin & { offset: number })[] = [];
    for (let k = count - 1; k >= 0 && fresh.length < options.origins; k--) {
      const offset = k * known.stride + (options.every === undefined ? scatter(k, known.stride) : 0);
      const place = { series, rows: start + offset, offset };
      if (place.rows >= least && place.rows < rows && isObserved(place, base.options.horizon)) fresh.unshift(place);
    }
    return { stored, fresh, end: rows };
  }

  #forecast(
    series: TimeSeries,
    base: Forecast,
    measured: Measured,
    levels: readonly number[],
    own: () => Forecast,
  ): Forecast {
    const { options, name } = this.#parts;
    const reach = reacherOf(base, measured, options, own);
    const size = base.quantiles.length;
    const middle = (size - 1) / 2;
    const width = base.channels.length;
    const forecast = makeForecast(name, series, base.timestamps.length, levels, (h, c, q) => {
      const median = base.values[(h * width + c) * size + middle]!;
      if (q === 0.5) return median;
      const level = Math.round(1e9 * 100 * Math.abs(2 * q - 1)) / 1e9;
      return q < 0.5 ? Math.min(median, reach(h, c, level)[0]) : Math.max(median, reach(h, c, level)[1]);
    });
    return nest(forecast);
  }
}

/**
 * Paths (K,H,C): the median plus the errors of a whole earlier forecast each, so that steps go together as they did; errors are multiplied
 * by the temperature.
 */
function drawPaths(
  base: Forecast,
  { errors }: Measured,
  { samples, temperature }: PathOptions,
  { seed, origins }: ConformalOptions,
): Float64Array | undefined {
  const whole = errors.filter((path) => !path.some(Number.isNaN)).slice(-origins);
  if (whole.length === 0) return undefined;
  const random = createRandom(seed);
  const size = base.quantiles.length;
  const middle = (size - 1) / 2;
  const length = base.values.length / size;
  const paths = new Float64Array(samples * length);
  for (let k = 0; k < samples; k++) {
    const path = whole[random.integer(whole.length)]!;
    for (let i = 0; i < length; i++) paths[k * length + i] = base.values[i * size + middle]! + temperature * path[i]!;
  }
  return paths;
}

/** Whether any of the rows that a forecast is about is there, known and of some weight. */
function isObserved({ series: { target, weight }, rows }: Origin, horizon: number): boolean {
  const width = target.names.length;
  const ahead = target.values.subarray(rows * width, (rows + horizon) * width);
  return ahead.some((value, j) => !Number.isNaN(value) && weight?.[rows + Math.floor(j / width)] !== 0);
}

/** Names origins by the memory that they look at: histories of several lengths are views of one. */
function createKeys(): (place: Origin) => string {
  const buffers = new Map<ArrayBufferLike, number>();
  return ({ series: { id, target }, rows }) => {
    const { buffer, byteOffset } = target.values;
    const number = buffers.get(buffer) ?? buffers.size;
    buffers.set(buffer, number);
    return `${id}\0${number}\0${byteOffset}\0${rows}`;
  };
}

/** Each origin once, in the longest history that holds it. */
function uniquePlaces(places: readonly Origin[], keyOf: (place: Origin) => string): Map<string, Origin> {
  const unique = new Map<string, Origin>();
  for (const place of places) {
    const key = keyOf(place);
    const before = unique.get(key);
    if (!before || before.series.timestamps.length < place.series.timestamps.length) unique.set(key, place);
  }
  return unique;
}

/** @throws OptionError for a level that was not measured */
function requireKnown(name: string, asked: readonly number[], known: readonly number[]): void {
  const other = asked.find((level) => !known.includes(level));
  if (other === undefined) return;
  throw new OptionError({
    where: `${name}.predict: levels`,
    expected: `of the levels that were measured: ${known.join(", ")}`,
    found: `${other}`,
    remedy: `conformal(forecaster, { method: "quantile", levels: [${[...known, other].join(", ")}] })`,
  });
}
