/** Quasi-Newton minimization of smooth functions of a few parameters, with gradients from central differences. N parameters. */

/** A minimum that was found. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

const MOST_STEPS = 100;
const DIFFERENCE = 1e-4;
const TOLERANCE = 1e-8; // of the value, relative
const SUFFICIENT = 1e-4; // share of the foreseen decrease that a step must bring

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function gradientAt(objective: (point: Float64Array) => number, point: Float64Array): Float64Array {
  const near = point.slice();
  return point.map((value, i) => {
    near[i] = value + DIFFERENCE;
    const above = objective(near);
    near[i] = value - DIFFERENCE;
    const below = objective(near);
    near[i] = value;
    return (above - below) / (2 * DIFFERENCE);
  });
}

/** The inverse Hessian's next estimate (N,N), from a step and the change of the gradient. */
function update(inverse: Float64Array, step: Float64Array, change: Float64Array): void {
  const n = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-14)) return;
  const image = step.map((_, i) => dot(inverse.subarray(i * n, (i + 1) * n), change));
  const scale = 1 + dot(change, image) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i * n + j]! += (scale * step[i]! * step[j]! - image[i]! * step[j]! - step[i]! * image[j]!) / curvature;
    }
  }
}

function identity(n: number): Float64Array {
  return new Float64Array(n * n).map((_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

/**
 * The minimum near a start; values that are not finite are stepped back from.
 * @example minimize(([x = 0]) => (x - 2) ** 2, Float64Array.of(1)).point[0] // about 2
 * @see Nocedal & Wright 2006, Numerical Optimization, 2nd ed., algorithm 6.1
 */
export function minimize(objective: (point: Float64Array) => number, start: Float64Array): Minimum {
  const n = start.length;
  let point: Float64Array = start.slice();
  let value = objective(point);
  let gradient: Float64Array = gradientAt(objective, point);
  let inverse = identity(n);
  for (let round = 0; round < MOST_STEPS && n > 0; round++) {
    let direction: Float64Array = point.map((_, i) => -dot(inverse.subarray(i * n, (i + 1) * n), gradient));
    if (!(dot(direction, gradient) < 0)) {
      inverse = identity(n);
      direction = gradient.map((slope) => -slope);
    }
    const longest = Math.max(1, ...direction.map(Math.abs));
    const next = search(objective, point, value, direction, dot(direction, gradient), 1 / longest);
    if (!next) break;
    const slopes = gradientAt(objective, next.point);
    update(
      inverse,
      next.point.map((at, i) => at - point[i]!),
      slopes.map((slope, i) => slope - gradient[i]!),
    );
    const gain = value - next.value;
    ({ point, value } = next);
    gradient = slopes;
    if (gain <= TOLERANCE * (Math.abs(value) + TOLERANCE)) break;
  }
  return { point, value };
}

/** A point along a direction that is better by enough, halving the step; undefined where there is none. */
function search(
  objective: (point: Float64Array) => number,
  from: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  first: number,
): { point: Float64Array; value: number } | undefined {
  for (let length = first; length > 1e-10; length /= 2) {
    const point = from.map((at, i) => at + length * direction[i]!);
    const found = objective(point);
    if (found <= value + SUFFICIENT * length * slope) return { point, value: found };
  }
  return undefined;
}
