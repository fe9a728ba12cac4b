/** Differences and orders against R's auto.arima. */
import { describe, expect, it } from "vitest";
import {
  differencedTimes,
  levelStatistic,
  rowDifferences,
  seasonalDifferences,
} from "../../../src/models/statistical/arima/differences.ts";
import { fitArima } from "../../../src/models/statistical/arima/fit.ts";
import { completeRows } from "../../../src/models/statistical/arima/rows.ts";
import { selectArima } from "../../../src/models/statistical/arima/selection.ts";
import { createRandom } from "../../../src/random.ts";
import { classicNames, golden } from "./golden.ts";

const rowsOf = (name: string): Float64Array => Float64Array.from(golden.series[name]!.train);
/** The numbers of a name such as "ARIMA(1,1,0)(0,1,0)[12] with drift". */
const ordersOf = (model: string): number[] => (model.split("[")[0]!.match(/\d+/g) ?? []).map(Number);

describe("differences", () => {
  it.each(classicNames)("are those of R on %s", (name) => {
    const { m, arima } = golden.series[name]!;
    const [, d = 0, , , seasonal = 0] = ordersOf(arima.model);
    const seasons = seasonalDifferences(rowsOf(name), m);
    expect(seasons).toBe(seasonal);
    expect(rowDifferences(differencedTimes(rowsOf(name), 0, seasons, m), 2)).toBe(d);
  });

  it("are none of noise, one of a walk", () => {
    const random = createRandom(4);
    const noise = Float64Array.from({ length: 200 }, () => random.normal());
    let sum = 0;
    const walk = noise.map((value) => (sum += value));
    expect(levelStatistic(noise)).toBeLessThan(levelStatistic(walk));
    expect(rowDifferences(noise, 2)).toBe(0);
    expect(rowDifferences(walk, 2)).toBe(1);
    expect(rowDifferences(new Float64Array(20).fill(3), 2)).toBe(0);
  });
});

describe("fitArima", () => {
  it("gives R's likelihood, variance and AICc on R's orders", () => {
    for (const name of ["Nile", "lynx", "WWWusage", "ldeaths"]) {
      const { m, arima } = golden.series[name]!;
      const [p = 0, d = 0, q = 0, seasonalP = 0, seasons = 0, seasonalQ = 0] = ordersOf(arima.model);
      const constant = arima.model.includes("with");
      const fit = fitArima(completeRows(differencedTimes(rowsOf(name), d, seasons, m)), m, {
        p,
        q,
        seasonalP,
        seasonalQ,
        constant,
      });
      expect(fit.logLikelihood, name).toBeCloseTo(arima.loglik, 2);
      expect(fit.aicc, name).toBeCloseTo(arima.aicc, 2);
      expect(fit.variance / arima.sigma2, name).toBeCloseTo(1, 2);
    }
  });

  it("finds the coefficients that drew the rows", () => {
    const random = createRandom(9);
    const w = new Float64Array(2000);
    let [x, before] = [0, 0];
    for (let t = 0; t < w.length; t++) {
      const shock = random.normal();
      x = 0.6 * x + shock + 0.4 * before;
      before = shock;
      w[t] = 5 + x;
    }
    const fit = fitArima(completeRows(w), 1, { p: 1, q: 1, seasonalP: 0, seasonalQ: 0, constant: true });
    expect(fit.coefficients.ar[0]).toBeCloseTo(0.6, 1);
    expect(fit.coefficients.ma[0]).toBeCloseTo(0.4, 1);
    expect(fit.mean).toBeCloseTo(5, 0);
    expect(fit.variance).toBeCloseTo(1, 1);
  });
});

describe("selectArima", () => {
  it("has an AICc at most 2 above R's on at least 10 of the 12 series", () => {
    const good = classicNames.filter((name) => {
      const { m, arima } = golden.series[name]!;
      const [, d = 0, , , seasons = 0] = ordersOf(arima.model);
      const w = differencedTimes(rowsOf(name), d, seasons, m);
      const seasonal = m > 1 ? Math.min(2, Math.floor(w.length / 3 / m)) : 0;
      const limits = { p: 5, q: 5, seasonalP: seasonal, seasonalQ: seasonal, constant: d + seasons < 2 };
      return selectArima(completeRows(w), m, limits).aicc <= arima.aicc + 2;
    });
    expect(good.length).toBeGreaterThanOrEqual(10);
  });

  it("takes no lags where there are too few rows", () => {
    const limits = { p: 0, q: 0, seasonalP: 0, seasonalQ: 0, constant: true };
    const fit = selectArima(completeRows(Float64Array.of(1, 3, 2)), 1, limits);
    expect(fit.point.length).toBe(0);
    expect(Number.isFinite(fit.variance)).toBe(true);
  });
});
