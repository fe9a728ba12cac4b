import { assert, constantFrom, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { decompose } from "../../../src/models/index.ts";
import { stl } from "../../../src/numerics/index.ts";
import { createRandom } from "../../../src/random.ts";

const noisy = (T: number, seed: number, level = 50): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from(
    { length: T },
    (_, t) => level + t / 10 + [0, 9, -3, 2, -8, 1, -1][t % 7]! + random.uniform(),
  );
};

const missing = (part: Float64Array): number[] => [...part.keys()].filter((t) => Number.isNaN(part[t]!));

describe("decompose", () => {
  it("gives parts that add up to the values, whatever they are", () => {
    assert(
      property(
        integer({ min: 30, max: 90 }),
        integer(),
        double({ min: -1e6, max: 1e6, noNaN: true }),
        constantFrom([7], [7, 4], [14]),
        (T, seed, level, seasonLengths) => {
          const values = noisy(T, seed, level);
          const { trend, seasons, remainder } = decompose(values, { seasonLengths });
          values.forEach((value, t) => {
            const sum = seasons.reduce((total, season) => total + season.values[t]!, trend[t]! + remainder[t]!);
            expect(sum).toBeCloseTo(value, 6);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is STL where there is one season", () => {
    const values = noisy(60, 1);
    const { trend, seasons } = decompose(values, { seasonLengths: [7] });
    const one = stl(values, 7, { seasonWindow: 11 });
    expect(trend).toEqual(one.trend);
    expect(seasons).toEqual([{ seasonLength: 7, values: one.season }]);
  });

  it("leaves what is missing without a remainder, and the ends without anything", () => {
    const values = noisy(60, 2);
    for (const t of [0, 1, 20, 21, 59]) values[t] = NaN;
    const { trend, seasons, remainder } = decompose(values, { seasonLengths: [7] });
    expect(missing(trend)).toEqual([0, 1, 59]);
    expect(missing(seasons[0]!.values)).toEqual([0, 1, 59]);
    expect(missing(remainder)).toEqual([0, 1, 20, 21, 59]);
    expect(Math.abs(seasons[0]!.values[22]! - 9)).toBeLessThan(2.5);
  });

  it("refuses seasons that do not fit, and none at all", () => {
    expect(() => decompose(noisy(14, 1), { seasonLengths: [7] })).toThrow(DataError);
    expect(() => decompose([NaN, NaN], { seasonLengths: [7] })).toThrow("a season that fits the rows, found 0 rows");
    expect(() => decompose(noisy(14, 1), { seasonLengths: [] })).toThrow(DataError);
    expect(() => decompose(noisy(14, 1), { seasonLengths: [1.5] })).toThrow(OptionError);
    expect(() => decompose(noisy(14, 1), { seasons: [7] } as never)).toThrow(OptionError);
  });
});
