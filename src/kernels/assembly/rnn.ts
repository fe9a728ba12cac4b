// The plain recurrence over a whole sequence, forward and back through time; formulas as in src/kernels/reference/rnn.ts.
import { relu } from "./elementwise";
import { tanhOf } from "./functions";
import { multiplyPanels, STORE } from "./gemm";
import {
  addTo, backwardRest, copyOrZero, forwardRest, gateGradientsOf, inputGradient, optional, packRecurrent, packTransposed,
  panelsOf, previousStates, projectInput, recurrentOf, stateOf,
} from "./recurrence";
import { add, at, bytes, flush, ldn, mul, splat, stn, sub } from "./simd";

@inline function unit(tail: bool, n: i32, rectified: i32, p: usize, z: usize, y: usize, state: usize): void {
  const sum = add(ldn(p, n), ldn(z, n));
  const h = rectified ? relu(sum) : tanhOf(tail, sum);
  stn(y, h, n);
  stn(state, h, n);
}

@inline function unitRow(hidden: i32, rectified: i32, p: usize, z: usize, y: usize, state: usize): void {
  for (; hidden >= 4; hidden -= 4, p += 16, z += 16, y += 16, state += 16) unit(false, 4, rectified, p, z, y, state);
  if (hidden > 0) unit(true, hidden, rectified, p, z, y, state);
}

export function rnnForward(
  batch: i32, time: i32, input: i32, hidden: i32, rectified: i32, x: i32, h0: i32, weightIH: i32, weightHH: i32, biasIH: i32, biasHH: i32,
  output: i32, gates: i32, scratch: i32,
): void {
  const row = bytes(hidden), panels = panelsOf(at(scratch), hidden);
  const z = recurrentOf(panels, hidden, hidden), h = stateOf(z, batch, hidden), rest = forwardRest(h, batch, hidden);
  projectInput(batch * time, input, hidden, at(x), at(weightIH), optional(biasIH), optional(biasHH), at(gates), row, at(scratch), rest);
  packRecurrent(hidden, hidden, at(weightHH), panels);
  copyOrZero(h, optional(h0), batch * hidden);
  for (let t = 0; t < time; t++) {
    if (t > 0 || h0) multiplyPanels(batch, hidden, hidden, h, row, panels, z, row, STORE, 0, rest);
    else memory.fill(z, 0, bytes(batch * hidden));
    for (let b = 0; b < batch; b++) {
      const o = <usize>(b * time + t) * row, own = <usize>b * row;
      if (rectified) unitRow(hidden, 1, at(gates) + o, z + own, at(output) + o, h + own);
      else unitRow(hidden, 0, at(gates) + o, z + own, at(output) + o, h + own);
    }
  }
}

/** n <= 4 units back: the gradient of the pre-activation goes to p and its copy d */
@inline function unitBack(n: i32, rectified: i32, p: usize, d: usize, y: usize, dY: usize, dH: usize): void {
  const one = splat(1), value = ldn(y, n);
  let h = ldn(dH, n);
  if (dY) h = add(h, ldn(dY, n));
  const slope = rectified ? v128.and(one, f32x4.gt(value, splat(0))) : sub(one, mul(value, value));
  const gradient = flush(mul(slope, flush(h)));
  stn(p, gradient, n);
  stn(d, gradient, n);
}

function unitRowBack(hidden: i32, rectified: i32, p: usize, d: usize, y: usize, dY: usize, dH: usize): void {
  for (; hidden >= 4; hidden -= 4, p += 16, d += 16, y += 16, dH += 16) {
    unitBack(4, rectified, p, d, y, dY, dH);
    if (dY) dY += 16;
  }
  if (hidden > 0) unitBack(hidden, rectified, p, d, y, dY, dH);
}

export function rnnBackward(
  batch: i32, time: i32, input: i32, hidden: i32, rectified: i32, h0: i32, weightIH: i32, weightHH: i32, output: i32, gates: i32,
  dOutput: i32, dHn: i32, dX: i32, dH0: i32, states: i32, stateGradient: i32, scratch: i32,
): void {
  const row = bytes(hidden), d = at(gates), dH = at(stateGradient);
  const panels = at(scratch), gradients = gateGradientsOf(panels, hidden, hidden), rest = backwardRest(gradients, batch, hidden);
  packTransposed(hidden, hidden, at(weightHH), panels);
  copyOrZero(dH, optional(dHn), batch * hidden);
  for (let t = time - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      const o = <usize>(b * time + t) * row, own = <usize>b * row;
      unitRowBack(hidden, rectified, d + o, gradients + own, at(output) + o, dOutput ? at(dOutput) + o : 0, dH + own);
    }
    if (t > 0 || dH0) multiplyPanels(batch, hidden, hidden, gradients, row, panels, dH, row, STORE, 0, rest);
  }
  addTo(optional(dH0), dH, batch * hidden);
  inputGradient(batch * time, input, hidden, d, row, at(weightIH), optional(dX), rest);
  if (states) previousStates(batch, time, hidden, at(output), optional(h0), at(states));
}
