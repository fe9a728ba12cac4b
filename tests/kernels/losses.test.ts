import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { createMemory } from "./memory.ts";

const { kernels, put, read } = createMemory();

describe("pointLoss", () => {
  const prediction = put([1, 2, NaN, 4]);
  const target = put([3, 1, 7, NaN]);
  const weights = put([1, 3, 0, 0]);

  it("is the weighted mean of squares or absolutes, and skips weights of 0 even over NaN", () => {
    const shared = { count: 4, prediction, target, weights };
    expect(kernels.pointLoss({ ...shared, kind: "squared" })).toBe((4 + 3 * 1) / 4);
    expect(kernels.pointLoss({ ...shared, kind: "absolute" })).toBe((2 + 3 * 1) / 4);
  });

  it("is the plain mean without weights, and NaN where an element is", () => {
    const shared = { kind: "squared", prediction, target, weights: NONE } as const;
    expect(kernels.pointLoss({ ...shared, count: 2 })).toBe(2.5);
    expect(kernels.pointLoss({ ...shared, count: 3 })).toBeNaN();
  });

  it("is 0 with zero gradients when nothing is observed", () => {
    const operands = { kind: "squared", count: 2, prediction, target, weights: put([0, 0]) } as const;
    const gradient = put([5, 5]);
    kernels.pointLossBackward(operands, gradient, 1);
    expect(kernels.pointLoss(operands)).toBe(0);
    expect(read(gradient, 2)).toEqual([5, 5]);
  });

  it("adds the scaled gradient", () => {
    const squared = put([1, 1, 1, 1]);
    const absolute = put([1, 1, 1, 1]);
    const shared = { count: 4, prediction, target, weights };
    kernels.pointLossBackward({ ...shared, kind: "squared" }, squared, 2);
    kernels.pointLossBackward({ ...shared, kind: "absolute" }, absolute, 2);
    expect(read(squared, 4)).toEqual([1 + (2 * 1 * 2 * -2) / 4, 1 + (2 * 3 * 2 * 1) / 4, 1, 1]);
    expect(read(absolute, 4)).toEqual([1 - 2 / 4, 1 + 6 / 4, 1, 1]);
  });
});

describe("pinball", () => {
  const quantiles = [0.25, 0.75];
  const prediction = put([1, 2, 3, 3, NaN, NaN]);
  const target = put([2, 2, 1]);

  it("weighs errors above by q and below by 1 - q, as a mean over observed elements and quantiles", () => {
    const first = 0.25 * 1 + 0; // errors 1 and 0
    const second = 0.75 * 1 + 0.25 * 1; // errors -1 and -1
    expect(kernels.pinball({ rows: 2, prediction, target, weights: NONE, quantiles })).toBe((first + second) / 4);
    expect(kernels.pinball({ rows: 3, prediction, target, weights: put([3, 1, 0]), quantiles })).toBe(
      (3 * first + second) / 8,
    );
  });

  it("is half the absolute error at the median", () => {
    const operands = { rows: 2, prediction, target, weights: NONE, quantiles: [0.5] };
    expect(kernels.pinball(operands)).toBe(kernels.pointLoss({ ...operands, kind: "absolute", count: 2 }) / 2);
  });

  it("adds the scaled gradient, 0 where the error is 0", () => {
    const gradient = put([0, 0, 0, 0, 1, 1]);
    kernels.pinballBackward({ rows: 3, prediction, target, weights: put([3, 1, 0]), quantiles }, gradient, 8);
    expect(read(gradient, 6)).toEqual([-0.25 * 3, 0, 0.75, 0.25, 1, 1]);
  });

  it("is 0 when nothing is observed", () => {
    expect(kernels.pinball({ rows: 3, prediction, target, weights: put([0, 0, 0]), quantiles })).toBe(0);
  });
});

describe("adam", () => {
  it("follows algorithm 1 of Kingma & Ba by hand", () => {
    const [parameter, gradient, mean, variance] = [put([1, -1]), put([0.5, 0]), put([0.1, 0]), put([0.2, 0])];
    kernels.adam({
      count: 2,
      parameter,
      gradient,
      mean,
      variance,
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      correction1: 0.19,
      correction2: 0.0199,
    });
    const m = 0.9 * 0.1 + 0.1 * 0.5;
    const v = 0.99 * 0.2 + 0.01 * 0.25;
    expect(read(mean, 2)).toEqual([m, 0]);
    expect(read(variance, 2)[0]).toBeCloseTo(v, 15);
    expect(read(parameter, 2)[0]).toBeCloseTo(1 - (0.1 * (m / 0.19)) / (Math.sqrt(v / 0.0199) + 1e-8), 14);
    expect(read(parameter, 2)[1]).toBe(-1);
  });

  it("moves by the learning rate in the first step, whatever the size of the gradient", () => {
    const [parameter, mean, variance] = [put([0, 0]), put([0, 0]), put([0, 0])];
    kernels.adam({
      count: 2,
      parameter,
      gradient: put([1e-3, -1e3]),
      mean,
      variance,
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-12,
      correction1: 0.1,
      correction2: 0.001,
    });
    expect(read(parameter, 2)[0]).toBeCloseTo(-0.01, 9);
    expect(read(parameter, 2)[1]).toBeCloseTo(0.01, 9);
  });
});
