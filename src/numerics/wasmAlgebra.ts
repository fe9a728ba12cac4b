/** Linear algebra in WebAssembly: a module and a memory of its own, decoded and instantiated at the first use, synchronously. */
import { TensorError } from "../errors.ts";
import { bytesOfHex } from "../kernels/index.ts";
import { algebraHex } from "./algebra.generated.ts";
import type { LinearAlgebra } from "./linearAlgebra.ts";

type Numbers = readonly number[];

/** What src/numerics/assembly exports: sizes and strides in elements, addresses in bytes. */
interface AlgebraExports {
  readonly product: (...numbers: Numbers) => void;
  readonly productScratch: (m: number, n: number, k: number) => number;
  readonly cholesky: (n: number, a: number) => number;
  readonly solve: (n: number, l: number, q: number, b: number, scratch: number) => void;
  readonly solveScratch: (n: number) => number;
}

const PAGE = 65_536;
const START = 1024; // bytes that the compiler may use
const NO_WEIGHTS = 0;

/** Memory handed out from its start on, anew for every operation. */
class Workspace {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE });
  #end = START;

  reset(): void {
    this.#end = START;
  }

  /** @throws TensorError when the machine has no memory left for it */
  take(bytes: number): number {
    const start = this.#end;
    this.#end = start + Math.ceil(bytes / 16) * 16;
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing <= 0) return start;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new TensorError({
        where: "linear algebra",
        expected: "memory for its matrices",
        found: `none left beyond ${start} bytes`,
        remedy: "use a smaller contextLength or horizon",
      });
    }
    return start;
  }

  put(values: Float64Array): number {
    const start = this.take(8 * values.length);
    new Float64Array(this.memory.buffer, start, values.length).set(values);
    return start;
  }

  zeros(length: number): number {
    const start = this.take(8 * length);
    new Float64Array(this.memory.buffer, start, length).fill(0);
    return start;
  }

  view(start: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, start, length);
  }
}

/** The implementation, or undefined where the engine does not know SIMD128. */
export function wasmAlgebra(): LinearAlgebra | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = bytesOfHex(algebraHex);
  if (!WebAssembly.validate(bytes)) return undefined;
  const workspace = new Workspace();
  const { memory } = workspace;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  // The exports' types are those of src/numerics/assembly, which TypeScript does not read.
  return operations(instance.exports as unknown as AlgebraExports, workspace);
}

function operations(wasm: AlgebraExports, workspace: Workspace): LinearAlgebra {
  return {
    multiply(a, b, { rows, inner, columns, stride = inner }) {
      workspace.reset();
      const [left, right] = [workspace.put(a), workspace.put(b)];
      const c = workspace.zeros(rows * columns);
      const scratch = workspace.take(wasm.productScratch(rows, columns, inner));
      const operands = [left, stride, 1, right, columns, 1, c, columns, NO_WEIGHTS, 0, scratch];
      wasm.product(rows, columns, inner, ...operands);
      return workspace.view(c, rows * columns).slice();
    },

    addRows({ inputs, outputs, gram, cross }, rows, weights) {
      workspace.reset();
      const [x, w, g, d] = [rows, weights, gram, cross].map((values) => workspace.put(values)) as [
        number,
        number,
        number,
        number,
      ];
      const [n, width] = [weights.length, inputs + outputs];
      const scratch = workspace.take(wasm.productScratch(inputs, Math.max(inputs, outputs), n));
      wasm.product(inputs, inputs, n, x, 1, width, x, width, 1, g, inputs, w, 1, scratch);
      wasm.product(inputs, outputs, n, x, 1, width, x + 8 * inputs, width, 1, d, outputs, w, 0, scratch);
      gram.set(workspace.view(g, gram.length));
      cross.set(workspace.view(d, cross.length));
    },

    solve(a, b, n) {
      workspace.reset();
      const [l, x] = [workspace.put(a), workspace.put(b)];
      const failed = wasm.cholesky(n, l);
      if (failed >= 0) return failed;
      const scratch = workspace.take(wasm.solveScratch(n));
      wasm.solve(n, l, n === 0 ? 0 : b.length / n, x, scratch);
      return workspace.view(x, b.length).slice();
    },
  };
}
