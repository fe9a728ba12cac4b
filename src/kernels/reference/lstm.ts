/**
 * The LSTM recurrence (Hochreiter & Schmidhuber 1997, with forget gate, Gers et al. 2000). Gate order i, f, g, o:
 * c(t) = f c(t-1) + i g, h(t) = o tanh(c(t)); i, f, o = sigmoid and g = tanh of x(t) Wih + bih + h(t-1) Whh + bhh.
 */
import { sigmoid, tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { LstmCellGradients, LstmCells, Recurrence, RecurrenceGradients } from "../kernels.ts";
import { multiplyPacked } from "./gemm.ts";
import {
  addRecurrent,
  addTo,
  hiddenGradient,
  inputGradients,
  packRecurrent,
  packRecurrentTransposed,
  projectInput,
  recurrentGradients,
  startStateGradient,
} from "./recurrence.ts";

type Lstm = Recurrence & LstmCells;

/** Forward over the whole sequence; `gates` (B,T,4H), `cells` and `squashed` (B,T,H) are kept for the backward pass. */
export function lstmForward(arena: Arena, r: Lstm): void {
  const { time, hidden } = r;
  projectInput(arena, r, 4, 4 * hidden, true);
  const panels = packRecurrent(arena, r, 4);
  for (let t = 0; t < time; t++) {
    addRecurrent(arena, r, t, panels, r.gates + t * 4 * hidden, time * 4 * hidden);
    for (let b = 0; b < r.batch; b++) cellForward(arena, r, b, t);
  }
}

/** One step of one row. */
export function cellForward({ values }: Arena, r: Lstm, b: number, t: number): void {
  const { hidden } = r;
  const row = b * r.time + t;
  const previous = previousCells(r, b, t);
  let p = r.gates + row * 4 * hidden;
  let at = row * hidden;
  for (let j = 0; j < hidden; j++, p++, at++) {
    const i = sigmoid(values[p]!);
    const f = sigmoid(values[p + hidden]!);
    const g = tanh(values[p + 2 * hidden]!);
    const o = sigmoid(values[p + 3 * hidden]!);
    const c = (previous === NONE ? 0 : f * values[previous + j]!) + i * g;
    const s = tanh(c);
    values[p] = i;
    values[p + hidden] = f;
    values[p + 2 * hidden] = g;
    values[p + 3 * hidden] = o;
    values[r.cells + at] = c;
    values[r.squashed + at] = s;
    values[r.output + at] = o * s;
  }
}

/** Backward through time; overwrites `gates` with the pre-activation gradients. */
export function lstmBackward(arena: Arena, r: Lstm, g: RecurrenceGradients & LstmCellGradients): void {
  const { batch, time, hidden } = r;
  const dH = g.workspace + batch * time * hidden; // (B,H)
  const dC = g.cellWorkspace; // (B,H)
  const panels = packRecurrentTransposed(arena, r, 4);
  startStateGradient(arena, r, dH, g.dHn);
  startStateGradient(arena, r, dC, g.dCn);
  for (let t = time - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) cellBackward(arena, r, g, b, t, dH + b * hidden, dC + b * hidden);
    const rows = { m: batch, a: r.gates + t * 4 * hidden, aRow: time * 4 * hidden, aColumn: 1 };
    multiplyPacked(arena, { ...rows, c: dH, cRow: hidden, accumulate: false }, panels);
  }
  addTo(arena, dH, g.dH0, batch * hidden);
  addTo(arena, dC, g.dC0, batch * hidden);
  const gradients = { pointer: r.gates, rowSize: 4 * hidden };
  inputGradients(arena, r, g, 4, gradients);
  recurrentGradients(arena, r, g, 4, gradients);
}

/** One step of one row back; dH and dC receive those of h(t-1) (in the gates) and c(t-1). */
export function cellBackward(
  arena: Arena,
  r: Lstm,
  gradients: RecurrenceGradients,
  b: number,
  t: number,
  dH: number,
  dC: number,
): void {
  const { values } = arena;
  const { hidden } = r;
  const row = b * r.time + t;
  const previous = previousCells(r, b, t);
  let p = r.gates + row * 4 * hidden;
  let at = row * hidden;
  for (let j = 0; j < hidden; j++, p++, at++) {
    const i = values[p]!;
    const f = values[p + hidden]!;
    const g = values[p + 2 * hidden]!;
    const o = values[p + 3 * hidden]!;
    const s = values[r.squashed + at]!;
    const h = hiddenGradient(arena, r, gradients, b, t, j, values[dH + j]!);
    const c = values[dC + j]! + h * o * (1 - s * s);
    values[p] = c * g * i * (1 - i);
    values[p + hidden] = previous === NONE ? 0 : c * values[previous + j]! * f * (1 - f);
    values[p + 2 * hidden] = c * i * (1 - g * g);
    values[p + 3 * hidden] = h * s * o * (1 - o);
    values[dC + j] = c * f;
  }
}

/** Where c(t-1) of row b lies; none: zeros. */
function previousCells(r: Lstm, b: number, t: number): number {
  if (t > 0) return r.cells + (b * r.time + t - 1) * r.hidden;
  return r.c0 === NONE ? NONE : r.c0 + b * r.hidden;
}
