/** The discrete Fourier transform in float64, with our own sine and cosine, so that the same data give the same bytes everywhere. */
import { cos, sin } from "../../elementary.ts";

/** The smallest power of two of at least n. */
export function powerOfTwo(n: number): number {
  let size = 1;
  while (size < n) size *= 2;
  return size;
}

/**
 * Transforms complex values in place; their count is a power of two. Not scaled: forth and `backward` give the values times n.
 * @see Cooley & Tukey 1965, Mathematics of Computation 19, 297-301
 */
export function fourier(real: Float64Array, imaginary: Float64Array, backward = false): void {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
  const cosines = Float64Array.from({ length: n / 2 }, (_, k) => cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n / 2 }, (_, k) => sin((2 * Math.PI * k) / n) * (backward ? 1 : -1));
  for (let size = 2; size <= n; size *= 2) butterflies(real, imaginary, size, cosines, sines);
}

function butterflies(
  real: Float64Array,
  imaginary: Float64Array,
  size: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const [half, stride] = [size / 2, real.length / size];
  for (let first = 0; first < real.length; first += size) {
    for (let k = 0; k < half; k++) {
      const [a, b] = [first + k, first + k + half];
      const [c, s] = [cosines[k * stride]!, sines[k * stride]!];
      const re = real[b]! * c - imaginary[b]! * s;
      const im = real[b]! * s + imaginary[b]! * c;
      real[b] = real[a]! - re;
      imaginary[b] = imaginary[a]! - im;
      real[a] = real[a]! + re;
      imaginary[a] = imaginary[a]! + im;
    }
  }
}
