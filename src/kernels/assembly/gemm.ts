// The matrix product in tiles of 4 x 8: eight accumulators, two vectors of B and one of A fill the registers that V8 hands
// out. B is packed into panels of eight columns, k in blocks of 256. Each element sums a block from zero, then adds it to
// what is there: the same operations in the same order wherever its row lies, so rows may be split between threads.
import { unary } from "./elementwise";
import { add, at, bytes, ld, multiplyAdd, splat, st } from "./simd";

const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
const BLOCK_K: i32 = 256;
const BLOCK_N: i32 = 512;
const BLOCK_M: i32 = 64;
/** Fewer columns than this do not repay the packing of A. */
const DIRECT_N: i32 = 64;
/** Floats of scratch memory of `multiplyPanels`. */
export const TILE_FLOATS: i32 = 64;

/** What happens to a sum of products: it is stored, added to C, or added to the bias and stored. */
export const STORE: i32 = 0;
export const ACCUMULATE: i32 = 1;
export const BIAS: i32 = 2;

@inline function roundUp(n: i32, to: i32): i32 { return (n + to - 1) / to * to; }
/** Rounds a count of floats up to whole cache lines. */
@inline export function aligned(floats: i32): i32 { return (floats + 15) & ~15; }

/** Floats of a matrix (k,n) in panels. */
export function panelFloats(n: i32, k: i32): i32 { return roundUp(n, TILE_COLUMNS) * k; }

/** Floats of scratch memory that `product` needs. */
export function productScratch(m: i32, n: i32, k: i32): i32 {
  const depth = min(k, BLOCK_K);
  return aligned(panelFloats(min(n, BLOCK_N), depth)) + aligned(roundUp(min(m, BLOCK_M), TILE_ROWS) * depth) + TILE_FLOATS;
}

/** Writes one row of a tile. */
@inline function finish(c: usize, x0: v128, x1: v128, mode: i32, bias: usize): void {
  if (mode == ACCUMULATE) { x0 = add(ld(c), x0); x1 = add(v128.load(c, 16), x1); }
  else if (mode == BIAS) { x0 = add(ld(bias), x0); x1 = add(v128.load(bias, 16), x1); }
  st(c, x0);
  v128.store(c, x1, 16);
}

/** Four rows, eight columns; rows of A are `aRow` bytes apart, its columns 4 (or packed: rows 4, columns 16). */
function fourRows(k: i32, a: usize, aRow: usize, b: usize, c: usize, cRow: usize, mode: i32, bias: usize): void {
  let x0 = splat(0), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
  if (aRow == 4) {
    for (; k > 0; k--) {
      const b0 = ld(b), b1 = v128.load(b, 16);
      const a0 = v128.load32_splat(a); x0 = multiplyAdd(a0, b0, x0); x1 = multiplyAdd(a0, b1, x1);
      const a1 = v128.load32_splat(a, 4); x2 = multiplyAdd(a1, b0, x2); x3 = multiplyAdd(a1, b1, x3);
      const a2 = v128.load32_splat(a, 8); x4 = multiplyAdd(a2, b0, x4); x5 = multiplyAdd(a2, b1, x5);
      const a3 = v128.load32_splat(a, 12); x6 = multiplyAdd(a3, b0, x6); x7 = multiplyAdd(a3, b1, x7);
      a += 16; b += 32;
    }
  } else {
    let p1 = a + aRow, p2 = p1 + aRow, p3 = p2 + aRow;
    for (; k > 0; k--) {
      const b0 = ld(b), b1 = v128.load(b, 16);
      const a0 = v128.load32_splat(a); x0 = multiplyAdd(a0, b0, x0); x1 = multiplyAdd(a0, b1, x1);
      const a1 = v128.load32_splat(p1); x2 = multiplyAdd(a1, b0, x2); x3 = multiplyAdd(a1, b1, x3);
      const a2 = v128.load32_splat(p2); x4 = multiplyAdd(a2, b0, x4); x5 = multiplyAdd(a2, b1, x5);
      const a3 = v128.load32_splat(p3); x6 = multiplyAdd(a3, b0, x6); x7 = multiplyAdd(a3, b1, x7);
      a += 4; p1 += 4; p2 += 4; p3 += 4; b += 32;
    }
  }
  finish(c, x0, x1, mode, bias); c += cRow;
  finish(c, x2, x3, mode, bias); c += cRow;
  finish(c, x4, x5, mode, bias); c += cRow;
  finish(c, x6, x7, mode, bias);
}

