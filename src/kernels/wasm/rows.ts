/** Shapes and strides cut down to what a kernel call walks: the fewest dimensions that describe the same elements. */

/** A dimension: its length and the strides of two arrays along it. */
export interface Dimension {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/** The dimensions, innermost first, with neighbours joined where both arrays allow; empty when there is one element. */
export function joinDimensions(shape: readonly number[], a: readonly number[], b: readonly number[]): Dimension[] {
  const joined: Dimension[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d]!;
    if (size === 1) continue;
    const last = joined.at(-1);
    if (last && a[d] === last.a * last.size && b[d] === last.b * last.size) {
      joined[joined.length - 1] = { ...last, size: last.size * size };
    } else joined.push({ size, a: a[d]!, b: b[d]! });
  }
  return joined;
}

const SINGLE: Dimension = { size: 1, a: 0, b: 0 };

/** Calls `visit` with the two inner dimensions for each place in the outer ones; `done` counts the elements before it. */
export function walkRows(
  dimensions: readonly Dimension[],
  visit: (rows: Dimension, columns: Dimension, a: number, b: number, done: number) => void,
): void {
  const [columns = SINGLE, rows = SINGLE, ...outer] = dimensions;
  const block = rows.size * columns.size;
  const count = outer.reduce((product, { size }) => product * size, 1);
  if (block === 0) return;
  for (let i = 0; i < count; i++) {
    let a = 0;
    let b = 0;
    let rest = i;
    for (const dimension of outer) {
      const index = rest % dimension.size;
      a += index * dimension.a;
      b += index * dimension.b;
      rest = (rest - index) / dimension.size;
    }
    visit(rows, columns, a, b, i * block);
  }
}
