/** The numbers that src/kernels/assembly/elementwise.ts gives the kinds of elementwise functions. */
import type { BinaryKind, UnaryKind } from "../kernels.ts";

/** Functions of two operands. */
export const binaryKinds: Record<BinaryKind, number> = { add: 0, subtract: 1, multiply: 2 };

/** Functions of one operand. */
export const unaryKinds: Record<UnaryKind, number> = {
  tanh: 0,
  sigmoid: 1,
  relu: 2,
  exp: 3,
  log: 4,
  absolute: 5,
  square: 6,
};
