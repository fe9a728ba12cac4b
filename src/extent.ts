/** Least and greatest of many numbers. */

/**
 * The least and the greatest value, by a loop: as arguments of `Math.min`, a hundred thousand values overflow the stack.
 * @example extentOf([3, 1, 2]) //=> [1, 3]
 */
export function extentOf(values: readonly number[]): [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
  return [least, greatest];
}
