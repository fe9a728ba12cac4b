/**
 * What the three fused recurrences share. Over a whole sequence the input projection is one product before the time loop,
 * the recurrent product uses weights packed once, and each weight gradient is one product after the loop.
 */
import { NONE, type Arena } from "../arena.ts";
import type { Pointer, Recurrence, RecurrenceGradients } from "../kernels.ts";
import { gemm, multiplyPacked, pack, type Panels } from "./gemm.ts";

/** gates (B*T rows of `rowSize`) = x weightIH + biasIH [+ biasHH] */
export function projectInput(
  arena: Arena,
  r: Recurrence,
  gateCount: number,
  rowSize: number,
  addRecurrentBias: boolean,
): void {
  const width = gateCount * r.hidden;
  const rows = r.batch * r.time;
  const { values } = arena;
  for (let i = 0; i < rows; i++) {
    const row = r.gates + i * rowSize;
    for (let j = 0; j < width; j++) {
      const bias = r.biasIH === NONE ? 0 : values[r.biasIH + j]!;
      values[row + j] = addRecurrentBias && r.biasHH !== NONE ? bias + values[r.biasHH + j]! : bias;
    }
  }
  gemm(arena, {
    m: rows,
    n: width,
    k: r.input,
    a: r.x,
    aRow: r.input,
    aColumn: 1,
    b: r.weightIH,
    bRow: width,
    bColumn: 1,
    c: r.gates,
    cRow: rowSize,
    accumulate: true,
  });
}

/** weightHH (H,G*H) in panels. */
export function packRecurrent(arena: Arena, r: Recurrence, gateCount: number): Panels {
  return pack(arena, { b: r.weightHH, bRow: gateCount * r.hidden, bColumn: 1, n: gateCount * r.hidden, k: r.hidden });
}

/** weightHH transposed (G*H,H) in panels. */
export function packRecurrentTransposed(arena: Arena, r: Recurrence, gateCount: number): Panels {
  return pack(arena, { b: r.weightHH, bRow: 1, bColumn: gateCount * r.hidden, n: r.hidden, k: gateCount * r.hidden });
}

/** c (B rows of stride cRow) += h(t-1) weightHH; h(-1) = h0, nothing where h0 is none. */
export function addRecurrent(
  arena: Arena,
  r: Recurrence,
  t: number,
  panels: Panels,
  c: Pointer,
  cRow: number,
  accumulate = true,
): void {
  if (t === 0 && r.h0 === NONE) {
    if (!accumulate) for (let b = 0; b < r.batch; b++) arena.values.fill(0, c + b * cRow, c + b * cRow + panels.n);
    return;
  }
  const previous =
    t === 0 ? { a: r.h0, aRow: r.hidden } : { a: r.output + (t - 1) * r.hidden, aRow: r.time * r.hidden };
  multiplyPacked(arena, { m: r.batch, ...previous, aColumn: 1, c, cRow, accumulate }, panels);
}

/** Starts dH (B,H) from dHn, or from zero. */
export function startStateGradient({ values }: Arena, r: Recurrence, dState: Pointer, dFinal: Pointer): void {
  const count = r.batch * r.hidden;
  if (dFinal === NONE) values.fill(0, dState, dState + count);
  else values.copyWithin(dState, dFinal, dFinal + count);
}

/** The gradient that flows into h(t): from the output at t and from step t+1. */
export function hiddenGradient(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  b: number,
  t: number,
  j: number,
  dH: number,
): number {
  return g.dOutput === NONE ? dH : dH + arena.values[g.dOutput + (b * r.time + t) * r.hidden + j]!;
}

/** dst (count) += src, unless dst is none. */
export function addTo({ values }: Arena, source: Pointer, target: Pointer, count: number): void {
  if (target !== NONE) for (let i = 0; i < count; i++) values[target + i]! += values[source + i]!;
}

/** Where the pre-activation gradients lie: `count` columns from `offset` of rows of `rowSize`. */
export interface GateGradients {
  readonly pointer: Pointer;
  readonly rowSize: number;
}

/** dX, dWeightIH, dBiasIH from the gradients of the projected input (B*T,G*H). */
export function inputGradients(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  gateCount: number,
  d: GateGradients,
): void {
  const width = gateCount * r.hidden;
  const rows = r.batch * r.time;
  if (g.dX !== NONE) {
    gemm(arena, {
      m: rows,
      n: r.input,
      k: width,
      a: d.pointer,
      aRow: d.rowSize,
      aColumn: 1,
      b: r.weightIH,
      bRow: 1,
      bColumn: width,
      c: g.dX,
      cRow: r.input,
      accumulate: true,
    });
  }
  if (g.dWeightIH !== NONE) {
    gemm(arena, {
      m: r.input,
      n: width,
      k: rows,
      a: r.x,
      aRow: 1,
      aColumn: r.input,
      b: d.pointer,
      bRow: d.rowSize,
      bColumn: 1,
      c: g.dWeightIH,
      cRow: width,
      accumulate: true,
    });
  }
  if (g.dBiasIH !== NONE) sumRows(arena, d, rows, width, g.dBiasIH);
}

/** dWeightHH, dBiasHH from the gradients of the recurrent product; the workspace receives h(t-1) (B,T,H). */
export function recurrentGradients(
  arena: Arena,
  r: Recurrence,
  g: RecurrenceGradients,
  gateCount: number,
  d: GateGradients,
): void {
  const width = gateCount * r.hidden;
  const rows = r.batch * r.time;
  if (g.dWeightHH !== NONE) {
    previousStates(arena, r, g.workspace);
    gemm(arena, {
      m: r.hidden,
      n: width,
      k: rows,
      a: g.workspace,
      aRow: 1,
      aColumn: r.hidden,
      b: d.pointer,
      bRow: d.rowSize,
      bColumn: 1,
      c: g.dWeightHH,
      cRow: width,
      accumulate: true,
    });
  }
  if (g.dBiasHH !== NONE) sumRows(arena, d, rows, width, g.dBiasHH);
}

function previousStates({ values }: Arena, r: Recurrence, to: Pointer): void {
  const length = r.time * r.hidden;
  for (let b = 0; b < r.batch; b++) {
    const row = to + b * length;
    if (r.h0 === NONE) values.fill(0, row, row + r.hidden);
    else values.copyWithin(row, r.h0 + b * r.hidden, r.h0 + (b + 1) * r.hidden);
    values.copyWithin(row + r.hidden, r.output + b * length, r.output + (b + 1) * length - r.hidden);
  }
}

function sumRows({ values }: Arena, d: GateGradients, rows: number, width: number, out: Pointer): void {
  for (let i = 0; i < rows; i++) {
    const row = d.pointer + i * d.rowSize;
    for (let j = 0; j < width; j++) values[out + j]! += values[row + j]!;
  }
}