/** One row, eight columns. */
function oneRow(k: i32, a: usize, aColumn: usize, b: usize, c: usize, mode: i32, bias: usize): void {
  let x0 = splat(0), x1 = x0;
  for (; k > 0; k--) {
    const a0 = v128.load32_splat(a);
    x0 = multiplyAdd(a0, ld(b), x0); x1 = multiplyAdd(a0, v128.load(b, 16), x1);
    a += aColumn; b += 32;
  }
  finish(c, x0, x1, mode, bias);
}

/** One row, the sixteen columns of two panels that lie `size` bytes apart; two steps of k a turn keep the adders busy. */
function wideRow(k: i32, a: usize, aColumn: usize, b: usize, size: usize, c: usize, mode: i32, bias: usize): void {
  let x0 = splat(0), x1 = x0, x2 = x0, x3 = x0, d = b + size;
  for (; k > 1; k -= 2) {
    const a0 = v128.load32_splat(a);
    x0 = multiplyAdd(a0, ld(b), x0); x1 = multiplyAdd(a0, v128.load(b, 16), x1);
    x2 = multiplyAdd(a0, ld(d), x2); x3 = multiplyAdd(a0, v128.load(d, 16), x3);
    const a1 = v128.load32_splat(a + aColumn);
    x0 = multiplyAdd(a1, v128.load(b, 32), x0); x1 = multiplyAdd(a1, v128.load(b, 48), x1);
    x2 = multiplyAdd(a1, v128.load(d, 32), x2); x3 = multiplyAdd(a1, v128.load(d, 48), x3);
    a += 2 * aColumn; b += 64; d += 64;
  }
  if (k > 0) {
    const a0 = v128.load32_splat(a);
    x0 = multiplyAdd(a0, ld(b), x0); x1 = multiplyAdd(a0, v128.load(b, 16), x1);
    x2 = multiplyAdd(a0, ld(d), x2); x3 = multiplyAdd(a0, v128.load(d, 16), x3);
  }
  finish(c, x0, x1, mode, bias);
  finish(c + 32, x2, x3, mode, bias + 32);
}

/** A tile of any height and width; narrow ones go through `scratch` (4 x 8). */
function tile(rows: i32, columns: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, c: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  const narrow = columns < TILE_COLUMNS;
  const to = narrow ? scratch : c, toRow = narrow ? <usize>32 : cRow, how = narrow ? STORE : mode;
  if (rows == TILE_ROWS) fourRows(k, a, aRow, b, to, toRow, how, bias);
  else for (let i: usize = 0; i < <usize>rows; i++) oneRow(k, a + i * aRow, aColumn, b, to + i * toRow, how, bias);
  if (!narrow) return;
  for (let i: usize = 0; i < <usize>rows; i++) {
    for (let j: usize = 0; j < bytes(columns); j += 4) {
      const x = load<f32>(scratch + i * 32 + j), p = c + i * cRow + j;
      store<f32>(p, mode == ACCUMULATE ? load<f32>(p) + x : mode == BIAS ? load<f32>(bias + j) + x : x);
    }
  }
}

/** B (k,n) into panels of eight columns, zero beyond n; strides in bytes. */
function packBlock(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, to: usize): void {
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const width = min(n - j, TILE_COLUMNS);
    if (width == TILE_COLUMNS && bColumn == 4) {
      let from = b + bytes(j);
      for (let p = 0; p < k; p++, from += bRow, to += 32) { st(to, ld(from)); v128.store(to, v128.load(from, 16), 16); }
    } else {
      for (let q = 0; q < TILE_COLUMNS; q++) {
        let from = b + <usize>(j + q) * bColumn, cell = to + bytes(q);
        for (let p = 0; p < k; p++, from += bRow, cell += 32) store<f32>(cell, q < width ? load<f32>(from) : 0);
      }
      to += <usize>k * 32;
    }
  }
}

