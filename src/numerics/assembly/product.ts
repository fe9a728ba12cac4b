// C += A B in float64, in tiles of 4 x 4: eight accumulators of two lanes. Both operands are packed into panels of four
// lines, k in blocks of 256. Each element sums a block from zero, then adds it to what is there: the same operations in
// the same order wherever its tile lies, and those of src/numerics/referenceAlgebra.ts.

const TILE: i32 = 4;
const BLOCK_K: i32 = 256;
const BLOCK_N: i32 = 128;

@inline function roundUp(n: i32): i32 { return (n + TILE - 1) / TILE * TILE; }
@inline function bytes(count: i32): usize { return <usize>count << 3; }

/** Bytes of scratch memory that `product` needs. */
export function productScratch(m: i32, n: i32, k: i32): usize {
  return bytes((roundUp(m) + roundUp(min(n, BLOCK_N))) * min(k, BLOCK_K) + TILE * TILE);
}

/** Panels of four lines, zero beyond `lines`; a line's elements are `step` bytes apart, lines `line` bytes; element p times its weight. */
function pack(lines: i32, k: i32, from: usize, line: usize, step: usize, weights: usize, to: usize): void {
  for (let i = 0; i < lines; i += TILE, from += line * TILE) {
    const whole = lines - i >= TILE && line == 8;
    let cell = from, weight = weights;
    for (let p = 0; p < k; p++, cell += step, to += 32) {
      if (whole) { v128.store(to, v128.load(cell)); v128.store(to, v128.load(cell, 16), 16); }
      else for (let q = 0; q < TILE; q++) store<f64>(to + bytes(q), i + q < lines ? load<f64>(cell + <usize>q * line) : 0);
      if (weights == 0) continue;
      const w = v128.load64_splat(weight);
      v128.store(to, f64x2.mul(v128.load(to), w)); v128.store(to, f64x2.mul(v128.load(to, 16), w), 16);
      weight += 8;
    }
  }
}

@inline function addTo(c: usize, x0: v128, x1: v128): void {
  v128.store(c, f64x2.add(v128.load(c), x0));
  v128.store(c, f64x2.add(v128.load(c, 16), x1), 16);
}

/** Adds the product of two panels to a tile whose rows are `cRow` bytes apart. */
function tile(k: i32, a: usize, b: usize, c: usize, cRow: usize): void {
  let x0 = f64x2.splat(0), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
  for (; k > 0; k--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a); x0 = f64x2.add(x0, f64x2.mul(a0, b0)); x1 = f64x2.add(x1, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8); x2 = f64x2.add(x2, f64x2.mul(a1, b0)); x3 = f64x2.add(x3, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16); x4 = f64x2.add(x4, f64x2.mul(a2, b0)); x5 = f64x2.add(x5, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24); x6 = f64x2.add(x6, f64x2.mul(a3, b0)); x7 = f64x2.add(x7, f64x2.mul(a3, b1));
    a += 32; b += 32;
  }
  addTo(c, x0, x1); c += cRow;
  addTo(c, x2, x3); c += cRow;
  addTo(c, x4, x5); c += cRow;
  addTo(c, x6, x7);
}

/** A tile of fewer rows or columns than four, by way of `corner` (4 x 4). */
function narrowTile(rows: i32, columns: i32, k: i32, a: usize, b: usize, c: usize, cRow: usize, corner: usize): void {
  memory.fill(corner, 0, 128);
  tile(k, a, b, corner, 32);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const cell = c + <usize>i * cRow + bytes(j);
      store<f64>(cell, load<f64>(cell) + load<f64>(corner + <usize>i * 32 + bytes(j)));
    }
  }
}

/** Packed A (m,k) times packed B (k,n) where B begins at column `j` of the whole; with `lower` only tiles that reach below the diagonal. */
function multiply(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, cRow: usize, lower: bool, j: i32, corner: usize): void {
  const panel = bytes(k) * TILE;
  for (let i = lower ? j / TILE * TILE : 0; i < m; i += TILE) {
    const rows = min(m - i, TILE), columns = lower ? min(n, i + TILE - j) : n;
    const left = a + <usize>(i / TILE) * panel, row = c + <usize>i * cRow;
    let right = b;
    for (let q = 0; q < columns; q += TILE, right += panel) {
      if (rows == TILE && n - q >= TILE) tile(k, left, right, row + bytes(q), cRow);
      else narrowTile(rows, min(n - q, TILE), k, left, right, row + bytes(q), cRow, corner);
    }
  }
}

/**
 * C (m,n) += A diag(weights) B, A (m,k), B (k,n); addresses in bytes, strides in elements, weights 0 for none. With `lower`
 * only the lower triangle of C is meant; what lies above it is undefined.
 */
export function product(m: i32, n: i32, k: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, c: usize, cRow: i32, weights: usize, lower: bool, scratch: usize): void {
  const depthOf = min(k, BLOCK_K);
  const right = scratch + bytes(roundUp(m) * depthOf), corner = right + bytes(roundUp(min(n, BLOCK_N)) * depthOf);
  for (let p = 0; p < k; p += BLOCK_K) {
    const depth = min(k - p, BLOCK_K);
    pack(m, depth, a + bytes(aColumn) * p, bytes(aRow), bytes(aColumn), weights == 0 ? 0 : weights + bytes(p), scratch);
    for (let j = 0; j < n; j += BLOCK_N) {
      const columns = min(n - j, BLOCK_N);
      pack(columns, depth, b + bytes(bRow) * p + bytes(bColumn) * j, bytes(bColumn), bytes(bRow), 0, right);
      multiply(m, columns, depth, scratch, right, c + bytes(j), bytes(cRow), lower, j, corner);
    }
  }
}
