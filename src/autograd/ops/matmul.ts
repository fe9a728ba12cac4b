/** The matrix product, and the affine map, with an activation where wanted, as one operation. */
import { OptionError, ShapeError } from "../../errors.ts";
import { NONE, type Activation } from "../../kernels/index.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor, filledTensor } from "../step.ts";
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

/** f(x w + b) */
function multiply(x: Tensor, w: Tensor, { m, n, k }: Sizes, b?: Tensor, activation?: Activation): Tensor {
  const out = emptyTensor([...x.shape.slice(0, -1), n], x.backend);
  x.backend.kernels.gemm({
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
    accumulate: false,
    bias: b?.pointer ?? NONE,
    activation,
  });
  return out;
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
  const out = multiply(x, w, sizes);
  record([out], [x, w], () => passBack(x, w, out.grad!, sizes));
  return out;
}

const activations: readonly string[] = ["tanh", "sigmoid", "relu"];

/** The gradient of what an activation was applied to, from what it gave. */
function beforeActivation(activation: Activation, out: Tensor): Tensor {
  const dZ = filledTensor(out.shape, 0, out.backend);
  out.backend.kernels.unaryBackward(
    activation,
    out.pointer, // in place of its argument: the one derivative that asks for it, relu's, sees the same sign
    out.pointer,
    out.grad!.pointer,
    dZ.pointer,
    out.size,
  );
  return dZ;
}

/**
 * The affine map x w + b, or an activation of it ("tanh", "sigmoid" or "relu"), as one operation.
 * Shapes: x (…,K), w (K,N), b (N), result (…,N).
 * @throws ShapeError when the sizes do not fit; OptionError when the activation is unknown
 * @example step(() => affine(tensor([1, 2], [1, 2]), tensor([3, 4], [2, 1]), tensor([5])).item()) //=> 16
 */
export function affine(x: Tensor, w: Tensor, b: Tensor, activation?: Activation): Tensor {
  assertTogether("affine", x, w, b);
  if (activation && !activations.includes(activation)) {
    throw new OptionError({ where: "affine activation", expected: activations.join(", "), found: activation });
  }
  const sizes = sizesOf("affine", x, w);
  assertShape("affine bias", b, [sizes.n]);
  const out = multiply(x, w, sizes, b, activation);
  record([out], [x, w, b], () => {
    const dZ = activation ? beforeActivation(activation, out) : out.grad!;
    passBack(x, w, dZ, sizes);
    const dB = gradientPointer(b);
    if (dB) x.backend.kernels.columnSums(dZ.pointer, sizes.m, sizes.n, dB);
  });
  return out;
}
