/** The wasm backend: the kernels of src/kernels/assembly behind the `Kernels` interface. */
import { OptionError } from "../../errors.ts";
import type { Arena } from "../arena.ts";
import type { BinaryKind, Kernels, Pinball, PointLoss, UnaryKind } from "../kernels.ts";
import { recurrences } from "./recurrences.ts";
import { joinDimensions, walkRows } from "./rows.ts";
import { createScratch, type Scratch } from "./scratch.ts";
import { instantiateSimd, type SimdExports } from "./simdModule.ts";

// The numbers that src/kernels/assembly/elementwise.ts gives the kinds.
const binaryKinds: Record<BinaryKind, number> = { add: 0, subtract: 1, multiply: 2 };
const unaryKinds: Record<UnaryKind, number> = {
  tanh: 0,
  sigmoid: 1,
  relu: 2,
  exp: 3,
  log: 4,
  absolute: 5,
  square: 6,
};

/**
 * The wasm kernels over a float32 arena.
 * @throws OptionError where the engine does not know WebAssembly SIMD
 */
export function wasmKernels(arena: Arena): Kernels {
  const simd = instantiateSimd(arena);
  if (!simd) {
    throw new OptionError({
      where: "wasm kernels",
      expected: "an engine that runs WebAssembly with SIMD128",
      found: "one that does not",
      remedy: 'call useKernels("reference")',
    });
  }
  const scratch = createScratch(arena);
  return {
    name: "wasm",
    numerics: "mul-add",
    ...elementwise(simd),
    ...losses(simd, arena, scratch),
    ...recurrences(simd, scratch),
    gemm({ m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate }) {
      if (m === 0 || n === 0) return;
      const memory = scratch(simd.productScratch(m, n, k));
      simd.gemm(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, Number(accumulate), memory);
    },
    adam({
      count,
      parameter,
      gradient,
      mean,
      variance,
      learningRate,
      beta1,
      beta2,
      epsilon,
      correction1,
      correction2,
    }) {
      const factors = [learningRate / correction1, beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.sqrt(correction2)];
      simd.adam(count, parameter, gradient, mean, variance, ...factors, epsilon);
    },
  };
}

type Elementwise = Omit<Kernels, keyof ReturnType<typeof losses> | keyof ReturnType<typeof recurrences> | Rest>;
type Rest = "name" | "numerics" | "gemm" | "adam";

function elementwise(simd: SimdExports): Elementwise {
  return {
    fill: simd.fill,
    addScaled: simd.addScaled,
    scale: simd.scale,
    sum: simd.sum,
    sumOfSquares: simd.sumOfSquares,
    columnSums: simd.columnSums,
    unary: (kind, x, y, count) => simd.unary(unaryKinds[kind], x, y, count),
    unaryBackward: (kind, x, y, dy, dx, count) => simd.unaryBackward(unaryKinds[kind], x, y, dy, dx, count),
    copyBlock({ outer, inner, from, fromStride, to, toStride, accumulate }) {
      simd.copyBlock(outer, inner, from, fromStride, to, toStride, Number(accumulate));
    },
    binary({ kind, shape, a, aStrides, b, bStrides, out }) {
      const number = binaryKinds[kind];
      walkRows(joinDimensions(shape, aStrides, bStrides), (rows, columns, p, q, done) =>
        simd.binary(number, rows.size, columns.size, a + p, rows.a, columns.a, b + q, rows.b, columns.b, out + done),
      );
    },
    sumTo(x, shape, out, strides) {
      walkRows(joinDimensions(shape, strides, strides), (rows, columns, p, _, done) =>
        simd.sumTo(rows.size, columns.size, x + done, out + p, rows.a, columns.a),
      );
    },
  };
}

type Losses = Pick<Kernels, "pinball" | "pinballBackward" | "pointLoss" | "pointLossBackward">;

const point = ({ kind, count, prediction, target, weights }: PointLoss) =>
  [Number(kind === "squared"), count, prediction, target, weights] as const;

function losses(simd: SimdExports, arena: Arena, scratch: Scratch): Losses {
  /** The quantiles as float64, which takes two elements of the arena each. */
  const place = (quantiles: readonly number[]): number => {
    const pointer = scratch(2 * quantiles.length);
    new Float64Array(arena.memory.buffer, 4 * pointer, quantiles.length).set(quantiles);
    return pointer;
  };
  const pinball = ({ rows, prediction, target, weights, quantiles }: Pinball) =>
    [rows, quantiles.length, prediction, target, weights, place(quantiles)] as const;
  return {
    pinball: (operands) => simd.pinball(...pinball(operands)),
    pinballBackward: (operands, dPrediction, scale) => simd.pinballBackward(...pinball(operands), dPrediction, scale),
    pointLoss: (operands) => simd.pointLoss(...point(operands)),
    pointLossBackward: (operands, dPrediction, scale) => simd.pointLossBackward(...point(operands), dPrediction, scale),
  };
}
