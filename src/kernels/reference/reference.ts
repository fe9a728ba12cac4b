/** The reference backend: every kernel in plain TypeScript, the oracle that faster backends are compared with. */
import type { Arena } from "../arena.ts";
import type { Kernels } from "../kernels.ts";
import { adam } from "./adam.ts";
import { elementwiseKernels } from "./elementwise.ts";
import { gemm } from "./gemm.ts";
import { gruBackward, gruForward } from "./gru.ts";
import { pinball, pinballBackward, pointLoss, pointLossBackward } from "./losses.ts";
import { lstmBackward, lstmForward } from "./lstm.ts";
import { rnnBackward, rnnForward } from "./rnn.ts";

/** Binds the reference kernels to an arena. */
export function referenceKernels(arena: Arena): Kernels {
  return {
    name: "reference",
    numerics: "float64",
    ...elementwiseKernels(arena),
    gemm: (operation) => gemm(arena, operation),
    rnnForward: (operands, activation) => rnnForward(arena, operands, activation),
    rnnBackward: (operands, gradients, activation) => rnnBackward(arena, operands, gradients, activation),
    lstmForward: (operands) => lstmForward(arena, operands),
    lstmBackward: (operands, gradients) => lstmBackward(arena, operands, gradients),
    gruForward: (operands) => gruForward(arena, operands),
    gruBackward: (operands, gradients) => gruBackward(arena, operands, gradients),
    pinball: (operands) => pinball(arena, operands),
    pinballBackward: (operands, dPrediction, scale) => pinballBackward(arena, operands, dPrediction, scale),
    pointLoss: (operands) => pointLoss(arena, operands),
    pointLossBackward: (operands, dPrediction, scale) => pointLossBackward(arena, operands, dPrediction, scale),
    adam: (update) => adam(arena, update),
  };
}
