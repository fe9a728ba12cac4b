// The attention decoder over all steps, forward and back through time; formulas as in src/kernels/reference/attentionDecoder.ts.
// Groups of eight rows walk all steps one after the other, so that their keys and memory stay in the cache. Weights are packed
// once a call. Sizes and addresses are globals, set by the call: they would be parameters of nearly every function.
import { doubleExponentials, meanOf, scoreAll, scoreBack, softmaxBack, softmaxInPlace } from "./attention";
import { addScaledBytes } from "./elementwise";
import { ACCUMULATE, aligned, multiplyPanels, packPanels, panelFloats } from "./gemm";
import { unitRow, unitRowBack } from "./gru";
import { cellRow, cellRowBack } from "./lstm";
import { addTo, copyOrZero, optional } from "./recurrence";
import { at, bytes } from "./simd";

const GROUP: i32 = 8;

let isLstm: bool, steps: i32, time: i32, memorySize: i32, keySize: i32, hidden: i32, fed: i32, known: i32, outputs: i32;
let first: i32, stride: i32, inputSize: i32, width: i32;
let memories: usize, keys: usize, mask: usize, feed: usize, forced: usize, xs: usize, h0: usize, c0: usize;
let weightQuery: usize, weightScore: usize, biasIH: usize, biasHH: usize, biasOut: usize;
let inputs: usize, queries: usize, attention: usize, gates: usize, cells: usize, squashed: usize, states: usize, output: usize, hn: usize, cn: usize;
let dOutput: usize, dInputs: usize, dScores: usize, dQueries: usize, dKeys: usize, dWeightScore: usize, dRecurrent: usize;
let dState: usize, dCell: usize;
// Scratch: panels of the weights; gate gradients (8,G*D); recurrent products (8,G*D); exponentials of keys (8,T,A), one
// of a query (A), and which rows' are small enough (8); what narrow tiles need.
let panelsIH: usize, panelsHH: usize, panelsQuery: usize, panelsState: usize, panelsContext: usize;
let gateGradients: usize, products: usize, exponents: usize, queryExponents: usize, small: usize, corner: usize;
let rows: i32, group: i32; // of the group that walks, and its first row

@inline function rowOf(b: i32, t: i32): i32 { return (group + b) * steps + t; }
@inline function cellOf(pointer: usize, row: i32, size: i32): usize { return pointer + bytes(row * size); }

/** c += a w for the rows of the group; w in panels (k,n); strides in floats */
@inline function multiply(n: i32, k: i32, a: usize, aRow: i32, panels: usize, c: usize, cRow: i32): void {
  multiplyPanels(rows, n, k, a, bytes(aRow), panels, c, bytes(cRow), ACCUMULATE, 0, corner);
}

/** Sets the group's rows at step t of an array (B,H,size) to a vector, or to zeros. */
function setRows(pointer: usize, size: i32, count: i32, t: i32, vector: usize): void {
  for (let b = 0; b < rows; b++) copyOrZero(cellOf(pointer, rowOf(b, t), size), vector, count);
}

/** Scratch memory is handed out in whole cache lines. */
let free: usize;
function take(floats: i32): usize {
  const pointer = free;
  free += bytes(aligned(floats));
  return pointer;
}

/** Packs w (k,n), or transposed (n,k) into panels of (k,n). */
function pack(k: i32, n: i32, w: usize, transposed: bool): usize {
  const to = take(panelFloats(n, k));
  if (transposed) packPanels(k, n, w, 4, bytes(k), to);
  else packPanels(k, n, w, bytes(n), 4, to);
  return to;
}

/** The exponentials of the group's keys that count. */
function prepareKeys(): void {
  if (!weightScore) return;
  for (let b = 0; b < rows; b++) {
    let fits = true;
    for (let m = 0; m < time; m++) {
      const key = (group + b) * time + m;
      if (mask && load<f32>(mask + bytes(key)) == 0) continue;
      fits = doubleExponentials(cellOf(keys, key, keySize), exponents + bytes((b * time + m) * keySize), keySize) && fits;
    }
    store<i32>(small + bytes(b), fits);
  }
}

