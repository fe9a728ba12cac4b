/** Numbers straight from bytes. */

/** What a cell is that the fast readers do not understand; no value and no time is infinite. */
export const OTHER: number = Infinity;

const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The number of digits with a sign and a decimal mark; NaN for an empty cell; OTHER for all else, such as exponents, and for so many
 * digits that one division would not round right.
 */
export function numberAt(bytes: Uint8Array, from: number, end: number, decimal: number): number {
  while (end > from && bytes[end - 1] === 32) end--;
  while (from < end && bytes[from] === 32) from++;
  if (from === end) return NaN;
  const sign = bytes[from]!;
  let at = sign === 45 || sign === 43 ? from + 1 : from;
  let value = 0;
  let point = -1;
  const digits = at;
  for (; at < end; at++) {
    const digit = (bytes[at]! - 48) >>> 0;
    if (digit <= 9) value = value * 10 + digit;
    else if (bytes[at] === decimal && point < 0) point = at;
    else return OTHER;
  }
  const count = end - digits - (point < 0 ? 0 : 1);
  if (count === 0 || count > 19 || value > 9_007_199_254_740_991) return OTHER;
  const size = point < 0 ? value : value / powers[end - point - 1]!;
  return sign === 45 ? -size : size;
}
