/**
 * The backward pass of the attention decoder: a walk back through time, which leaves the gradients of each step's parts side
 * by side, then one product for each weight over all steps.
 */
import type { AttentionDecoder, AttentionDecoderGradients, Kernels } from "../../kernels/index.ts";
import { emptyTensor } from "../step.ts";
import { gradientPointer, receivedGradient } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import type { AttentionDecoderOperands } from "./attentionDecoder.ts";

/** Where gradients enter. */
interface Ends {
  readonly output: Tensor;
  readonly hn: Tensor;
  readonly cn: Tensor | undefined;
}

/** What the products read: the call, the walk's gradients, the states before each step (B,H,D). */
interface Walk {
  readonly kernels: Kernels;
  readonly call: AttentionDecoder;
  readonly left: AttentionDecoderGradients;
  readonly previous: number;
}

/** Adds to the gradients of all operands that need one. */
export function passBack(operands: AttentionDecoderOperands, call: AttentionDecoder, ends: Ends): void {
  const { backend } = ends.output;
  const { kernels } = backend;
  const memory = (...shape: number[]): number => emptyTensor(shape, backend).pointer;
  const left = workspace(operands, call, ends, memory);
  const rows = call.batch * call.steps;
  const received = receivedGradient(ends.output);
  if (received) copyRows(kernels, received, left.dOutput, rows, call.outputs);
  else kernels.fill(left.dOutput, rows * call.outputs, 0);
  kernels.decoderBackward(call, left);
  const previous = memory(call.batch, call.steps, call.hidden);
  shiftStates(kernels, call, previous);
  const walk = { kernels, call, left, previous };
  passToInputs(operands, walk);
  passToMemory(operands, walk);
  passToWeights(operands, walk, memory);
}

function workspace(
  { h0, c0, keys, score }: AttentionDecoderOperands,
  { cell, batch, steps, time, memorySize, keySize, hidden, fed, known, outputs }: AttentionDecoder,
  { hn, cn }: Ends,
  memory: (...shape: number[]) => number,
): AttentionDecoderGradients {
  const additive = score === "additive";
  return {
    dOutput: memory(batch, steps, outputs),
    dHn: receivedGradient(hn),
    dCn: cn ? receivedGradient(cn) : 0,
    dH0: gradientPointer(h0),
    dC0: gradientPointer(c0),
    dInputs: memory(batch, steps, fed + known + memorySize),
    dScores: memory(batch, steps, time),
    dQueries: memory(batch, steps, keySize),
    dKeys: additive ? gradientPointer(keys) : 0,
    dWeightScore: additive ? memory(batch, keySize) : 0,
    dRecurrent: cell === "gru" ? memory(batch, steps, 3 * hidden) : 0,
    dState: memory(batch, hidden),
    dCell: cell === "lstm" ? memory(batch, hidden) : 0,
  };
}

function copyRows(kernels: Kernels, from: number, to: number, outer: number, inner: number): void {
  kernels.copyBlock({ outer, inner, from, fromStride: inner, to, toStride: inner, accumulate: false });
}

/** to (B,H,D): the states before each step */
function shiftStates(kernels: Kernels, { batch, steps, hidden, h0, states }: AttentionDecoder, to: number): void {
  const row = steps * hidden;
  kernels.fill(to, batch * row, 0);
  const first = { outer: batch, inner: hidden, to, toStride: row, accumulate: false };
  if (h0) kernels.copyBlock({ ...first, from: h0, fromStride: hidden });
  kernels.copyBlock({ ...first, inner: row - hidden, from: states, fromStride: row, to: to + hidden });
}

/** What was fed and what was known: columns of the inputs. */
function passToInputs({ feed, x }: AttentionDecoderOperands, { kernels, call, left }: Walk): void {
  const { batch, steps, fed, known } = call;
  const columns = (tensor: Tensor | undefined, first: number, inner: number): void => {
    const to = gradientPointer(tensor);
    if (!to) return;
    const from = { from: left.dInputs + first, fromStride: inputSize(call) };
    kernels.copyBlock({ outer: batch * steps, inner, ...from, to, toStride: inner, accumulate: true });
  };
  columns(feed, 0, fed);
  columns(x, fed, known);
}