/** Whether row b's scores may be computed from exponentials; those of the query lie ready then. */
function quickly(b: i32, query: usize): bool {
  if (!weightScore || !load<i32>(small + bytes(b))) return false;
  return doubleExponentials(query, queryExponents, keySize);
}

@inline function maskOf(b: i32): usize { return mask ? cellOf(mask, group + b, time) : 0; }
@inline function keysOf(b: i32, quick: bool): usize { return quick ? exponents + bytes(b * time * keySize) : cellOf(keys, group + b, time * keySize); }
@inline function memoryOf(b: i32): usize { return cellOf(memories, group + b, time * memorySize); }
@inline function contextAt(pointer: usize, row: i32): usize { return cellOf(pointer, row, inputSize) + bytes(fed + known); }

function attend(b: i32, t: i32): void {
  const row = rowOf(b, t), query = cellOf(queries, row, keySize), scores = cellOf(attention, row, time);
  const quick = quickly(b, query);
  scoreAll(quick, time, keySize, keysOf(b, quick), quick ? queryExponents : query, weightScore, maskOf(b), scores);
  softmaxInPlace(scores, time);
  meanOf(time, memorySize, memoryOf(b), maskOf(b), scores, contextAt(inputs, row));
}

function attendBack(b: i32, t: i32): void {
  const row = rowOf(b, t), query = cellOf(queries, row, keySize), slopes = cellOf(dScores, row, time);
  softmaxBack(time, memorySize, memoryOf(b), maskOf(b), cellOf(attention, row, time), contextAt(dInputs, row), slopes);
  const quick = quickly(b, query);
  scoreBack(quick, time, keySize, keysOf(b, quick), quick ? queryExponents : query, weightScore, maskOf(b), slopes, cellOf(dQueries, row, keySize), dKeys ? cellOf(dKeys, group + b, time * keySize) : 0, cellOf(dWeightScore, group + b, keySize));
}

@inline function fedBack(row: i32, t: i32): bool { return t > 0 && forced != 0 && load<f32>(forced + bytes(row)) == 0; }
@inline function answerAt(pointer: usize, row: i32): usize { return cellOf(pointer, row, outputs) + bytes(first); }

/** What is fed back and what is known, in front of the context. */
function read(b: i32, t: i32): void {
  const row = rowOf(b, t), to = cellOf(inputs, row, inputSize);
  if (!fedBack(row, t)) memory.copy(to, cellOf(feed, row, fed), bytes(fed));
  else for (let c = 0; c < fed; c++) store<f32>(to + bytes(c), load<f32>(answerAt(output, row - 1) + bytes(c * stride)));
  memory.copy(to + bytes(fed), cellOf(xs, row, known), bytes(known));
}

function readBack(b: i32, t: i32): void {
  const row = rowOf(b, t), from = cellOf(dInputs, row, inputSize), to = answerAt(dOutput, row - 1);
  if (!fedBack(row, t)) return;
  for (let c = 0; c < fed; c++) {
    const p = to + bytes(c * stride);
    store<f32>(p, load<f32>(p) + load<f32>(from + bytes(c)));
    store<f32>(from + bytes(c), 0);
  }
}

/** c(t-1) or h(t-1) of row b: in `made` (B,H,D), in `initial` (B,D), or nowhere. */
@inline function beforeOf(made: usize, initial: usize, b: i32, t: i32): usize {
  return t > 0 ? cellOf(made, rowOf(b, t) - 1, hidden) : initial ? cellOf(initial, group + b, hidden) : 0;
}

