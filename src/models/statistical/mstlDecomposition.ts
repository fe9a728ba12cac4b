/** Several seasons taken out of rows in turn. T rows. Reference: Bandara, Hyndman & Bergmeir 2021. */
import { stl } from "../../numerics/index.ts";
import { interpolated } from "./decomposition.ts";

/** Rows without their seasons, their trend, and each season (T). */
export interface SeveralSeasons {
  readonly adjusted: Float64Array;
  /** As the last round of the longest season saw it; empty without a season. */
  readonly trend: Float64Array;
  readonly seasons: readonly { readonly length: number; readonly values: Float64Array }[];
}

const ROUNDS = 2; // over all seasons, where there are several

/** Seasons over whole rows, the shortest first, and the trend. */
function partsOf(y: Float64Array, lengths: readonly number[], robust: boolean) {
  const seasons: Float64Array[] = lengths.map(() => new Float64Array(y.length));
  let trend: Float64Array = new Float64Array(0);
  const rest = y.slice();
  for (let round = 0; round < (lengths.length > 1 ? ROUNDS : 1); round++) {
    lengths.forEach((length, i) => {
      const own = rest.map((value, t) => value + seasons[i]![t]!);
      const parts = stl(own, length, { seasonWindow: 11 + 4 * i, robust });
      seasons[i] = parts.season;
      trend = parts.trend;
      own.forEach((value, t) => (rest[t] = value - seasons[i]![t]!));
    });
  }
  return { seasons, trend };
}

/**
 * Decomposes rows y (T) that begin and end with an observed one; seasons that are not there twice and one row more are left
 * out. Missing rows (NaN) stay missing; for the decomposition they lie on a line, then on the seasons found.
 * @see Bandara, Hyndman & Bergmeir 2021, "MSTL: a seasonal-trend decomposition algorithm for time series with multiple seasonal patterns", arXiv 2107.13462
 */
export function decomposeSeasons(y: Float64Array, lengths: readonly number[], robust: boolean): SeveralSeasons {
  const fitting = [...new Set(lengths)].filter((m) => m > 1 && 2 * m < y.length).sort((a, b) => a - b);
  let { seasons, trend } = partsOf(interpolated(y), fitting, robust);
  const without = (): Float64Array => y.map((value, t) => seasons.reduce((left, season) => left - season[t]!, value));
  if (y.some(Number.isNaN)) {
    const level = interpolated(without());
    const whole = level.map((value, t) => seasons.reduce((sum, season) => sum + season[t]!, value));
    ({ seasons, trend } = partsOf(whole, fitting, robust));
  }
  return { adjusted: without(), trend, seasons: fitting.map((length, i) => ({ length, values: seasons[i]! })) };
}
