// What the three fused recurrences share. The input projection of all steps is one product; the recurrent weights are
// packed once; states and recurrent products live in small contiguous scratch rows, since the rows of one step lie T rows
// apart in memory (batch first). All but the weight gradients treats batch rows apart, and these treat columns apart: a
// caller may split both, since what one thread writes no other reads before it is done.
import { addScaledBytes, columnSumsBytes } from "./elementwise";
import { ACCUMULATE, aligned, BIAS, packPanels, panelFloats, product, productScratch, STORE, twoProducts } from "./gemm";
import { add, at, bytes, ldn, stn } from "./simd";

// Scratch of a forward pass: summed bias (G*H), panels of weightHH, recurrent product (B,G*H), state (B,H), then the
// product's own. Backward: panels of the transposed weightHH, gate gradients (B,G*H), the products' own.

/** Floats of scratch memory of a forward pass; `width` is G*H. */
export function forwardScratch(batch: i32, time: i32, input: i32, hidden: i32, width: i32): i32 {
  return aligned(width) + aligned(panelFloats(width, hidden)) + aligned(batch * width) + aligned(batch * hidden) + productScratch(batch * time, width, input);
}

/** Floats of scratch memory of a backward pass, its weight gradients apart. */
export function backwardScratch(batch: i32, time: i32, input: i32, hidden: i32, width: i32): i32 {
  return aligned(panelFloats(hidden, width)) + aligned(batch * width) + productScratch(batch * time, input, width);
}

/** Floats of scratch memory of `weightGradients` for so many columns. */
export function weightScratch(rows: i32, columns: i32, input: i32, hidden: i32): i32 {
  return max(productScratch(max(input, hidden), columns, rows), aligned(columns));
}

// Where the parts of the scratch memory begin.
@inline export function panelsOf(scratch: usize, width: i32): usize { return scratch + bytes(aligned(width)); }
@inline export function recurrentOf(panels: usize, hidden: i32, width: i32): usize { return panels + bytes(aligned(panelFloats(width, hidden))); }
@inline export function stateOf(recurrent: usize, batch: i32, width: i32): usize { return recurrent + bytes(aligned(batch * width)); }
@inline export function forwardRest(state: usize, batch: i32, hidden: i32): usize { return state + bytes(aligned(batch * hidden)); }
@inline export function gateGradientsOf(scratch: usize, hidden: i32, width: i32): usize { return scratch + bytes(aligned(panelFloats(hidden, width))); }
@inline export function backwardRest(gateGradients: usize, batch: i32, width: i32): usize { return gateGradients + bytes(aligned(batch * width)); }

/** The address of an optional operand. */
@inline export function optional(pointer: i32): usize { return pointer ? at(pointer) : 0; }

/** gates (rows of `row` bytes) = x weightIH + biasIH + biasHH, each bias optional */
export function projectInput(rows: i32, input: i32, width: i32, x: usize, weightIH: usize, biasIH: usize, biasHH: usize, gates: usize, row: usize, bias: usize, scratch: usize): void {
  let from = biasIH ? biasIH : biasHH;
  if (biasIH && biasHH) {
    for (let j = 0; j < width; j += 4) {
      const n = min(width - j, 4), o = bytes(j);
      stn(bias + o, add(ldn(biasIH + o, n), ldn(biasHH + o, n)), n);
    }
    from = bias;
  }
  product(rows, width, input, x, bytes(input), 4, weightIH, bytes(width), 4, gates, row, from ? BIAS : STORE, from, scratch);
}

/** to (count) = from, or zeros where there is none */
export function copyOrZero(to: usize, from: usize, count: i32): void {
  if (from) memory.copy(to, from, bytes(count));
  else memory.fill(to, 0, bytes(count));
}

/** to (count) += from, unless there is no such gradient */
export function addTo(to: usize, from: usize, count: i32): void {
  if (to) addScaledBytes(from, to, count, 1);
}

/** Packs weightHH (H,G*H) for the forward pass. */
export function packRecurrent(hidden: i32, width: i32, weightHH: usize, panels: usize): void {
  packPanels(hidden, width, weightHH, bytes(width), 4, panels);
}

/** Packs weightHH transposed (G*H,H) for the backward pass. */
export function packTransposed(hidden: i32, width: i32, weightHH: usize, panels: usize): void {
  packPanels(width, hidden, weightHH, 4, bytes(width), panels);
}

/** dX += d weightIHᵀ for rows of `row` bytes */
export function inputGradient(rows: i32, input: i32, width: i32, d: usize, row: usize, weightIH: usize, dX: usize, scratch: usize): void {
  if (dX) product(rows, input, width, d, row, 4, weightIH, 4, bytes(width), dX, bytes(input), ACCUMULATE, 0, scratch);
}

/** dBiasIH and dBiasHH (width) += column sums of d, each where wanted. */
function biasGradients(rows: i32, width: i32, d: usize, row: usize, dBiasIH: usize, dBiasHH: usize, scratch: usize): void {
  if (dBiasIH && dBiasHH && rows > 0) {
    memory.fill(scratch, 0, bytes(width));
    columnSumsBytes(d, rows, width, row, scratch);
    addTo(dBiasIH, scratch, width);
    addTo(dBiasHH, scratch, width);
  } else if (dBiasIH) columnSumsBytes(d, rows, width, row, dBiasIH);
  else if (dBiasHH) columnSumsBytes(d, rows, width, row, dBiasHH);
}

/** to (B,T,H) = h(t-1): the output shifted by a step, h0 or zeros in front */
export function previousStates(batch: i32, time: i32, hidden: i32, output: usize, h0: usize, to: usize): void {
  const state = bytes(hidden), sequence = bytes(time) * <usize>hidden;
  for (let b = 0; b < batch; b++, to += sequence, output += sequence) {
    copyOrZero(to, h0 ? h0 + <usize>b * state : 0, hidden);
    memory.copy(to + state, output, sequence - state);
  }
}

/**
 * dWeightIH (F,G*H) += xᵀ d and dWeightHH (H,G*H) += statesᵀ d over all rows, the biases += column sums of d, each where
 * wanted; `columns` of the G*H from where the pointers stand, rows of d `row` floats apart.
 */
export function weightGradients(
  rows: i32, columns: i32, width: i32, d: i32, row: i32, input: i32, x: i32, dWeightIH: i32, hidden: i32, states: i32, dWeightHH: i32,
  dBiasIH: i32, dBiasHH: i32, scratch: i32,
): void {
  const m = dWeightIH ? input : 0, m2 = dWeightHH ? hidden : 0;
  if (m + m2 > 0) twoProducts(columns, rows, at(d), bytes(row), 4, m, at(x), 4, bytes(input), at(dWeightIH), m2, at(states), 4, bytes(hidden), at(dWeightHH), bytes(width), ACCUMULATE, 0, at(scratch));
  biasGradients(rows, columns, at(d), bytes(row), optional(dBiasIH), optional(dBiasHH), at(scratch));
}
