// The LSTM over a whole sequence, forward and back through time; formulas as in src/kernels/reference/lstm.ts.
import { sigmoidSums, tanhOf, tanhSums } from "./functions";
import { multiplyPanels, STORE } from "./gemm";
import {
  addTo, backwardRest, copyOrZero, forwardRest, gateGradientsOf, inputGradient, optional, packRecurrent, packTransposed,
  panelsOf, previousStates, projectInput, recurrentOf, stateOf,
} from "./recurrence";
import { add, at, bytes, flush, ldn, mul, multiplyAdd, splat, stn, sub } from "./simd";

/** n <= 4 cells from their gates p (rows of 4H); before: c(t-1) or 0 */
@inline function cell(tail: bool, n: i32, p: usize, gate: usize, before: usize, c: usize, squashed: usize, y: usize, state: usize): void {
  let cells = mul(ldn(p, n), ldn(p + 2 * gate, n));
  if (before) cells = multiplyAdd(ldn(p + gate, n), ldn(before, n), cells);
  const s = tanhOf(tail, cells), h = mul(ldn(p + 3 * gate, n), s);
  stn(c, cells, n); stn(squashed, s, n); stn(y, h, n); stn(state, h, n);
}

/** One row of cells: gates p plus recurrent products z; function after function, each a loop short enough for the registers. */
function cellRow(hidden: i32, p: usize, z: usize, before: usize, c: usize, squashed: usize, y: usize, state: usize): void {
  const gate = bytes(hidden);
  sigmoidSums(2 * hidden, p, z);
  tanhSums(hidden, p + 2 * gate, z + 2 * gate);
  sigmoidSums(hidden, p + 3 * gate, z + 3 * gate);
  for (; hidden >= 4; hidden -= 4) {
    cell(false, 4, p, gate, before, c, squashed, y, state);
    p += 16; c += 16; squashed += 16; y += 16; state += 16;
    if (before) before += 16;
  }
  if (hidden > 0) cell(true, hidden, p, gate, before, c, squashed, y, state);
}

export function lstmForward(
  batch: i32, time: i32, input: i32, hidden: i32, x: i32, h0: i32, c0: i32, weightIH: i32, weightHH: i32, biasIH: i32, biasHH: i32,
  output: i32, gates: i32, cells: i32, squashed: i32, scratch: i32,
): void {
  const width = 4 * hidden, row = bytes(width), state = bytes(hidden);
  const panels = panelsOf(at(scratch), width), z = recurrentOf(panels, hidden, width), h = stateOf(z, batch, width);
  const rest = forwardRest(h, batch, hidden);
  projectInput(batch * time, input, width, at(x), at(weightIH), optional(biasIH), optional(biasHH), at(gates), row, at(scratch), rest);
  packRecurrent(hidden, width, at(weightHH), panels);
  copyOrZero(h, optional(h0), batch * hidden);
  for (let t = 0; t < time; t++) {
    if (t > 0 || h0) multiplyPanels(batch, width, hidden, h, state, panels, z, row, STORE, 0, rest);
    else memory.fill(z, 0, bytes(batch * width));
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * state;
      const before = t > 0 ? at(cells) + o - state : c0 ? at(c0) + <usize>b * state : 0;
      cellRow(hidden, at(gates) + r * row, z + <usize>b * row, before, at(cells) + o, at(squashed) + o, at(output) + o, h + <usize>b * state);
    }
  }
}

/** n <= 4 cells back: p becomes the gradient of the pre-activations, d its copy, dC that of c(t-1) */
@inline function cellBack(n: i32, p: usize, d: usize, gate: usize, before: usize, squashed: usize, dY: usize, dH: usize, dC: usize): void {
  const one = splat(1);
  const i = ldn(p, n), f = ldn(p + gate, n), g = ldn(p + 2 * gate, n), o = ldn(p + 3 * gate, n), s = ldn(squashed, n);
  let h = ldn(dH, n);
  if (dY) h = add(h, ldn(dY, n));
  h = flush(h);
  const c = flush(multiplyAdd(mul(h, o), sub(one, mul(s, s)), ldn(dC, n)));
  const dI = flush(mul(mul(mul(c, g), i), sub(one, i)));
  let dF = splat(0);
  if (before) dF = flush(mul(mul(mul(c, ldn(before, n)), f), sub(one, f)));
  const dG = flush(mul(mul(c, i), sub(one, mul(g, g))));
  const dO = flush(mul(mul(mul(h, s), o), sub(one, o)));
  stn(p, dI, n); stn(p + gate, dF, n); stn(p + 2 * gate, dG, n); stn(p + 3 * gate, dO, n);
  stn(d, dI, n); stn(d + gate, dF, n); stn(d + 2 * gate, dG, n); stn(d + 3 * gate, dO, n);
  stn(dC, mul(c, f), n);
}

function cellRowBack(hidden: i32, p: usize, d: usize, before: usize, squashed: usize, dY: usize, dH: usize, dC: usize): void {
  const gate = bytes(hidden);
  for (; hidden >= 4; hidden -= 4) {
    cellBack(4, p, d, gate, before, squashed, dY, dH, dC);
    p += 16; d += 16; squashed += 16; dH += 16; dC += 16;
    if (before) before += 16;
    if (dY) dY += 16;
  }
  if (hidden > 0) cellBack(hidden, p, d, gate, before, squashed, dY, dH, dC);
}

export function lstmBackward(
  batch: i32, time: i32, input: i32, hidden: i32, h0: i32, c0: i32, weightIH: i32, weightHH: i32,
  output: i32, gates: i32, cells: i32, squashed: i32, dOutput: i32, dHn: i32, dCn: i32, dX: i32, dH0: i32, dC0: i32,
  states: i32, stateGradient: i32, cellGradient: i32, scratch: i32,
): void {
  const width = 4 * hidden, row = bytes(width), state = bytes(hidden), d = at(gates);
  const panels = at(scratch), gradients = gateGradientsOf(panels, hidden, width), rest = backwardRest(gradients, batch, width);
  const dH = at(stateGradient), dC = at(cellGradient);
  packTransposed(hidden, width, at(weightHH), panels);
  copyOrZero(dH, optional(dHn), batch * hidden);
  copyOrZero(dC, optional(dCn), batch * hidden);
  for (let t = time - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * state, own = <usize>b * state;
      const before = t > 0 ? at(cells) + o - state : c0 ? at(c0) + own : 0;
      cellRowBack(hidden, d + r * row, gradients + <usize>b * row, before, at(squashed) + o, dOutput ? at(dOutput) + o : 0, dH + own, dC + own);
    }
    if (t > 0 || dH0) multiplyPanels(batch, hidden, width, gradients, row, panels, dH, state, STORE, 0, rest);
  }
  addTo(optional(dH0), dH, batch * hidden);
  addTo(optional(dC0), dC, batch * hidden);
  inputGradient(batch * time, input, width, d, row, at(weightIH), optional(dX), rest);
  if (states) previousStates(batch, time, hidden, at(output), optional(h0), at(states));
}
