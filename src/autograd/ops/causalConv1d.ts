/**
 * Causal convolution in one dimension with dilation. The values that each row's taps see are copied side by side, so that
 * either pass is a matrix product.
 */
import { OptionError, ShapeError } from "../../errors.ts";
import { NONE } from "../../kernels/index.ts";
import { assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor, filledTensor } from "../step.ts";
import { gradient, gradientPointer, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** Operands of `causalConv1d`. B batch, T time, F features, K taps, O outputs. */
export interface CausalConv1dOperands {
  /** (B,T,F) */
  readonly x: Tensor;
  /** (K,F,O), the oldest tap first */
  readonly weight: Tensor;
  /** (O); zeros unless given */
  readonly bias?: Tensor | undefined;
  /** Rows from one tap to the next; 1 unless given. */
  readonly dilation?: number;
}

interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly taps: number;
  readonly outputs: number;
  readonly dilation: number;
}

const where = "causalConv1d";

function sizesOf({ x, weight, bias, dilation = 1 }: CausalConv1dOperands): Sizes {
  const [batch, time, features] = x.shape;
  const [taps, inputs, outputs] = weight.shape;
  if (x.shape.length !== 3 || weight.shape.length !== 3 || inputs !== features || !taps) {
    throw new ShapeError({
      where,
      expected: "x of shape (B,T,F) and weight of shape (K,F,O) with K >= 1",
      found: `${describeShape(x.shape)} and ${describeShape(weight.shape)}`,
    });
  }
  if (bias) assertShape(`${where} bias`, bias, [outputs!]);
  if (!(Number.isInteger(dilation) && dilation >= 1)) {
    const expected = "a whole number of at least 1";
    throw new OptionError({ where: `${where} dilation`, expected, found: `${dilation}` });
  }
  return { batch: batch!, time: time!, features: features!, taps, outputs: outputs!, dilation };
}

/** Between x (B,T,F) and columns (B,T,K*F): out to the taps, or what came back from them added up. */
function moveTaps(x: Tensor, columns: Tensor, { batch, time, features, taps, dilation }: Sizes, back: boolean): void {
  const width = taps * features;
  for (let tap = 0; tap < taps; tap++) {
    const lag = (taps - 1 - tap) * dilation;
    if (lag >= time) continue; // it sees zeros alone
    for (let b = 0; b < batch; b++) {
      const row = x.pointer + b * time * features;
      const column = columns.pointer + (b * time + lag) * width + tap * features;
      x.backend.kernels.copyBlock({
        outer: time - lag,
        inner: features,
        from: back ? column : row,
        fromStride: back ? width : features,
        to: back ? row : column,
        toStride: back ? features : width,
        accumulate: back,
      });
    }
  }
}

/**
 * A convolution over time that sees no later row: y(t) = Σ x(t - (K-1-k) dilation) weight(k) + bias, with x = 0 before its
 * first row. Shapes: as in `CausalConv1dOperands`, result (B,T,O).
 * @throws ShapeError when the operands do not fit; OptionError unless the dilation is a whole number of at least 1
 * @example step(() => causalConv1d({ x: tensor([1, 2], [1, 2, 1]), weight: tensor([10, 1], [2, 1, 1]) }).data) //=> [1, 12]
 * @see Bai, Kolter & Koltun 2018, "An empirical evaluation of generic convolutional and recurrent networks", arXiv:1803.01271
 */
export function causalConv1d(operands: CausalConv1dOperands): Tensor {
  const { x, weight, bias } = operands;
  assertTogether(where, x, weight, bias);
  const sizes = sizesOf(operands);
  const { batch, time, features, taps, outputs } = sizes;
  const { kernels } = x.backend;
  const [m, k] = [batch * time, taps * features];
  const columns = filledTensor([batch, time, k], 0, x.backend);
  moveTaps(x, columns, sizes, false);
  const out = emptyTensor([batch, time, outputs], x.backend);
  const byRow = { a: columns.pointer, aRow: k, aColumn: 1, b: weight.pointer, bRow: outputs, bColumn: 1 };
  const c = { c: out.pointer, cRow: outputs, accumulate: false, bias: bias?.pointer ?? NONE };
  kernels.gemm({ m, n: outputs, k, ...byRow, ...c });
  record([out], [x, weight, bias], () => passBack(operands, columns, out.grad!, sizes));
  return out;
}

/** Columns are read before they are overwritten by their own gradient. */
function passBack({ x, weight, bias }: CausalConv1dOperands, columns: Tensor, dOut: Tensor, sizes: Sizes): void {
  const { kernels } = x.backend;
  const { outputs } = sizes;
  const [m, k] = [columns.shape[0]! * columns.shape[1]!, columns.shape[2]!];
  const slope = { a: dOut.pointer, aRow: outputs, aColumn: 1 };
  if (weight.requiresGrad) {
    const c = { c: gradient(weight).pointer, cRow: outputs, accumulate: true };
    const turned = { a: columns.pointer, aRow: 1, aColumn: k, b: dOut.pointer, bRow: outputs, bColumn: 1 };
    kernels.gemm({ m: k, n: outputs, k: m, ...turned, ...c });
  }
  const dBias = gradientPointer(bias);
  if (dBias) kernels.columnSums(dOut.pointer, m, outputs, dBias);
  if (!x.requiresGrad) return;
  const turned = { b: weight.pointer, bRow: 1, bColumn: outputs };
  kernels.gemm({ m, n: k, k: outputs, ...slope, ...turned, c: columns.pointer, cRow: k, accumulate: false });
  moveTaps(gradient(x), columns, sizes, true);
}
