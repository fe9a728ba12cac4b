/** Whether a linear recursion dies out: the roots of its characteristic polynomial, by the recursion of Schur and Cohn. */

const SLACK = 1 + 1e-10; // how far outside the unit circle a root may lie

/**
 * Whether all roots of a0 z^n + a1 z^(n-1) + … + an lie inside the unit circle or on it; the coefficients are overwritten.
 * @example isStablePolynomial(Float64Array.of(1, -0.5)) //=> true
 * @see Jury 1964, Theory and Application of the z-Transform Method, section 3.4
 */
export function isStablePolynomial(a: Float64Array): boolean {
  const first = a[0]!;
  for (let k = 0, scale = 1; k < a.length; k++, scale *= SLACK) a[k] = a[k]! / (first * scale);
  for (let n = a.length - 1; n > 0; n--) {
    const reflection = a[n]!;
    if (!(Math.abs(reflection) < 1)) return false;
    const share = 1 / (1 - reflection * reflection);
    for (let i = 1, j = n - 1; i <= j; i++, j--) {
      const front = a[i]!;
      const back = a[j]!;
      a[i] = (front - reflection * back) * share;
      a[j] = (back - reflection * front) * share;
    }
  }
  return true;
}
