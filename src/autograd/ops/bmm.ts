/** Matrix products of many pairs of matrices. */
import { ShapeError } from "../../errors.ts";
import { assertTogether, describeShape, sameShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import { sizeOf, type Tensor } from "../tensor.ts";

/** Matrices of one size, one after the other. */
interface Stack {
  readonly pointer: number;
  readonly rows: number;
  readonly columns: number;
  readonly transposed?: boolean;
}

/** c (+)= a b, matrix by matrix. */
function products(count: number, tensor: Tensor, a: Stack, b: Stack, c: number, accumulate: boolean): void {
  const m = a.transposed ? a.columns : a.rows;
  const k = a.transposed ? a.rows : a.columns;
  const n = b.transposed ? b.rows : b.columns;
  const [aRow, aColumn] = a.transposed ? [1, a.columns] : [a.columns, 1];
  const [bRow, bColumn] = b.transposed ? [1, b.columns] : [b.columns, 1];
  for (let i = 0; i < count; i++) {
    const at = { a: a.pointer + i * m * k, b: b.pointer + i * k * n, c: c + i * m * n };
    tensor.backend.kernels.gemm({ m, n, k, ...at, aRow, aColumn, bRow, bColumn, cRow: n, accumulate });
  }
}

/**
 * The products of the matrices of a with those of b, pair by pair; with `transposeB`, with their transposes.
 * Shapes: a (…,M,K), b (…,K,N) or transposed (…,N,K), result (…,M,N); leading dimensions alike.
 * @throws ShapeError when the shapes do not fit
 * @example step(() => bmm(tensor([1, 2], [1, 1, 2]), tensor([3, 4], [1, 2, 1])).item()) //=> 11
 */
export function bmm(a: Tensor, b: Tensor, transposeB = false): Tensor {
  assertTogether("bmm", a, b);
  const [outer, [m, k]] = [a.shape.slice(0, -2), a.shape.slice(-2)];
  const [bRows, bColumns] = b.shape.slice(-2);
  const fits =
    a.shape.length > 1 &&
    sameShape(outer, b.shape.slice(0, -2)) &&
    k === (transposeB ? bColumns : bRows) &&
    b.shape.length > 1;
  if (!fits) {
    throw new ShapeError({
      where: "bmm",
      expected: transposeB ? "(…,M,K) times transposed (…,N,K)" : "(…,M,K) times (…,K,N)",
      found: `${describeShape(a.shape)} and ${describeShape(b.shape)}`,
    });
  }
  const n = transposeB ? bRows! : bColumns!;
  const count = sizeOf(outer);
  const out = emptyTensor([...outer, m!, n], a.backend);
  const left = { pointer: a.pointer, rows: m!, columns: k! };
  const right = { pointer: b.pointer, rows: bRows!, columns: bColumns!, transposed: transposeB };
  products(count, a, left, right, out.pointer, false);
  record([out], [a, b], () => {
    const slope = { pointer: out.grad!.pointer, rows: m!, columns: n };
    if (a.requiresGrad) {
      products(count, a, slope, { ...right, transposed: !transposeB }, gradient(a).pointer, true);
    }
    if (!b.requiresGrad) return;
    const dB = gradient(b).pointer;
    if (transposeB) products(count, a, { ...slope, transposed: true }, left, dB, true);
    else products(count, a, { ...left, transposed: true }, slope, dB, true);
  });
  return out;
}
