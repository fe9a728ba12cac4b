import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fromFactors,
  fromPartial,
  isStablePolynomial,
  runArma,
  seasonalProduct,
  shockWeights,
} from "../../src/numerics/index.ts";
import { golden } from "../models/statistical/golden.ts";

const none = new Float64Array(0);

/** Log likelihood with the best variance. */
function likelihood(w: Float64Array, ar: Float64Array, ma: Float64Array): number {
  const { errors, variances, logVariances } = runArma([w], { ar, ma })[0]!;
  const squares = errors.reduce((sum, error, t) => sum + (error * error) / variances[t]!, 0);
  return -0.5 * (w.length * (Math.log((2 * Math.PI * squares) / w.length) + 1) + logVariances);
}

/** Squares and log determinant of a dense covariance matrix of the process, its autocovariances from many shock weights. */
function dense(w: Float64Array, ar: Float64Array, ma: Float64Array): { squares: number; logDeterminant: number } {
  const psi = shockWeights({ ar, ma }, 3000);
  const gamma = w.map((_, lag) => psi.subarray(lag).reduce((sum, value, k) => sum + value * psi[k]!, 0));
  const n = w.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  const z = new Float64Array(n);
  let [squares, logDeterminant] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gamma[i - j]!;
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!;
    }
    z[i] = (w[i]! - z.subarray(0, i).reduce((sum, value, k) => sum + value * l[i]![k]!, 0)) / l[i]![i]!;
    squares += z[i]! * z[i]!;
    logDeterminant += 2 * Math.log(l[i]![i]!);
  }
  return { squares, logDeterminant };
}

describe("runArma", () => {
  it("gives R's likelihood of an autoregression", () => {
    const { coef, loglik } = golden.fixed.lakehuron_ar2;
    const w = Float64Array.from(golden.whole.LakeHuron, (value) => value - coef.intercept);
    expect(likelihood(w, Float64Array.of(coef.ar1, coef.ar2), none)).toBeCloseTo(loglik, 6);
  });

  it("is within R's diffuse start of its likelihood of the airline model", () => {
    const { coef, loglik } = golden.fixed.airline_model;
    const logs = golden.whole.AirPassengers.map(Math.log);
    const seasons = logs.slice(12).map((value, t) => value - logs[t]!);
    const w = Float64Array.from(seasons.slice(1), (value, t) => value - seasons[t]!);
    const ma = seasonalProduct(Float64Array.of(-coef.ma1), Float64Array.of(-coef.sma1), 12).map((value) => -value);
    expect(Math.abs(likelihood(w, none, ma) - loglik)).toBeLessThan(5e-3);
  });

  it("agrees with the dense covariance matrix, and takes columns together as alone", () => {
    const partial = fc.array(fc.double({ min: -0.9, max: 0.9, noNaN: true }), { maxLength: 3 }).map(fromPartial);
    const rows = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(partial, partial, rows, (ar, ma, values) => {
        const w = Float64Array.from(values);
        const other = w.map((value) => 2 - value);
        const [own, beside] = runArma([w, other], { ar, ma });
        const squares = own!.errors.reduce((sum, error, t) => sum + (error * error) / own!.variances[t]!, 0);
        const expected = dense(w, ar, ma);
        expect(Math.abs(squares - expected.squares)).toBeLessThan(1e-6 * (1 + expected.squares));
        expect(own!.logVariances).toBeCloseTo(expected.logDeterminant, 6);
        expect(beside!.errors).toEqual(runArma([other], { ar, ma })[0]!.errors);
      }),
      { numRuns: 60 },
    );
  });
});

describe("polynomials of lags", () => {
  it("from partial autocorrelations are stable", () => {
    const partial = fc.array(fc.double({ min: -0.99, max: 0.99, noNaN: true }), { maxLength: 6 });
    fc.assert(fc.property(partial, (values) => isStablePolynomial(Float64Array.of(1, ...fromPartial(values).map((value) => -value))))); // prettier-ignore
  });

  it("of rows and seasons are multiplied out", () => {
    expect(seasonalProduct(Float64Array.of(0.5), Float64Array.of(0.2), 3)).toEqual(Float64Array.of(0.5, 0, 0.2, -0.1));
    expect(fromFactors(none, 2, 0, 1)).toEqual(Float64Array.of(2, -1));
    expect(fromFactors(none, 1, 1, 4)).toEqual(Float64Array.of(1, 0, 0, 1, -1));
  });

  it("have the shock weights of their process", () => {
    expect(shockWeights({ ar: Float64Array.of(0.5), ma: Float64Array.of(0.3) }, 3)).toEqual(Float64Array.of(1, 0.8, 0.4, 0.2)); // prettier-ignore
  });
});
