import { describe, expect, it } from "vitest";
import { daily, middlesOf } from "./statistical/daily.ts";

describe("tsb", () => {
  it("is the size times the chance, which every row moves", async () => {
    let [chance, size] = [1 / 3, 4];
    for (const value of [0, 0, 4, 0, 2]) {
      chance += 0.2 * ((value > 0 ? 1 : 0) - chance);
      if (value > 0) size += 0.1 * (value - size);
    }
    const [rate] = await middlesOf("tsb", daily([0, 0, 4, 0, 2]), { horizon: 1, beta: 0.2 });
    expect(rate).toBeCloseTo(size * chance, 12);
  });

  it("falls while nothing happens", async () => {
    const demand = [0, 0, 4, 0, 0, 2, 0, 0, 3];
    const [before] = await middlesOf("tsb", daily(demand), { horizon: 1, beta: 0.1 });
    const [after] = await middlesOf("tsb", daily([...demand, ...Array.from({ length: 10 }, () => 0)]), {
      horizon: 1,
      beta: 0.1,
    });
    expect(after! / before!).toBeCloseTo(0.9 ** 10, 10);
  });

  it("passes missing rows over, and is 0 without any demand", async () => {
    const [whole, gappy] = await Promise.all([[0, 4, 0, 3], [0, 4, NaN, NaN, 0, 3]].map((rows) => middlesOf("tsb", daily(rows), { horizon: 1 }))); // prettier-ignore
    expect(gappy).toEqual(whole);
    expect(await middlesOf("tsb", daily([0, 0, 0]), { horizon: 1 })).toEqual([0]);
  });
});
