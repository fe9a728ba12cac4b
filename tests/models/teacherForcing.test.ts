import { describe, expect, it } from "vitest";
import { step } from "../../src/autograd/index.ts";
import { drawForced, forcedShareAt } from "../../src/models/teacherForcing.ts";
import { createRandom } from "../../src/random.ts";

const at = (teacherForcing: "constant" | "linear" | "inverseSigmoid", progress: number): number =>
  forcedShareAt({ teacherForcing, forcedShare: 0.8 }, progress);

const flags = (training: boolean, progress: number, forcedShare = 1): number[] =>
  step(() => {
    const context = { training, progress, random: createRandom(3) };
    return Array.from(drawForced({ teacherForcing: "linear", forcedShare }, context, [40, 50]).data);
  });
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("forcedShareAt", () => {
  it("stays, falls in a line, or falls along a sigmoid", () => {
    expect(at("constant", 0.9)).toBe(0.8);
    expect(at("linear", 0)).toBe(0.8);
    expect(at("linear", 0.75)).toBeCloseTo(0.2, 12);
    expect(at("inverseSigmoid", 0)).toBeCloseTo(0.8, 3);
    expect(at("inverseSigmoid", 0.5)).toBeCloseTo(0.4, 12);
    expect(at("inverseSigmoid", 1)).toBeLessThan(1e-4);
  });
});

describe("drawForced", () => {
  it("forces the share of steps, by chance, in training", () => {
    expect(mean(flags(true, 0))).toBe(1);
    expect(mean(flags(true, 0.7))).toBeCloseTo(0.3, 1);
    expect(new Set(flags(true, 0.7))).toEqual(new Set([0, 1]));
  });

  it("forces nothing when a forecast is made or validated", () => {
    expect(mean(flags(false, 0))).toBe(0);
  });
});