/** The memory by attention, multiplicative keys by scores: a product for each row of the batch. */
function passToMemory({ memory, keys, score }: AttentionDecoderOperands, { kernels, call, left }: Walk): void {
  const { batch, steps, time, memorySize, keySize, fed, known } = call;
  const size = inputSize(call);
  const byRow = (tensor: Tensor, a: number, b: number, n: number, bRow: number): void => {
    const c = gradientPointer(tensor);
    if (!c) return;
    for (let i = 0; i < batch; i++) {
      const at = { a: a + i * steps * time, b: b + i * steps * bRow, c: c + i * time * n };
      kernels.gemm({
        m: time,
        n,
        k: steps,
        ...at,
        aRow: 1,
        aColumn: time,
        bRow,
        bColumn: 1,
        cRow: n,
        accumulate: true,
      });
    }
  };
  byRow(memory, call.attention, left.dInputs + fed + known, memorySize, size);
  if (score === "multiplicative") byRow(keys, left.dScores, call.queries, keySize, keySize);
}

function passToWeights(o: AttentionDecoderOperands, walk: Walk, memory: (...shape: number[]) => number): void {
  const { kernels, call, left, previous } = walk;
  const { hidden, outputs, memorySize, keySize, fed, known } = call;
  const rows = call.batch * call.steps;
  const size = inputSize(call);
  const width = (call.cell === "lstm" ? 4 : 3) * hidden;
  const recurrent = call.cell === "lstm" ? call.gates : left.dRecurrent;
  /** c (m,n) += aᵀ b over all rows */
  const product = (
    c: number,
    m: number,
    n: number,
    a: readonly [number, number],
    b: readonly [number, number],
  ): void => {
    if (!c) return;
    const operands = { a: a[0], aRow: 1, aColumn: a[1], b: b[0], bRow: b[1], bColumn: 1, c, cRow: n };
    kernels.gemm({ m, n, k: rows, ...operands, accumulate: true });
  };
  const dGates = [call.gates, 4 * hidden] as const;
  product(gradientPointer(o.weightIH), size, width, [call.inputs, size], dGates);
  product(
    gradientPointer(o.weightHH),
    hidden,
    width,
    [previous, hidden],
    [recurrent, call.cell === "lstm" ? 4 * hidden : width],
  );
  product(gradientPointer(o.weightQuery), hidden, keySize, [previous, hidden], [left.dQueries, keySize]);
  const out = gradientPointer(o.weightOut);
  product(out, hidden, outputs, [call.states, hidden], [left.dOutput, outputs]);
  product(
    out && out + hidden * outputs,
    memorySize,
    outputs,
    [call.inputs + fed + known, size],
    [left.dOutput, outputs],
  );
  const sums = (tensor: Tensor | undefined, x: number, m: number, n: number): void => {
    const to = gradientPointer(tensor);
    if (to) kernels.columnSums(x, m, n, to);
  };
  sums(o.biasHH, recurrent, rows, width);
  sums(o.biasOut, left.dOutput, rows, outputs);
  sums(o.weightScore, left.dWeightScore, call.batch, keySize);
  if (call.cell === "lstm") sums(o.biasIH, call.gates, rows, width);
  else addGruBias(kernels, gradientPointer(o.biasIH), call, memory);
}

/** A GRU's gates hold a fourth block beside the gradients: all are summed, three are taken. */
function addGruBias(
  kernels: Kernels,
  to: number,
  { gates, batch, steps, hidden }: AttentionDecoder,
  memory: (...shape: number[]) => number,
): void {
  if (!to) return;
  const all = memory(4 * hidden);
  kernels.fill(all, 4 * hidden, 0);
  kernels.columnSums(gates, batch * steps, 4 * hidden, all);
  kernels.addScaled(all, to, 3 * hidden, 1);
}

function inputSize({ fed, known, memorySize }: AttentionDecoder): number {
  return fed + known + memorySize;
}
