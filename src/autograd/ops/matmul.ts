/** The matrix product, and the affine map as one operation. */
import { ShapeError } from "../../errors.ts";
import type { Backend } from "../../kernels/index.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, gradientPointer, record } from "../tape.ts";
import { sizeOf, type Tensor } from "../tensor.ts";

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

function sizesOf(where: string, x: Tensor, w: Tensor): Sizes {
  const k = x.shape.at(-1);
  const [rows, n] = w.shape;
  if (k === undefined || w.shape.length !== 2 || rows !== k) {
    throw new ShapeError({
      where,
      expected: "(…,K) times (K,N)",
      found: `${describeShape(x.shape)} times ${describeShape(w.shape)}`,
    });
  }
  return { m: sizeOf(x.shape.slice(0, -1)), n: n!, k };
}

function multiply(
  { kernels }: Backend,
  x: Tensor,
  w: Tensor,
  out: Tensor,
  { m, n, k }: Sizes,
  accumulate: boolean,
): void {
  kernels.gemm({
    m,
    n,
    k,
    a: x.pointer,
    aRow: k,
    aColumn: 1,
    b: w.pointer,
    bRow: n,
    bColumn: 1,
    c: out.pointer,
    cRow: n,
    accumulate,
  });
}

/** grad(x) += dOut Wᵀ and grad(w) += Xᵀ dOut */
function passBack(x: Tensor, w: Tensor, dOut: Tensor, { m, n, k }: Sizes): void {
  const { kernels } = x.backend;
  if (x.requiresGrad) {
    const c = gradient(x).pointer;
    kernels.gemm({
      m,
      n: k,
      k: n,
      a: dOut.pointer,
      aRow: n,
      aColumn: 1,
      b: w.pointer,
      bRow: 1,
      bColumn: n,
      c,
      cRow: k,
      accumulate: true,
    });
  }
  if (w.requiresGrad) {
    const c = gradient(w).pointer;
    kernels.gemm({
      m: k,
      n,
      k: m,
      a: x.pointer,
      aRow: 1,
      aColumn: k,
      b: dOut.pointer,
      bRow: n,
      bColumn: 1,
      c,
      cRow: n,
      accumulate: true,
    });
  }
}

/**
 * The matrix product x w; leading dimensions of x are kept.
 * Shapes: x (…,K), w (K,N), result (…,N).
 * @throws ShapeError when the inner sizes differ
 * @example step(() => matmul(tensor([1, 2], [1, 2]), tensor([3, 4], [2, 1])).item()) //=> 11
 */
export function matmul(x: Tensor, w: Tensor): Tensor {
  assertTogether("matmul", x, w);
  const sizes = sizesOf("matmul", x, w);
  const out = emptyTensor([...x.shape.slice(0, -1), sizes.n], x.backend);
  multiply(x.backend, x, w, out, sizes, false);
  record([out], [x, w], () => passBack(x, w, out.grad!, sizes));
  return out;
}

/**
 * The affine map x w + b as one operation.
 * Shapes: x (…,K), w (K,N), b (N), result (…,N).
 * @throws ShapeError when the sizes do not fit
 * @example step(() => affine(tensor([1, 2], [1, 2]), tensor([3, 4], [2, 1]), tensor([5])).item()) //=> 16
 */
export function affine(x: Tensor, w: Tensor, b: Tensor): Tensor {
  assertTogether("affine", x, w, b);
  const sizes = sizesOf("affine", x, w);
  assertShape("affine bias", b, [sizes.n]);
  const { kernels } = x.backend;
  const out = emptyTensor([...x.shape.slice(0, -1), sizes.n], x.backend);
  kernels.copyBlock({
    outer: sizes.m,
    inner: sizes.n,
    from: b.pointer,
    fromStride: 0,
    to: out.pointer,
    toStride: sizes.n,
    accumulate: false,
  });
  multiply(x.backend, x, w, out, sizes, true);
  record([out], [x, w, b], () => {
    passBack(x, w, out.grad!, sizes);
    const dB = gradientPointer(b);
    if (dB) kernels.columnSums(out.grad!.pointer, sizes.m, sizes.n, dB);
  });
  return out;
}
