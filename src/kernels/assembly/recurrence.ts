// What the three fused recurrences share. Both weights are packed once; states and the products of a step lie in small
// contiguous rows, since the rows of one step lie T rows apart in memory (batch first). All but the weight gradients treats
// batch rows apart, and these treat columns apart: a caller may split both, since what one thread writes no other reads
// before it is done.
import { addScaledBytes, columnSumsBytes } from "./elementwise";
import { ACCUMULATE, aligned, BIAS, multiplyPanels, packPanels, panelFloats, product, productScratch, STORE, TILE_FLOATS, twoProducts } from "./gemm";
import { add, at, bytes, ldn, stn } from "./simd";

/** Floats of the gates that are projected at once, at most: they are read again before they leave the caches. */
const SPAN_FLOATS: i32 = 32768;

/** A forward pass under way; it lies at the start of the pass's scratch memory. */
@unmanaged export class Walk {
  batch: i32;
  time: i32;
  input: i32;
  hidden: i32;
  /** G*H */
  width: i32;
  /** Steps whose input is projected at once. */
  span: i32;
  reversed: i32;
  /** Whether the state starts at h0, not at zero. */
  started: i32;
  x: usize;
  /** The state (B,H): that of the steps walked so far. */
  h: usize;
  bias: usize;
  recurrentBias: usize;
  inputPanels: usize;
  panels: usize;
  /** h(t-1) weightHH [+ recurrentBias] of the running step (B,G*H) */
  z: usize;
  /** Whether the projected input is kept for the backward pass. */
  kept: i32;
  /** x weightIH [+ bias]: of all steps where it is kept, else of a span. */
  gates: usize;
  /** Bytes from a step to the next, and from a batch row to the next. */
  gateRow: usize;
  gateSequence: usize;
  /** The running step's gates of batch row 0. */
  p: usize;
  corner: usize;
}

const WALK_FLOATS: i32 = 32;

/** Steps whose input is projected at once: whole tiles of a batch row's, or one of all rows. */
function spanOf(batch: i32, time: i32, row: i32): i32 {
  const span = SPAN_FLOATS / max(batch * row, 1);
  return span < 4 ? 1 : min(span & ~3, time);
}

/** Floats of scratch memory of a forward pass; `width` is G*H, `row` the floats of a row of gates. */
export function forwardScratch(batch: i32, time: i32, input: i32, hidden: i32, width: i32, row: i32, kept: i32): i32 {
  const panels = aligned(panelFloats(width, input)) + aligned(panelFloats(width, hidden));
  return WALK_FLOATS + aligned(width) + panels + aligned(batch * width) + (kept ? 0 : aligned(batch * spanOf(batch, time, row) * row)) + TILE_FLOATS;
}

/** Floats of scratch memory of a backward pass, its weight gradients apart. */
export function backwardScratch(batch: i32, time: i32, input: i32, hidden: i32, width: i32): i32 {
  return aligned(panelFloats(hidden, width)) + aligned(batch * width) + productScratch(batch * time, input, width);
}

/** Floats of scratch memory of `weightGradients` for so many columns. */
export function weightScratch(rows: i32, columns: i32, input: i32, hidden: i32): i32 {
  return max(productScratch(max(input, hidden), columns, rows), aligned(columns));
}

// Where the parts of a backward pass's scratch memory begin: panels, gate gradients of a step, what products need.
@inline export function gateGradientsOf(scratch: usize, hidden: i32, width: i32): usize { return scratch + bytes(aligned(panelFloats(hidden, width))); }
@inline export function backwardRest(gateGradients: usize, batch: i32, width: i32): usize { return gateGradients + bytes(aligned(batch * width)); }

/** The address of an optional operand. */
@inline export function optional(pointer: i32): usize { return pointer ? at(pointer) : 0; }

/** to (count) = from, or zeros where there is none */
export function copyOrZero(to: usize, from: usize, count: i32): void {
  if (from) memory.copy(to, from, bytes(count));
  else memory.fill(to, 0, bytes(count));
}

/** to (count) += from, unless there is no such gradient */
export function addTo(to: usize, from: usize, count: i32): void {
  if (to) addScaledBytes(from, to, count, 1);
}

/** The step that is walked i-th. */
@inline export function stepOf(i: i32, time: i32, reversed: i32): i32 { return reversed ? time - 1 - i : i; }

/** The bytes from a row of a sequence to that of the step before. */
@inline export function towardsPast(row: usize, reversed: i32): usize { return reversed ? row : 0 - row; }

/** Whether row r of (B,T) does not count. */
@inline export function skipped(mask: usize, r: usize): bool { return mask != 0 && load<f32>(mask + (r << 2)) == 0; }

