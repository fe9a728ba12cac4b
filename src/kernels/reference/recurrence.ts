/**
 * What the three fused recurrences share: the walk through time, forward and back. Both weights are packed once, each step
 * makes one product of the input and one of the state, each weight gradient is one product after the walk.
 */
import { NONE, type Arena } from "../arena.ts";
import type { Pointer, Recurrence, RecurrenceGradients } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import { gemm, multiplyPacked, pack, type Panels } from "./gemm.ts";
import { maskRows } from "./rows.ts";

/** What the cells differ in. */
export interface CellShape {
  /** G */
  readonly gates: number;
  /** Elements of a row of gates. */
  readonly row: number;
  /** Whether the recurrent bias goes with the recurrent product, not with the input's. */
  readonly apart: boolean;
}

/** One batch row of one step that counts. */
export interface StepRow {
  readonly b: number;
  readonly t: number;
  /** How many steps were walked before, counted from the start of the sequence. */
  readonly s: number;
  /** Its row of gates: at first x weightIH + biases. */
  readonly gates: Pointer;
  /** Forward, its h(t-1) weightHH [+ bias]; backward, its gradients of that. */
  readonly recurrent: Pointer;
  /** Its state, or the gradient of that: H elements. */
  readonly state: Pointer;
}

/** The step that is walked s-th. */
function stepAt({ time, reversed }: Recurrence, s: number): number {
  return reversed ? time - 1 - s : s;
}

function skipped({ values }: Arena, r: Recurrence, b: number, t: number): boolean {
  return r.mask !== NONE && values[r.mask + b * r.time + t] === 0;
}

/** to (count) = from, or zeros where there is none */
function copyOrZero({ values }: Arena, to: Pointer, from: Pointer, count: number): void {
  if (from === NONE) values.fill(0, to, to + count);
  else values.copyWithin(to, from, from + count);
}

/** A state (B,H) that is walked along: where it starts, where it is kept up to date, where it is written down. */
export interface State {
  readonly start: Pointer;
  readonly current: Pointer;
  /** (B,T,H) or none */
  readonly sequence: Pointer;
}

/** Walks forward. `cell` updates the state of a row that counts, from its two products; other rows keep theirs. */
export function walkForward(
  arena: Arena,
  scratch: Scratch,
  r: Recurrence,
  shape: CellShape,
  states: readonly State[],
  cell: (row: StepRow) => void,
): void {
  const { batch, time, hidden } = r;
  const width = shape.gates * hidden;
  const recurrent = scratch(batch * (width + shape.row));
  const own = recurrent + batch * width; // gates that are not kept
  const kept = r.gates !== NONE;
  const stride = kept ? time * shape.row : shape.row;
  const panels = { input: packInput(arena, r, width), state: packRecurrent(arena, r, width) };
  for (const { start, current } of states) copyOrZero(arena, current, start, batch * hidden);
  for (let s = 0; s < time; s++) {
    const t = stepAt(r, s);
    const gates = kept ? r.gates + t * shape.row : own;
    projectInput(arena, r, t, panels.input, gates, stride, !shape.apart);
    projectState(arena, r, s, panels.state, recurrent, shape.apart);
    for (let b = 0; b < batch; b++) {
      if (!skipped(arena, r, b, t)) {
        const state = r.hn + b * hidden;
        cell({ b, t, s, gates: gates + b * stride, recurrent: recurrent + b * width, state });
      }
      for (const { current, sequence } of states) {
        if (sequence !== NONE) copyOrZero(arena, sequence + (b * time + t) * hidden, current + b * hidden, hidden);
      }
    }
  }
}

/** weightIH (F,G*H) in panels. */
function packInput(arena: Arena, r: Recurrence, width: number): Panels {
  return pack(arena, { b: r.weightIH, bRow: width, bColumn: 1, n: width, k: r.input });
}

