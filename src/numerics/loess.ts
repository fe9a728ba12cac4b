/** Local regression over equally spaced rows, as the STL of Cleveland et al. 1990 has it. */

/** How rows are smoothed. */
export interface LoessOptions {
  /** Rows that a fit looks at, odd. */
  readonly window: number;
  /** 0: a local mean, 1: a local line. */
  readonly degree: 0 | 1;
  /** Rows from one fit to the next; between them a straight line. */
  readonly jump: number;
  /** Weights of the rows; all 1 unless given. */
  readonly weights?: Float64Array | undefined;
}

/**
 * The fit at position x (counted from 0, also outside the rows) by the rows from `left` to `right`; undefined where none has
 * weight.
 */
export function loessAt(
  y: Float64Array,
  x: number,
  left: number,
  right: number,
  { window, degree, weights }: LoessOptions,
): number | undefined {
  const reach = Math.max(x - left, right - x) + (window > y.length ? Math.floor((window - y.length) / 2) : 0);
  const local = new Float64Array(right - left + 1);
  let total = 0;
  for (let j = left; j <= right; j++) {
    const distance = Math.abs(j - x);
    if (distance > 0.999 * reach) continue;
    const share = distance / reach;
    const cube = 1 - share * share * share;
    const weight = distance <= 0.001 * reach ? 1 : cube * cube * cube;
    local[j - left] = weights ? weights[j]! * weight : weight;
    total += local[j - left]!;
  }
  if (!(total > 0)) return undefined;
  let centre = 0;
  for (let i = 0; i < local.length; i++) {
    local[i]! /= total;
    centre += local[i]! * (left + i);
  }
  const tilt = reach > 0 && degree > 0 ? tiltOf(local, left, centre, x, y.length) : 0;
  let sum = 0;
  for (let i = 0; i < local.length; i++) sum += local[i]! * (1 + tilt * (left + i - centre)) * y[left + i]!;
  return sum;
}

/** What makes a weighted mean the value of a weighted line at x; 0 where the rows lie too close. */
function tiltOf(local: Float64Array, left: number, centre: number, x: number, rows: number): number {
  let spread = 0;
  for (let i = 0; i < local.length; i++) spread += local[i]! * (left + i - centre) * (left + i - centre);
  return Math.sqrt(spread) > 0.001 * (rows - 1) ? (x - centre) / spread : 0;
}

/** The smooth of y (T), at every row. */
export function loess(y: Float64Array, options: LoessOptions): Float64Array {
  const n = y.length;
  if (n < 2) return y.slice();
  const fit = new Float64Array(n);
  const jump = Math.min(options.jump, n - 1);
  let last = 0;
  for (let i = 0; i < n; i += jump) {
    fit[i] = fitAt(y, i, options);
    fillLine(fit, last, i);
    last = i;
  }
  if (last < n - 1) {
    fit[n - 1] = fitAt(y, n - 1, options, last);
    fillLine(fit, last, n - 1);
  }
  return fit;
}

/** The fit at row i, by the window about it or about another row. */
function fitAt(y: Float64Array, i: number, options: LoessOptions, about = i): number {
  const width = Math.min(options.window, y.length);
  const left = Math.min(Math.max(about - Math.floor((options.window + 1) / 2) + 1, 0), y.length - width);
  return loessAt(y, i, left, left + width - 1, options) ?? y[i]!;
}

function fillLine(values: Float64Array, from: number, to: number): void {
  const slope = (values[to]! - values[from]!) / (to - from);
  for (let j = from + 1; j < to; j++) values[j] = values[from]! + slope * (j - from);
}
