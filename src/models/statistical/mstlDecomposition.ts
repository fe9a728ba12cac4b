/** Several seasons taken out of rows in turn. T rows. Reference: Bandara, Hyndman & Bergmeir 2021. */
import { stl } from "../../numerics/index.ts";
import { interpolated } from "./decomposition.ts";

/** Rows without their seasons, and each season (T). */
export interface SeveralSeasons {
  readonly adjusted: Float64Array;
  readonly seasons: readonly { readonly length: number; readonly values: Float64Array }[];
}

const ROUNDS = 2; // over all seasons, where there are several

/** Seasons over whole rows, the shortest first. */
function seasonsOf(y: Float64Array, lengths: readonly number[], robust: boolean): Float64Array[] {
  const seasons: Float64Array[] = lengths.map(() => new Float64Array(y.length));
  const rest = y.slice();
  for (let round = 0; round < (lengths.length > 1 ? ROUNDS : 1); round++) {
    lengths.forEach((length, i) => {
      const own = rest.map((value, t) => value + seasons[i]![t]!);
      seasons[i] = stl(own, length, { seasonWindow: 11 + 4 * i, robust }).season;
      own.forEach((value, t) => (rest[t] = value - seasons[i]![t]!));
    });
  }
  return seasons;
}

/**
 * Decomposes rows y (T) that begin and end with an observed one; seasons that are not there twice and one row more are left
 * out. Missing rows (NaN) stay missing; for the decomposition they lie on a line, then on the seasons found.
 * @see Bandara, Hyndman & Bergmeir 2021, "MSTL: a seasonal-trend decomposition algorithm for time series with multiple seasonal patterns", arXiv 2107.13462
 */
export function decomposeSeasons(y: Float64Array, lengths: readonly number[], robust: boolean): SeveralSeasons {
  const fitting = [...new Set(lengths)].filter((m) => m > 1 && 2 * m < y.length).sort((a, b) => a - b);
  let seasons = seasonsOf(interpolated(y), fitting, robust);
  const without = (): Float64Array => y.map((value, t) => seasons.reduce((left, season) => left - season[t]!, value));
  if (y.some(Number.isNaN)) {
    const level = interpolated(without());
    seasons = seasonsOf(level.map((value, t) => seasons.reduce((sum, season) => sum + season[t]!, value)), fitting, robust); // prettier-ignore
  }
  return { adjusted: without(), seasons: fitting.map((length, i) => ({ length, values: seasons[i]! })) };
}
