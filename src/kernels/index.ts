export { aligned, NONE, type Arena, type Precision, type Values } from "./arena.ts";
export type { AttentionDecoder, AttentionDecoderGradients, AttentionScore, DecoderCell } from "./attentionDecoder.ts";
export { defaultBackend, numericsClass, threads, type Backend } from "./backend.ts";
export { createBackend } from "./createBackend.ts";
export type {
  Activation,
  BinaryKind,
  Kernels,
  KernelsName,
  NumericsClass,
  Pointer,
  PointLossKind,
  RnnActivation,
  RowKind,
  UnaryKind,
  WasmNumerics,
} from "./kernels.ts";
export { setThreads, type Threads } from "./threads.ts";
export { useKernels } from "./useKernels.ts";
export { useNumerics, type NumericsChoice } from "./useNumerics.ts";
export { bytesOfHex } from "./wasm/buildBytes.ts";
