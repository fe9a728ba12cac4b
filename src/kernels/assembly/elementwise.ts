// Elementwise functions, strided copies and reductions. Sums run in float64 in four lanes, which are added in a fixed order.
import { exp, log, sigmoidOf, tanhOf, tanhSlope } from "./functions";
import { add, at, bytes, div, ld, ldn, mul, multiplyAdd, promoteHigh, splat, st, stn, sub } from "./simd";
import { sine } from "./trigonometry";

// The numbers of BinaryKind and UnaryKind; src/kernels/wasm/wasmKernels.ts counts alike.
const ADD: i32 = 0, SUBTRACT: i32 = 1;
const TANH: i32 = 0, SIGMOID: i32 = 1, RELU: i32 = 2, EXP: i32 = 3, LOG: i32 = 4, ABSOLUTE: i32 = 5, SQUARE: i32 = 6, SIN: i32 = 7;

export function fill(out: i32, count: i32, value: f32): void {
  let p = at(out);
  const v = splat(value);
  for (; count >= 4; count -= 4, p += 16) st(p, v);
  stn(p, v, count);
}

/** y += scale x */
export function addScaled(x: i32, y: i32, count: i32, scale: f32): void {
  addScaledBytes(at(x), at(y), count, scale);
}

export function addScaledBytes(p: usize, q: usize, count: i32, scale: f32): void {
  const s = splat(scale);
  for (; count >= 4; count -= 4, p += 16, q += 16) st(q, multiplyAdd(s, ld(p), ld(q)));
  if (count > 0) stn(q, multiplyAdd(s, ldn(p, count), ldn(q, count)), count);
}

/** y = scale x */
export function scale(x: i32, y: i32, count: i32, factor: f32): void {
  let p = at(x), q = at(y);
  const s = splat(factor);
  for (; count >= 4; count -= 4, p += 16, q += 16) st(q, mul(s, ld(p)));
  if (count > 0) stn(q, mul(s, ldn(p, count)), count);
}

export function copyBlock(outer: i32, inner: i32, from: i32, fromStride: i32, to: i32, toStride: i32, accumulate: i32): void {
  let p = at(from), q = at(to);
  for (let r = 0; r < outer; r++, p += bytes(fromStride), q += bytes(toStride)) {
    if (accumulate) addScaledBytes(p, q, inner, 1);
    else if (inner <= 16) for (let i: usize = 0; i < bytes(inner); i += 4) store<f32>(q + i, load<f32>(p + i));
    else memory.copy(q, p, bytes(inner));
  }
}

@inline function operate(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return add(a, b);
  else if (kind == SUBTRACT) return sub(a, b);
  else return mul(a, b);
}

/** One row; both strides are 0 or 1. */
@inline function binaryRow(kind: i32, n: i32, a: usize, aStride: i32, b: usize, bStride: i32, out: usize): void {
  if (aStride & bStride) {
    for (; n >= 4; n -= 4, a += 16, b += 16, out += 16) st(out, operate(kind, ld(a), ld(b)));
    if (n > 0) stn(out, operate(kind, ldn(a, n), ldn(b, n)), n);
  } else if (aStride) {
    const v = v128.load32_splat(b);
    for (; n >= 4; n -= 4, a += 16, out += 16) st(out, operate(kind, ld(a), v));
    if (n > 0) stn(out, operate(kind, ldn(a, n), v), n);
  } else if (bStride) {
    const v = v128.load32_splat(a);
    for (; n >= 4; n -= 4, b += 16, out += 16) st(out, operate(kind, v, ld(b)));
    if (n > 0) stn(out, operate(kind, v, ldn(b, n)), n);
  } else {
    const v = operate(kind, v128.load32_splat(a), v128.load32_splat(b));
    for (; n >= 4; n -= 4, out += 16) st(out, v);
    stn(out, v, n);
  }
}

/** One row of any strides. */
function binaryStrided(kind: i32, n: i32, a: usize, aStride: i32, b: usize, bStride: i32, out: usize): void {
  for (; n > 0; n--, a += bytes(aStride), b += bytes(bStride), out += 4) {
    stn(out, operate(kind, v128.load32_splat(a), v128.load32_splat(b)), 1);
  }
}

