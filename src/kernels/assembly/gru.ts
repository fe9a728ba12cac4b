// The GRU over a whole sequence, forward and back through time; formulas as in src/kernels/reference/gru.ts.
import { sigmoidSums, tanhOf, tanhSlope } from "./functions";
import { ACCUMULATE, multiplyPanels } from "./gemm";
import {
  addTo, backwardRest, copyOrZero, gateGradientsOf, inputGradient, optional, packTransposed, passBack, previousStates, skipped,
  startWalk, stepOf, towardsPast, walkTo,
} from "./recurrence";
import { add, at, bytes, flush, ldt, mul, multiplyAdd, splat, stt, sub } from "./simd";

/** n <= 4 units: gates p (rows of 4H), the candidate without its recurrent product z; `state` holds h(t-1) and receives h(t) */
@inline function unit(tail: bool, n: i32, p: usize, z: usize, gate: usize, y: usize, state: usize): void {
  const update = ldt(tail, p + gate, n), inner = ldt(tail, z + 2 * gate, n);
  const candidate = tanhOf(tail, multiplyAdd(ldt(tail, p, n), inner, ldt(tail, p + 2 * gate, n)));
  const h = multiplyAdd(update, ldt(tail, state, n), mul(sub(splat(1), update), candidate));
  stt(tail, p + 2 * gate, candidate, n); stt(tail, p + 3 * gate, inner, n);
  stt(tail, y, h, n); stt(tail, state, h, n);
}

/** One row of units. */
export function unitRow(hidden: i32, p: usize, z: usize, y: usize, state: usize): void {
  const gate = bytes(hidden);
  sigmoidSums(2 * hidden, p, z);
  for (; hidden >= 4; hidden -= 4, p += 16, z += 16, y += 16, state += 16) unit(false, 4, p, z, gate, y, state);
  if (hidden > 0) unit(true, hidden, p, z, gate, y, state);
}

export function gruForward(
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, x: i32, mask: i32, h0: i32, weightIH: i32, weightHH: i32,
  biasIH: i32, biasHH: i32, output: i32, hn: i32, gates: i32, scratch: i32,
): void {
  const width = 3 * hidden, state = bytes(hidden), counted = optional(mask);
  const walk = startWalk(batch, time, input, hidden, width, reversed, x, h0, weightIH, weightHH, biasIH, biasHH, true, hn, gates, 4 * hidden, scratch);
  for (let i = 0; i < time; i++) {
    const t = walkTo(walk, i);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), y = at(output) + r * state, h = walk.h + <usize>b * state;
      if (skipped(counted, r)) memory.copy(y, h, state);
      else unitRow(hidden, walk.p + <usize>b * walk.gateSequence, walk.z + <usize>b * bytes(width), y, h);
    }
  }
}

/** n <= 4 units back: p and q become the gradients of the two products' rows, d the latter's copy, dH that part of h(t-1) */
@inline function unitBack(tail: bool, n: i32, p: usize, q: usize, d: usize, gate: usize, before: usize, dY: usize, dH: usize): void {
  const one = splat(1);
  const reset = ldt(tail, p, n), update = ldt(tail, p + gate, n), candidate = ldt(tail, p + 2 * gate, n), inner = ldt(tail, p + 3 * gate, n);
  let old = splat(0), h = ldt(tail, dH, n);
  if (before) old = ldt(tail, before, n);
  if (dY) h = add(h, ldt(tail, dY, n));
  h = flush(h);
  const dCandidate = flush(mul(mul(h, sub(one, update)), tanhSlope(candidate)));
  const dReset = flush(mul(mul(mul(dCandidate, inner), reset), sub(one, reset)));
  const dUpdate = flush(mul(mul(mul(h, sub(old, candidate)), update), sub(one, update)));
  const dInner = flush(mul(dCandidate, reset));
  stt(tail, p, dReset, n); stt(tail, p + gate, dUpdate, n); stt(tail, p + 2 * gate, dCandidate, n);
  stt(tail, q, dReset, n); stt(tail, q + gate, dUpdate, n); stt(tail, q + 2 * gate, dInner, n);
  stt(tail, d, dReset, n); stt(tail, d + gate, dUpdate, n); stt(tail, d + 2 * gate, dInner, n);
  stt(tail, dH, mul(h, update), n);
}

/** One row of units back; `before` is 0 where h(t-1) is zero, `dY` where the output has no gradient. */
export function unitRowBack(hidden: i32, p: usize, q: usize, d: usize, before: usize, dY: usize, dH: usize): void {
  const gate = bytes(hidden);
  for (; hidden >= 4; hidden -= 4) {
    unitBack(false, 4, p, q, d, gate, before, dY, dH);
    p += 16; q += 16; d += 16; dH += 16;
    if (before) before += 16;
    if (dY) dY += 16;
  }
  if (hidden > 0) unitBack(true, hidden, p, q, d, gate, before, dY, dH);
}

export function gruBackward(
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, mask: i32, h0: i32, weightIH: i32, weightHH: i32, output: i32, gates: i32,
  dOutput: i32, dHn: i32, dX: i32, dH0: i32, states: i32, stateGradient: i32, recurrentGradient: i32, scratch: i32,
): void {
  const width = 3 * hidden, row = bytes(width), gateRow = bytes(4 * hidden), state = bytes(hidden), counted = optional(mask);
  const panels = at(scratch), gradients = gateGradientsOf(panels, hidden, width), rest = backwardRest(gradients, batch, width);
  const dH = at(stateGradient), recurrent = at(recurrentGradient), d = at(gates), past = towardsPast(state, reversed);
  packTransposed(hidden, width, at(weightHH), panels);
  copyOrZero(dH, optional(dHn), batch * hidden);
  for (let i = time - 1; i >= 0; i--) {
    const t = stepOf(i, time, reversed);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * state, own = <usize>b * state, dY = dOutput ? at(dOutput) + o : 0;
      const p = d + r * gateRow, q = recurrent + r * row, gradient = gradients + <usize>b * row;
      if (skipped(counted, r)) {
        passBack(hidden, width, p, gradient, dY, dH + own);
        memory.fill(q, 0, row);
      } else unitRowBack(hidden, p, q, gradient, i > 0 ? at(output) + o + past : h0 ? at(h0) + own : 0, dY, dH + own);
    }
    if (i > 0 || dH0) multiplyPanels(batch, hidden, width, gradients, row, panels, dH, state, ACCUMULATE, 0, rest);
  }
  addTo(optional(dH0), dH, batch * hidden);
  inputGradient(batch * time, input, width, d, gateRow, at(weightIH), optional(dX), rest);
  if (states) previousStates(batch, time, hidden, reversed, at(output), optional(h0), at(states));
}