function forwardStep(t: i32): void {
  const row = rowOf(0, t), size = bytes(hidden), running = cellOf(hn, group, hidden);
  setRows(queries, keySize, keySize, t, 0);
  if (weightQuery) multiply(keySize, hidden, running, hidden, panelsQuery, cellOf(queries, row, keySize), steps * keySize);
  else for (let b = 0; b < rows; b++) memory.copy(cellOf(queries, rowOf(b, t), keySize), running + <usize>b * size, size);
  for (let b = 0; b < rows; b++) { attend(b, t); read(b, t); }
  setRows(gates, 4 * hidden, width, t, biasIH);
  multiply(width, inputSize, cellOf(inputs, row, inputSize), steps * inputSize, panelsIH, cellOf(gates, row, 4 * hidden), 4 * steps * hidden);
  for (let b = 0; b < rows; b++) copyOrZero(products + bytes(b * width), biasHH, width);
  multiply(width, hidden, running, hidden, panelsHH, products, width);
  for (let b = 0; b < rows; b++) {
    const r = rowOf(b, t), p = cellOf(gates, r, 4 * hidden), z = products + bytes(b * width), y = cellOf(states, r, hidden), h = running + <usize>b * size;
    if (isLstm) cellRow(hidden, p, z, beforeOf(cells, c0, b, t), cellOf(cells, r, hidden), cellOf(squashed, r, hidden), y, h);
    else unitRow(hidden, p, z, y, h);
  }
  setRows(output, outputs, outputs, t, biasOut);
  multiply(outputs, hidden, running, hidden, panelsState, cellOf(output, row, outputs), steps * outputs);
  multiply(outputs, memorySize, contextAt(inputs, row), steps * inputSize, panelsContext, cellOf(output, row, outputs), steps * outputs);
}

function backwardStep(t: i32): void {
  const row = rowOf(0, t), dH = cellOf(dState, group, hidden), slope = cellOf(dOutput, row, outputs);
  setRows(dInputs, inputSize, inputSize, t, 0);
  multiply(hidden, outputs, slope, steps * outputs, panelsState, dH, hidden);
  multiply(memorySize, outputs, slope, steps * outputs, panelsContext, contextAt(dInputs, row), steps * inputSize);
  for (let b = 0; b < rows; b++) {
    const r = rowOf(b, t), p = cellOf(gates, r, 4 * hidden), d = gateGradients + bytes(b * width), own = cellOf(dState, group + b, hidden);
    if (isLstm) {
      cellRowBack(hidden, p, d, beforeOf(cells, c0, b, t), cellOf(squashed, r, hidden), 0, own, cellOf(dCell, group + b, hidden));
      memory.fill(own, 0, bytes(hidden)); // all of it went into the gates
    } else unitRowBack(hidden, p, cellOf(dRecurrent, r, width), d, beforeOf(states, h0, b, t), 0, own);
  }
  multiply(inputSize, width, cellOf(gates, row, 4 * hidden), 4 * steps * hidden, panelsIH, cellOf(dInputs, row, inputSize), steps * inputSize);
  multiply(hidden, width, gateGradients, width, panelsHH, dH, hidden);
  for (let b = 0; b < rows; b++) {
    attendBack(b, t);
    readBack(b, t);
    if (!weightQuery) addScaledBytes(cellOf(dQueries, rowOf(b, t), keySize), cellOf(dState, group + b, hidden), hidden, 1);
  }
  if (weightQuery) multiply(hidden, keySize, cellOf(dQueries, row, keySize), steps * keySize, panelsQuery, dH, hidden);
}

function walk(backward: bool, batch: i32): void {
  const start = free;
  for (group = 0; group < batch; group += GROUP) {
    rows = min(GROUP, batch - group);
    prepareKeys();
    if (backward) for (let t = steps - 1; t >= 0; t--) backwardStep(t);
    else {
      copyOrZero(cellOf(hn, group, hidden), h0 ? cellOf(h0, group, hidden) : 0, rows * hidden);
      for (let t = 0; t < steps; t++) forwardStep(t);
      if (isLstm) for (let b = 0; b < rows; b++) memory.copy(cellOf(cn, group + b, hidden), cellOf(cells, rowOf(b, steps - 1), hidden), bytes(hidden));
    }
  }
  free = start;
}

