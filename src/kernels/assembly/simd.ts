// Vectors of four floats: the few operations that all kernels are written in. Pointers from outside count elements (as in
// src/kernels/kernels.ts); inside, addresses count bytes. `multiplyAdd` is the one place where a relaxed build differs.

/** Floats of one vector. */
export const LANES: i32 = 4;

/** The byte address of an element pointer. */
@inline export function at(pointer: i32): usize { return <usize>(<u32>pointer) << 2; }
/** The bytes of a count of elements. */
@inline export function bytes(count: i32): usize { return <usize>(<u32>count) << 2; }

@inline export function ld(p: usize): v128 { return v128.load(p); }
@inline export function st(p: usize, v: v128): void { v128.store(p, v); }
@inline export function splat(x: f32): v128 { return f32x4.splat(x); }
@inline export function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline export function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline export function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
@inline export function div(a: v128, b: v128): v128 { return f32x4.div(a, b); }

/** The upper two floats as float64. */
@inline export function promoteHigh(v: v128): v128 { return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 0)); }

/** a b + c: two roundings, or one where the relaxed build has a fused instruction. */
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

/** What counts as nothing in gradients that vanish over many steps. */
const VANISHED: f32 = 1e-30;
/** The smallest normal number. */
const SMALLEST: f32 = 1.17549435e-38;

// Below the smallest normal number each operation costs processors a hundred times as much, and WebAssembly cannot switch
// that off; training spends most of its time there once gradients vanish or moments decay. NaN is kept.
@inline function without(x: v128, limit: f32): v128 { return v128.andnot(x, f32x4.lt(f32x4.abs(x), splat(limit))); }
/** Zero in place of gradients below 1e-30: early enough for their products with weights to stay normal numbers. */
@inline export function flush(x: v128): v128 { return without(x, VANISHED); }
/** Zero in place of numbers that are not normal. */
@inline export function normal(x: v128): v128 { return without(x, SMALLEST); }

/** The first n <= 4 floats; the other lanes are 0. With a constant 4 this is one load. */
@inline export function ldn(p: usize, n: i32): v128 {
  if (n == 4) return v128.load(p);
  else return loadPart(p, n);
}

/** Writes the first n <= 4 lanes. */
@inline export function stn(p: usize, v: v128, n: i32): void {
  if (n == 4) v128.store(p, v);
  else storePart(p, v, n);
}

/** `ldn` where `tail`, a constant, says whether n < 4: the whole vector's form holds no other. */
@inline export function ldt(tail: bool, p: usize, n: i32): v128 {
  if (tail) return loadPart(p, n);
  else return v128.load(p);
}
/** `stn` likewise */
@inline export function stt(tail: bool, p: usize, v: v128, n: i32): void {
  if (tail) storePart(p, v, n);
  else v128.store(p, v);
}

function loadPart(p: usize, n: i32): v128 {
  if (n == 1) return v128.load32_zero(p);
  const low = v128.load64_zero(p);
  if (n == 2) return low;
  return f32x4.replace_lane(low, 2, load<f32>(p, 8));
}

function storePart(p: usize, v: v128, n: i32): void {
  if (n == 0) return;
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}