/** weightHH (H,G*H) in panels. */
function packRecurrent(arena: Arena, r: Recurrence, width: number): Panels {
  return pack(arena, { b: r.weightHH, bRow: width, bColumn: 1, n: width, k: r.hidden });
}

/** c (B rows) = x(t) weightIH + biasIH [+ biasHH] */
function projectInput(
  arena: Arena,
  r: Recurrence,
  t: number,
  panels: Panels,
  c: Pointer,
  cRow: number,
  addRecurrentBias: boolean,
): void {
  const { values } = arena;
  for (let b = 0; b < r.batch; b++) {
    const row = c + b * cRow;
    for (let j = 0; j < panels.n; j++) {
      const bias = r.biasIH === NONE ? 0 : values[r.biasIH + j]!;
      values[row + j] = addRecurrentBias && r.biasHH !== NONE ? bias + values[r.biasHH + j]! : bias;
    }
  }
  const x = { a: r.x + t * r.input, aRow: r.time * r.input, aColumn: 1 };
  multiplyPacked(arena, { m: r.batch, ...x, c, cRow, accumulate: true }, panels);
}

/** c (B,G*H) = h weightHH [+ biasHH], h being the state so far; a walk that starts at zero begins without the product. */
function projectState(arena: Arena, r: Recurrence, s: number, panels: Panels, c: Pointer, addBias: boolean): void {
  const { n } = panels;
  for (let b = 0; b < r.batch; b++) copyOrZero(arena, c + b * n, addBias ? r.biasHH : NONE, n);
  if (s === 0 && r.h0 === NONE) return;
  multiplyPacked(arena, { m: r.batch, a: r.hn, aRow: r.hidden, aColumn: 1, c, cRow: n, accumulate: true }, panels);
}

/** Where the gradients of a product's rows lie: (B,T) rows of `row` elements. */
export interface GateGradients {
  readonly pointer: Pointer;
  readonly row: number;
}

/** Gradients of the input's product, and of the state's where those are others. */
interface WalkGradients {
  readonly input: GateGradients;
  readonly recurrent: GateGradients;
}

/**
 * Walks back, then adds up all gradients but the cells'. `cell` gives a row's gates their gradients, and leaves in `state`
 * what of the state's gradient reaches h(t-1) past the product, which is added then.
 */
export function walkBackward(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  gates: number,
  d: WalkGradients,
  cell: (row: StepRow) => void,
): void {
  const { batch, time, hidden } = r;
  const { values } = arena;
  const width = gates * hidden;
  const dH = g.workspace + batch * time * hidden; // (B,H)
  const panels = pack(arena, { b: r.weightHH, bRow: 1, bColumn: width, n: hidden, k: width });
  copyOrZero(arena, dH, g.dHn, batch * hidden);
  for (let s = time - 1; s >= 0; s--) {
    const t = stepAt(r, s);
    for (let b = 0; b < batch; b++) {
      const at = b * time + t;
      const state = dH + b * hidden;
      if (g.dOutput !== NONE) addTo(arena, g.dOutput + at * hidden, state, hidden);
      const rows = { gates: d.input.pointer + at * d.input.row, recurrent: d.recurrent.pointer + at * d.recurrent.row };
      if (!skipped(arena, r, b, t)) cell({ b, t, s, ...rows, state });
      else for (const row of Object.values(rows)) values.fill(0, row, row + width);
    }
    const { pointer, row } = d.recurrent;
    const a = { a: pointer + t * row, aRow: time * row, aColumn: 1 };
    multiplyPacked(arena, { m: batch, ...a, c: dH, cRow: hidden, accumulate: true }, panels);
  }
  addTo(arena, dH, g.dH0, batch * hidden);
  inputGradients(arena, r, g, gates, d.input);
  recurrentGradients(arena, r, g, gates, d.recurrent);
}

/** dst (count) += src, unless dst is none. */
export function addTo({ values }: Arena, source: Pointer, target: Pointer, count: number): void {
  if (target !== NONE) for (let i = 0; i < count; i++) values[target + i]! += values[source + i]!;
}

