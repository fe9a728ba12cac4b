export { numericsClass, type NumericsClass } from "../kernels/index.ts";
export { checkGradient, type GradientInput, type GradientReport } from "./checkGradient.ts";
export {
  attentionDecoder,
  type AttentionDecoderOperands,
  type AttentionDecoderResult,
} from "./ops/attentionDecoder.ts";
export { bmm } from "./ops/bmm.ts";
export { causalConv1d, type CausalConv1dOperands } from "./ops/causalConv1d.ts";
export { crossEntropyLoss, type CrossEntropyOptions } from "./ops/crossEntropy.ts";
export { dropout } from "./ops/dropout.ts";
export {
  absolute,
  add,
  cos,
  exp,
  log,
  multiply,
  relu,
  scale,
  sigmoid,
  sin,
  square,
  subtract,
  tanh,
} from "./ops/elementwise.ts";
export { embedding } from "./ops/embedding.ts";
export { gaussianNllLoss } from "./ops/gaussianNll.ts";
export { gru } from "./ops/gru.ts";
export { layerNorm, type LayerNormOperands } from "./ops/layerNorm.ts";
export { concat, reshape, slice } from "./ops/layout.ts";
export { lengthsToMask } from "./ops/lengthsToMask.ts";
export {
  bceWithLogitsLoss,
  huberLoss,
  logCoshLoss,
  maeLoss,
  mseLoss,
  pinballLoss,
  smoothL1Loss,
} from "./ops/losses.ts";
export { likelihoodLoss, type NegativeLogLikelihood } from "./ops/likelihoodLoss.ts";
export { lstm, type LstmOperands } from "./ops/lstm.ts";
export { affine, matmul } from "./ops/matmul.ts";
export { permute } from "./ops/permute.ts";
export type { RecurrenceOperands } from "./ops/recurrence.ts";
export { maskSteps } from "./ops/maskSteps.ts";
export { mean, sum } from "./ops/reduce.ts";
export { rnn } from "./ops/rnn.ts";
export { logSoftmax, softmax } from "./ops/softmax.ts";
export { tensor } from "./ops/tensor.ts";
export { gatherParameters } from "./parameterBlock.ts";
export { assertChoice, assertShape, assertTogether } from "./shapes.ts";
export { emptyTensor, persistentTensor, releaseTensor, step, type StepOptions } from "./step.ts";
export { backward } from "./tape.ts";
export { sizeOf, Tensor, type Shape } from "./tensor.ts";
