/**
 * Matrix product in plain TypeScript: the oracle of the faster backends. B is packed into panels of four columns; three
 * rows of A share a pass over a panel, the fourth runs alone, since V8 keeps no more accumulators in registers.
 */
import { NONE, type Arena, type Values } from "../arena.ts";
import type { Gemm } from "../kernels.ts";
import { unaries } from "./elementwise.ts";

/** B in panels: panel j holds rows 0 … k-1 of columns 4j … 4j+3, zero beyond n. */
export interface Panels {
  readonly values: Values;
  readonly n: number;
  readonly k: number;
}

/** Scratch memory of the arena's element type. */
export function scratch(arena: Arena, count: number): Values {
  return arena.precision === "float32" ? new Float32Array(count) : new Float64Array(count);
}

/** Packs B (k,n) of any strides into panels. */
export function pack(
  arena: Arena,
  { b, bRow, bColumn, n, k }: Pick<Gemm, "b" | "bRow" | "bColumn" | "n" | "k">,
  into: Values = scratch(arena, 4 * Math.ceil(n / 4) * k),
): Panels {
  const source = arena.values;
  for (let j = 0, at = 0; j < n; j += 4) {
    const width = Math.min(4, n - j);
    for (let p = 0; p < k; p++, at += 4) {
      const row = b + p * bRow + j * bColumn;
      for (let q = 0; q < 4; q++) into[at + q] = q < width ? source[row + q * bColumn]! : 0;
    }
  }
  return { values: into, n, k };
}

type Rows = Pick<Gemm, "m" | "a" | "aRow" | "aColumn" | "c" | "cRow" | "accumulate">;

/** C = A B or C += A B with B in panels. */
export function multiplyPacked(arena: Arena, rows: Rows, { values: panels, n, k }: Panels): void {
  const values = arena.values;
  const { m, a, aRow, aColumn, c, cRow, accumulate } = rows;
  for (let j = 0; j < n; j += 4) {
    const panel = j * k;
    const width = Math.min(4, n - j);
    let i = 0;
    if (width === 4) {
      for (; i + 3 <= m; i += 3)
        threeRows(values, a + i * aRow, aRow, aColumn, panels, panel, k, c + i * cRow + j, cRow, accumulate);
    }
    for (; i < m; i++) oneRow(values, a + i * aRow, aColumn, panels, panel, k, c + i * cRow + j, width, accumulate);
  }
}

// Positional arguments: these two are the hot loops, and V8 inlines no object.
function threeRows(
  values: Values,
  a: number,
  aRow: number,
  aColumn: number,
  panels: Values,
  panel: number,
  k: number,
  c: number,
  cRow: number,
  accumulate: boolean,
): void {
  let a0 = a;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let x00 = 0,
    x01 = 0,
    x02 = 0,
    x03 = 0;
  let x10 = 0,
    x11 = 0,
    x12 = 0,
    x13 = 0;
  let x20 = 0,
    x21 = 0,
    x22 = 0,
    x23 = 0;
  for (let b = panel, end = panel + 4 * k; b < end; b += 4, a0 += aColumn, a1 += aColumn, a2 += aColumn) {
    const b0 = panels[b]!,
      b1 = panels[b + 1]!,
      b2 = panels[b + 2]!,
      b3 = panels[b + 3]!;
    const u = values[a0]!,
      v = values[a1]!,
      w = values[a2]!;
    x00 += u * b0;
    x01 += u * b1;
    x02 += u * b2;
    x03 += u * b3;
    x10 += v * b0;
    x11 += v * b1;
    x12 += v * b2;
    x13 += v * b3;
    x20 += w * b0;
    x21 += w * b1;
    x22 += w * b2;
    x23 += w * b3;
  }
  store(values, c, x00, x01, x02, x03, accumulate);
  store(values, c + cRow, x10, x11, x12, x13, accumulate);
  store(values, c + 2 * cRow, x20, x21, x22, x23, accumulate);
}

function store(values: Values, c: number, x0: number, x1: number, x2: number, x3: number, accumulate: boolean): void {
  if (accumulate) {
    values[c]! += x0;
    values[c + 1]! += x1;
    values[c + 2]! += x2;
    values[c + 3]! += x3;
  } else {
    values[c] = x0;
    values[c + 1] = x1;
    values[c + 2] = x2;
    values[c + 3] = x3;
  }
}

function oneRow(
  values: Values,
  a: number,
  aColumn: number,
  panels: Values,
  panel: number,
  k: number,
  c: number,
  width: number,
  accumulate: boolean,
): void {
  let x0 = 0,
    x1 = 0,
    x2 = 0,
    x3 = 0;
  for (let b = panel, end = panel + 4 * k, at = a; b < end; b += 4, at += aColumn) {
    const u = values[at]!;
    x0 += u * panels[b]!;
    x1 += u * panels[b + 1]!;
    x2 += u * panels[b + 2]!;
    x3 += u * panels[b + 3]!;
  }
  if (width === 4) return store(values, c, x0, x1, x2, x3, accumulate);
  const sums = [x0, x1, x2];
  for (let q = 0; q < width; q++) values[c + q] = (accumulate ? values[c + q]! : 0) + sums[q]!;
}

/** The product with packing, bias and activation included. */
export function gemm(arena: Arena, operation: Gemm): void {
  const { m, n, c, cRow, accumulate, bias = NONE, activation } = operation;
  const { values } = arena;
  const rows = Array.from({ length: m }, (_, i) => c + i * cRow);
  if (bias !== NONE) for (const row of rows) values.copyWithin(row, bias, bias + n);
  multiplyPacked(arena, { ...operation, accumulate: accumulate || bias !== NONE }, pack(arena, operation));
  if (!activation) return;
  const f = unaries[activation];
  for (const row of rows) for (let i = row; i < row + n; i++) values[i] = f(values[i]!);
}
