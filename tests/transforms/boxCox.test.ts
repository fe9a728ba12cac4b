import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { createSeries } from "../../src/series/index.ts";
import { boxCox, boxCoxLambda, yeoJohnson } from "../../src/transforms/index.ts";
import { readGolden } from "../golden/golden.ts";

interface Golden {
  readonly airPassengers: { readonly guerrero: number; readonly loglik: number; readonly "boxcox_0.2_first": number[] };
  readonly skewed: {
    readonly values: number[];
    readonly yeojohnsonLambda: number;
    readonly "yeojohnson_0.4": number[];
    readonly "yeojohnson_1.7": number[];
  };
}

const golden = readGolden<Golden>("transforms");
const passengers = readFileSync(new URL("../../datasets/air-passengers.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => Number(line.split(",")[1]));
const monthly = createSeries({ start: "1949-01-01", frequency: "1mo", target: passengers });
const R_TOLERANCE = Number.EPSILON ** 0.25; // at which R's optimize stops
const lambdaOf = (state: object): number =>
  (state as { series: { target: { target: { lambda: number }[] } } }).series.target.target[0]!.lambda;

describe("boxCoxLambda", () => {
  it("is R's by Guerrero's method, within the tolerance of R's search", () => {
    const lambda = boxCoxLambda(passengers, { seasonLength: 12 });
    expect(Math.abs(lambda - golden.airPassengers.guerrero)).toBeLessThan(R_TOLERANCE);
  });

  it("is R's by likelihood", () => {
    expect(boxCoxLambda(passengers, { method: "likelihood", seasonLength: 12 })).toBe(golden.airPassengers.loglik);
  });

  it("keeps to its bounds, and is 1 where the values tell nothing", () => {
    expect(boxCoxLambda(passengers, { seasonLength: 12, bounds: [0, 1] })).toBeCloseTo(0, 6);
    for (const method of ["guerrero", "likelihood"] as const) {
      expect(boxCoxLambda([], { method })).toBe(1);
      expect(boxCoxLambda([5, 5, 5, 5, 5, 5, 5, 5], { method, seasonLength: 2 })).toBe(1);
      expect(boxCoxLambda([NaN, NaN, 3], { method })).toBe(1);
    }
    expect(() => boxCoxLambda([1], { method: "loglik" as "likelihood" })).toThrow(OptionError);
  });
});

describe("boxCox", () => {
  it("learns the exponent with the frequency's season", () => {
    const fitted = boxCox().fit([monthly]);
    expect(Math.abs(lambdaOf(fitted.state()) - golden.airPassengers.guerrero)).toBeLessThan(R_TOLERANCE);
  });

  it("gives scipy's values for a given exponent", () => {
    const { values } = boxCox({ lambda: 0.2 }).fit([monthly]).apply(monthly).target;
    golden.airPassengers["boxcox_0.2_first"].forEach((expected, t) => expect(values[t]).toBeCloseTo(expected, 12));
  });

  it("is the logarithm for 0, and about it near 0", () => {
    const [zero, near] = [0, 1e-12].map((lambda) => boxCox({ lambda }).fit([monthly]).apply(monthly).target.values);
    expect(zero![0]).toBeCloseTo(Math.log(112), 14);
    zero!.forEach((value, t) => expect(near![t]).toBeCloseTo(value, 10));
  });

  it("refuses values of 0 or less and names the first", () => {
    const counts = createSeries({ start: 0, frequency: "1d", id: "sales", target: [3, 0, -1] });
    expect(() => boxCox().fit([counts])).toThrow(
      new DataError({
        where: `boxCox: series "sales" column "sales" row 1`,
        column: "sales",
        expected: "values above 0",
        found: "0",
        remedy: "take yeoJohnson or log1pTransform",
      }),
    );
  });
});

describe("yeoJohnson", () => {
  const { values } = golden.skewed;
  const series = createSeries({ start: 0, frequency: "1d", target: values });

  it.each([0.4, 1.7])("gives scipy's values for the exponent %d", (lambda) => {
    const found = yeoJohnson({ lambda }).fit([series]).apply(series).target.values;
    golden.skewed[`yeojohnson_${lambda as 0.4}`].forEach((expected, t) => expect(found[t]).toBeCloseTo(expected, 12));
  });

  it("learns scipy's exponent", () => {
    expect(lambdaOf(yeoJohnson().fit([series]).state())).toBeCloseTo(golden.skewed.yeojohnsonLambda, 6);
  });
});
