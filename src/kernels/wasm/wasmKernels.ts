/** The wasm backend: the kernels of src/kernels/assembly behind the `Kernels` interface. */
import { OptionError } from "../../errors.ts";
import type { Arena } from "../arena.ts";
import type { BinaryKind, Kernels, UnaryKind, WasmNumerics } from "../kernels.ts";
import { decoders } from "./attentionDecoder.ts";
import { layers, type Layers } from "./layers.ts";
import { losses, type Losses } from "./losses.ts";
import { optimizers, type Optimizers } from "./optimizers.ts";
import { recurrences } from "./recurrences.ts";
import { createDistribution, splitProduct } from "./distribution.ts";
import { joinDimensions, walkRows } from "./rows.ts";
import { createScratch } from "../scratch.ts";
import { compiledSimd, instantiateSimd, type SimdExports } from "./simdModule.ts";
import { ThreadPool, type ThreadPoolOptions } from "./threadPool.ts";

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
  sin: 7,
  cos: 8,
};

/** What wasm kernels are made with. */
export interface WasmOptions extends Partial<ThreadPoolOptions> {
  /** Which build to take: SIMD128 ("mul-add") unless given, or relaxed SIMD ("fma"). */
  readonly numerics?: WasmNumerics;
}

/**
 * The wasm kernels over a float32 arena, and their threads where its memory is shared.
 * @throws OptionError where the engine does not know WebAssembly SIMD
 */
export function wasmKernels(
  arena: Arena,
  { numerics = "mul-add", ...options }: WasmOptions = {},
): { kernels: Kernels; pool: ThreadPool | undefined } {
  const simd = instantiateSimd(arena, numerics);
  if (!simd) {
    throw new OptionError({
      where: "wasm kernels",
      expected: "an engine that runs WebAssembly with SIMD128",
      found: "one that does not",
      remedy: 'call useKernels("reference")',
    });
  }
  const scratch = createScratch(arena);
  const pool = createPool(simd, arena, numerics, options);
  const distribute = createDistribution(simd, scratch, pool);
  const kernels: Kernels = {
    name: "wasm",
    numerics,
    ...elementwise(simd),
    ...losses(simd, arena, scratch),
    ...layers(simd),
    ...optimizers(simd),
    ...recurrences(simd, distribute),
    ...decoders(distribute),
    gemm(operation) {
      const { m, n, activation } = operation;
      if (m > 0 && n > 0) splitProduct(simd, distribute, operation, activation ? unaryKinds[activation] : -1);
    },
  };
  return { kernels, pool };
}

/** Ends the workers of arenas that are no longer used: a worker that sleeps would keep the memory. */
const unused = /* @__PURE__ */ new FinalizationRegistry<ThreadPool>((pool) => pool.stop());

/** The threads of shared memory; they run the caller's build. */
function createPool(
  simd: SimdExports,
  arena: Arena,
  numerics: WasmNumerics,
  options: Partial<ThreadPoolOptions>,
): ThreadPool | undefined {
  const module = arena.shared ? compiledSimd(true, numerics) : null;
  if (!module) return undefined;
  const pool = new ThreadPool({ simd, module, memory: arena.memory, ...options });
  unused.register(arena, pool);
  return pool;
}

type Elementwise = Omit<
  Kernels,
  keyof (Losses & Layers & Optimizers & ReturnType<typeof recurrences> & ReturnType<typeof decoders>) | Rest
>;
type Rest = "name" | "numerics" | "gemm";

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
