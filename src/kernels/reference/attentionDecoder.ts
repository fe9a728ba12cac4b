/** The fused attention decoder in plain TypeScript: the oracle of src/kernels/assembly/attentionDecoder.ts. */
import { NONE, type Arena } from "../arena.ts";
import type { AttentionDecoder, AttentionDecoderGradients } from "../attentionDecoder.ts";
import { attend, attendBackward, inputSize } from "./attention.ts";
import { gemm } from "./gemm.ts";
import * as gru from "./gru.ts";
import * as lstm from "./lstm.ts";
import type { LstmCells, Recurrence } from "../kernels.ts";
import type { Pointer } from "../pointer.ts";

/** Forward over all steps. */
export function decoderForward(arena: Arena, d: AttentionDecoder): void {
  start(arena, d.hn, d.h0, d.batch * d.hidden);
  if (d.cell === "lstm") start(arena, d.cn, d.c0, d.batch * d.hidden);
  for (let t = 0; t < d.steps; t++) {
    ask(arena, d, t);
    for (let b = 0; b < d.batch; b++) {
      attend(arena, d, b, t);
      read(arena, d, b, t);
    }
    advance(arena, d, t);
    answer(arena, d, t);
  }
}

/** Back through all steps. */
export function decoderBackward(arena: Arena, d: AttentionDecoder, g: AttentionDecoderGradients): void {
  const { values } = arena;
  const count = d.batch * d.hidden;
  const isLstm = d.cell === "lstm";
  start(arena, g.dState, g.dHn, count);
  if (isLstm) start(arena, g.dCell, g.dCn, count);
  if (d.score === "additive") values.fill(0, g.dWeightScore, g.dWeightScore + d.batch * d.keySize);
  for (let t = d.steps - 1; t >= 0; t--) {
    answerBackward(arena, d, g, t);
    advanceBackward(arena, d, g, t);
    for (let b = 0; b < d.batch; b++) {
      attendBackward(arena, d, g, b, t);
      readBackward(arena, d, g, b, t);
    }
    askBackward(arena, d, g, t);
  }
  accumulate(arena, g.dState, g.dH0, count);
  if (isLstm) accumulate(arena, g.dCell, g.dC0, count);
}

/** Rows of one step of an array (B,H,width), or of an array (B,width). */
interface Rows {
  readonly pointer: Pointer;
  readonly stride: number;
}

const stepRows = (d: AttentionDecoder, pointer: Pointer, width: number, t: number): Rows => ({
  pointer: pointer + t * width,
  stride: d.steps * width,
});

/** The states so far. */
const current = ({ hn, hidden }: AttentionDecoder): Rows => ({ pointer: hn, stride: hidden });

/** c += a w, where w (k,n) begins at row `from` of a matrix of n columns; `transposed`: a wᵀ, w (n,k). */
function product(
  arena: Arena,
  m: number,
  [n, k]: readonly [number, number],
  a: Rows,
  w: Pointer,
  c: Rows,
  { transposed = false } = {},
): void {
  const [bRow, bColumn] = transposed ? [1, k] : [n, 1];
  const rows = { a: a.pointer, aRow: a.stride, aColumn: 1, c: c.pointer, cRow: c.stride };
  gemm(arena, { m, n, k, ...rows, b: w, bRow, bColumn, accumulate: true });
}

/** Sets rows to a vector (width), or to zeros. */
function setRows({ values }: Arena, batch: number, rows: Rows, width: number, vector: Pointer): void {
  for (let b = 0; b < batch; b++) {
    const at = rows.pointer + b * rows.stride;
    if (vector === NONE) values.fill(0, at, at + width);
    else values.copyWithin(at, vector, vector + width);
  }
}

function start({ values }: Arena, to: Pointer, from: Pointer, count: number): void {
  if (from === NONE) values.fill(0, to, to + count);
  else values.copyWithin(to, from, from + count);
}

