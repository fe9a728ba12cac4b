import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blend, chooseGates, gateBlocks, type HeldBackWindow } from "../../src/models/highwayGate.ts";
import { createRandom } from "../../src/random.ts";

const H = 8;

/** Windows of one channel; a forecast is what will be, and an error of its own drawn for each step. */
function windowsOf(
  count: number,
  errors: { base: number; challengers: readonly number[][] },
  seed = 1,
): HeldBackWindow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const actual = Float64Array.from({ length: H }, () => 10 * random.normal());
    return {
      stretch: Math.floor(i / 4),
      actual,
      base: actual.map((value) => value + errors.base * random.normal()),
      challengers: errors.challengers.map((sizes) => actual.map((value, h) => value + sizes[h]! * random.normal())),
      units: [2],
    };
  });
}

const all = (size: number): number[] => Array.from({ length: H }, () => size);

const withField = (one: HeldBackWindow, field: Partial<HeldBackWindow>): HeldBackWindow => ({ ...one, ...field });
const times = (values: Float64Array): Float64Array => values.map((x) => 1024 * x);

describe("gateBlocks", () => {
  it("covers every step once, in order, in at most four blocks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (horizon) => {
        const blocks = gateBlocks(horizon);
        expect(blocks.length).toBeLessThanOrEqual(4);
        expect(blocks[0]![0]).toBe(1);
        expect(blocks.at(-1)![1]).toBe(horizon);
        blocks.slice(1).forEach(([from], i) => expect(from).toBe(blocks[i]![1] + 1));
        for (const [from, to] of blocks) expect(to).toBeGreaterThanOrEqual(from);
      }),
    );
  });

  it("doubles their ends up to the horizon", () => {
    expect(gateBlocks(48)).toEqual([[1, 6], [7, 12], [13, 24], [25, 48]]); // prettier-ignore
    expect(gateBlocks(3)).toEqual([[1, 1], [2, 3]]); // prettier-ignore
    expect(gateBlocks(1)).toEqual([[1, 1]]);
  });
});

describe("chooseGates", () => {
  it("opens wide where a challenger hardly errs, and stays shut where it errs more", () => {
    const windows = windowsOf(80, { base: 1, challengers: [[0.05, 0.05, 0.05, 0.05, 9, 9, 9, 9]] });
    for (const loss of ["absolute", "squared"] as const) {
      const gates = chooseGates(windows, H, loss);
      expect(gates.map(({ share }) => share)).toEqual([1, 1, 1, 0]);
      expect(gates.at(-1)).toEqual({ from: 5, to: 8, challengers: [], share: 0, gain: 0, standardError: 0 });
      expect(gates[0]!.gain).toBeGreaterThan(0.8);
    }
  });

  it("averages forecasts whose errors are independent and alike", () => {
    const [first] = chooseGates(windowsOf(4000, { base: 1, challengers: [all(1)] }), H, "squared");
    expect(first!.share).toBeCloseTo(0.5, 5);
    expect(first!.gain).toBeCloseTo(0.5, 1); // the mean of two independent errors has half the square of one
  });

  it("takes the mean of challengers where it beats each", () => {
    const gates = chooseGates(windowsOf(2000, { base: 9, challengers: [all(1), all(1)] }), H, "squared");
    for (const { challengers } of gates) expect(challengers).toEqual([0, 1]);
  });

  it("stays shut in most cases where a challenger is no better than noise about the base", () => {
    let open = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const windows = windowsOf(40, { base: 1, challengers: [] }, seed);
      const random = createRandom(seed + 1000);
      const noisy = windows.map((one) =>
        withField(one, { challengers: [one.base.map((x) => x + 0.5 * random.normal())] }),
      );
      open += chooseGates(noisy, H, "absolute").filter(({ share }) => share > 0).length;
    }
    expect(open / 160).toBeLessThan(0.2);
  });

  it("decides by gains that exceed their standard error alone", () => {
    const gates = chooseGates(windowsOf(60, { base: 1, challengers: [all(1.1), all(3)] }), H, "absolute");
    for (const { share, gain, standardError } of gates) {
      if (share > 0) expect(gain).toBeGreaterThan(standardError);
      else expect(gain).toBe(0);
    }
  });

  it("stays shut without challengers, without windows, and with fewer than five stretches of time", () => {
    const good = windowsOf(16, { base: 1, challengers: [all(0)] });
    for (const windows of [[], windowsOf(80, { base: 1, challengers: [] }), good])
      expect(chooseGates(windows, H, "absolute").map(({ share }) => share)).toEqual([0, 0, 0, 0]);
  });

  it("leaves missing values out", () => {
    const windows = windowsOf(80, { base: 1, challengers: [all(0.1)] });
    const holes = windows.map((one, i) =>
      withField(one, { actual: one.actual.map((x, h) => ((h + i) % 3 === 0 ? NaN : x)) }),
    );
    for (const { share, gain } of chooseGates(holes, H, "absolute")) {
      expect(share).toBe(1);
      expect(gain).toBeGreaterThan(0.8);
    }
  });

  it("does not depend on the units of the data", () => {
    const windows = windowsOf(60, { base: 1, challengers: [all(0.8)] });
    const scaled = windows.map(({ stretch, actual, base, challengers, units }) => ({
      stretch,
      actual: times(actual),
      base: times(base),
      challengers: challengers.map(times),
      units: units.map((unit) => 1024 * unit),
    }));
    expect(chooseGates(scaled, H, "absolute")).toEqual(chooseGates(windows, H, "absolute"));
  });
});

describe("blend", () => {
  it("lies between the base and the mean of the challengers, and keeps quantiles in order", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, number, number, fc.integer({ min: 0, max: 10 }), (a, b, c, d, tenth) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [under, over] = [Math.min(c, d), Math.max(c, d)];
        const [first, second] = [blend(low, [under], tenth / 10), blend(high, [over], tenth / 10)];
        expect(first).toBeLessThanOrEqual(second + 1e-6);
        expect(first).toBeGreaterThanOrEqual(Math.min(low, under) - 1e-6);
        expect(first).toBeLessThanOrEqual(Math.max(low, under) + 1e-6);
      }),
    );
    expect(blend(3, [], 0)).toBe(3);
  });
});
