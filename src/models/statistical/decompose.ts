/** A series taken apart, for people to look at: trend, each season, and what is left. T rows. */
import { DataError, OptionError } from "../../errors.ts";
import { refuseUnknown } from "../../options.ts";
import { decomposeSeasons } from "./mstlDecomposition.ts";

/** How a series is taken apart. */
export interface DecomposeOptions {
  /** Rows of each season; those that the rows do not hold twice and one row more are left out. */
  readonly seasonLengths: readonly number[];
  /** Whether outliers are given less weight; false unless given. */
  readonly robust?: boolean | undefined;
}

/** The parts of a series (T each), which add up to it; NaN before the first and behind the last observed row. */
export interface Decomposition {
  readonly trend: Float64Array;
  /** The shortest first. */
  readonly seasons: readonly { readonly seasonLength: number; readonly values: Float64Array }[];
  /** NaN where the value is missing. */
  readonly remainder: Float64Array;
}

const where = "decompose";

/**
 * Takes values apart by STL, several seasons in turn (MSTL), as R's `mstl` does: trend, seasons and remainder add up to them. A season may
 * change slowly. Missing values are bridged for this, and have no remainder.
 * @param values oldest first, of one channel (T).
 * @throws OptionError for an unknown option or a season that is no whole number of two rows or more; DataError where no season fits
 * @example decompose(demand, { seasonLengths: [48, 336] }).trend
 * @see Cleveland et al. 1990, "STL", JOS 6, 3-73; Bandara, Hyndman & Bergmeir 2021, "MSTL", arXiv 2107.13462
 */
export function decompose(values: ArrayLike<number>, options: DecomposeOptions): Decomposition {
  refuseUnknown(where, options, ["seasonLengths", "robust"]);
  const { seasonLengths, robust = false } = options;
  const wrong = seasonLengths.find((length) => !Number.isInteger(length) || length < 2);
  if (wrong !== undefined)
    throw new OptionError({
      where: `${where} seasonLengths`,
      expected: "whole numbers of 2 or more",
      found: `${wrong}`,
    });
  const all = Float64Array.from(values);
  const first = all.findIndex((value) => !Number.isNaN(value));
  const end = all.findLastIndex((value) => !Number.isNaN(value)) + 1;
  const y = first < 0 ? new Float64Array(0) : all.slice(first, end);
  const { adjusted, trend, seasons } = decomposeSeasons(y, seasonLengths, robust);
  if (seasons.length === 0) {
    const remedy = "give a season that the rows hold at least twice and one row more";
    const found = `${y.length} rows and seasons of ${seasonLengths.join(", ") || "none"}`;
    throw new DataError({ where, expected: "a season that fits the rows", found, remedy });
  }
  const placed = (part: Float64Array): Float64Array => {
    const whole = new Float64Array(all.length).fill(NaN);
    whole.set(part, first);
    return whole;
  };
  return {
    trend: placed(trend),
    seasons: seasons.map(({ length, values }) => ({ seasonLength: length, values: placed(values) })),
    remainder: placed(adjusted.map((value, t) => value - trend[t]!)),
  };
}
