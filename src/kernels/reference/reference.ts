/** The reference backend: every kernel in plain TypeScript, the oracle that faster backends are compared with. */
import type { Arena } from "../arena.ts";
import type { Kernels } from "../kernels.ts";
import { createScratch } from "../scratch.ts";
import { adam } from "./adam.ts";
import { decoderBackward, decoderForward } from "./attentionDecoder.ts";
import { elementwiseKernels } from "./elementwise.ts";
import { gemm } from "./gemm.ts";
import { gruBackward, gruForward } from "./gru.ts";
import { rmsprop, sgd } from "./descent.ts";
import * as losses from "./losses.ts";
import { lstmBackward, lstmForward } from "./lstm.ts";
import { rnnBackward, rnnForward } from "./rnn.ts";
import * as rows from "./rows.ts";

/** Binds the reference kernels to an arena. */
export function referenceKernels(arena: Arena): Kernels {
  const scratch = createScratch(arena);
  return {
    name: "reference",
    numerics: "float64",
    ...elementwiseKernels(arena),
    gemm: (operation) => gemm(arena, operation),
    rnnForward: (operands, activation) => rnnForward(arena, scratch, operands, activation),
    rnnBackward: (operands, gradients, activation) => rnnBackward(arena, operands, gradients, activation),
    lstmForward: (operands) => lstmForward(arena, scratch, operands),
    lstmBackward: (operands, gradients) => lstmBackward(arena, operands, gradients),
    gruForward: (operands) => gruForward(arena, scratch, operands),
    gruBackward: (operands, gradients) => gruBackward(arena, operands, gradients),
    decoderForward: (operands) => decoderForward(arena, operands),
    decoderBackward: (operands, gradients) => decoderBackward(arena, operands, gradients),
    ...lossKernels(arena),
    ...rowKernels(arena),
    sgd: (update) => sgd(arena, update),
    rmsprop: (update) => rmsprop(arena, update),
    adam: (update) => adam(arena, update),
  };
}

/** Binds functions that take the arena first. */
function bind<A extends readonly unknown[], R>(arena: Arena, f: (arena: Arena, ...rest: A) => R): (...rest: A) => R {
  return (...rest) => f(arena, ...rest);
}

type Losses = Pick<
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

function lossKernels(arena: Arena): Losses {
  return {
    pinball: bind(arena, losses.pinball),
    pinballBackward: bind(arena, losses.pinballBackward),
    pointLoss: bind(arena, losses.pointLoss),
    pointLossBackward: bind(arena, losses.pointLossBackward),
    gaussianLoss: bind(arena, losses.gaussianLoss),
    gaussianLossBackward: bind(arena, losses.gaussianLossBackward),
    crossEntropy: bind(arena, losses.crossEntropy),
    crossEntropyBackward: bind(arena, losses.crossEntropyBackward),
  };
}

type Rows = Pick<
  Kernels,
  "rowFunction" | "rowFunctionBackward" | "layerNorm" | "layerNormBackward" | "gather" | "scatter" | "maskRows"
>;

function rowKernels(arena: Arena): Rows {
  return {
    rowFunction: bind(arena, rows.rowFunction),
    rowFunctionBackward: bind(arena, rows.rowFunctionBackward),
    layerNorm: bind(arena, rows.layerNorm),
    layerNormBackward: bind(arena, rows.layerNormBackward),
    gather: bind(arena, rows.gather),
    scatter: bind(arena, rows.scatter),
    maskRows: bind(arena, rows.maskRows),
  };
}