function binaryAny(kind: i32, n: i32, a: usize, aStride: i32, b: usize, bStride: i32, out: usize): void {
  if (<u32>aStride > 1 || <u32>bStride > 1) binaryStrided(kind, n, a, aStride, b, bStride, out);
  else if (kind == ADD) binaryRow(ADD, n, a, aStride, b, bStride, out);
  else if (kind == SUBTRACT) binaryRow(SUBTRACT, n, a, aStride, b, bStride, out);
  else binaryRow(2, n, a, aStride, b, bStride, out);
}

/** out (m,n) contiguous = a op b; strides in elements, 0 broadcasts. */
export function binary(kind: i32, m: i32, n: i32, a: i32, aRow: i32, aColumn: i32, b: i32, bRow: i32, bColumn: i32, out: i32): void {
  let p = at(a), q = at(b), o = at(out);
  for (let i = 0; i < m; i++, p += bytes(aRow), q += bytes(bRow), o += bytes(n)) binaryAny(kind, n, p, aColumn, q, bColumn, o);
}

/** out += x (m,n) contiguous; strides of out in elements, 0 sums. */
export function sumTo(m: i32, n: i32, x: i32, out: i32, row: i32, column: i32): void {
  let p = at(x), q = at(out);
  if (column == 1 && row == 0) { columnSumsBytes(p, m, n, bytes(n), q); return; }
  for (let i = 0; i < m; i++, p += bytes(n), q += bytes(row)) {
    if (column == 1) addScaledBytes(p, q, n, 1);
    else if (column == 0) store<f32>(q, <f32>(<f64>load<f32>(q) + sumBytes(p, n)));
    else for (let j = 0; j < n; j++) store<f32>(q + bytes(j * column), load<f32>(q + bytes(j * column)) + load<f32>(p + bytes(j)));
  }
}

@inline export function relu(x: v128): v128 { return v128.and(x, v128.or(f32x4.gt(x, splat(0)), f32x4.ne(x, x))); }

@inline function apply(kind: i32, tail: bool, x: v128): v128 {
  if (kind == TANH) return tanhOf(tail, x);
  else if (kind == SIGMOID) return sigmoidOf(tail, x);
  else if (kind == RELU) return relu(x);
  else if (kind == EXP) return exp(x);
  else if (kind == LOG) return log(x);
  else if (kind == ABSOLUTE) return f32x4.abs(x);
  else if (kind == SQUARE) return mul(x, x);
  else return sine(x, kind - SIN);
}

@inline function applyAll(kind: i32, p: usize, q: usize, count: i32): void {
  for (; count >= 4; count -= 4, p += 16, q += 16) st(q, apply(kind, false, ld(p)));
  if (count > 0) stn(q, apply(kind, true, ldn(p, count)), count);
}

export function unary(kind: i32, x: i32, y: i32, count: i32): void {
  const p = at(x), q = at(y);
  if (kind == TANH) applyAll(TANH, p, q, count);
  else if (kind == SIGMOID) applyAll(SIGMOID, p, q, count);
  else if (kind == RELU) applyAll(RELU, p, q, count);
  else if (kind == EXP) applyAll(EXP, p, q, count);
  else if (kind == LOG) applyAll(LOG, p, q, count);
  else if (kind == ABSOLUTE) applyAll(ABSOLUTE, p, q, count);
  else if (kind == SQUARE) applyAll(SQUARE, p, q, count);
  else if (kind == SIN) applyAll(SIN, p, q, count);
  else applyAll(8, p, q, count);
}

/** f'(x) from x and y = f(x) */
@inline function slope(kind: i32, x: v128, y: v128): v128 {
  const one = splat(1), zero = splat(0);
  if (kind == TANH) return tanhSlope(y);
  else if (kind == SIGMOID) return mul(y, sub(one, y));
  else if (kind == RELU) return v128.and(one, f32x4.gt(x, zero));
  else if (kind == EXP) return y;
  else if (kind == LOG) return div(one, x);
  else if (kind == ABSOLUTE) return v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(splat(-1), f32x4.lt(x, zero)));
  else if (kind == SQUARE) return add(x, x);
  else return sine(x, kind - SIN + 1);
}

