import { describe, expect, it } from "vitest";
import { createForecaster } from "../../src/models/index.ts";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

describe("movingAverage", () => {
  it("takes the mean of the last observed rows, of all where there are fewer", async () => {
    const series = daily([10, 1, NaN, 2, 6]);
    expect(await middlesOf("moving-average", series, { horizon: 2, window: 3 })).toEqual([3, 3]);
    expect(await middlesOf("moving-average", series, { horizon: 1, window: 9 })).toEqual([4.75]);
    expect(await middlesOf("moving-average", series, { horizon: 1, window: 1 })).toEqual([6]);
  });

  it("is a random walk with a window of one row, in width too", async () => {
    const series = daily([3, 5, 4, 6]);
    const [one, walk] = [await stepsOf("moving-average", series, { horizon: 3, window: 1 }), await stepsOf("naive", series, { horizon: 3 })]; // prettier-ignore
    one.forEach((step, h) => step.forEach((value, i) => expect(value).toBeCloseTo(walk[h]![i]!, 12)));
  });

  it("refuses a window of no rows", () => {
    expect(() => createForecaster("moving-average", { horizon: 1, window: 0 })).toThrow("moving-average window");
  });
});
