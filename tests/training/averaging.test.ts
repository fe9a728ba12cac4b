import { describe, expect, it } from "vitest";
import { persistentTensor } from "../../src/autograd/index.ts";
import { WeightAverage } from "../../src/training/averaging.ts";

describe("WeightAverage", () => {
  it("is the exponential mean of the weights after each step, the early ones soon forgotten", () => {
    const weight = persistentTensor([2], [1, 10], true);
    const average = new WeightAverage([weight], 0.5);
    let expected = 1;
    for (let i = 0; i < 30; i++) {
      weight.data[0] = i;
      average.update();
      const decay = Math.min(0.5, (i + 1) / (i + 11));
      expected = decay * expected + (1 - decay) * i;
    }
    const seen = average.within(() => Array.from(weight.data));
    expect(seen[0]).toBeCloseTo(expected, 4);
    expect(seen[1]).toBeCloseTo(10, 4);
    expect(Array.from(weight.data)).toEqual([29, 10]);
    average.release();
  });

  it("puts the weights back when the body fails", () => {
    const weight = persistentTensor([1], [3], true);
    const average = new WeightAverage([weight], 0.9);
    weight.data[0] = 5;
    expect(() =>
      average.within(() => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(weight.data[0]).toBe(5);
    average.release();
  });

  it("without a decay leaves the weights what they are", () => {
    const weight = persistentTensor([1], [3], true);
    const average = new WeightAverage([weight], 0);
    average.update();
    expect(average.within(() => weight.data[0])).toBe(3);
    average.release();
  });
});
