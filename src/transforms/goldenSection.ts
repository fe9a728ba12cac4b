/** The least value of a function of one number. */

const RATIO = (Math.sqrt(5) - 1) / 2;
const GRID = 60;

/**
 * The place of a function's least value between two bounds: the best of a grid, narrowed by golden sections. A value that is
 * NaN is taken for Infinity. No derivative is used, and the same bounds give the same bytes.
 * @see Kiefer 1953, Proceedings of the American Mathematical Society 4, 502-506
 */
export function goldenSection(of: (x: number) => number, lower: number, upper: number, tolerance = 1e-9): number {
  const value = (x: number): number => {
    const y = of(x);
    return Number.isNaN(y) ? Infinity : y;
  };
  const step = (upper - lower) / GRID;
  let best = 0;
  const grid = Array.from({ length: GRID + 1 }, (_, i) => value(lower + i * step));
  for (let i = 1; i <= GRID; i++) if (grid[i]! < grid[best]!) best = i;
  let a = lower + Math.max(0, best - 1) * step;
  let b = Math.min(upper, lower + (best + 1) * step);
  let [x, y] = [b - RATIO * (b - a), a + RATIO * (b - a)];
  let [fx, fy] = [value(x), value(y)];
  while (b - a > tolerance) {
    if (fx <= fy) {
      [b, y, fy] = [y, x, fx];
      x = b - RATIO * (b - a);
      fx = value(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = a + RATIO * (b - a);
      fy = value(y);
    }
  }
  return (a + b) / 2;
}
