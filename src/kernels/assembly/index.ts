// The exports of the module, in AssemblyScript, which looks like TypeScript but is not: scripts/kernels.mjs compiles it into
// src/kernels/simd.generated.ts, src/kernels/wasm/ gives it the shape of the `Kernels` interface.
export { adam } from "./adam";
export { decoder } from "./attentionDecoder";
export { rmsprop, sgd } from "./descent";
export { addScaled, binary, columnSums, copyBlock, fill, scale, sum, sumOfSquares, sumTo, unary, unaryBackward } from "./elementwise";
export { gemm, productScratch } from "./gemm";
export { gruBackward, gruForward } from "./gru";
export { crossEntropy, crossEntropyBackward, gaussianLoss, gaussianLossBackward, pinball, pinballBackward, pointLoss, pointLossBackward } from "./losses";
export { lstmBackward, lstmForward } from "./lstm";
export { backwardScratch, maskRows, forwardScratch, weightGradients, weightScratch } from "./recurrence";
export { rnnBackward, rnnForward } from "./rnn";
export { gather, layerNorm, layerNormBackward, rowFunction, rowFunctionBackward, scatter } from "./rows";
