// Cholesky factorization row by row, and the two substitutions for many right-hand sides in panels of eight columns. Sums
// run in the order of src/numerics/referenceAlgebra.ts.

const PANEL: i32 = 8;
@inline function bytes(count: i32): usize { return <usize>count << 3; }

/** The sum of products of two rows: eight lanes in turn, then the lanes together, then the rest one by one. */
function dot(k: i32, a: usize, b: usize): f64 {
  let x0 = f64x2.splat(0), x1 = x0, x2 = x0, x3 = x0;
  for (; k >= 8; k -= 8, a += 64, b += 64) {
    x0 = f64x2.add(x0, f64x2.mul(v128.load(a), v128.load(b)));
    x1 = f64x2.add(x1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    x2 = f64x2.add(x2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    x3 = f64x2.add(x3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const x = f64x2.add(f64x2.add(x0, x1), f64x2.add(x2, x3));
  let sum = f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
  for (; k > 0; k--, a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum;
}

/** Factors the lower triangle of A (n,n) in place into L with A = L L'; gives the row whose pivot is not above 0, or -1. */
export function cholesky(n: i32, a: usize): i32 {
  const row = bytes(n);
  let p = a;
  for (let i = 0; i < n; i++, p += row) {
    let q = a;
    for (let j = 0; j < i; j++, q += row) {
      store<f64>(p + bytes(j), (load<f64>(p + bytes(j)) - dot(j, p, q)) / load<f64>(q + bytes(j)));
    }
    const pivot = load<f64>(p + bytes(i)) - dot(i, p, p);
    if (!(pivot > 0) || pivot == Infinity) return i;
    store<f64>(p + bytes(i), sqrt(pivot));
  }
  return -1;
}

/** Bytes of scratch memory that `solve` needs. */
export function solveScratch(n: i32): usize { return bytes(n * (n + PANEL)); }

/** One row of a substitution: x = (x - sum of factors times the panel's rows) / pivot, over eight columns. */
function substitute(count: i32, factors: usize, rows: usize, x: usize, pivot: f64): void {
  let x0 = f64x2.splat(0), x1 = x0, x2 = x0, x3 = x0;
  for (; count > 0; count--, factors += 8, rows += 64) {
    const f = v128.load64_splat(factors);
    x0 = f64x2.add(x0, f64x2.mul(f, v128.load(rows)));
    x1 = f64x2.add(x1, f64x2.mul(f, v128.load(rows, 16)));
    x2 = f64x2.add(x2, f64x2.mul(f, v128.load(rows, 32)));
    x3 = f64x2.add(x3, f64x2.mul(f, v128.load(rows, 48)));
  }
  const d = f64x2.splat(pivot);
  v128.store(x, f64x2.div(f64x2.sub(v128.load(x), x0), d));
  v128.store(x, f64x2.div(f64x2.sub(v128.load(x, 16), x1), d), 16);
  v128.store(x, f64x2.div(f64x2.sub(v128.load(x, 32), x2), d), 32);
  v128.store(x, f64x2.div(f64x2.sub(v128.load(x, 48), x3), d), 48);
}

/** Solves L L' X = B in place of B (n,q); `l` as `cholesky` leaves it. */
export function solve(n: i32, l: usize, q: i32, b: usize, scratch: usize): void {
  const panel = scratch + bytes(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) store<f64>(scratch + bytes(i * n + j), load<f64>(l + bytes(j * n + i)));
  for (let column = 0; column < q; column += PANEL) {
    const width = min(q - column, PANEL);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < PANEL; j++) {
        store<f64>(panel + bytes(i * PANEL + j), j < width ? load<f64>(b + bytes(i * q + column + j)) : 0);
      }
    }
    for (let i = 0; i < n; i++) {
      substitute(i, l + bytes(i * n), panel, panel + bytes(i * PANEL), load<f64>(l + bytes(i * n + i)));
    }
    for (let i = n - 1; i >= 0; i--) {
      const next = scratch + bytes(i * n + i + 1), below = panel + bytes((i + 1) * PANEL);
      substitute(n - 1 - i, next, below, panel + bytes(i * PANEL), load<f64>(l + bytes(i * n + i)));
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < width; j++) store<f64>(b + bytes(i * q + column + j), load<f64>(panel + bytes(i * PANEL + j)));
    }
  }
}
