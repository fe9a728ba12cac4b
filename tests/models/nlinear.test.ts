import { describe, expect, it } from "vitest";
import { nlinear, type NlinearOptions } from "../../src/models/index.ts";
import { medians, SEASON, sine } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf, small } from "./variants.ts";

const QUANTILES = 13;
const line = (rows: number): number[] => Array.from({ length: rows }, (_, t) => t + 0.1 * Math.sin(5 * t));

describe("nlinear", () => {
  const variants: Partial<NlinearOptions>[] = [
    {},
    { weights: "individual", seasonLength: SEASON },
    { normalization: "mean", output: "studentT" },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", (options) =>
    expectRoundTrip("nlinear", options),
  );

  it("is one affine map", async () => {
    expect(await shapesOf("nlinear", {})).toEqual({
      "map.weight": [4 * QUANTILES, 12],
      "map.bias": [4 * QUANTILES],
    });
  });

  it("starts as good as its anchor", () => expectStartAtAnchor("nlinear"));

  it("counts from the last value unless told otherwise", async () => {
    expect((await nlinear(small).fit([sine()])).options).toMatchObject({ normalization: "last" });
    expect((await nlinear({ ...small, normalization: "mean" }).fit([sine()])).options).toMatchObject({
      normalization: "mean",
    });
  });

  it("goes on with a trend at levels that it has not seen", async () => {
    const options = { ...small, epochs: 40, stepsPerEpoch: 10, learningRate: 0.02 };
    const fitted = await nlinear(options).fit([sine(200, { target: line(200) })]);
    const [forecast] = fitted.predict([sine(300, { target: line(300) })]);
    medians(forecast!).forEach((value, h) => expect(Math.abs(value - (300 + h))).toBeLessThan(0.5));
  });
});
