export { NONE, type Arena, type Precision, type Values } from "./arena.ts";
export { createBackend, defaultBackend, numericsClass, useKernels, type Backend } from "./backend.ts";
export type { BinaryKind, KernelsName, NumericsClass, RnnActivation, UnaryKind } from "./kernels.ts";