/** Packs the weights, transposed for the way back, and shares out the scratch memory. */
function prepare(backward: bool, weightIH: usize, weightHH: usize, weightOut: usize): void {
  const weightContext = weightOut + bytes(hidden * outputs);
  panelsIH = backward ? pack(width, inputSize, weightIH, true) : pack(inputSize, width, weightIH, false);
  panelsHH = backward ? pack(width, hidden, weightHH, true) : pack(hidden, width, weightHH, false);
  panelsState = backward ? pack(outputs, hidden, weightOut, true) : pack(hidden, outputs, weightOut, false);
  panelsContext = backward ? pack(outputs, memorySize, weightContext, true) : pack(memorySize, outputs, weightContext, false);
  if (weightQuery) panelsQuery = backward ? pack(keySize, hidden, weightQuery, true) : pack(hidden, keySize, weightQuery, false);
  gateGradients = take(GROUP * width);
  products = take(GROUP * width);
  queryExponents = take(keySize);
  small = take(GROUP);
  corner = take(64);
  exponents = free; // (8,T,A), additive only
}

/** Both directions; what a direction does not use is 0. See src/kernels/wasm/attentionDecoder.ts for the order. */
export function decoder(
  backward: i32, lstm: i32, batch: i32, stepCount: i32, timeCount: i32, memories_: i32, keySize_: i32, hidden_: i32, fed_: i32, known_: i32, outputs_: i32, first_: i32, stride_: i32,
  memory_: i32, keys_: i32, mask_: i32, feed_: i32, forced_: i32, x: i32, h0_: i32, c0_: i32,
  weightQuery_: i32, weightScore_: i32, weightIH: i32, weightHH: i32, biasIH_: i32, biasHH_: i32, weightOut: i32, biasOut_: i32,
  inputs_: i32, queries_: i32, attention_: i32, gates_: i32, cells_: i32, squashed_: i32, states_: i32, hn_: i32, cn_: i32, output_: i32,
  dOutput_: i32, dHn: i32, dCn: i32, dH0: i32, dC0: i32, dInputs_: i32, dScores_: i32, dQueries_: i32, dKeys_: i32, dWeightScore_: i32, dRecurrent_: i32, dState_: i32, dCell_: i32,
  scratch: i32,
): void {
  isLstm = lstm != 0; steps = stepCount; time = timeCount; memorySize = memories_; keySize = keySize_; hidden = hidden_; fed = fed_; known = known_; outputs = outputs_; first = first_; stride = stride_;
  inputSize = fed + known + memorySize; width = (isLstm ? 4 : 3) * hidden;
  memories = at(memory_); keys = at(keys_); mask = optional(mask_); feed = at(feed_); forced = optional(forced_); xs = at(x); h0 = optional(h0_); c0 = optional(c0_);
  weightQuery = optional(weightQuery_); weightScore = optional(weightScore_); biasIH = optional(biasIH_); biasHH = optional(biasHH_); biasOut = optional(biasOut_);
  inputs = at(inputs_); queries = at(queries_); attention = at(attention_); gates = at(gates_); cells = at(cells_); squashed = at(squashed_); states = at(states_); hn = at(hn_); cn = at(cn_); output = at(output_);
  dOutput = at(dOutput_); dInputs = at(dInputs_); dScores = at(dScores_); dQueries = at(dQueries_); dKeys = optional(dKeys_); dWeightScore = at(dWeightScore_); dRecurrent = at(dRecurrent_); dState = at(dState_); dCell = at(dCell_);
  free = at(scratch);
  prepare(backward != 0, at(weightIH), at(weightHH), at(weightOut));
  const count = batch * hidden;
  if (backward) {
    copyOrZero(dState, optional(dHn), count);
    if (isLstm) copyOrZero(dCell, optional(dCn), count);
    if (weightScore) memory.fill(dWeightScore, 0, bytes(batch * keySize));
  }
  walk(backward != 0, batch);
  if (backward) {
    addTo(optional(dH0), dState, count);
    if (isLstm) addTo(optional(dC0), dCell, count);
  }
}
