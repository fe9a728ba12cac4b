import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random.ts";
import { drawer, randomOrder } from "../../src/training/randomOrder.ts";

describe("randomOrder", () => {
  it("gives few numbers as a shuffled list does", () => {
    const order = randomOrder(100, createRandom(5));
    const shuffled = createRandom(5).shuffle(Uint32Array.from({ length: 100 }, (_, i) => i));
    expect(Array.from({ length: 100 }, (_, place) => order(place))).toEqual(Array.from(shuffled));
  });

  it.each([65_537, 70_000, 262_144, 300_001])("gives each of %d numbers once", (count) => {
    const order = randomOrder(count, createRandom(5));
    const seen = new Uint8Array(count);
    for (let place = 0; place < count; place++) {
      const number = order(place);
      if (seen[number] !== 0) expect.fail(`${number} came twice`); // undefined where it lies outside
      seen[number] = 1;
    }
  });

  it("gives numbers below any count, other ones for another stream, and draws little of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 65_537, max: 2 ** 50 }), fc.integer(), (count, seed) => {
        const random = createRandom(seed);
        const order = randomOrder(count, random);
        const numbers = Array.from({ length: 50 }, (_, place) => order(place));
        expect(numbers.every((number) => Number.isInteger(number) && number >= 0 && number < count)).toBe(true);
        expect(new Set(numbers).size).toBe(50);
        const other = randomOrder(count, random);
        expect(numbers).not.toEqual(numbers.map((_, place) => other(place)));
      }),
    );
  });

  it("spreads the first numbers evenly over all, and neighbours apart", () => {
    const count = 1_000_000;
    const order = randomOrder(count, createRandom(2));
    const drawn = Array.from({ length: 20_000 }, (_, place) => order(place));
    const bins = new Uint32Array(20);
    for (const number of drawn) bins[Math.floor((20 * number) / count)]!++;
    for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(150); // five standard deviations
    const rising = drawn.filter((number, i) => i > 0 && number > drawn[i - 1]!).length;
    expect(Math.abs(rising / 20_000 - 0.5)).toBeLessThan(0.02);
  });
});

describe("drawer", () => {
  it("draws each thing once, leaves out what is not there, and ends", () => {
    const source = { length: 90_000, at: (index: number) => (index % 3 === 0 ? undefined : index) };
    const draw = drawer(source, createRandom(1));
    const all: number[] = [];
    for (let batch = draw(7000); batch.length > 0; batch = draw(7000)) all.push(...batch);
    expect(all).toHaveLength(60_000);
    expect(new Set(all).size).toBe(60_000);
    expect(draw(1)).toEqual([]);
  });
});