function accumulate({ values }: Arena, from: Pointer, to: Pointer, count: number): void {
  if (to !== NONE) for (let i = 0; i < count; i++) values[to + i]! += values[from + i]!;
}

/** The queries: the states before the step, or their product with the query's weight. */
function ask(arena: Arena, d: AttentionDecoder, t: number): void {
  const queries = stepRows(d, d.queries, d.keySize, t);
  setRows(arena, d.batch, queries, d.keySize, NONE);
  if (d.weightQuery !== NONE) product(arena, d.batch, [d.keySize, d.hidden], current(d), d.weightQuery, queries);
  else for (let b = 0; b < d.batch; b++) copyRow(arena, current(d), queries, b, d.hidden);
}

function copyRow({ values }: Arena, from: Rows, to: Rows, b: number, width: number): void {
  const at = from.pointer + b * from.stride;
  values.copyWithin(to.pointer + b * to.stride, at, at + width);
}

function askBackward(arena: Arena, d: AttentionDecoder, g: AttentionDecoderGradients, t: number): void {
  const dQueries = stepRows(d, g.dQueries, d.keySize, t);
  const dState = { pointer: g.dState, stride: d.hidden };
  if (d.weightQuery !== NONE) {
    product(arena, d.batch, [d.hidden, d.keySize], dQueries, d.weightQuery, dState, { transposed: true });
    return;
  }
  for (let b = 0; b < d.batch; b++)
    accumulate(arena, dQueries.pointer + b * dQueries.stride, g.dState + b * d.hidden, d.hidden);
}

/** Whether a step is fed with the outputs of the step before it. */
function fedBack({ values }: Arena, d: AttentionDecoder, b: number, t: number): boolean {
  return t > 0 && d.forced !== NONE && values[d.forced + b * d.steps + t] === 0;
}

/** What is fed back and what is known, in front of the context. */
function read(arena: Arena, d: AttentionDecoder, b: number, t: number): void {
  const { values } = arena;
  const row = b * d.steps + t;
  const at = d.inputs + row * inputSize(d);
  const free = fedBack(arena, d, b, t);
  for (let c = 0; c < d.fed; c++)
    values[at + c] = values[free ? answerAt(d, d.output, row - 1, c) : d.feed + row * d.fed + c]!;
  for (let f = 0; f < d.known; f++) values[at + d.fed + f] = values[d.x + row * d.known + f]!;
}

function readBackward(arena: Arena, d: AttentionDecoder, g: AttentionDecoderGradients, b: number, t: number): void {
  if (!fedBack(arena, d, b, t)) return;
  const { values } = arena;
  const row = b * d.steps + t;
  for (let c = 0; c < d.fed; c++) {
    const at = g.dInputs + row * inputSize(d) + c;
    values[answerAt(d, g.dOutput, row - 1, c)]! += values[at]!;
    values[at] = 0;
  }
}

/** Where column c of what is fed back lies among the outputs of a row. */
function answerAt(d: AttentionDecoder, pointer: Pointer, row: number, c: number): number {
  return pointer + row * d.outputs + d.feedback.first + c * d.feedback.stride;
}

const gateCount = (d: AttentionDecoder): number => (d.cell === "lstm" ? 4 : 3);

/** The unit of all rows as a recurrence whose output are the states: its cells do the work. */
function asRecurrence(d: AttentionDecoder): Recurrence & LstmCells {
  const { batch, steps: time, hidden, h0, c0, weightIH, weightHH, biasIH, biasHH, gates, states: output } = d;
  const { cells, squashed, hn, cn } = d;
  const weights = { weightIH, weightHH, biasIH, biasHH };
  const kept = { gates, output, cells, squashed, hn, cn };
  return {
    batch,
    time,
    input: inputSize(d),
    hidden,
    x: d.inputs,
    mask: NONE,
    reversed: false,
    h0,
    c0,
    ...weights,
    ...kept,
  };
}

