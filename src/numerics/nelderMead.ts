/**
 * The simplex search of Nelder and Mead, in the form of Nash 1990 that R's `optim` has: same first simplex, same order of
 * comparisons, same end. It can be stopped and gone on with, so that several searches can race. N parameters.
 */

/** A search that is under way. */
export interface SimplexSearch {
  /** The best point so far (N) and its value. */
  readonly point: Float64Array;
  readonly value: number;
  /** Points looked at so far. */
  readonly evaluations: number;
  /** Whether it has ended: the simplex is flat, or no longer shrinks. */
  readonly done: boolean;
  /** Goes on until it ends or has looked at so many points in all; whole steps are made. */
  advance(evaluations: number): void;
}

const HUGE = 1e35; // what is taken for a value that is not finite
const TOLERANCE = 1.4901161193847656e-8; // of the values, relative to the first: the root of the float64 epsilon
const [REFLECT, CONTRACT, EXPAND] = [1, 0.5, 2];

/** The first simplex (N+1 rows of N+1: a point and its value): the start, and a step along each axis. */
function firstSimplex(start: Float64Array): Float64Array[] {
  const step = start.reduce((most, value) => Math.max(most, 0.1 * Math.abs(value)), 0) || 0.1;
  return Array.from({ length: start.length + 1 }, (_, j) => {
    const vertex = new Float64Array(start.length + 1);
    vertex.set(start);
    for (let size = step; j > 0 && vertex[j - 1] === start[j - 1]; size *= 10) vertex[j - 1] = start[j - 1]! + size;
    return vertex;
  });
}

/**
 * Begins a search for the least value of a function; a value that is not finite counts as very large.
 * @example createSimplexSearch(([x = 0]) => (x - 2) ** 2, Float64Array.of(1)).advance(200)
 * @see Nash 1990, Compact Numerical Methods for Computers, 2nd ed., algorithm 19
 */
export function createSimplexSearch(objective: (point: Float64Array) => number, start: Float64Array): SimplexSearch {
  const n = start.length;
  const simplex = firstSimplex(start);
  const centre = new Float64Array(n);
  const trial = new Float64Array(n);
  const other = new Float64Array(n);
  let [evaluations, best, worst] = [0, 0, 0];
  let done = false;
  let oldSize = Infinity;

  const evaluate = (point: Float64Array): number => {
    evaluations++;
    const value = objective(point);
    return Number.isFinite(value) ? value : HUGE;
  };
  const revalue = (skip: number): void => {
    simplex.forEach((vertex, j) => {
      if (j !== skip) vertex[n] = evaluate(vertex.subarray(0, n));
    });
  };
  const replaceWorst = (point: Float64Array, value: number): void => {
    simplex[worst]!.set(point);
    simplex[worst]![n] = value;
  };
  const rank = (): void => {
    worst = best;
    let [low, high] = [simplex[best]![n]!, simplex[best]![n]!];
    for (let j = 0; j <= n; j++) {
      const value = simplex[j]![n]!;
      if (value < low) [best, low] = [j, value];
      if (value > high) [worst, high] = [j, value];
    }
  };
  const findCentre = (): void => {
    for (let i = 0; i < n; i++) {
      let sum = -simplex[worst]![i]!;
      for (let j = 0; j <= n; j++) sum += simplex[j]![i]!;
      centre[i] = sum / n;
    }
  };
  const shrink = (): void => {
    const to = simplex[best]!;
    let size = 0;
    simplex.forEach((vertex, j) => {
      for (let i = 0; j !== best && i < n; i++) {
        vertex[i] = CONTRACT * (vertex[i]! - to[i]!) + to[i]!;
        size += Math.abs(vertex[i]! - to[i]!);
      }
    });
    if (size >= oldSize) done = true;
    oldSize = size;
    if (!done) revalue(best);
  };
  const expand = (reflected: number): void => {
    for (let i = 0; i < n; i++) other[i] = EXPAND * trial[i]! + (1 - EXPAND) * centre[i]!;
    const value = evaluate(other);
    if (value < reflected) replaceWorst(other, value);
    else replaceWorst(trial, reflected);
  };
  const contract = (reflected: number): void => {
    const high = simplex[worst]![n]!;
    if (reflected < high) replaceWorst(trial, reflected);
    const from = simplex[worst]!;
    for (let i = 0; i < n; i++) trial[i] = (1 - CONTRACT) * from[i]! + CONTRACT * centre[i]!;
    const value = evaluate(trial);
    if (value < from[n]!) replaceWorst(trial, value);
    else if (reflected >= high) shrink();
  };

  revalue(-1);
  const tolerance = TOLERANCE * (Math.abs(simplex[0]![n]!) + TOLERANCE);
  oldSize = simplex.slice(1).reduce((sum, vertex, i) => sum + 10 * Math.abs(vertex[i]! - start[i]!), 0);

  const step = (): void => {
    rank();
    const [low, high] = [simplex[best]![n]!, simplex[worst]![n]!];
    if (high <= low + tolerance) {
      done = true;
      return;
    }
    findCentre();
    const from = simplex[worst]!;
    for (let i = 0; i < n; i++) trial[i] = (1 + REFLECT) * centre[i]! - REFLECT * from[i]!;
    const reflected = evaluate(trial);
    if (reflected < low) expand(reflected);
    else contract(reflected);
  };

  return {
    get point() {
      rank();
      return simplex[best]!.slice(0, n);
    },
    get value() {
      rank();
      return simplex[best]![n]!;
    },
    get evaluations() {
      return evaluations;
    },
    get done() {
      return done;
    },
    advance(limit) {
      while (!done && evaluations <= limit) step();
    },
  };
}
