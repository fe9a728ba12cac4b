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

type Objective = (point: Float64Array) => number;

/** A simplex and what is known of it. */
interface Simplex {
  readonly objective: Objective;
  /** N+1 rows of N+1: a point and its value */
  readonly vertices: readonly Float64Array[];
  /** The middle of all vertices but the worst, a point that is tried, and another (N each) */
  readonly centre: Float64Array;
  readonly trial: Float64Array;
  readonly other: Float64Array;
  best: number;
  worst: number;
  evaluations: number;
  size: number;
  done: boolean;
}

/** The start, and a step along each axis: a tenth of the largest coordinate. */
function firstVertices(start: Float64Array): Float64Array[] {
  const step = start.reduce((most, value) => Math.max(most, 0.1 * Math.abs(value)), 0) || 0.1;
  const vertices = Array.from({ length: start.length + 1 }, () => Float64Array.of(...start, 0));
  start.forEach((value, i) => {
    const vertex = vertices[i + 1]!;
    for (let size = step; vertex[i] === value; size *= 10) vertex[i] = value + size;
  });
  return vertices;
}

function evaluate(simplex: Simplex, point: Float64Array): number {
  simplex.evaluations++;
  const value = simplex.objective(point);
  return Number.isFinite(value) ? value : HUGE;
}

/** Values of all vertices, or of all but one. */
function revalue(simplex: Simplex, skip: number): void {
  const n = simplex.centre.length;
  simplex.vertices.forEach((vertex, j) => {
    if (j !== skip) vertex[n] = evaluate(simplex, vertex.subarray(0, n));
  });
}

/** Finds the best and the worst vertex; of equal ones the one that was it before, then the first. */
function rank(simplex: Simplex): void {
  const { vertices, centre } = simplex;
  const n = centre.length;
  let low = vertices[simplex.best]![n]!;
  let high = low;
  simplex.worst = simplex.best;
  for (let j = 0; j <= n; j++) {
    const value = vertices[j]![n]!;
    if (value < low) {
      low = value;
      simplex.best = j;
    }
    if (value > high) {
      high = value;
      simplex.worst = j;
    }
  }
}

function replaceWorst({ vertices, worst, centre }: Simplex, point: Float64Array, value: number): void {
  vertices[worst]!.set(point);
  vertices[worst]![centre.length] = value;
}

function findCentre({ vertices, worst, centre }: Simplex): void {
  for (let i = 0; i < centre.length; i++) {
    let sum = -vertices[worst]![i]!;
    for (let j = 0; j <= centre.length; j++) sum += vertices[j]![i]!;
    centre[i] = sum / centre.length;
  }
}

/** Draws all vertices half-way to the best; the search ends where that makes the simplex no smaller. */
function shrink(simplex: Simplex): void {
  const to = simplex.vertices[simplex.best]!;
  let size = 0;
  for (const vertex of simplex.vertices) {
    for (let i = 0; i < simplex.centre.length; i++) {
      vertex[i] = CONTRACT * (vertex[i]! - to[i]!) + to[i]!;
      size += Math.abs(vertex[i]! - to[i]!);
    }
  }
  if (size >= simplex.size) simplex.done = true;
  simplex.size = size;
  if (!simplex.done) revalue(simplex, simplex.best);
}

/** Goes further where the reflected point was the best so far. */
function expand(simplex: Simplex, reflected: number): void {
  const { trial, other, centre } = simplex;
  for (let i = 0; i < centre.length; i++) other[i] = EXPAND * trial[i]! + (1 - EXPAND) * centre[i]!;
  const value = evaluate(simplex, other);
  if (value < reflected) replaceWorst(simplex, other, value);
  else replaceWorst(simplex, trial, reflected);
}

/** Tries nearer to the middle where the reflected point was no better than the best. */
function contract(simplex: Simplex, reflected: number): void {
  const { vertices, worst, trial, centre } = simplex;
  const n = centre.length;
  const from = vertices[worst]!;
  const high = from[n]!;
  if (reflected < high) replaceWorst(simplex, trial, reflected);
  for (let i = 0; i < n; i++) trial[i] = (1 - CONTRACT) * from[i]! + CONTRACT * centre[i]!;
  const value = evaluate(simplex, trial);
  if (value < from[n]!) replaceWorst(simplex, trial, value);
  else if (reflected >= high) shrink(simplex);
}

function step(simplex: Simplex, tolerance: number): void {
  rank(simplex);
  const { vertices, best, worst, trial, centre } = simplex;
  const n = centre.length;
  const low = vertices[best]![n]!;
  const from = vertices[worst]!;
  if (from[n]! <= low + tolerance) {
    simplex.done = true;
    return;
  }
  findCentre(simplex);
  for (let i = 0; i < n; i++) trial[i] = (1 + REFLECT) * centre[i]! - REFLECT * from[i]!;
  const reflected = evaluate(simplex, trial);
  if (reflected < low) expand(simplex, reflected);
  else contract(simplex, reflected);
}

/**
 * Begins a search for the least value of a function; a value that is not finite counts as very large.
 * @example createSimplexSearch(([x = 0]) => (x - 2) ** 2, Float64Array.of(1)).advance(200)
 * @see Nash 1990, Compact Numerical Methods for Computers, 2nd ed., algorithm 19
 */
export function createSimplexSearch(objective: Objective, start: Float64Array): SimplexSearch {
  const n = start.length;
  const vertices = firstVertices(start);
  const size = start.reduce((sum, value, i) => sum + 10 * Math.abs(vertices[i + 1]![i]! - value), 0);
  const [centre, trial, other] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const simplex: Simplex = { objective, vertices, centre, trial, other, best: 0, worst: 0, evaluations: 0, size, done: false }; // prettier-ignore
  revalue(simplex, -1);
  const tolerance = TOLERANCE * (Math.abs(vertices[0]![n]!) + TOLERANCE);
  const bestVertex = (): Float64Array => {
    rank(simplex);
    return vertices[simplex.best]!;
  };
  return {
    get point() {
      return bestVertex().slice(0, n);
    },
    get value() {
      return bestVertex()[n]!;
    },
    get evaluations() {
      return simplex.evaluations;
    },
    get done() {
      return simplex.done;
    },
    advance(limit) {
      while (!simplex.done && simplex.evaluations <= limit) step(simplex, tolerance);
    },
  };
}