/** Starts the gradient of a state (B,H) from that of its last value, or from zero. */
export function startGradient(arena: Arena, r: Recurrence, gradient: Pointer, final: Pointer): void {
  copyOrZero(arena, gradient, final, r.batch * r.hidden);
}

/** Where the value before step `row` lies in a sequence (B,T,H) of states; `start`, or none, before the first. */
export function before(
  r: Recurrence,
  sequence: Pointer,
  start: Pointer,
  { b, t, s }: Pick<StepRow, "b" | "t" | "s">,
): Pointer {
  if (s > 0) return sequence + (b * r.time + t + (r.reversed ? 1 : -1)) * r.hidden;
  return start === NONE ? NONE : start + b * r.hidden;
}

/** dX, dWeightIH, dBiasIH from the gradients of the projected input (B*T,G*H). */
function inputGradients(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  gateCount: number,
  d: GateGradients,
): void {
  const width = gateCount * r.hidden;
  const rows = r.batch * r.time;
  if (g.dX !== NONE) {
    gemm(arena, {
      m: rows,
      n: r.input,
      k: width,
      a: d.pointer,
      aRow: d.row,
      aColumn: 1,
      b: r.weightIH,
      bRow: 1,
      bColumn: width,
      c: g.dX,
      cRow: r.input,
      accumulate: true,
    });
  }
  if (g.dWeightIH !== NONE)
    addWeightGradient(arena, r, r.input, countedInput(arena, r, g, gateCount), width, d, g.dWeightIH);
  if (g.dBiasIH !== NONE) sumRows(arena, d, rows, width, g.dBiasIH);
}

/** x with zeros in rows that do not count, whatever stands there: 0 times NaN would be NaN. */
function countedInput(arena: Arena, r: Recurrence, g: RecurrenceGradients, gateCount: number): Pointer {
  if (r.mask === NONE) return r.x;
  const states = r.batch * r.time * r.hidden;
  const to = g.workspace + states + r.batch * r.hidden + (gateCount === 3 ? 3 * states : 0);
  maskRows(arena, r.batch * r.time, r.input, r.mask, r.x, to);
  return to;
}

/** dWeight (m,G*H) += aᵀ d, with a (B*T,m) */
function addWeightGradient(
  arena: Arena,
  r: Recurrence,
  m: number,
  a: Pointer,
  width: number,
  d: GateGradients,
  dWeight: Pointer,
): void {
  gemm(arena, {
    m,
    n: width,
    k: r.batch * r.time,
    a,
    aRow: 1,
    aColumn: m,
    b: d.pointer,
    bRow: d.row,
    bColumn: 1,
    c: dWeight,
    cRow: width,
    accumulate: true,
  });
}

/** dWeightHH, dBiasHH from the gradients of the recurrent product; the workspace receives h(t-1) (B,T,H). */
function recurrentGradients(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  gateCount: number,
  d: GateGradients,
): void {
  const width = gateCount * r.hidden;
  if (g.dWeightHH !== NONE) {
    previousStates(arena, r, g.workspace);
    addWeightGradient(arena, r, r.hidden, g.workspace, width, d, g.dWeightHH);
  }
  if (g.dBiasHH !== NONE) sumRows(arena, d, r.batch * r.time, width, g.dBiasHH);
}

function previousStates(arena: Arena, r: Recurrence, to: Pointer): void {
  for (let b = 0; b < r.batch; b++) {
    for (let s = 0; s < r.time; s++) {
      const t = stepAt(r, s);
      const from = before(r, r.output, r.h0, { b, t, s });
      copyOrZero(arena, to + (b * r.time + t) * r.hidden, from, r.hidden);
    }
  }
}

function sumRows({ values }: Arena, d: GateGradients, rows: number, width: number, out: Pointer): void {
  for (let i = 0; i < rows; i++) {
    const row = d.pointer + i * d.row;
    for (let j = 0; j < width; j++) values[out + j]! += values[row + j]!;
  }
}
