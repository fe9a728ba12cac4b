/**
 * The compiled kernels: decoded and compiled at first use, once a process for each build and kind of memory, instantiated
 * once an arena, always synchronously.
 */
import type { Arena } from "../arena.ts";
import type { WasmNumerics } from "../kernels.ts";
import { relaxedSimdChanges } from "../relaxedSimd.generated.ts";
import { simdText } from "../simd.generated.ts";
import { applyChanges, bytesOfText } from "./buildBytes.ts";

type Numbers = readonly number[];

/** What src/kernels/assembly exports: positional numbers, pointers in elements. */
export interface SimdExports {
  readonly fill: (out: number, count: number, value: number) => void;
  readonly addScaled: (x: number, y: number, count: number, scale: number) => void;
  readonly scale: (x: number, y: number, count: number, scale: number) => void;
  readonly copyBlock: (...numbers: Numbers) => void;
  readonly binary: (...numbers: Numbers) => void;
  readonly sumTo: (...numbers: Numbers) => void;
  readonly unary: (kind: number, x: number, y: number, count: number) => void;
  readonly unaryBackward: (kind: number, x: number, y: number, dy: number, dx: number, count: number) => void;
  readonly sum: (x: number, count: number) => number;
  readonly sumOfSquares: (x: number, count: number) => number;
  readonly columnSums: (x: number, m: number, n: number, out: number) => void;
  readonly gemm: (...numbers: Numbers) => void;
  readonly productScratch: (m: number, n: number, k: number) => number;
  readonly forwardScratch: (...numbers: Numbers) => number;
  readonly backwardScratch: (...numbers: Numbers) => number;
  readonly maskRows: (rows: number, width: number, mask: number, from: number, to: number) => void;
  readonly weightGradients: (...numbers: Numbers) => void;
  readonly weightScratch: (rows: number, columns: number, input: number, hidden: number) => number;
  readonly rnnForward: (...numbers: Numbers) => void;
  readonly rnnBackward: (...numbers: Numbers) => void;
  readonly lstmForward: (...numbers: Numbers) => void;
  readonly lstmBackward: (...numbers: Numbers) => void;
  readonly gruForward: (...numbers: Numbers) => void;
  readonly gruBackward: (...numbers: Numbers) => void;
  readonly decoder: (...numbers: Numbers) => void;
  readonly pinball: (...numbers: Numbers) => number;
  readonly pinballBackward: (...numbers: Numbers) => void;
  readonly pointLoss: (...numbers: Numbers) => number;
  readonly pointLossBackward: (...numbers: Numbers) => void;
  readonly gaussianLoss: (...numbers: Numbers) => number;
  readonly gaussianLossBackward: (...numbers: Numbers) => void;
  readonly crossEntropy: (...numbers: Numbers) => number;
  readonly crossEntropyBackward: (...numbers: Numbers) => void;
  readonly rowFunction: (logarithm: number, x: number, y: number, rows: number, width: number) => void;
  readonly rowFunctionBackward: (...numbers: Numbers) => void;
  readonly layerNorm: (...numbers: Numbers) => void;
  readonly layerNormBackward: (...numbers: Numbers) => void;
  readonly gather: (...numbers: Numbers) => void;
  readonly scatter: (...numbers: Numbers) => void;
  readonly sgd: (...numbers: Numbers) => void;
  readonly rmsprop: (...numbers: Numbers) => void;
  readonly adam: (...numbers: Numbers) => void;
}

/** What was compiled, or refused, by build and kind of memory. */
const compiled = /* @__PURE__ */ new Map<string, WebAssembly.Module | null>();

/** Where the module declares its memory: the import "env" "memory", kind 2, then the limits' flags. */
const memoryImport = [3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2];
const SHARED_WITH_MAXIMUM = 3;

/** The builds: SIMD128, and relaxed SIMD, whose multiply-adds are fused. */
function bytesOf(numerics: WasmNumerics): Uint8Array<ArrayBuffer> {
  const simd = bytesOfText(simdText);
  return numerics === "fma" ? applyChanges(simd, relaxedSimdChanges) : simd;
}

/** The same module over shared memory: the flag of its memory import is all that differs, so both run the same code. */
function declareShared(bytes: Uint8Array<ArrayBuffer>): void {
  const start = bytes.findIndex((_, i) => memoryImport.every((byte, j) => bytes[i + j] === byte));
  bytes[start + memoryImport.length] = SHARED_WITH_MAXIMUM;
}

function compile(shared: boolean, numerics: WasmNumerics): WebAssembly.Module | null {
  if (typeof WebAssembly === "undefined") return null;
  const bytes = bytesOf(numerics);
  if (shared) declareShared(bytes);
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

/** The module for unshared or shared memory; null where the engine does not know its instructions (or shared memory). */
export function compiledSimd(shared: boolean, numerics: WasmNumerics): WebAssembly.Module | null {
  const key = `${numerics} ${shared}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const module = compile(shared, numerics);
  compiled.set(key, module);
  return module;
}

/** Whether this engine runs the kernels. */
export function simdSupported(): boolean {
  return compiledSimd(false, "mul-add") !== null;
}

/** The kernels over an arena's memory; undefined where the engine does not know their instructions. */
export function instantiateSimd({ memory, shared }: Arena, numerics: WasmNumerics): SimdExports | undefined {
  const module = compiledSimd(shared, numerics);
  if (!module) return undefined;
  // The exports' types are those of src/kernels/assembly, which TypeScript does not read.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as SimdExports;
}
