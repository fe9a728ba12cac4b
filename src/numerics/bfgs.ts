/** Quasi-Newton minimization of smooth functions of a few parameters, with gradients from differences. N parameters. */

/** A minimum that was found. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

const MOST_STEPS = 100;
const DIFFERENCE = 1e-5;
const SUFFICIENT = 1e-4; // share of the foreseen decrease that a step must bring

type Objective = (point: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function gradientAt(objective: Objective, point: Float64Array, value: number): Float64Array {
  const near = point.slice();
  return point.map((at, i) => {
    near[i] = at + DIFFERENCE;
    const above = objective(near);
    near[i] = at;
    return (above - value) / DIFFERENCE;
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
 * The minimum near a start, until a step gains less than a share of the value; values that are not finite are stepped back from.
 * @example minimize(([x = 0]) => (x - 2) ** 2, Float64Array.of(1)).point[0] // about 2
 * @see Nocedal & Wright 2006, Numerical Optimization, 2nd ed., algorithm 6.1
 */
export function minimize(objective: Objective, start: Float64Array, tolerance = 1e-8): Minimum {
  const n = start.length;
  const most = n === 0 ? 0 : MOST_STEPS;
  let point: Float64Array = start.slice();
  let value = objective(point);
  let gradient: Float64Array = gradientAt(objective, point, value);
  let inverse = identity(n);
  for (let round = 0; round < most; round++) {
    let direction: Float64Array = point.map((_, i) => -dot(inverse.subarray(i * n, (i + 1) * n), gradient));
    if (!(dot(direction, gradient) < 0)) {
      inverse = identity(n);
      direction = gradient.map((slope) => -slope);
    }
    const longest = Math.max(1, ...direction.map(Math.abs));
    const next = search(objective, point, value, direction, dot(direction, gradient), 1 / longest);
    if (!next) break;
    const slopes = gradientAt(objective, next.point, next.value);
    update(
      inverse,
      next.point.map((at, i) => at - point[i]!),
      slopes.map((slope, i) => slope - gradient[i]!),
    );
    const gain = value - next.value;
    ({ point, value } = next);
    gradient = slopes;
    if (gain <= tolerance * (Math.abs(value) + tolerance)) break;
  }
  return { point, value };
}

/** A point along a direction that is better by enough, halving the step; undefined where there is none. */
function search(
  objective: Objective,
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
