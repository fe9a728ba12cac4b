import { describe, expect, it } from "vitest";
import {
  digamma,
  drawGamma,
  drawNegativeBinomial,
  drawPoisson,
  drawStudentT,
  incompleteBeta,
  logGamma,
  negativeBinomialQuantile,
  poissonQuantile,
  studentTProbability,
  studentTQuantile,
  upperGamma,
} from "../../src/numerics/index.ts";
import { createRandom } from "../../src/random.ts";
import { readGolden } from "../golden/golden.ts";

/** Arguments, then the result, from scipy. */
const golden = readGolden<Record<string, readonly (readonly number[])[]>>("distributions");

const expectNear = (actual: number, expected: number, what: string, relative = 1e-12): void => {
  expect(Math.abs(actual - expected), `${what}: ${actual}, golden ${expected}`).toBeLessThanOrEqual(
    relative * Math.max(1e-2, Math.abs(expected)),
  );
};

describe("functions agree with scipy", () => {
  const functions = { logGamma, digamma, incompleteBeta, upperGamma, studentT: studentTQuantile };
  it.each(Object.entries(functions))("%s to 12 digits", (name, f) => {
    for (const row of golden[name]!) {
      const given = row.slice(0, -1);
      const tolerance = name === "incompleteBeta" || name === "upperGamma" ? 1e-11 : 1e-12;
      expectNear(f(...(given as [number, number, number])), row.at(-1)!, `${name}(${given.join(", ")})`, tolerance);
    }
  });

  it.each([
    ["poisson", poissonQuantile],
    ["negativeBinomial", negativeBinomialQuantile],
  ] as const)("quantiles of the %s distribution, to the count", (name, f) => {
    for (const row of golden[name]!) {
      const given = row.slice(0, -1);
      expect(f(...(given as [number, number, number])), `${name}(${given.join(", ")})`).toBe(row.at(-1));
    }
  });

  it("the distribution function of Student's t is the inverse of its quantile", () => {
    for (const t of [-7, -0.3, 0, 1.2, 40])
      expectNear(studentTQuantile(studentTProbability(t, 3), 3), t, `t ${t}`, 1e-9);
  });
});

describe("draws have the mean and the variance of their distribution", () => {
  const count = 40_000;
  const random = createRandom(5);
  const cases: [string, () => number, number, number][] = [
    ["gamma 0.4", () => drawGamma(0.4, random), 0.4, 0.4],
    ["gamma 7", () => drawGamma(7, random), 7, 7],
    ["student 9", () => drawStudentT(9, random), 0, 9 / 7],
    ["poisson 2.5", () => drawPoisson(2.5, random), 2.5, 2.5],
    ["poisson 80", () => drawPoisson(80, random), 80, 80],
    ["negative binomial", () => drawNegativeBinomial(6, 0.3, random), 6, 6 + 0.3 * 36],
  ];
  it.each(cases)("%s", (_, draw, mean, variance) => {
    const values = Array.from({ length: count }, draw);
    const average = values.reduce((sum, value) => sum + value, 0) / count;
    const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / count;
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.06);
  });
});