/** Packs the weights and starts the state. Biases are optional; where `apart`, the recurrent one goes with its own product. */
export function startWalk(
  batch: i32, time: i32, input: i32, hidden: i32, width: i32, reversed: i32, x: i32, h0: i32, weightIH: i32, weightHH: i32, biasIH: i32,
  biasHH: i32, apart: bool, hn: i32, gates: i32, row: i32, scratch: i32,
): Walk {
  const w = changetype<Walk>(at(scratch)), sum = at(scratch) + bytes(WALK_FLOATS), span = spanOf(batch, time, row);
  w.batch = batch; w.time = time; w.input = input; w.hidden = hidden; w.width = width; w.span = span; w.reversed = reversed;
  w.started = h0; w.x = at(x); w.h = at(hn); w.kept = gates;
  w.bias = optional(biasIH); w.recurrentBias = apart ? optional(biasHH) : 0;
  if (biasHH && !apart) {
    copyOrZero(sum, w.bias, width);
    addScaledBytes(at(biasHH), sum, width, 1);
    w.bias = sum;
  }
  w.inputPanels = sum + bytes(aligned(width));
  w.panels = w.inputPanels + bytes(aligned(panelFloats(width, input)));
  w.z = w.panels + bytes(aligned(panelFloats(width, hidden)));
  const own = w.z + bytes(aligned(batch * width));
  w.gates = gates ? at(gates) : own;
  w.gateRow = bytes(row);
  w.gateSequence = w.gateRow * (gates ? time : span);
  w.corner = gates ? own : own + bytes(aligned(batch * span * row));
  packPanels(input, width, at(weightIH), bytes(width), 4, w.inputPanels);
  packPanels(hidden, width, at(weightHH), bytes(width), 4, w.panels);
  copyOrZero(w.h, optional(h0), batch * hidden);
  return w;
}

/** Projects the input of the span that begins with the step that is walked i-th. */
function project(w: Walk, i: i32): void {
  const count = min(w.span, w.time - i), t = stepOf(i, w.time, w.reversed), first = w.reversed ? t - count + 1 : t;
  const row = bytes(w.input), sequence = <usize>w.time * row, mode = w.bias ? BIAS : STORE;
  let x = w.x + <usize>first * row, p = w.gates + (w.kept ? <usize>first * w.gateRow : 0);
  w.p = p + <usize>(t - first) * w.gateRow;
  if (w.span == 1) multiplyPanels(w.batch, w.width, w.input, x, sequence, w.inputPanels, p, w.gateSequence, mode, w.bias, w.corner);
  else for (let b = 0; b < w.batch; b++, x += sequence, p += w.gateSequence) {
    multiplyPanels(count, w.width, w.input, x, row, w.inputPanels, p, w.gateRow, mode, w.bias, w.corner);
  }
}

/** Makes both products of the step that is walked i-th, of all rows; gives the step. */
export function walkTo(w: Walk, i: i32): i32 {
  const row = bytes(w.width);
  if (i % w.span == 0) project(w, i);
  else w.p -= towardsPast(w.gateRow, w.reversed);
  if (i > 0 || w.started) multiplyPanels(w.batch, w.width, w.hidden, w.h, bytes(w.hidden), w.panels, w.z, row, w.recurrentBias ? BIAS : STORE, w.recurrentBias, w.corner);
  else for (let b = 0; b < w.batch; b++) copyOrZero(w.z + <usize>b * row, w.recurrentBias, w.width);
  return stepOf(i, w.time, w.reversed);
}

/** Packs weightHH transposed (G*H,H) for the backward pass. */
export function packTransposed(hidden: i32, width: i32, weightHH: usize, panels: usize): void {
  packPanels(width, hidden, weightHH, 4, bytes(width), panels);
}

/** A step that does not count, back: its gates get no gradient, the state's goes on with that of the output. */
export function passBack(hidden: i32, width: i32, p: usize, d: usize, dY: usize, dH: usize): void {
  memory.fill(p, 0, bytes(width));
  memory.fill(d, 0, bytes(width));
  addTo(dY ? dH : 0, dY, hidden);
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

/** to (B,T,H) = h(t-1): the output shifted by a step, h0 or zeros where the walk begins */
export function previousStates(batch: i32, time: i32, hidden: i32, reversed: i32, output: usize, h0: usize, to: usize): void {
  const state = bytes(hidden), rest = bytes(time - 1) * <usize>hidden;
  for (let b = 0; b < batch; b++, to += rest + state, output += rest + state) {
    copyOrZero(reversed ? to + rest : to, h0 ? h0 + <usize>b * state : 0, hidden);
    memory.copy(reversed ? to : to + state, reversed ? output + state : output, rest);
  }
}

/** to (rows,width) = from, with zeros in the rows whose mask is 0, whatever stands there: 0 times NaN would be NaN. */
export function maskRows(rows: i32, width: i32, mask: i32, from: i32, to: i32): void {
  let p = at(from), q = at(to);
  for (let r = 0; r < rows; r++, p += bytes(width), q += bytes(width)) copyOrZero(q, skipped(at(mask), r) ? 0 : p, width);
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
