/** Functions of whole rows of the reference backend: softmax, layer normalization, and rows chosen from a table. */
import { exp, log } from "../../elementary.ts";
import { NONE, type Arena } from "../arena.ts";
import type { LayerNormalization, LayerNormalizationGradients, Pointer, RowChoice, RowKind } from "../kernels.ts";

/** y = softmax(x), or its logarithm, with the row's largest element subtracted first */
export function rowFunction(
  { values }: Arena,
  kind: RowKind,
  x: Pointer,
  y: Pointer,
  rows: number,
  width: number,
): void {
  for (let from = x, to = y; from < x + rows * width; from += width, to += width) {
    let top = -Infinity;
    let total = 0;
    for (let j = 0; j < width; j++) if (values[from + j]! > top) top = values[from + j]!;
    for (let j = 0; j < width; j++) total += exp(values[from + j]! - top);
    const shift = log(total);
    for (let j = 0; j < width; j++) {
      const value = values[from + j]! - top;
      values[to + j] = kind === "softmax" ? exp(value) / total : value - shift;
    }
  }
}

/** softmax: dx += y (dy - sum(dy y)); its logarithm: dx += dy - exp(y) sum(dy) */
export function rowFunctionBackward(
  { values }: Arena,
  kind: RowKind,
  y: Pointer,
  dy: Pointer,
  dx: Pointer,
  rows: number,
  width: number,
): void {
  for (let row = 0; row < rows * width; row += width) {
    let total = 0;
    for (let i = row; i < row + width; i++) total += values[dy + i]! * (kind === "softmax" ? values[y + i]! : 1);
    for (let i = row; i < row + width; i++) {
      const slope = values[dy + i]!;
      values[dx + i]! += kind === "softmax" ? values[y + i]! * (slope - total) : slope - exp(values[y + i]!) * total;
    }
  }
}

/** Normalizes row by row, by the mean and the biased variance. */
export function layerNorm({ values }: Arena, operands: LayerNormalization): void {
  const { rows, width, x, weight, bias, y, means, scales, epsilon } = operands;
  for (let r = 0; r < rows; r++) {
    let mean = 0;
    let variance = 0;
    for (let j = 0; j < width; j++) mean += values[x + r * width + j]!;
    mean /= width;
    for (let j = 0; j < width; j++) {
      const deviation = values[x + r * width + j]! - mean;
      variance += deviation * deviation;
    }
    const scale = 1 / Math.sqrt(variance / width + epsilon);
    values[means + r] = mean;
    values[scales + r] = scale;
    for (let j = 0; j < width; j++) {
      const value = (values[x + r * width + j]! - mean) * scale * (weight === NONE ? 1 : values[weight + j]!);
      values[y + r * width + j] = value + (bias === NONE ? 0 : values[bias + j]!);
    }
  }
}

/** dx += scale (g - mean(g) - z mean(g z)), with z the normalized row and g = dy weight */
export function layerNormBackward(
  { values }: Arena,
  { rows, width, x, weight, means, scales }: LayerNormalization,
  { dY, dX, dWeight, dBias }: LayerNormalizationGradients,
): void {
  for (let r = 0; r < rows; r++) {
    const scale = values[scales + r]!;
    const normalized = (j: number): number => (values[x + r * width + j]! - values[means + r]!) * scale;
    const slope = (j: number): number => values[dY + r * width + j]! * (weight === NONE ? 1 : values[weight + j]!);
    let mean = 0;
    let along = 0;
    for (let j = 0; j < width; j++) {
      mean += slope(j) / width;
      along += (slope(j) * normalized(j)) / width;
      if (dWeight !== NONE) values[dWeight + j]! += values[dY + r * width + j]! * normalized(j);
      if (dBias !== NONE) values[dBias + j]! += values[dY + r * width + j]!;
    }
    if (dX === NONE) continue;
    for (let j = 0; j < width; j++) values[dX + r * width + j]! += scale * (slope(j) - mean - normalized(j) * along);
  }
}

function chosenRow({ values }: Arena, { indices, rows }: RowChoice, i: number): number {
  const index = values[indices + i]!;
  return Number.isInteger(index) && index >= 0 && index < rows ? index : 0;
}

/** out = the chosen rows */
export function gather(arena: Arena, choice: RowChoice, out: Pointer): void {
  const { count, width, table } = choice;
  for (let i = 0; i < count; i++) {
    const row = table + chosenRow(arena, choice, i) * width;
    arena.values.copyWithin(out + i * width, row, row + width);
  }
}

/** the chosen rows += x, in the order of the choice */
export function scatter(arena: Arena, choice: RowChoice, x: Pointer, skip: number): void {
  const { values } = arena;
  const { count, width, table } = choice;
  for (let i = 0; i < count; i++) {
    const row = chosenRow(arena, choice, i);
    if (row !== skip) for (let j = 0; j < width; j++) values[table + row * width + j]! += values[x + i * width + j]!;
  }
}

/** to = from, with zeros in the rows whose mask is 0 */
export function maskRows(
  { values }: Arena,
  rows: number,
  width: number,
  mask: Pointer,
  from: Pointer,
  to: Pointer,
): void {
  for (let r = 0; r < rows; r++) {
    const row = to + r * width;
    if (values[mask + r] === 0) values.fill(0, row, row + width);
    else values.copyWithin(row, from + r * width, from + (r + 1) * width);
  }
}
