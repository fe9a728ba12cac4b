export { NONE, type Arena, type Precision, type Values } from "./arena.ts";
export { createBackend, defaultBackend, type Backend } from "./backend.ts";
export type { BinaryKind, Kernels, Pointer, RnnActivation, UnaryKind } from "./kernels.ts";
