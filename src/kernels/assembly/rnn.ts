// The plain recurrence over a whole sequence, forward and back through time; formulas as in src/kernels/reference/rnn.ts.
import { relu } from "./elementwise";
import { tanhSlope, tanhSums } from "./functions";
import { ACCUMULATE, multiplyPanels, STORE } from "./gemm";
import {
  addTo, backwardRest, copyOrZero, gateGradientsOf, inputGradient, optional, packTransposed, passBack, previousStates, skipped,
  startWalk, stepOf, walkTo,
} from "./recurrence";
import { add, at, bytes, flush, ldn, ldt, mul, splat, stn, stt } from "./simd";

/** p (hidden) = max(0, p + z) */
function reluSums(hidden: i32, p: usize, z: usize): void {
  for (; hidden > 0; hidden -= 4, p += 16, z += 16) stn(p, relu(add(ldn(p, min(hidden, 4)), ldn(z, min(hidden, 4)))), min(hidden, 4));
}

export function rnnForward(
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, rectified: i32, x: i32, mask: i32, h0: i32, weightIH: i32, weightHH: i32,
  biasIH: i32, biasHH: i32, output: i32, hn: i32, scratch: i32,
): void {
  const row = bytes(hidden), counted = optional(mask);
  const walk = startWalk(batch, time, input, hidden, hidden, reversed, x, h0, weightIH, weightHH, biasIH, biasHH, false, hn, 0, hidden, scratch);
  for (let i = 0; i < time; i++) {
    const t = walkTo(walk, i);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), y = at(output) + r * row, p = walk.p + <usize>b * walk.gateSequence;
      const z = walk.z + <usize>b * row, h = walk.h + <usize>b * row;
      if (skipped(counted, r)) memory.copy(y, h, row);
      else {
        if (rectified) reluSums(hidden, p, z);
        else tanhSums(hidden, p, z);
        memory.copy(y, p, row);
        memory.copy(h, p, row);
      }
    }
  }
}

/** n <= 4 units back: the gradient of the pre-activation goes to p and its copy d */
@inline function unitBack(tail: bool, n: i32, rectified: i32, p: usize, d: usize, y: usize, dY: usize, dH: usize): void {
  const value = ldt(tail, y, n);
  let h = ldt(tail, dH, n);
  if (dY) h = add(h, ldt(tail, dY, n));
  const slope = rectified ? v128.and(splat(1), f32x4.gt(value, splat(0))) : tanhSlope(value);
  const gradient = flush(mul(slope, flush(h)));
  stt(tail, p, gradient, n);
  stt(tail, d, gradient, n);
}

function unitRowBack(hidden: i32, rectified: i32, p: usize, d: usize, y: usize, dY: usize, dH: usize): void {
  for (; hidden >= 4; hidden -= 4, p += 16, d += 16, y += 16, dH += 16) {
    unitBack(false, 4, rectified, p, d, y, dY, dH);
    if (dY) dY += 16;
  }
  if (hidden > 0) unitBack(true, hidden, rectified, p, d, y, dY, dH);
}

export function rnnBackward(
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, rectified: i32, mask: i32, h0: i32, weightIH: i32, weightHH: i32,
  output: i32, gates: i32, dOutput: i32, dHn: i32, dX: i32, dH0: i32, states: i32, stateGradient: i32, scratch: i32,
): void {
  const row = bytes(hidden), d = at(gates), dH = at(stateGradient), counted = optional(mask);
  const panels = at(scratch), gradients = gateGradientsOf(panels, hidden, hidden), rest = backwardRest(gradients, batch, hidden);
  packTransposed(hidden, hidden, at(weightHH), panels);
  copyOrZero(dH, optional(dHn), batch * hidden);
  for (let i = time - 1; i >= 0; i--) {
    const t = stepOf(i, time, reversed);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * row, own = <usize>b * row, dY = dOutput ? at(dOutput) + o : 0;
      if (skipped(counted, r)) passBack(hidden, hidden, d + o, gradients + own, dY, dH + own);
      else {
        unitRowBack(hidden, rectified, d + o, gradients + own, at(output) + o, dY, dH + own);
        if (counted) memory.fill(dH + own, 0, row);
      }
    }
    if (i > 0 || dH0) multiplyPanels(batch, hidden, hidden, gradients, row, panels, dH, row, counted ? ACCUMULATE : STORE, 0, rest);
  }
  addTo(optional(dH0), dH, batch * hidden);
  inputGradient(batch * time, input, hidden, d, row, at(weightIH), optional(dX), rest);
  if (states) previousStates(batch, time, hidden, reversed, at(output), optional(h0), at(states));
}
