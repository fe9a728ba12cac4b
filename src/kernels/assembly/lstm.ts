// The LSTM over a whole sequence, forward and back through time; formulas as in src/kernels/reference/lstm.ts.
import { sigmoidSums, tanhOf, tanhSlope, tanhSums } from "./functions";
import { ACCUMULATE, multiplyPanels, STORE } from "./gemm";
import {
  addTo, backwardRest, copyOrZero, gateGradientsOf, inputGradient, optional, packTransposed, passBack, previousStates, skipped,
  startWalk, stepOf, towardsPast, walkTo,
} from "./recurrence";
import { add, at, bytes, flush, ldt, mul, multiplyAdd, splat, stt, sub } from "./simd";

/** n <= 4 cells from their gates p (rows of 4H); before: c(t-1) or 0 */
@inline function cell(tail: bool, n: i32, p: usize, gate: usize, before: usize, c: usize, squashed: usize, y: usize, state: usize): void {
  let cells = mul(ldt(tail, p, n), ldt(tail, p + 2 * gate, n));
  if (before) cells = multiplyAdd(ldt(tail, p + gate, n), ldt(tail, before, n), cells);
  const s = tanhOf(tail, cells), h = mul(ldt(tail, p + 3 * gate, n), s);
  stt(tail, c, cells, n); stt(tail, squashed, s, n); stt(tail, y, h, n); stt(tail, state, h, n);
}

/**
 * One row of cells: gates p plus recurrent products z; function after function, each a loop short enough for the registers.
 * `before` is 0 where c(t-1) is zero.
 */
export function cellRow(hidden: i32, p: usize, z: usize, before: usize, c: usize, squashed: usize, y: usize, state: usize): void {
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
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, x: i32, mask: i32, h0: i32, c0: i32, weightIH: i32, weightHH: i32,
  biasIH: i32, biasHH: i32, output: i32, hn: i32, cn: i32, gates: i32, cells: i32, squashed: i32, scratch: i32,
): void {
  const width = 4 * hidden, state = bytes(hidden), counted = optional(mask), past = towardsPast(state, reversed);
  const walk = startWalk(batch, time, input, hidden, width, reversed, x, h0, weightIH, weightHH, biasIH, biasHH, false, hn, gates, width, scratch);
  for (let i = 0; i < time; i++) {
    const t = walkTo(walk, i);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * state, own = <usize>b * state, y = at(output) + o, h = walk.h + own;
      const z = walk.z + <usize>b * bytes(width), c = cells ? at(cells) + o : at(cn) + own;
      const before = i == 0 ? (c0 ? at(c0) + own : 0) : cells ? c + past : c;
      if (skipped(counted, r)) {
        memory.copy(y, h, state);
        copyOrZero(c, before, hidden);
        // what is not kept goes where the product was, which is read before
      } else cellRow(hidden, walk.p + <usize>b * walk.gateSequence, z, before, c, squashed ? at(squashed) + o : z, y, h);
      if (cells && i == time - 1) memory.copy(at(cn) + own, c, state);
    }
  }
}

/** n <= 4 cells back: p becomes the gradient of the pre-activations, d its copy, dC that of c(t-1) */
@inline function cellBack(tail: bool, n: i32, p: usize, d: usize, gate: usize, before: usize, squashed: usize, dY: usize, dH: usize, dC: usize): void {
  const one = splat(1);
  const i = ldt(tail, p, n), f = ldt(tail, p + gate, n), g = ldt(tail, p + 2 * gate, n), o = ldt(tail, p + 3 * gate, n), s = ldt(tail, squashed, n);
  let h = ldt(tail, dH, n);
  if (dY) h = add(h, ldt(tail, dY, n));
  h = flush(h);
  const c = flush(multiplyAdd(mul(h, o), tanhSlope(s), ldt(tail, dC, n)));
  const dI = flush(mul(mul(mul(c, g), i), sub(one, i)));
  let dF = splat(0);
  if (before) dF = flush(mul(mul(mul(c, ldt(tail, before, n)), f), sub(one, f)));
  const dG = flush(mul(mul(c, i), tanhSlope(g)));
  const dO = flush(mul(mul(mul(h, s), o), sub(one, o)));
  stt(tail, p, dI, n); stt(tail, p + gate, dF, n); stt(tail, p + 2 * gate, dG, n); stt(tail, p + 3 * gate, dO, n);
  stt(tail, d, dI, n); stt(tail, d + gate, dF, n); stt(tail, d + 2 * gate, dG, n); stt(tail, d + 3 * gate, dO, n);
  stt(tail, dC, mul(c, f), n);
}

/** One row of cells back; `before` is 0 where c(t-1) is zero, `dY` where the output has no gradient. */
export function cellRowBack(hidden: i32, p: usize, d: usize, before: usize, squashed: usize, dY: usize, dH: usize, dC: usize): void {
  const gate = bytes(hidden);
  for (; hidden >= 4; hidden -= 4) {
    cellBack(false, 4, p, d, gate, before, squashed, dY, dH, dC);
    p += 16; d += 16; squashed += 16; dH += 16; dC += 16;
    if (before) before += 16;
    if (dY) dY += 16;
  }
  if (hidden > 0) cellBack(true, hidden, p, d, gate, before, squashed, dY, dH, dC);
}

export function lstmBackward(
  batch: i32, time: i32, input: i32, hidden: i32, reversed: i32, mask: i32, h0: i32, c0: i32, weightIH: i32, weightHH: i32,
  output: i32, gates: i32, cells: i32, squashed: i32, dOutput: i32, dHn: i32, dCn: i32, dX: i32, dH0: i32, dC0: i32,
  states: i32, stateGradient: i32, cellGradient: i32, scratch: i32,
): void {
  const width = 4 * hidden, row = bytes(width), state = bytes(hidden), d = at(gates), counted = optional(mask);
  const panels = at(scratch), gradients = gateGradientsOf(panels, hidden, width), rest = backwardRest(gradients, batch, width);
  const dH = at(stateGradient), dC = at(cellGradient), past = towardsPast(state, reversed);
  packTransposed(hidden, width, at(weightHH), panels);
  copyOrZero(dH, optional(dHn), batch * hidden);
  copyOrZero(dC, optional(dCn), batch * hidden);
  for (let i = time - 1; i >= 0; i--) {
    const t = stepOf(i, time, reversed);
    for (let b = 0; b < batch; b++) {
      const r = <usize>(b * time + t), o = r * state, own = <usize>b * state, dY = dOutput ? at(dOutput) + o : 0;
      const p = d + r * row, gradient = gradients + <usize>b * row;
      if (skipped(counted, r)) passBack(hidden, width, p, gradient, dY, dH + own);
      else {
        const before = i > 0 ? at(cells) + o + past : c0 ? at(c0) + own : 0;
        cellRowBack(hidden, p, gradient, before, at(squashed) + o, dY, dH + own, dC + own);
        if (counted) memory.fill(dH + own, 0, state);
      }
    }
    if (i > 0 || dH0) multiplyPanels(batch, hidden, width, gradients, row, panels, dH, state, counted ? ACCUMULATE : STORE, 0, rest);
  }
  addTo(optional(dH0), dH, batch * hidden);
  addTo(optional(dC0), dC, batch * hidden);
  inputGradient(batch * time, input, width, d, row, at(weightIH), optional(dX), rest);
  if (states) previousStates(batch, time, hidden, reversed, at(output), optional(h0), at(states));
}
