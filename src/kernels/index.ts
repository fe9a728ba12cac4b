export { NONE, type Arena, type Precision, type Values } from "./arena.ts";
export { createBackend, defaultBackend, numericsClass, useKernels, type Backend } from "./backend.ts";
export type { BinaryKind, Kernels, KernelsName, NumericsClass, Pointer, RnnActivation, UnaryKind } from "./kernels.ts";