@inline function slopeAll(kind: i32, x: usize, y: usize, dy: usize, dx: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16, dy += 16, dx += 16) {
    st(dx, multiplyAdd(ld(dy), slope(kind, ld(x), ld(y)), ld(dx)));
  }
  if (count > 0) stn(dx, multiplyAdd(ldn(dy, count), slope(kind, ldn(x, count), ldn(y, count)), ldn(dx, count)), count);
}

/** dx += dy f'(x) */
export function unaryBackward(kind: i32, x: i32, y: i32, dy: i32, dx: i32, count: i32): void {
  const p = at(x), q = at(y), u = at(dy), v = at(dx);
  if (kind == TANH) slopeAll(TANH, p, q, u, v, count);
  else if (kind == SIGMOID) slopeAll(SIGMOID, p, q, u, v, count);
  else if (kind == RELU) slopeAll(RELU, p, q, u, v, count);
  else if (kind == EXP) slopeAll(EXP, p, q, u, v, count);
  else if (kind == LOG) slopeAll(LOG, p, q, u, v, count);
  else if (kind == ABSOLUTE) slopeAll(ABSOLUTE, p, q, u, v, count);
  else if (kind == SQUARE) slopeAll(SQUARE, p, q, u, v, count);
  else if (kind == SIN) slopeAll(SIN, p, q, u, v, count);
  else slopeAll(8, p, q, u, v, count);
}

@inline export function lanesSum(low: v128, high: v128): f64 {
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}

export function sumBytes(p: usize, count: i32): f64 {
  let low = f64x2.splat(0), high = low;
  for (; count >= 4; count -= 4, p += 16) {
    const v = ld(p);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, promoteHigh(v));
  }
  let total = lanesSum(low, high);
  for (; count > 0; count--, p += 4) total += <f64>load<f32>(p);
  return total;
}

export function sum(x: i32, count: i32): f64 { return sumBytes(at(x), count); }

export function sumOfSquares(x: i32, count: i32): f64 {
  let p = at(x), low = f64x2.splat(0), high = low;
  for (; count >= 4; count -= 4, p += 16) {
    const v = ld(p), a = f64x2.promote_low_f32x4(v), b = promoteHigh(v);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let total = lanesSum(low, high);
  for (; count > 0; count--, p += 4) total += <f64>load<f32>(p) * <f64>load<f32>(p);
  return total;
}

/** Rows that are summed before their sum is added. */
const SUM_BLOCK: i32 = 256;

/** out (n) += column sums of x (m,n), `row` bytes a row: a cache line of 16 columns at a time, blocks of 256 rows. */
export function columnSumsBytes(x: usize, m: i32, n: i32, row: usize, out: usize): void {
  for (let i = 0; i < m; i += SUM_BLOCK, x += <usize>SUM_BLOCK * row) {
    const rows = min(m - i, SUM_BLOCK);
    let j = 0;
    for (; j + 16 <= n; j += 16) {
      let p = x + bytes(j), s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (let r = 0; r < rows; r++, p += row) {
        s0 = add(s0, ld(p)); s1 = add(s1, v128.load(p, 16)); s2 = add(s2, v128.load(p, 32)); s3 = add(s3, v128.load(p, 48));
      }
      const q = out + bytes(j);
      st(q, add(ld(q), s0)); v128.store(q, add(v128.load(q, 16), s1), 16);
      v128.store(q, add(v128.load(q, 32), s2), 32); v128.store(q, add(v128.load(q, 48), s3), 48);
    }
    for (; j < n; j += 4) {
      const width = min(n - j, 4), q = out + bytes(j);
      let p = x + bytes(j), s = splat(0);
      for (let r = 0; r < rows; r++, p += row) s = add(s, ldn(p, width));
      stn(q, add(ldn(q, width), s), width);
    }
  }
}

export function columnSums(x: i32, m: i32, n: i32, out: i32): void { columnSumsBytes(at(x), m, n, bytes(n), at(out)); }
