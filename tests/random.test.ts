import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, type RandomState } from "../src/random.ts";

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);
const ascending = (items: readonly number[]): number[] => [...items].sort((a, b) => a - b);

describe("a random stream", () => {
  it("gives these bytes for seed 42, on every machine", () => {
    const random = createRandom(42);
    expect(draw(8, () => random.uniform() * 4294967296)).toEqual([
      1959603763, 2423114712, 2466933512, 4144396390, 3569536208, 2879541286, 1768279649, 711354134,
    ]);
    expect(draw(3, () => random.normal())).toEqual([1.0916191234739243, 0.10576085021548254, 1.4408549974485991]);
  });

  it("gives the value that its documentation shows", () => {
    expect(createRandom(7).uniform()).toBe(0.4547669554594904);
  });

  it("repeats for the same seed and differs for another", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const first = createRandom(a);
        const again = createRandom(a);
        const other = createRandom(b);
        const values = draw(4, () => first.uniform());
        expect(draw(4, () => again.uniform())).toEqual(values);
        if (a !== b) expect(draw(4, () => other.uniform())).not.toEqual(values);
      }),
    );
  });

  it("is uniform in [0, 1): mean, variance and the counts of ten bins lie within five standard errors", () => {
    const random = createRandom(1);
    const n = 100_000;
    const values = draw(n, () => random.uniform());
    expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    const bins = draw(10, () => 0);
    for (const x of values) bins[Math.floor(x * 10)]!++;
    for (const bin of bins) expect(Math.abs(bin - n / 10)).toBeLessThan(5 * Math.sqrt(n * 0.09));
  });

  it("draws standard normals: moments lie within five standard errors and all are finite", () => {
    const random = createRandom(2);
    const n = 100_000;
    const values = draw(n, () => random.normal());
    const moment = (power: number): number => values.reduce((a, b) => a + b ** power, 0) / n;
    expect(values.every(Number.isFinite)).toBe(true);
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  it("draws integers in [0, n)", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, n) => {
        const value = createRandom(seed).integer(n);
        return Number.isInteger(value) && value >= 0 && value < n;
      }),
    );
  });

  it("shuffles in place into a permutation", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = [...items];
        expect(createRandom(seed).shuffle(shuffled)).toBe(shuffled);
        expect(ascending(shuffled)).toEqual(ascending(items));
      }),
    );
    expect(createRandom(3).shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([7, 0, 2, 4, 6, 5, 3, 1]);
  });

  it("shuffles every order of three items about equally often", () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle([0, 1, 2]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(6000 * (5 / 36)));
  });
});

describe("a fork", () => {
  it("depends on seed and label alone, not on what was drawn before", () => {
    const used = createRandom(42);
    draw(10, () => used.uniform());
    expect(draw(5, () => used.fork(1).uniform())).toEqual(draw(5, () => createRandom(42).fork(1).uniform()));
    expect(createRandom(42).fork(0).uniform() * 4294967296).toBe(3038955470);
  });

  it("differs from its parent, from its siblings and from its own forks", () => {
    const parent = createRandom(42);
    const streams = [
      parent,
      ...draw(1000, () => 0).map((_, label) => createRandom(42).fork(label)),
      createRandom(42).fork(1).fork(1),
    ];
    expect(new Set(streams.map((stream) => draw(3, () => stream.uniform()).join())).size).toBe(streams.length);
  });
});

describe("a state", () => {
  it("is plain JSON from which the stream goes on, forks included", () => {
    const stream = createRandom(42);
    draw(10, () => stream.normal());
    const other = createRandom(JSON.parse(JSON.stringify(stream.state())) as RandomState);
    expect(other.fork(3).uniform()).toBe(stream.fork(3).uniform());
    expect(draw(20, () => other.uniform())).toEqual(draw(20, () => stream.uniform()));
    expect(other.state()).toEqual(stream.state());
  });

  it("does not change as the stream goes on", () => {
    const stream = createRandom(1);
    const before = stream.state();
    const copy = structuredClone(before);
    stream.uniform();
    expect(before).toEqual(copy);
    expect(stream.state()).not.toEqual(copy);
  });
});
