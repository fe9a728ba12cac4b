/** The energy score: CRPS of whole paths, which sees whether steps and channels go together. */
import { DataError } from "../../errors.ts";

/**
 * Energy score of samples (K,D) of a vector (D), such as a path over the horizon or all channels at one step:
 * mean ‖X - y‖ - Σᵢⱼ ‖Xᵢ - Xⱼ‖ / (2 K²). In the unit of the data; for D = 1 it is `crpsSamples`. Places where what happened is
 * missing are left out of the norms; NaN when none is left.
 * @throws DataError when the samples are no whole number of vectors
 * @example energyScore([0, 0, 6, 8], [3, 4]) //=> 2.5
 * @see Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102(477), section 4.3.
 */
export function energyScore(samples: ArrayLike<number>, actual: ArrayLike<number>): number {
  const size = actual.length;
  const count = samples.length / size;
  if (size === 0 || !Number.isInteger(count) || count < 1) {
    throw new DataError({
      where: "energyScore",
      expected: `samples of ${size} values each`,
      found: `${samples.length} values`,
      remedy: "pass samples row-major (K,D) and what happened (D)",
    });
  }
  const observed = Array.from(actual, (_, d) => d).filter((d) => !Number.isNaN(actual[d]!));
  if (observed.length === 0) return NaN;
  const distance = (a: (d: number) => number, k: number): number => {
    let squares = 0;
    for (const d of observed) squares += (a(d) - samples[k * size + d]!) ** 2;
    return Math.sqrt(squares);
  };
  let miss = 0;
  let spread = 0; // over pairs i < j
  for (let k = 0; k < count; k++) {
    miss += distance((d) => actual[d]!, k);
    for (let i = 0; i < k; i++) spread += distance((d) => samples[i * size + d]!, k);
  }
  return miss / count - spread / (count * count);
}
