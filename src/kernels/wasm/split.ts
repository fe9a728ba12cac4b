/** How a count of rows, or of columns, is shared out between threads. */

/** A part: `count` neighbours from `from` on. */
export interface Part {
  readonly from: number;
  readonly count: number;
}

/** Kernels work on tiles: what fills two or more is not cut within one. */
const unitOf = (count: number, tile: number): number => (count >= 2 * tile ? tile : 1);

/** The most parts that `split` makes. */
export function mostParts(count: number, tile: number): number {
  return Math.max(1, Math.ceil(count / unitOf(count, tile)));
}

/** At most `parts` parts of about one size, cut at multiples of a tile where there are two of them; one part at least. */
export function split(count: number, parts: number, tile: number): Part[] {
  const unit = unitOf(count, tile);
  const units = mostParts(count, tile);
  const wanted = Math.min(parts, units);
  const border = (i: number): number => Math.min(count, Math.round((i * units) / wanted) * unit);
  return Array.from({ length: wanted }, (_, i) => ({ from: border(i), count: border(i + 1) - border(i) }));
}
