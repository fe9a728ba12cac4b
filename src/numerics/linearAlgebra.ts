/**
 * Float64 linear algebra for the closed-form forecasters: products, weighted Gram matrices, Cholesky solves. Matrices are
 * row-major. Two implementations, WebAssembly SIMD and plain TypeScript, sum in the same order and give the same bytes.
 */
import { NumericalError } from "../errors.ts";
import { referenceAlgebra } from "./referenceAlgebra.ts";
import { wasmAlgebra } from "./wasmAlgebra.ts";

/** Sizes of a product C (rows,columns) = A (rows,inner) B (inner,columns). */
export interface ProductSizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Numbers from one row of A to the next; `inner` unless given. */
  readonly stride?: number | undefined;
}

/** Sums over rows [x y] of p inputs and q outputs: what least squares needs to know of them. */
export interface NormalEquations {
  /** p */
  readonly inputs: number;
  /** q */
  readonly outputs: number;
  /** X'WX (p,p); the lower triangle is meant */
  readonly gram: Float64Array;
  /** X'WY (p,q) */
  readonly cross: Float64Array;
}

/** The operations that an implementation gives. */
export interface LinearAlgebra {
  /** A (rows,inner) B (inner,columns). Each row's bytes depend on that row and B alone. */
  multiply(a: Float64Array, b: Float64Array, sizes: ProductSizes): Float64Array;
  /** Adds rows (n,p+q), each times its weight, to the sums. */
  addRows(equations: NormalEquations, rows: Float64Array, weights: Float64Array): void;
  /** X (n,q) of A X = B by Cholesky, from the lower triangle of A (n,n); else the row whose pivot is not above 0. */
  solve(a: Float64Array, b: Float64Array, n: number): Float64Array | number;
}

/** Sums over no rows. */
export function createNormalEquations(inputs: number, outputs: number): NormalEquations {
  return { inputs, outputs, gram: new Float64Array(inputs * inputs), cross: new Float64Array(inputs * outputs) };
}

let chosen: LinearAlgebra | undefined;

/** WebAssembly where the engine knows SIMD128, else plain TypeScript. */
export function linearAlgebra(): LinearAlgebra {
  return (chosen ??= wasmAlgebra() ?? referenceAlgebra);
}

/** The mean of the Gram matrix's diagonal: what a penalty is measured by. */
export function meanDiagonal({ inputs, gram }: NormalEquations): number {
  let sum = 0;
  for (let i = 0; i < inputs; i++) sum += gram[i * (inputs + 1)]!;
  return inputs === 0 ? 0 : sum / inputs;
}

/**
 * Ridge regression, shrunk to weights W₀ (p,q), or to 0: the W that makes |Y - X W|² (weighted) + Σ penalties |W - W₀|² least,
 * W = W₀ + (X'WX + diag(penalties))⁻¹ (X'WY - X'WX W₀), penalties one an input (p).
 * @throws NumericalError when the matrix is not positive definite
 * @example solveRidge(equations, new Float64Array(p).fill(1e-3 * meanDiagonal(equations)))
 */
export function solveRidge(equations: NormalEquations, penalties: Float64Array, towards?: Float64Array): Float64Array {
  const { inputs, outputs, cross } = equations;
  const matrix = mirrored(equations);
  const explained =
    towards && linearAlgebra().multiply(matrix, towards, { rows: inputs, inner: inputs, columns: outputs });
  for (let i = 0; i < inputs; i++) matrix[i * (inputs + 1)]! += penalties[i]!;
  if (!towards || !explained) return solvePositive(matrix, cross, inputs);
  const left = cross.map((value, i) => value - explained[i]!);
  const change = solvePositive(matrix, left, inputs);
  return towards.map((value, i) => value + change[i]!);
}

/** The whole symmetric Gram matrix, from its lower triangle. */
function mirrored({ inputs, gram }: NormalEquations): Float64Array {
  const whole = gram.slice();
  for (let i = 0; i < inputs; i++) for (let j = 0; j < i; j++) whole[j * inputs + i] = whole[i * inputs + j]!;
  return whole;
}

/**
 * X (n,q) of A X = B for a symmetric positive definite A (n,n), of which the lower triangle is read.
 * @throws NumericalError when A is not positive definite
 * @example solvePositive(Float64Array.of(2, 0, 0, 4), Float64Array.of(2, 4), 2) //=> Float64Array [1, 1]
 */
export function solvePositive(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const solution = linearAlgebra().solve(a, b, n);
  if (typeof solution !== "number") return solution;
  throw new NumericalError({
    where: `Cholesky factorization of a matrix of ${n} rows`,
    expected: "a positive definite matrix of finite numbers",
    found: `a pivot that is not above 0 in row ${solution + 1}`,
    remedy: "use a larger penalty, or fewer inputs",
  });
}
