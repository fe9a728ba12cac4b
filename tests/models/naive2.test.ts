import { describe, expect, it } from "vitest";
import { naive2 } from "../../src/models/index.ts";
import { daily, middlesOf } from "./statistical/daily.ts";

const factors = [1.2, 0.8, 0.7, 1.3];
const seasonal = (rows: number): number[] => Array.from({ length: rows }, (_, t) => (10 + t) * factors[t % 4]!);

describe("naive2", () => {
  it("repeats the adjusted value with the season's factors", async () => {
    const middles = await middlesOf("naive2", daily(seasonal(40)), { horizon: 4, seasonLength: 4 });
    middles.forEach((value, h) => expect(value / factors[h]!).toBeCloseTo(49, 0));
  });

  it("repeats the value where no season is found, or three of them are not there", async () => {
    const walk = [5, 6, 5, 7, 8, 7, 9, 10, 9, 10, 12, 13, 12, 14];
    expect(await middlesOf("naive2", daily(walk), { horizon: 2, seasonLength: 4 })).toEqual([14, 14]);
    expect(await middlesOf("naive2", daily(seasonal(11)), { horizon: 1, seasonLength: 4 })).toEqual([
      seasonal(11).at(-1),
    ]);
  });

  it("adds the season where a value is not above 0", async () => {
    const shifted = seasonal(40).map((value) => value - 40);
    const middles = await middlesOf("naive2", daily(shifted), { horizon: 8, seasonLength: 4 });
    middles.slice(4).forEach((value, h) => expect(value).toBeCloseTo(middles[h]!, 9));
    expect(Math.max(...middles) - Math.min(...middles)).toBeGreaterThan(15);
  });

  it("chooses the season where none is given", async () => {
    const week = Array.from({ length: 70 }, (_, t) => 10 + (t % 7));
    expect((await naive2({ horizon: 7 }).fit([daily(week)])).options).toEqual({ horizon: 7, seasonLength: 7 });
  });
});