function advance(arena: Arena, d: AttentionDecoder, t: number): void {
  const width = gateCount(d) * d.hidden;
  const gates = stepRows(d, d.gates, 4 * d.hidden, t);
  const recurrent = { pointer: d.workspace, stride: width };
  const r = asRecurrence(d);
  setRows(arena, d.batch, gates, width, d.biasIH);
  product(arena, d.batch, [width, inputSize(d)], stepRows(d, d.inputs, inputSize(d), t), d.weightIH, gates);
  setRows(arena, d.batch, recurrent, width, d.biasHH);
  product(arena, d.batch, [width, d.hidden], current(d), d.weightHH, recurrent);
  for (let b = 0; b < d.batch; b++) {
    const own = {
      gates: gates.pointer + b * gates.stride,
      recurrent: d.workspace + b * width,
      state: d.hn + b * d.hidden,
    };
    if (d.cell === "lstm") lstm.cellForward(arena, r, { b, t, s: t, ...own });
    else gru.cellForward(arena, r, { b, t, s: t, ...own });
    copyRow(arena, current(d), stepRows(d, d.states, d.hidden, t), b, d.hidden);
    if (d.cell === "lstm") {
      copyRow(arena, { pointer: d.cn, stride: d.hidden }, stepRows(d, d.cells, d.hidden, t), b, d.hidden);
    }
  }
}

function advanceBackward(arena: Arena, d: AttentionDecoder, g: AttentionDecoderGradients, t: number): void {
  const width = gateCount(d) * d.hidden;
  const size = inputSize(d);
  const r = asRecurrence(d);
  const gates = stepRows(d, d.gates, 4 * d.hidden, t);
  const recurrent = d.cell === "lstm" ? gates : stepRows(d, g.dRecurrent, width, t);
  for (let b = 0; b < d.batch; b++) {
    const own = { gates: gates.pointer + b * gates.stride, recurrent: recurrent.pointer + b * recurrent.stride };
    const row = { b, t, s: t, state: g.dState + b * d.hidden, ...own };
    if (d.cell === "lstm") lstm.cellBackward(arena, r, row, g.dCell + b * d.hidden);
    else gru.cellBackward(arena, r, row);
  }
  const back = { transposed: true };
  product(arena, d.batch, [size, width], gates, d.weightIH, stepRows(d, g.dInputs, size, t), back);
  product(arena, d.batch, [d.hidden, width], recurrent, d.weightHH, { pointer: g.dState, stride: d.hidden }, back);
}

/** The head: outputs from the new state and the context. */
function answer(arena: Arena, d: AttentionDecoder, t: number): void {
  const output = stepRows(d, d.output, d.outputs, t);
  setRows(arena, d.batch, output, d.outputs, d.biasOut);
  product(arena, d.batch, [d.outputs, d.hidden], stepRows(d, d.states, d.hidden, t), d.weightOut, output);
  const weight = d.weightOut + d.hidden * d.outputs;
  product(arena, d.batch, [d.outputs, d.memorySize], contexts(d, d.inputs, t), weight, output);
}

/** The context's columns of an array (B,H,I). */
function contexts(d: AttentionDecoder, pointer: Pointer, t: number): Rows {
  const { pointer: first, stride } = stepRows(d, pointer, inputSize(d), t);
  return { pointer: first + d.fed + d.known, stride };
}

function answerBackward(arena: Arena, d: AttentionDecoder, g: AttentionDecoderGradients, t: number): void {
  const dOutput = stepRows(d, g.dOutput, d.outputs, t);
  const transposed = { transposed: true };
  setRows(arena, d.batch, stepRows(d, g.dInputs, inputSize(d), t), inputSize(d), NONE);
  product(
    arena,
    d.batch,
    [d.hidden, d.outputs],
    dOutput,
    d.weightOut,
    { pointer: g.dState, stride: d.hidden },
    transposed,
  );
  const weight = d.weightOut + d.hidden * d.outputs;
  product(arena, d.batch, [d.memorySize, d.outputs], dOutput, weight, contexts(d, g.dInputs, t), transposed);
}
