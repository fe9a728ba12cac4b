import { describe, expect, it } from "vitest";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

const demand = daily([0, 0, 4, 0, 0, 2, 0, 0, 3]);

describe("croston", () => {
  it("is the size over the gap, both smoothed from the first demand on", async () => {
    const size = 4 + 0.1 * (2 - 4) + 0.1 * (3 - 3.8);
    const [first, second] = await middlesOf("croston", demand, { horizon: 2 });
    expect(first).toBeCloseTo(size / 3, 12);
    expect(second).toBe(first);
  });

  it("is corrected for its bias by Syntetos and Boylan", async () => {
    const [classic] = await middlesOf("croston", demand, { horizon: 1, alpha: 0.3 });
    const [sba] = await middlesOf("croston", demand, { horizon: 1, alpha: 0.3, variant: "sba" });
    expect(sba).toBeCloseTo(0.85 * classic!, 12);
  });

  it("does not fall while nothing happens, and is the mean where every row has the same demand", async () => {
    const quiet = daily([0, 0, 4, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0]);
    expect(await middlesOf("croston", quiet, { horizon: 1 })).toEqual(
      await middlesOf("croston", demand, { horizon: 1 }),
    );
    expect(await middlesOf("croston", daily([5, 5, 5]), { horizon: 1 })).toEqual([5]);
  });

  it("is 0 without any demand, with no width", async () => {
    expect(await stepsOf("croston", daily([0, 0, 0]), { horizon: 1 })).toEqual([[0, 0, 0]]);
  });

  it("counts a missing row neither as a demand nor in a gap", async () => {
    const gappy = daily([0, NaN, 0, 4, 0, NaN, 0, 2, 0, 0, 3]);
    expect(await middlesOf("croston", gappy, { horizon: 1 })).toEqual(
      await middlesOf("croston", demand, { horizon: 1 }),
    );
  });
});