/** Four rows of A of contiguous columns, side by side. */
function packRows(k: i32, a: usize, aRow: usize, to: usize): void {
  let p1 = a + aRow, p2 = p1 + aRow, p3 = p2 + aRow, p = 0;
  for (; p + 4 <= k; p += 4, a += 16, p1 += 16, p2 += 16, p3 += 16, to += 64) {
    const r0 = ld(a), r1 = ld(p1), r2 = ld(p2), r3 = ld(p3);
    const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), s1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const s2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), s3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    st(to, v128.shuffle<f64>(s0, s2, 0, 2)); v128.store(to, v128.shuffle<f64>(s0, s2, 1, 3), 16);
    v128.store(to, v128.shuffle<f64>(s1, s3, 0, 2), 32); v128.store(to, v128.shuffle<f64>(s1, s3, 1, 3), 48);
  }
  for (; p < k; p++, a += 4, p1 += 4, p2 += 4, p3 += 4, to += 16) {
    store<f32>(to, load<f32>(a)); store<f32>(to, load<f32>(p1), 4); store<f32>(to, load<f32>(p2), 8); store<f32>(to, load<f32>(p3), 12);
  }
}

/** A (m,k) into tiles of four rows; strides in bytes. */
function packTiles(m: i32, k: i32, a: usize, aRow: usize, aColumn: usize, to: usize): void {
  let i = 0;
  const size = <usize>k * 16; // bytes of a packed tile
  if (aRow == 4) {
    for (; i + 16 <= m; i += 16, to += 4 * size) {
      let from = a + bytes(i), cell = to;
      for (let p = 0; p < k; p++, from += aColumn, cell += 16) {
        st(cell, ld(from)); st(cell + size, v128.load(from, 16));
        st(cell + 2 * size, v128.load(from, 32)); st(cell + 3 * size, v128.load(from, 48));
      }
    }
    for (; i + 4 <= m; i += 4, to += size) {
      let from = a + bytes(i), cell = to;
      for (let p = 0; p < k; p++, from += aColumn, cell += 16) st(cell, ld(from));
    }
  } else if (aColumn == 4) for (; i + 4 <= m; i += 4, to += size) packRows(k, a + <usize>i * aRow, aRow, to);
  for (; i < m; i += TILE_ROWS, to += size) {
    const height = min(m - i, TILE_ROWS);
    for (let q = 0; q < height; q++) {
      let from = a + <usize>(i + q) * aRow, cell = to + bytes(q);
      for (let p = 0; p < k; p++, from += aColumn, cell += 16) store<f32>(cell, load<f32>(from));
    }
  }
}

/** Rows that fill no tile: sixteen columns at a time, since a row of eight has too few sums to keep the adders busy. */
function tailRows(rows: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, panels: usize, c: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  const size = <usize>k * 32;
  let j = 0;
  for (; j + 16 <= n; j += 16, panels += 2 * size) {
    for (let i: usize = 0; i < <usize>rows; i++) wideRow(k, a + i * aRow, aColumn, panels, size, c + i * cRow + bytes(j), mode, bias + bytes(j));
  }
  for (; j < n; j += TILE_COLUMNS, panels += size) {
    tile(rows, min(n - j, TILE_COLUMNS), k, a, aRow, aColumn, panels, c + bytes(j), cRow, mode, bias + bytes(j), scratch);
  }
}

/** C (m,n) from A (m,k) and one block of panels; strides in bytes. */
function multiplyBlock(m: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, panels: usize, c: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  const step = aRow == 4 ? <usize>k * 16 : 4 * aRow, whole = m & ~3;
  let panel = panels;
  if (whole > 0) for (let j = 0; j < n; j += TILE_COLUMNS, panel += <usize>k * 32) {
    let from = a, to = c + bytes(j);
    for (let i = 0; i < whole; i += TILE_ROWS, from += step, to += 4 * cRow) {
      tile(TILE_ROWS, min(n - j, TILE_COLUMNS), k, from, aRow, aColumn, panel, to, cRow, mode, bias + bytes(j), scratch);
    }
  }
  if (whole < m) tailRows(m - whole, n, k, a + <usize>(whole / 4) * step, aRow, aColumn, panels, c + <usize>whole * cRow, cRow, mode, bias, scratch);
}

