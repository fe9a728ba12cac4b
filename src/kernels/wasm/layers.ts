/** The row-wise functions of the wasm backend: softmax, layer normalization, rows chosen from a table or by a mask. */
import type { Kernels } from "../kernels.ts";
import type { SimdExports } from "./simdModule.ts";

/** The row-wise functions that the wasm backend offers. */
export type Layers = Pick<
  Kernels,
  "rowFunction" | "rowFunctionBackward" | "layerNorm" | "layerNormBackward" | "gather" | "scatter" | "maskRows"
>;

/** Binds the row-wise functions of a module. */
export function layers(simd: SimdExports): Layers {
  return {
    rowFunction(kind, x, y, rows, width) {
      simd.rowFunction(Number(kind === "logSoftmax"), x, y, rows, width);
    },
    rowFunctionBackward(kind, y, dy, dx, rows, width) {
      simd.rowFunctionBackward(Number(kind === "logSoftmax"), y, dy, dx, rows, width);
    },
    layerNorm({ rows, width, x, weight, bias, y, means, scales, epsilon }) {
      simd.layerNorm(rows, width, x, weight, bias, y, means, scales, epsilon);
    },
    layerNormBackward({ rows, width, x, weight, means, scales }, { dY, dX, dWeight, dBias }) {
      simd.layerNormBackward(rows, width, x, weight, means, scales, dY, dX, dWeight, dBias);
    },
    gather: ({ count, width, indices, rows, table }, out) => simd.gather(count, width, indices, rows, table, out),
    maskRows: simd.maskRows,
    scatter({ count, width, indices, rows, table }, x, skip) {
      simd.scatter(count, width, indices, rows, table, x, skip);
    },
  };
}
