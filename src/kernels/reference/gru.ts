/**
 * The GRU recurrence (Cho et al. 2014, in the form of cuDNN and PyTorch: the reset gate acts after the recurrent product).
 * Gate order r, z, n: n = tanh(x Wn + bn + r (h(t-1) Un + cn)), h(t) = (1 - z) n + z h(t-1).
 */
import { sigmoid, tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { Recurrence, RecurrenceGradients } from "../kernels.ts";
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

/** Forward over the whole sequence; a row of `gates` (B,T,4H) keeps r, z, n and the recurrent part of n. */
export function gruForward(arena: Arena, r: Recurrence): void {
  const { batch, time, hidden } = r;
  projectInput(arena, r, 3, 4 * hidden, false);
  const panels = packRecurrent(arena, r, 3);
  const recurrent = r.workspace; // (B,3H): kept apart, since the reset gate acts on its last block only
  for (let t = 0; t < time; t++) {
    addRecurrent(arena, r, t, panels, recurrent, 3 * hidden, false);
    for (let b = 0; b < batch; b++) cellForward(arena, r, b, t, recurrent + b * 3 * hidden);
  }
}

/** One step of one row; u: its recurrent product. */
export function cellForward({ values }: Arena, r: Recurrence, b: number, t: number, u: number): void {
  const { hidden } = r;
  const row = b * r.time + t;
  const previous = previousStates(r, b, t);
  let p = r.gates + row * 4 * hidden;
  for (let j = 0; j < hidden; j++, p++) {
    const bias = r.biasHH === NONE ? NONE : r.biasHH + j;
    const reset = sigmoid(values[p]! + values[u + j]! + (bias ? values[bias]! : 0));
    const update = sigmoid(values[p + hidden]! + values[u + hidden + j]! + (bias ? values[bias + hidden]! : 0));
    const inner = values[u + 2 * hidden + j]! + (bias ? values[bias + 2 * hidden]! : 0);
    const candidate = tanh(values[p + 2 * hidden]! + reset * inner);
    values[p] = reset;
    values[p + hidden] = update;
    values[p + 2 * hidden] = candidate;
    values[p + 3 * hidden] = inner;
    values[r.output + row * hidden + j] =
      (1 - update) * candidate + (previous === NONE ? 0 : update * values[previous + j]!);
  }
}

/** Backward through time; overwrites `gates`: columns 0 … 3H-1 for the input's product, column block 3 for the inner part. */
export function gruBackward(arena: Arena, r: Recurrence, g: RecurrenceGradients): void {
  const { batch, time, hidden } = r;
  const dH = g.workspace + batch * time * hidden; // (B,H)
  const panels = packRecurrentTransposed(arena, r, 3);
  const recurrent = dH + batch * hidden; // (B,T,3H): gradients of the recurrent product
  startStateGradient(arena, r, dH, g.dHn);
  for (let t = time - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) cellBackward(arena, r, g, b, t, dH + b * hidden, recurrent);
    const rows = { m: batch, a: recurrent + t * 3 * hidden, aRow: time * 3 * hidden, aColumn: 1 };
    multiplyPacked(arena, { ...rows, c: dH, cRow: hidden, accumulate: true }, panels);
  }
  addTo(arena, dH, g.dH0, batch * hidden);
  inputGradients(arena, r, g, 3, { pointer: r.gates, rowSize: 4 * hidden });
  recurrentGradients(arena, r, g, 3, { pointer: recurrent, rowSize: 3 * hidden });
}

/** One step of one row back; dH keeps what flows past the gates. */
export function cellBackward(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  b: number,
  t: number,
  dH: number,
  recurrent: number,
): void {
  const { values } = arena;
  const { hidden } = r;
  const row = b * r.time + t;
  const previous = previousStates(r, b, t);
  let p = r.gates + row * 4 * hidden;
  let q = recurrent + row * 3 * hidden;
  for (let j = 0; j < hidden; j++, p++, q++) {
    const reset = values[p]!;
    const update = values[p + hidden]!;
    const candidate = values[p + 2 * hidden]!;
    const inner = values[p + 3 * hidden]!;
    const before = previous === NONE ? 0 : values[previous + j]!;
    const h = hiddenGradient(arena, r, g, b, t, j, values[dH + j]!);
    const dCandidate = h * (1 - update) * (1 - candidate * candidate);
    const dReset = dCandidate * inner * reset * (1 - reset);
    const dUpdate = h * (before - candidate) * update * (1 - update);
    values[p] = dReset;
    values[p + hidden] = dUpdate;
    values[p + 2 * hidden] = dCandidate;
    values[q] = dReset;
    values[q + hidden] = dUpdate;
    values[q + 2 * hidden] = dCandidate * reset;
    values[dH + j] = h * update; // the product with weightHH is added after the row
  }
}

/** Where h(t-1) of row b lies; none: zeros. */
function previousStates(r: Recurrence, b: number, t: number): number {
  if (t > 0) return r.output + (b * r.time + t - 1) * r.hidden;
  return r.h0 === NONE ? NONE : r.h0 + b * r.hidden;
}
