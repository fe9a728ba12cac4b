/** Where intervals end, by the errors at the same step. */
import type { Forecast } from "../../series/index.ts";
import { adaptiveReach, conformalQuantile, recentScores } from "./bands.ts";
import type { ConformalOptions } from "./options.ts";

/** Errors in the order of their origins, ready for one history. */
export interface Measured {
  readonly origins: readonly number[];
  /** One an origin: (H,C) or (L,H,C). */
  readonly errors: readonly Float64Array[];
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

/** Both ends of the interval of step h, channel c and a level, from the errors at that step; made once. */
export function reacherOf(
  base: Forecast,
  measured: Measured,
  options: ConformalOptions,
): (h: number, c: number, level: number) => Ends {
  const made = new Map<string, Ends>();
  return (h, c, level) => {
    const key = `${h} ${c} ${level}`;
    const ends = made.get(key) ?? endsOf(base, measured, options, { h, c, level });
    made.set(key, ends);
    return ends;
  };
}

function endsOf(
  base: Forecast,
  { origins, errors }: Measured,
  { method, rate }: ConformalOptions,
  { h, c, level }: { readonly h: number; readonly c: number; readonly level: number },
): Ends {
  const i = h * base.channels.length + c;
  const size = base.quantiles.length;
  const middle = i * size + (size - 1) / 2;
  const median = base.values[middle]!;
  const place = base.levels.indexOf(level);
  const at = method === "quantile" ? (place * base.values.length) / size + i : i;
  const seen = origins.flatMap((origin, k) =>
    Number.isNaN(errors[k]![at]!) ? [] : [{ origin, error: errors[k]![at]! }],
  );
  const own = Float64Array.from(seen, ({ error }) => error);
  if (own.length === 0) return [median, median];
  if (method === "bootstrap") {
    const share = (100 + level) / 200;
    const below = own.map((error) => -error);
    return [median - conformalQuantile(below, share), median + conformalQuantile(own, share)];
  }
  if (method === "quantile") {
    const more = conformalQuantile(own, level / 100);
    return [base.values[middle - 1 - place]! - more, base.values[middle + 1 + place]! + more];
  }
  const scores = seen.map(({ origin, error }) => ({ origin, score: Math.abs(error) }));
  const miss = 1 - level / 100;
  const reach =
    method === "split"
      ? conformalQuantile(own.map(Math.abs), level / 100)
      : adaptiveReach(scores, { step: h + 1, miss, rate, window: recentScores(miss) });
  return [median - reach, median + reach];
}
