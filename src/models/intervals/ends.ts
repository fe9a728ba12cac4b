/** Where intervals end, by the errors at the same step. */
import type { Forecast } from "../../series/index.ts";
import { adaptiveReach, conformalQuantile, recentScores } from "./bands.ts";
import type { ConformalOptions } from "./options.ts";

/** Errors in the order of their origins, ready for one history. */
export interface Measured {
  readonly origins: readonly number[];
  /** One an origin: (H,C) or (L,H,C). */
  readonly errors: readonly Float64Array[];
  /** Where the history ends, counted as origins are: what comes from there on is not known yet. */
  readonly end: number;
}

/** A wider level never ends inside a narrower one. */
export function nest(forecast: Forecast): Forecast {
  const { values, quantiles } = forecast;
  const size = quantiles.length;
  const middle = (size - 1) / 2;
  for (let row = 0; row < values.length; row += size) {
    for (let q = middle - 1; q >= 0; q--) values[row + q] = Math.min(values[row + q]!, values[row + q + 1]!);
    for (let q = middle + 1; q < size; q++) values[row + q] = Math.max(values[row + q]!, values[row + q - 1]!);
  }
  return forecast;
}

type Ends = readonly [low: number, high: number];

/** The forecaster's own forecast of the levels that are asked for. */
type OwnIntervals = () => Forecast;

/**
 * Both ends of the interval of step h, channel c and a level, from the errors at that step; made once.
 * @param own - the forecaster's own intervals, asked for where too few errors are known
 */
export function reacherOf(
  base: Forecast,
  measured: Measured,
  options: ConformalOptions,
  own: OwnIntervals,
): (h: number, c: number, level: number) => Ends {
  const made = new Map<string, Ends>();
  return (h, c, level) => {
    const key = `${h} ${c} ${level}`;
    const ends = made.get(key) ?? endsOf(base, measured, options, { h, c, level }, own);
    made.set(key, ends);
    return ends;
  };
}

interface Place {
  readonly h: number;
  readonly c: number;
  readonly level: number;
}

interface TimedError {
  readonly origin: number;
  readonly error: number;
}

/** Errors that the interval of a level takes, 19 at 95 % and 39 where each side has its own; those of higher levels make do with as many. */
function enoughFor(method: ConformalOptions["method"], level: number): number {
  const asked = Math.min(95, level);
  return Math.ceil((method === "bootstrap" ? 100 + asked : asked) / (100 - asked) - 1e-9);
}

/**
 * Where gaps leave a step fewer errors than the level takes, the interval holds also that of the errors of the nearest steps, and where these
 * are too few as well, or none, the forecaster's own.
 */
function endsOf(base: Forecast, measured: Measured, options: ConformalOptions, place: Place, own: OwnIntervals): Ends {
  const { level } = place;
  const enough = enoughFor(options.method, level);
  const { known, gaps } = errorsAt(base, measured, options, place);
  const ends = known.length > 0 ? [endsFrom(known, base, options, place)] : [];
  if (known.length >= enough || (known.length > 0 && !gaps)) return ends[0]!;
  const pooled = nearestErrors(base, measured, options, place, enough);
  if (pooled.length > 0) ends.push(endsFrom(pooled, base, { ...options, rate: 0 }, place));
  if (pooled.length < enough) ends.push(ownEnds(own(), place));
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
}

/** The newest known errors of a step, and whether it has origins whose row is missing. */
function errorsAt(
  base: Forecast,
  { origins, errors, end }: Measured,
  { method, origins: most }: ConformalOptions,
  { h, c, level }: Place,
): { known: TimedError[]; gaps: boolean } {
  const i = h * base.channels.length + c;
  const at = method === "quantile" ? (base.levels.indexOf(level) * base.values.length) / base.quantiles.length + i : i;
  const all = origins.map((origin, k) => ({ origin, error: errors[k]![at]! }));
  const known = all.filter(({ origin, error }) => !Number.isNaN(error) || origin + h >= end);
  return { known: known.slice(-most).filter(({ error }) => !Number.isNaN(error)), gaps: known.length < all.length };
}

/** Errors of a step and of the steps nearest to it, until they are enough. */
function nearestErrors(
  base: Forecast,
  measured: Measured,
  options: ConformalOptions,
  place: Place,
  enough: number,
): TimedError[] {
  const steps = base.timestamps.length;
  const found: TimedError[] = [];
  for (let far = 0; far < steps && found.length < enough; far++) {
    for (const h of far === 0 ? [place.h] : [place.h - far, place.h + far]) {
      if (h >= 0 && h < steps) found.push(...errorsAt(base, measured, options, { ...place, h }).known);
    }
  }
  return found.sort((a, b) => a.origin - b.origin);
}

function ownEnds({ values, levels, quantiles, channels }: Forecast, { h, c, level }: Place): Ends {
  const middle = (h * channels.length + c) * quantiles.length + (quantiles.length - 1) / 2;
  const away = 1 + levels.indexOf(level);
  return [values[middle - away]!, values[middle + away]!];
}

function endsFrom(seen: readonly TimedError[], base: Forecast, { method, rate }: ConformalOptions, place: Place): Ends {
  const { h, c, level } = place;
  const size = base.quantiles.length;
  const median = base.values[(h * base.channels.length + c) * size + (size - 1) / 2]!;
  const own = Float64Array.from(seen, ({ error }) => error);
  if (method === "bootstrap") {
    const share = (100 + level) / 200;
    const below = own.map((error) => -error);
    return [median - conformalQuantile(below, share), median + conformalQuantile(own, share)];
  }
  if (method === "quantile") {
    const more = conformalQuantile(own, level / 100);
    const [low, high] = ownEnds(base, place);
    return [low - more, high + more];
  }
  const scores = seen.map(({ origin, error }) => ({ origin, score: Math.abs(error) }));
  const miss = 1 - level / 100;
  const reach =
    method === "split"
      ? conformalQuantile(own.map(Math.abs), level / 100)
      : adaptiveReach(scores, { step: h + 1, miss, rate, window: recentScores(miss) });
  return [median - reach, median + reach];
}
