/** Autocorrelation and periodogram: how rows resemble those before them, and which waves a series is made of. */
import { cos, sin } from "../../elementary.ts";
import { fourier, powerOfTwo } from "./fourier.ts";

/** Values less their mean; missing ones count as the mean. */
function centred(values: ArrayLike<number>): Float64Array {
  let [sum, count] = [0, 0];
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t]!)) continue;
    sum += values[t]!;
    count++;
  }
  const mean = count > 0 ? sum / count : 0;
  return Float64Array.from(values, (value) => (Number.isNaN(value) ? 0 : value - mean));
}

/**
 * Autocorrelations at the lags 0 to `lags`, as R's `acf` has them: sums over all rows, divided by that at lag 0. A missing value
 * counts as the mean. A constant series has 1 at lag 0 and 0 elsewhere.
 * @returns (lags + 1), fewer where the series is shorter.
 * @example autocorrelation([1, -1, 1, -1], 1)[1] //=> -0.75
 * @see Box & Jenkins 1976, Time Series Analysis, section 2.1
 */
export function autocorrelation(values: ArrayLike<number>, lags: number): Float64Array {
  const n = values.length;
  const size = powerOfTwo(2 * n); // room for lags without wrapping around
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(centred(values));
  fourier(real, imaginary);
  for (let k = 0; k < size; k++) {
    real[k] = real[k]! * real[k]! + imaginary[k]! * imaginary[k]!;
    imaginary[k] = 0;
  }
  fourier(real, imaginary, true);
  const total = real[0]!;
  return Float64Array.from({ length: Math.min(lags + 1, n) }, (_, lag) =>
    total > 0 ? real[lag]! / total : lag === 0 ? 1 : 0,
  );
}

/** One wave of a series. */
export interface Wave {
  /** Rows from one crest to the next. */
  readonly period: number;
  /** Share of the variance. */
  readonly share: number;
}

/**
 * The periodogram as waves of whole numbers of rounds, longest period first; missing values count as the mean. Its shares sum to 1,
 * but for a constant series, whose waves have none.
 * @example periodogram([1, -1, 1, -1]).at(-1) //=> { period: 2, share: 1 }
 * @see Schuster 1898, Terrestrial Magnetism 3, 13-41
 */
export function periodogram(values: ArrayLike<number>): Wave[] {
  const x = centred(values);
  const n = x.length;
  const powers = n === powerOfTwo(n) ? exactPowers(x) : paddedPowers(x);
  const total = powers.reduce((sum, { power }) => sum + power, 0);
  return powers.map(({ period, power }) => ({ period, share: total > 0 ? power / total : 0 }));
}

function exactPowers(x: Float64Array): { period: number; power: number }[] {
  const [real, imaginary] = [x.slice(), new Float64Array(x.length)];
  fourier(real, imaginary);
  return Array.from({ length: Math.floor(x.length / 2) }, (_, i) => {
    const k = i + 1;
    const twice = 2 * k === x.length ? 1 : 2; // all waves but the shortest stand twice in the transform
    return { period: x.length / k, power: twice * (real[k]! * real[k]! + imaginary[k]! * imaginary[k]!) };
  });
}

/** Bluestein's way round to a length that is no power of two: a convolution with a chirp. */
function paddedPowers(x: Float64Array): { period: number; power: number }[] {
  const n = x.length;
  if (n < 2) return [];
  const size = powerOfTwo(2 * n);
  const angles = Float64Array.from({ length: n }, (_, t) => (Math.PI * ((t * t) % (2 * n))) / n);
  const chirp = { cosines: angles.map(cos), sines: angles.map(sin) };
  const a = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  const b = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  for (let t = 0; t < n; t++) {
    a.real[t] = x[t]! * chirp.cosines[t]!;
    a.imaginary[t] = -x[t]! * chirp.sines[t]!;
    b.real[t] = chirp.cosines[t]!;
    b.imaginary[t] = chirp.sines[t]!;
    if (t > 0) [b.real[size - t], b.imaginary[size - t]] = [b.real[t]!, b.imaginary[t]!];
  }
  fourier(a.real, a.imaginary);
  fourier(b.real, b.imaginary);
  for (let k = 0; k < size; k++) {
    const re = a.real[k]! * b.real[k]! - a.imaginary[k]! * b.imaginary[k]!;
    a.imaginary[k] = a.real[k]! * b.imaginary[k]! + a.imaginary[k]! * b.real[k]!;
    a.real[k] = re;
  }
  fourier(a.real, a.imaginary, true);
  return Array.from({ length: Math.floor(n / 2) }, (_, i) => {
    const k = i + 1;
    const power = (a.real[k]! * a.real[k]! + a.imaginary[k]! * a.imaginary[k]!) / (size * size);
    return { period: n / k, power: (2 * k === n ? 1 : 2) * power };
  });
}
