/** The compiled kernels: decoded and compiled once a process, instantiated once an arena, always synchronously. */
import type { Arena } from "../arena.ts";
import { simdModule } from "../simd.generated.ts";

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
  readonly forwardScratch: (batch: number, time: number, input: number, hidden: number, width: number) => number;
  readonly backwardScratch: (batch: number, time: number, input: number, hidden: number, width: number) => number;
  readonly rnnForward: (...numbers: Numbers) => void;
  readonly rnnBackward: (...numbers: Numbers) => void;
  readonly lstmForward: (...numbers: Numbers) => void;
  readonly lstmBackward: (...numbers: Numbers) => void;
  readonly gruForward: (...numbers: Numbers) => void;
  readonly gruBackward: (...numbers: Numbers) => void;
  readonly pinball: (...numbers: Numbers) => number;
  readonly pinballBackward: (...numbers: Numbers) => void;
  readonly pointLoss: (...numbers: Numbers) => number;
  readonly pointLossBackward: (...numbers: Numbers) => void;
  readonly adam: (...numbers: Numbers) => void;
}

let compiled: WebAssembly.Module | null | undefined;

/** The module, or null where the engine does not know SIMD128. */
function compile(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  if (typeof WebAssembly === "undefined") return (compiled = null);
  const bytes = Uint8Array.from(atob(simdModule), (character) => character.charCodeAt(0));
  return (compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null);
}

/** Whether this engine runs the kernels. */
export function simdSupported(): boolean {
  return compile() !== null;
}

/** The kernels over an arena's memory; undefined where the engine does not know SIMD128. */
export function instantiateSimd({ memory }: Arena): SimdExports | undefined {
  const module = compile();
  if (!module) return undefined;
  // The exports' types are those of src/kernels/assembly, which TypeScript does not read.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as SimdExports;
}
