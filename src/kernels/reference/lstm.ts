/**
 * The LSTM recurrence (Hochreiter & Schmidhuber 1997, with forget gate, Gers et al. 2000). Gate order i, f, g, o:
 * c(t) = f c(t-1) + i g, h(t) = o tanh(c(t)); i, f, o = sigmoid and g = tanh of x(t) Wih + bih + h(t-1) Whh + bhh.
 */
import { sigmoid, tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { LstmCellGradients, LstmCells, Recurrence, RecurrenceGradients } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import { addTo, before, startGradient, walkBackward, walkForward, type StepRow } from "./recurrence.ts";

type Lstm = Recurrence & LstmCells;

/** Forward over the whole sequence; `gates` (B,T,4H), `cells` and `squashed` (B,T,H) are kept for the backward pass. */
export function lstmForward(arena: Arena, scratch: Scratch, r: Lstm): void {
  const shape = { gates: 4, row: 4 * r.hidden, apart: false };
  const h = { start: r.h0, current: r.hn, sequence: r.output };
  const c = { start: r.c0, current: r.cn, sequence: r.cells };
  walkForward(arena, scratch, r, shape, [h, c], (row) => cellForward(arena, r, row));
}

/** One step of one row. */
export function cellForward({ values }: Arena, r: Lstm, { b, t, s, gates, recurrent, state }: StepRow): void {
  const { hidden } = r;
  const cells = r.cn + b * hidden;
  const fresh = s === 0 && r.c0 === NONE;
  const squashed = r.squashed === NONE ? NONE : r.squashed + (b * r.time + t) * hidden;
  for (let j = 0; j < hidden; j++) {
    const p = gates + j;
    const z = recurrent + j;
    const i = sigmoid(values[p]! + values[z]!);
    const f = sigmoid(values[p + hidden]! + values[z + hidden]!);
    const g = tanh(values[p + 2 * hidden]! + values[z + 2 * hidden]!);
    const o = sigmoid(values[p + 3 * hidden]! + values[z + 3 * hidden]!);
    const c = (fresh ? 0 : f * values[cells + j]!) + i * g;
    const tanhOfC = tanh(c);
    values[p] = i;
    values[p + hidden] = f;
    values[p + 2 * hidden] = g;
    values[p + 3 * hidden] = o;
    values[cells + j] = c;
    if (squashed !== NONE) values[squashed + j] = tanhOfC;
    values[state + j] = o * tanhOfC;
  }
}

/** Backward through time; overwrites `gates` with the pre-activation gradients. */
export function lstmBackward(arena: Arena, r: Lstm, g: RecurrenceGradients & LstmCellGradients): void {
  const { batch, hidden } = r;
  const d = { pointer: r.gates, row: 4 * hidden };
  startGradient(arena, r, g.cellWorkspace, g.dCn);
  walkBackward(arena, r, g, 4, { input: d, recurrent: d }, (row) =>
    cellBackward(arena, r, row, g.cellWorkspace + row.b * hidden),
  );
  addTo(arena, g.cellWorkspace, g.dC0, batch * hidden);
}

/** One step of one row back. */
export function cellBackward({ values }: Arena, r: Lstm, row: StepRow, dC: number): void {
  const { hidden } = r;
  const previous = before(r, r.cells, r.c0, row);
  const squashed = r.squashed + (row.b * r.time + row.t) * hidden;
  for (let j = 0; j < hidden; j++) {
    const p = row.gates + j;
    const i = values[p]!;
    const f = values[p + hidden]!;
    const g = values[p + 2 * hidden]!;
    const o = values[p + 3 * hidden]!;
    const s = values[squashed + j]!;
    const h = values[row.state + j]!;
    const c = values[dC + j]! + h * o * (1 - s * s);
    values[p] = c * g * i * (1 - i);
    values[p + hidden] = previous === NONE ? 0 : c * values[previous + j]! * f * (1 - f);
    values[p + 2 * hidden] = c * i * (1 - g * g);
    values[p + 3 * hidden] = h * s * o * (1 - o);
    values[dC + j] = c * f;
    values[row.state + j] = 0;
  }
}
