/** Values far outside the middle half of a column. */

/** The fences of a column, and what lies beyond them. */
export interface Extremes {
  readonly least: number;
  readonly most: number;
  /** Rows beyond three interquartile ranges of the quartiles. */
  readonly rows: readonly number[];
}

const FAR = 3;

/**
 * The least and the greatest value, and the rows far out in Tukey's sense: beyond three interquartile ranges of the quartiles. Where half of
 * the values are equal there is no range, and none is far.
 * @returns NaN and no rows where nothing is observed.
 * @see Tukey 1977, Exploratory Data Analysis, section 2D
 */
export function extremesOf(values: ArrayLike<number>): Extremes {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return { least: NaN, most: NaN, rows: [] };
  const quartile = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const low = Math.floor(place);
    return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (place - low);
  };
  const [first, third] = [quartile(0.25), quartile(0.75)];
  const reach = FAR * (third - first);
  const isFar = (value: number): boolean => reach > 0 && (value < first - reach || value > third + reach);
  const rows = Array.from({ length: values.length }, (_, t) => t).filter((t) => isFar(values[t]!));
  return { least: sorted[0]!, most: sorted.at(-1)!, rows };
}