/** C (m,n) from A (m,k), any strides, and one block of panels; `tiles` is room for packed A. */
function multiplyRows(m: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, panels: usize, c: usize, cRow: usize, mode: i32, bias: usize, tiles: usize, corner: usize): void {
  if (aColumn == 4 && aRow != 4 && n <= DIRECT_N) { multiplyBlock(m, n, k, a, aRow, 4, panels, c, cRow, mode, bias, corner); return; }
  for (let i = 0; i < m; i += BLOCK_M) {
    const rows = min(m - i, BLOCK_M);
    packTiles(rows, k, a + <usize>i * aRow, aRow, aColumn, tiles);
    multiplyBlock(rows, n, k, tiles, 4, 16, panels, c + <usize>i * cRow, cRow, mode, bias, corner);
  }
}

/** C (m,n) = A (m,k) B (k,n) [+ C or + bias (n)]; addresses and strides in bytes. */
export function product(m: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  twoProducts(n, k, b, bRow, bColumn, m, a, aRow, aColumn, c, 0, 0, 0, 0, 0, cRow, mode, bias, scratch);
}

/** Two products with one B, which is packed once. */
export function twoProducts(n: i32, k: i32, b: usize, bRow: usize, bColumn: usize, m: i32, a: usize, aRow: usize, aColumn: usize, c: usize, m2: i32, a2: usize, aRow2: usize, aColumn2: usize, c2: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  const tiles = scratch + bytes(aligned(panelFloats(min(n, BLOCK_N), min(k, BLOCK_K))));
  const corner = scratch + bytes(productScratch(max(m, m2), n, k) - TILE_FLOATS);
  for (let j = 0; j < n; j += BLOCK_N) {
    const columns = min(n - j, BLOCK_N), o = bytes(j);
    let p = 0;
    do { // once even when k is 0: the sum of nothing is stored
      const depth = min(k - p, BLOCK_K), how = p > 0 ? ACCUMULATE : mode;
      packBlock(depth, columns, b + <usize>p * bRow + <usize>j * bColumn, bRow, bColumn, scratch);
      if (m > 0) multiplyRows(m, columns, depth, a + <usize>p * aColumn, aRow, aColumn, scratch, c + o, cRow, how, bias + o, tiles, corner);
      if (m2 > 0) multiplyRows(m2, columns, depth, a2 + <usize>p * aColumn2, aRow2, aColumn2, scratch, c2 + o, cRow, how, bias + o, tiles, corner);
      p += BLOCK_K;
    } while (p < k);
  }
}

/** B (k,n) into panels for `multiplyPanels`: block after block of k. */
export function packPanels(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, to: usize): void {
  for (let pc = 0; pc < k; pc += BLOCK_K) {
    packBlock(min(k - pc, BLOCK_K), n, b + <usize>pc * bRow, bRow, bColumn, to + bytes(panelFloats(n, pc)));
  }
}

/** C (m,n) = A (m,k) times packed panels; rows of A and C contiguous, `aRow` and `cRow` bytes apart. */
export function multiplyPanels(m: i32, n: i32, k: i32, a: usize, aRow: usize, panels: usize, c: usize, cRow: usize, mode: i32, bias: usize, scratch: usize): void {
  let pc = 0;
  do { // once even when k is 0: the sum of nothing is stored
    multiplyBlock(m, n, min(k - pc, BLOCK_K), a + bytes(pc), aRow, 4, panels + bytes(panelFloats(n, pc)), c, cRow, pc > 0 ? ACCUMULATE : mode, bias, scratch);
    pc += BLOCK_K;
  } while (pc < k);
}

/**
 * The `gemm` of the interface: pointers and strides in elements, `activation` a kind of `unary`, or below 0 none. Rows or
 * columns may be split between callers.
 */
export function gemm(m: i32, n: i32, k: i32, a: i32, aRow: i32, aColumn: i32, b: i32, bRow: i32, bColumn: i32, c: i32, cRow: i32, accumulate: i32, bias: i32, activation: i32, scratch: i32): void {
  product(m, n, k, at(a), bytes(aRow), bytes(aColumn), at(b), bytes(bRow), bytes(bColumn), at(c), bytes(cRow), accumulate ? ACCUMULATE : bias ? BIAS : STORE, at(bias), at(scratch));
  if (activation >= 0) for (let i = 0; i < m; i++, c += cRow) unary(activation, c, c, n);
}
