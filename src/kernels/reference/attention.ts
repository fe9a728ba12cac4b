/**
 * The attention of one step of one row, forward and back: scores of the keys against a query, their softmax over the memory
 * that counts, and the mean of the memory (Bahdanau, Cho & Bengio 2015; Luong, Pham & Manning 2015, "general").
 */
import { exp, tanh } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { AttentionDecoder, AttentionDecoderGradients } from "../attentionDecoder.ts";

/** Writes the attention (T) and the context (E) of row b at step t. */
export function attend(arena: Arena, d: AttentionDecoder, b: number, t: number): void {
  const { values } = arena;
  const row = b * d.steps + t;
  const attention = d.attention + row * d.time;
  for (let m = 0; m < d.time; m++)
    values[attention + m] = counts(arena, d, b, m) ? score(arena, d, b, row, m) : -Infinity;
  softmaxOfCounted(arena, d, b, attention);
  const context = contextOf(d, row);
  for (let e = 0; e < d.memorySize; e++) {
    let sum = 0;
    for (let m = 0; m < d.time; m++)
      if (counts(arena, d, b, m)) sum += values[attention + m]! * values[memoryOf(d, b, m) + e]!;
    values[context + e] = sum;
  }
}

/** Gradients of scores, queries, keys and the score's weight from that of the context, which lies in dInputs. */
export function attendBackward(
  arena: Arena,
  d: AttentionDecoder,
  g: AttentionDecoderGradients,
  b: number,
  t: number,
): void {
  const { values } = arena;
  const row = b * d.steps + t;
  const attention = d.attention + row * d.time;
  const dScores = g.dScores + row * d.time;
  const dContext = g.dInputs + row * inputSize(d) + d.fed + d.known;
  let mean = 0;
  for (let m = 0; m < d.time; m++) {
    let sum = 0;
    if (counts(arena, d, b, m))
      for (let e = 0; e < d.memorySize; e++) sum += values[dContext + e]! * values[memoryOf(d, b, m) + e]!;
    values[dScores + m] = sum;
    mean += sum * values[attention + m]!;
  }
  for (let m = 0; m < d.time; m++) values[dScores + m] = values[attention + m]! * (values[dScores + m]! - mean);
  values.fill(0, g.dQueries + row * d.keySize, g.dQueries + (row + 1) * d.keySize);
  for (let m = 0; m < d.time; m++) if (counts(arena, d, b, m)) scoreBackward(arena, d, g, b, row, m);
}

/** What the unit reads at a step: fed back, known, context. */
export function inputSize({ fed, known, memorySize }: AttentionDecoder): number {
  return fed + known + memorySize;
}

function counts({ values }: Arena, { mask, time }: AttentionDecoder, b: number, m: number): boolean {
  return mask === NONE || values[mask + b * time + m] !== 0;
}

function memoryOf(d: AttentionDecoder, b: number, m: number): number {
  return d.memory + (b * d.time + m) * d.memorySize;
}

function contextOf(d: AttentionDecoder, row: number): number {
  return d.inputs + row * inputSize(d) + d.fed + d.known;
}

function score({ values }: Arena, d: AttentionDecoder, b: number, row: number, m: number): number {
  const key = d.keys + (b * d.time + m) * d.keySize;
  const query = d.queries + row * d.keySize;
  let sum = 0;
  for (let a = 0; a < d.keySize; a++) {
    const [k, q] = [values[key + a]!, values[query + a]!];
    sum += d.score === "additive" ? values[d.weightScore + a]! * tanh(k + q) : k * q;
  }
  return sum;
}

function scoreBackward(
  { values }: Arena,
  d: AttentionDecoder,
  g: AttentionDecoderGradients,
  b: number,
  row: number,
  m: number,
): void {
  const key = d.keySize * (b * d.time + m);
  const slope = values[g.dScores + row * d.time + m]!;
  for (let a = 0; a < d.keySize; a++) {
    const k = values[d.keys + key + a]!;
    if (d.score === "multiplicative") {
      values[g.dQueries + row * d.keySize + a]! += slope * k;
      continue;
    }
    const y = tanh(k + values[d.queries + row * d.keySize + a]!);
    const change = slope * values[d.weightScore + a]! * (1 - y * y);
    values[g.dQueries + row * d.keySize + a]! += change;
    if (g.dKeys !== NONE) values[g.dKeys + key + a]! += change;
    values[g.dWeightScore + b * d.keySize + a]! += slope * y;
  }
}

/** The softmax over what counts; zeros where nothing does. */
function softmaxOfCounted(arena: Arena, d: AttentionDecoder, b: number, attention: number): void {
  const { values } = arena;
  let top = -Infinity;
  let any = false;
  for (let m = 0; m < d.time; m++) {
    if (!counts(arena, d, b, m)) continue;
    any = true;
    top = Math.max(top, values[attention + m]!);
  }
  let total = 0;
  for (let m = 0; m < d.time; m++) {
    const value = any && counts(arena, d, b, m) ? exp(values[attention + m]! - top) : 0;
    values[attention + m] = value;
    total += value;
  }
  if (any) for (let m = 0; m < d.time; m++) values[attention + m] = values[attention + m]! / total;
}
