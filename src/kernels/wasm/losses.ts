/** The losses of the wasm backend. */
import type { Arena } from "../arena.ts";
import type { CrossEntropy, GaussianLoss, Kernels, Pinball, PointLoss, PointLossKind } from "../kernels.ts";
import type { Scratch } from "../scratch.ts";
import type { SimdExports } from "./simdModule.ts";

// The numbers that src/kernels/assembly/losses.ts gives the kinds.
const pointKinds: Record<PointLossKind, number> = {
  absolute: 0,
  squared: 1,
  huber: 2,
  logCosh: 3,
  binaryCrossEntropy: 4,
};

const point = ({ kind, delta = 1, count, prediction, target, weights }: PointLoss) =>
  [pointKinds[kind], delta, count, prediction, target, weights] as const;
const gaussian = ({ count, mean, variance, target, weights, epsilon }: GaussianLoss) =>
  [count, mean, variance, target, weights, epsilon] as const;
const classes = ({ rows, classes, logits, logProbabilities, target, weights }: CrossEntropy) =>
  [rows, classes, logits, logProbabilities, target, weights] as const;

/** The losses that the wasm backend offers. */
export type Losses = Pick<
  Kernels,
  | "pinball"
  | "pinballBackward"
  | "pointLoss"
  | "pointLossBackward"
  | "gaussianLoss"
  | "gaussianLossBackward"
  | "crossEntropy"
  | "crossEntropyBackward"
>;

/** Binds the losses of a module. */
export function losses(simd: SimdExports, arena: Arena, scratch: Scratch): Losses {
  /** The quantiles as float64, which takes two elements of the arena each. */
  const place = (quantiles: readonly number[]): number => {
    const pointer = scratch(2 * quantiles.length);
    new Float64Array(arena.memory.buffer, 4 * pointer, quantiles.length).set(quantiles);
    return pointer;
  };
  const pinball = ({ rows, prediction, target, weights, quantiles }: Pinball) =>
    [rows, quantiles.length, prediction, target, weights, place(quantiles)] as const;
  return {
    pinball: (operands) => simd.pinball(...pinball(operands)),
    pinballBackward: (operands, dPrediction, scale) => simd.pinballBackward(...pinball(operands), dPrediction, scale),
    pointLoss: (operands) => simd.pointLoss(...point(operands)),
    pointLossBackward: (operands, dPrediction, scale) => simd.pointLossBackward(...point(operands), dPrediction, scale),
    gaussianLoss: (operands) => simd.gaussianLoss(...gaussian(operands)),
    gaussianLossBackward: (operands, dMean, dVariance, scale) =>
      simd.gaussianLossBackward(...gaussian(operands), dMean, dVariance, scale),
    crossEntropy: (operands) => simd.crossEntropy(...classes(operands)),
    crossEntropyBackward: (operands, dLogits, scale) => simd.crossEntropyBackward(...classes(operands), dLogits, scale),
  };
}
