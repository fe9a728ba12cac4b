/**
 * The GRU recurrence (Cho et al. 2014, in the form of cuDNN and PyTorch: the reset gate acts after the recurrent product).
 * Gate order r, z, n: n = tanh(x Wn + bn + r (h(t-1) Un + cn)), h(t) = (1 - z) n + z h(t-1).
 */
import { sigmoid, tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { Recurrence, RecurrenceGradients } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import { before, walkBackward, walkForward, type StepRow } from "./recurrence.ts";

/** Forward over the whole sequence; a row of `gates` (B,T,4H) keeps r, z, n and the recurrent part of n. */
export function gruForward(arena: Arena, scratch: Scratch, r: Recurrence): void {
  const shape = { gates: 3, row: 4 * r.hidden, apart: true };
  const state = { start: r.h0, current: r.hn, sequence: r.output };
  walkForward(arena, scratch, r, shape, [state], (row) => cellForward(arena, r, row));
}

/** One step of one row. */
export function cellForward({ values }: Arena, { hidden }: Recurrence, { gates, recurrent, state }: StepRow): void {
  for (let j = 0; j < hidden; j++) {
    const p = gates + j;
    const u = recurrent + j;
    const reset = sigmoid(values[p]! + values[u]!);
    const update = sigmoid(values[p + hidden]! + values[u + hidden]!);
    const inner = values[u + 2 * hidden]!;
    const candidate = tanh(values[p + 2 * hidden]! + reset * inner);
    values[p] = reset;
    values[p + hidden] = update;
    values[p + 2 * hidden] = candidate;
    values[p + 3 * hidden] = inner;
    values[state + j] = (1 - update) * candidate + update * values[state + j]!;
  }
}

/** Backward through time; overwrites `gates`: columns 0 … 3H-1 for the input's product, column block 3 for the inner part. */
export function gruBackward(arena: Arena, r: Recurrence, g: RecurrenceGradients): void {
  const { batch, time, hidden } = r;
  const input = { pointer: r.gates, row: 4 * hidden };
  const recurrent = { pointer: g.workspace + batch * (time + 1) * hidden, row: 3 * hidden }; // (B,T,3H)
  walkBackward(arena, r, g, 3, { input, recurrent }, (row) => cellBackward(arena, r, row));
}

/** One step of one row back. */
export function cellBackward({ values }: Arena, r: Recurrence, row: StepRow): void {
  const { hidden } = r;
  const previous = before(r, r.output, r.h0, row);
  for (let j = 0; j < hidden; j++) {
    const p = row.gates + j;
    const q = row.recurrent + j;
    const reset = values[p]!;
    const update = values[p + hidden]!;
    const candidate = values[p + 2 * hidden]!;
    const inner = values[p + 3 * hidden]!;
    const old = previous === NONE ? 0 : values[previous + j]!;
    const h = values[row.state + j]!;
    const dCandidate = h * (1 - update) * (1 - candidate * candidate);
    const dReset = dCandidate * inner * reset * (1 - reset);
    const dUpdate = h * (old - candidate) * update * (1 - update);
    values[p] = dReset;
    values[p + hidden] = dUpdate;
    values[p + 2 * hidden] = dCandidate;
    values[q] = dReset;
    values[q + hidden] = dUpdate;
    values[q + 2 * hidden] = dCandidate * reset;
    values[row.state + j] = h * update;
  }
}
