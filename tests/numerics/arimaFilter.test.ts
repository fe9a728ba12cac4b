import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterArima, fromFactors, fromPartial, runArma, seasonalProduct } from "../../src/numerics/index.ts";
import { golden } from "../models/statistical/golden.ts";
import { arimaCases, arimaGolden, columnsOf, processOf, rowsOf } from "./arimaGolden.ts";

const none = new Float64Array(0);

/** Log likelihood with the best variance, which is given too. */
function likelihood(y: Float64Array, process: Parameters<typeof filterArima>[1]) {
  const { runs, forecast } = filterArima([y], process);
  const { errors, variances, logVariances } = runs[0]!;
  const used = variances.filter(Number.isFinite).length;
  const squares = errors.reduce((sum, error, t) => sum + (error * error) / variances[t]!, 0);
  const value = -0.5 * (used * (Math.log((2 * Math.PI * squares) / used) + 1) + logVariances);
  return { value, variance: squares / used, used, forecast };
}

describe("filterArima", () => {
  it.each(arimaCases)("gives R's likelihood, variance and forecasts of %s to 1e-6", (name) => {
    const one = arimaGolden[name]!;
    const { process, intercept, weights } = processOf(one, one.fixed);
    const y = rowsOf(one);
    const regression = (columns: readonly Float64Array[], t: number): number =>
      columns.reduce((sum, column, i) => sum + weights[i]! * column[t]!, intercept);
    const columns = columnsOf(one.xreg, y.length);
    const { value, variance, used, forecast } = likelihood(y.map((row, t) => row - regression(columns, t)), process); // prettier-ignore
    expect(used).toBe(y.filter((row) => !Number.isNaN(row)).length - process.differences.length);
    expect(Math.abs(value - one.fixedLoglik)).toBeLessThan(1e-6);
    expect(variance / one.fixedSigma2).toBeCloseTo(1, 6);
    const { means, variances } = forecast(one.mean.length);
    const ahead = columnsOf(one.newxreg, one.mean.length);
    one.mean.forEach((mean, h) => {
      expect((means[h]! + regression(ahead, h)) / mean).toBeCloseTo(1, 6);
      expect(Math.sqrt(variance * variances[h]!) / one.se[h]!).toBeCloseTo(1, 6);
    });
  });

  it("gives the airline model's likelihood of R's package forecast to 1e-6, that of differences with a wide prior", () => {
    const { coef, loglik } = golden.fixed.airline_model;
    const y = Float64Array.from(golden.whole.AirPassengers, Math.log);
    const ma = seasonalProduct(Float64Array.of(-coef.ma1), Float64Array.of(-coef.sma1), 12).map((value) => -value);
    const process = { ar: none, ma, differences: fromFactors(none, 1, 1, 12) };
    expect(Math.abs(likelihood(y, process).value - loglik)).toBeLessThan(1e-6);
    // R's prior is not infinite: what it leaves is the whole distance to the likelihood of the differences.
    const w = Float64Array.from(y.subarray(13), (row, t) => row - y[t + 12]! - y[t + 1]! + y[t]!);
    const { errors, variances, logVariances } = runArma([w], { ar: none, ma })[0]!;
    const squares = errors.reduce((sum, error, t) => sum + (error * error) / variances[t]!, 0);
    const exact = -0.5 * (w.length * (Math.log((2 * Math.PI * squares) / w.length) + 1) + logVariances);
    const [narrow, wide] = [1e6, 1e9].map((prior) => Math.abs(likelihood(y, { ...process, prior }).value - exact));
    expect(narrow).toBeGreaterThan(2e-3);
    expect(wide).toBeLessThan(1e-5);
  });

  it("agrees with the innovations of a stationary process", () => {
    const partial = fc.array(fc.double({ min: -0.9, max: 0.9, noNaN: true }), { maxLength: 3 }).map(fromPartial);
    const rows = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(partial, partial, rows, (ar, ma, values) => {
        const w = Float64Array.from(values);
        const other = w.map((value) => 2 - value);
        const expected = runArma([w, other], { ar, ma });
        const { runs } = filterArima([w, other], { ar, ma, differences: none });
        runs.forEach(({ errors, variances, logVariances }, c) => {
          expect(logVariances).toBeCloseTo(expected[c]!.logVariances, 7);
          errors.forEach((error, t) => {
            if (Number.isFinite(variances[t]!)) expect(error).toBeCloseTo(expected[c]!.errors[t]!, 7);
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it("forecasts the same where missing rows lie ahead as where more steps are asked for", () => {
    const y = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t) + t / 10);
    const process = { ar: Float64Array.of(0.5), ma: Float64Array.of(0.3), differences: fromFactors(none, 1, 0, 1) };
    const longer = filterArima([y], process).forecast(6);
    const missing = filterArima([Float64Array.of(...y, NaN, NaN, NaN)], process).forecast(3);
    expect(Array.from(missing.means)).toEqual(Array.from(longer.means.subarray(3)));
    missing.variances.forEach((variance, h) => expect(variance).toBeCloseTo(longer.variances[h + 3]!, 10));
  });
});
