export {
  AttentionDecoder,
  type AttentionDecoderInputs,
  type AttentionDecoderOptions,
  type AttentionDecoderOutput,
} from "./attentionDecoder.ts";
export { CausalConv1d, type CausalConv1dOptions } from "./causalConv1d.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export { kaimingUniform, normal, orthogonal, xavierUniform } from "./initializers.ts";
export { LayerNorm, type LayerNormOptions } from "./layerNorm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export {
  Module,
  type ForwardContext,
  type Initializer,
  type ModuleContext,
  type NamedArray,
  type StateDict,
} from "./module.ts";
export {
  GRU,
  LSTM,
  RNN,
  type RecurrentInputs,
  type RecurrentMerge,
  type RecurrentOptions,
  type RecurrentOutput,
  type RecurrentState,
} from "./recurrent.ts";
export { exportTorch, importTorch, type TorchOptions } from "./torch.ts";
