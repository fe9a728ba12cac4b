/**
 * Conformal intervals about any forecaster: how wide they are comes from its errors on rows that it had not seen, so that they cover
 * as often as they say. The median stays the forecaster's own.
 */
import { DataError } from "../../errors.ts";
import { resolveOptions } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { FitOptions } from "../../training/index.ts";
import type { FittedForecaster, Forecaster } from "../forecaster.ts";
import { checkLevels } from "../levels.ts";
import {
  beforeOrigins,
  forecastOrigins,
  placesIn,
  spreadOrigins,
  type Origin,
  type Spread,
} from "../rollingOrigins.ts";
import { errorsOf } from "./errors.ts";
import { FittedConformal, type SeriesScores } from "./fittedConformal.ts";
import { conformalOptions, type ConformalOptions } from "./options.ts";

/**
 * Wraps a forecaster, so that its intervals cover. `fit` fits it twice: on the rows before the calibration part, whose errors behind them
 * are measured, and then on all rows. Rows that a longer history brings are measured as well, and take the place of the oldest.
 * @throws OptionError when an option is unknown or outside its range
 * @example const fitted = await conformal(lstm({ horizon: 48 })).fit([train])
 * @see Vovk et al. 2005 (split); Gibbs & Candès 2021 (adaptive); Romano, Patterson & Candès 2019 (quantile); Xu & Xie 2021, EnbPI
 *   (residuals that are brought up to date)
 */
export function conformal(forecaster: Forecaster, options: Partial<ConformalOptions> = {}): Forecaster {
  const resolved = resolveOptions<ConformalOptions>("conformal", conformalOptions, options);
  const name = `${forecaster.name}-${resolved.method}`;
  return {
    name,
    options: { ...resolved, horizon: forecaster.options.horizon, base: forecaster.name },
    async fit(train, given = {}) {
      const measure = await calibrate(name, forecaster, resolved, train, given);
      const base = await forecaster.fit(train, given);
      const scores = measure(base);
      return new FittedConformal({ name, base, options: resolved, scores });
    },
  };
}

/** Errors that intervals are measured by at the least: from fewer, a model's own are the better guess. */
const ENOUGH = 50;

/** Whether each series has rows to measure intervals by: errors enough at each step and channel, spread over more than one or two horizons. */
export function canMeasure(train: readonly TimeSeries[], horizon: number): boolean {
  const { origins, share } = resolveOptions<ConformalOptions>("conformal", conformalOptions, {});
  return train.every((series) => {
    const spread = spreadOrigins(series, horizon, origins, share);
    if (spread.count < ENOUGH || (spread.count - 1) * spread.stride < 2 * horizon) return false;
    const places = placesIn(series, spread, horizon).map(({ rows }) => rows);
    const width = series.target.names.length;
    return Array.from({ length: horizon * width }, (_, j) => j).every((j) => {
      const known = places.filter((rows) => isKnown(series, rows + Math.floor(j / width), j % width));
      return known.length >= ENOUGH && known.at(-1)! - known[0]! >= 2 * horizon;
    });
  });
}

/** Whether a value is there and counts. */
function isKnown({ target: { names, values }, weight }: TimeSeries, row: number, channel: number): boolean {
  return weight?.[row] !== 0 && !Number.isNaN(values[row * names.length + channel]!);
}

/**
 * Forecasts the calibration part by a fit that has not seen it. What is given measures the errors, those of "quantile" against the intervals of
 * the fit that forecasts later: a spike in the calibration part makes these wider than those of the fit before it.
 */
async function calibrate(
  name: string,
  forecaster: Forecaster,
  { origins, share, every, method, levels }: ConformalOptions,
  train: readonly TimeSeries[],
  { signal, onProgress }: FitOptions,
): Promise<(base: FittedForecaster) => SeriesScores[]> {
  const { horizon } = forecaster.options;
  const spreads = train.map((series) => spreadOrigins(series, horizon, origins, share, every));
  train.forEach((series, i) => requireRows(name, series, spreads[i]!, horizon, every));
  if (train.length > 0 && spreads.every(({ count }) => count === 0)) throw unobserved(name, every);
  const before = train.length === 0 ? train : beforeOrigins(train, spreads);
  const fitted: FittedForecaster = await forecaster.fit(before, { signal, onProgress });
  const places = train.flatMap((series, i) => placesIn(series, spreads[i]!, horizon, every));
  const made = forecastOrigins(fitted, places, []);
  return (base) => {
    const bands = method === "quantile" ? forecastOrigins(base, places, checkLevels([levels].flat())) : [];
    const errors = made.map((one, k) => errorsOf(one, method, bands[k]?.forecast));
    return train.flatMap((series, i) => seriesScores(series, spreads[i]!, places, errors));
  };
}

function seriesScores(
  series: TimeSeries,
  { stride }: Spread,
  places: readonly Origin[],
  errors: readonly Float64Array[],
): SeriesScores[] {
  const own = places.flatMap((place, k) => (place.series === series ? [k] : []));
  if (own.length === 0) return []; // it is measured by its own rows once there are more
  return [
    {
      id: series.id,
      end: series.timestamps.at(-1)!,
      stride,
      origins: Float64Array.from(own, (k) => places[k]!.rows - series.timestamps.length),
      errors: Float64Array.from(own.flatMap((k) => Array.from(errors[k]!))),
    },
  ];
}

function requireRows(
  name: string,
  { id, timestamps }: TimeSeries,
  { first }: Spread,
  horizon: number,
  every?: number,
): void {
  if (first >= 1) return;
  const rows = timestamps.length;
  const where = `${name}.fit: series "${id}"`;
  if (every !== undefined && rows > horizon) {
    const expected = `more than ${rows - first} rows, to measure errors every ${every} rows counted back from the last`;
    const facts = { seriesId: id, leastRows: rows - first + 1 };
    throw new DataError({
      where,
      expected,
      found: `${rows}`,
      remedy: "give more history or a smaller `every`",
      ...facts,
    });
  }
  throw new DataError({
    where,
    expected: "more rows than the horizon, to measure errors on those behind",
    found: `${rows}`,
    remedy: "give more history or a smaller horizon",
    seriesId: id,
    leastRows: Math.max(horizon, rows) + 1,
  });
}

function unobserved(name: string, every?: number): DataError {
  const told = every === undefined ? "" : ` and than \`every\` (${every})`;
  return new DataError({
    where: `${name}.fit`,
    expected: `a series observed in more rows than the horizon${told}, to measure errors on those behind`,
    found: "none",
    remedy: `give more history or a smaller ${every === undefined ? "horizon" : "`every`"}`,
  });
}
