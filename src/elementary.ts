/**
 * exp, expm1, log, log1p, tanh, sigmoid, sin and cos in float64, from additions, multiplications, divisions and square roots
 * alone. ECMAScript leaves the last bits of `Math.exp` and its fellows to the engine; these give the same bytes everywhere.
 * Units in the last place by which they differ from V8's `Math.*`, as `tests/elementary.test.ts` asserts: exp and log 1,
 * sin and cos 2 for |x| <= 1e5 and 1e-15 beyond, tanh, log1p and expm1 3, sigmoid 4.
 */

const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;

/** 2^k for k = -1074 … 1023; each entry is exact. */
const powersOfTwo: Float64Array = /* @__PURE__ */ (() => {
  const table = new Float64Array(2098);
  table[1074] = 1;
  for (let k = 1; k <= 1023; k++) table[1074 + k] = table[1073 + k]! * 2;
  for (let k = 1; k <= 1074; k++) table[1074 - k] = table[1075 - k]! / 2;
  return table;
})();

/**
 * The exponential function. Exact limits: 0 below -745.2, Infinity above 709.8, NaN for NaN.
 * @example exp(0) //=> 1
 */
export function exp(x: number): number {
  if (!(x < 709.8)) return x === x ? Infinity : NaN;
  if (x < -745.2) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| <= ln(2)/2
  // Taylor's polynomial to degree 13: its remainder is below 5e-18 there.
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  const y = 1 + (r + r * r * p);
  // Split the power, so that results below the smallest normal number are rounded once only.
  return k > -1022
    ? k < 1024
      ? y * powersOfTwo[1074 + k]!
      : y * 2 * powersOfTwo[1073 + k]!
    : (y * powersOfTwo[1074 + k + 60]!) / powersOfTwo[1134]!;
}

/** The logistic function 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** The hyperbolic tangent. */
export function tanh(x: number): number {
  const a = x < 0 ? -x : x;
  if (a < 0.25) {
    // Continued fraction of Lambert, exact to the last bits where 1 - exp(-2x) would cancel.
    const q = x * x;
    return x / (1 + q / (3 + q / (5 + q / (7 + q / (9 + q / (11 + q / 13))))));
  }
  if (a > 22) return x < 0 ? -1 : 1;
  const e = exp(-2 * a);
  const t = (1 - e) / (1 + e);
  return x < 0 ? -t : t;
}

/**
 * The natural logarithm. NaN below 0, -Infinity at 0.
 * @example log(1) //=> 0
 */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
  let k = 0;
  let m = x;
  // Into [sqrt(1/2), sqrt(2)] by exact powers of two: 2^512 at a time, then 2^32, then 2.
  for (; m > 1.3407807929942597e154; m *= 7.458340731200207e-155) k += 512;
  for (; m < 7.458340731200207e-155; m *= 1.3407807929942597e154) k -= 512;
  for (; m >= 4294967296; m /= 4294967296) k += 32;
  for (; m < 1 / 4294967296; m *= 4294967296) k -= 32;
  for (; m > Math.SQRT2; m /= 2) k++;
  for (; m < Math.SQRT1_2; m *= 2) k--;
  // log m = 2 artanh(s), s = f / (2 + f); written as f - (f²/2 - …) to keep the leading digits of f.
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w =
    z *
    (2 / 3 +
      z *
        (2 / 5 +
          z *
            (2 / 7 +
              z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))))))));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + w) + k * LN2_LOW) - f);
}

/**
 * log(1 + x), right to the last bits for small x too.
 * @example log1p(1e-20) //=> 1e-20
 */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1 || u === Infinity) return x;
  return u > 0 ? (log(u) * x) / (u - 1) : log(u); // the quotient mends the rounding of 1 + x
}

/**
 * exp(x) - 1, right to the last bits for small x too.
 * @example expm1(1e-20) //=> 1e-20
 */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  const less = u - 1;
  if (less === -1 || u === Infinity || u !== u) return less;
  return x > -1 && x < 1 ? (less * x) / log(u) : less; // the quotient mends the rounding of exp(x)
}

// pi/2 in three parts of 33, 33 and 53 bits: k times the first two is exact for |k| < 2^20.
const HALF_PI_HIGH = 1.57079632673412561417;
const HALF_PI_MIDDLE = 6.0771005063039659766e-11;
const HALF_PI_LOW = 2.02226624879595063154e-21;

/** From here on angles are reduced in integers. */
const LARGE = 2 ** 20;
/** Binary digits behind the point, enough for 2 pi to divide the largest number and leave 50 digits right and more. */
const DIGITS = 1180n;

/** arctan(1 / n) 2^DIGITS, from its series. */
function arctangent(n: bigint): bigint {
  let power = (1n << DIGITS) / n;
  let total = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= -n * n;
    total += power / k;
  }
  return total;
}

let wholeTurn: bigint | undefined; // 2 pi, made at first use

/** x >= 2^20 less the nearest count of whole turns, exactly but for one rounding. */
function unwind(x: number): number {
  wholeTurn ??= 8n * (4n * arctangent(5n) - arctangent(239n)); // Machin's formula
  const exact = x < 2 ** 53 ? BigInt(x * 2 ** 33) << (DIGITS - 33n) : BigInt(x) << DIGITS;
  const rest = exact % wholeTurn;
  const nearest = 2n * rest > wholeTurn ? rest - wholeTurn : rest;
  return Number(nearest >> (DIGITS - 64n)) / 2 ** 64;
}

function sinNear(r: number): number {
  const z = r * r;
  return (
    r +
    r *
      z *
      (-1 / 6 +
        z *
          (1 / 120 +
            z * (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 - z / 1307674368000))))))
  );
}

function cosNear(r: number): number {
  const z = r * r;
  return (
    1 -
    (z / 2 -
      z *
        z *
        (1 / 24 +
          z *
            (-1 / 720 +
              z *
                (1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z / 20922789888000)))))))
  );
}

function quarterTurn(angle: number, shift: number): number {
  const size = angle < 0 ? -angle : angle;
  if (!(size < Infinity)) return NaN;
  const x = size < LARGE ? angle : angle < 0 ? -unwind(size) : unwind(size);
  const k = Math.floor(x / 1.5707963267948966 + 0.5);
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_MIDDLE - k * HALF_PI_LOW; // |r| <= pi/4
  const quadrant = (((k + shift) % 4) + 4) % 4;
  if (quadrant === 0) return sinNear(r);
  if (quadrant === 1) return cosNear(r);
  return quadrant === 2 ? -sinNear(r) : -cosNear(r);
}

/** The sine of an angle in radians. */
export function sin(x: number): number {
  return x === 0 ? x : quarterTurn(x, 0); // the sum would forget the sign of -0
}

/** The cosine of an angle in radians. */
export function cos(x: number): number {
  return quarterTurn(x, 1);
}

/**
 * base^n for a whole n of at least 0, from products alone: `**` leaves its last bits to the engine.
 * @example power(2, 10) //=> 1024
 */
export function power(base: number, n: number): number {
  let result = 1;
  for (let square = base, rest = n; rest > 0; square *= square, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
