import { afterEach, describe, expect, it, vi } from "vitest";
import { add, step, tensor } from "../../src/autograd/index.ts";
import { OptionError } from "../../src/errors.ts";
import { createBackend, defaultBackend, numericsClass, useKernels } from "../../src/kernels/index.ts";

const before = useKernels("reference");
useKernels(before);
afterEach(() => {
  useKernels(before);
  vi.unstubAllGlobals();
});

describe("useKernels", () => {
  it("chooses the kernels of what is made from then on, and gives back what was chosen", () => {
    useKernels("wasm");
    const kept = createBackend();
    expect(useKernels("reference")).toBe("wasm");
    expect(kept.kernels.name).toBe("wasm");
    expect(createBackend().kernels.name).toBe("reference");
    expect(defaultBackend().kernels.name).toBe("reference");
    expect(useKernels("wasm")).toBe("reference");
    expect(createBackend().kernels.name).toBe("wasm");
    expect(defaultBackend().kernels.name).toBe("wasm");
    expect(step(() => add(tensor([1, 2]), tensor([3, 4])).data[1])).toBe(6);
  });

  it("leaves float64 to the reference kernels", () => {
    useKernels("wasm");
    expect(createBackend("float64").kernels.name).toBe("reference");
  });

  it("refuses a name that it does not know", () => {
    const gpu = "gpu" as "wasm";
    expect(() => useKernels(gpu)).toThrow(OptionError);
    expect(() => useKernels(gpu)).toThrow(
      'useKernels: expected "reference" or "wasm", found "gpu"; choose "reference", which runs everywhere',
    );
  });

  it("without WebAssembly SIMD refuses the kernels in it, and says which there are", async () => {
    vi.resetModules();
    vi.stubGlobal("WebAssembly", { ...WebAssembly, Memory: WebAssembly.Memory, validate: () => false });
    const fresh = await import("../../src/kernels/index.ts");
    expect(() => fresh.defaultBackend()).toThrow('found one that does not; call useKernels("reference")');
    fresh.useKernels("reference");
    expect(fresh.defaultBackend().kernels.name).toBe("reference");
    expect(() => fresh.useKernels("wasm")).toThrow(
      'useKernels: expected an engine that runs WebAssembly with SIMD128, found one that does not; choose "reference", which runs everywhere',
    );
  });
});

describe("numericsClass", () => {
  it("names how a backend rounds", () => {
    useKernels("wasm");
    expect(numericsClass()).toBe("mul-add");
    useKernels("reference");
    expect(numericsClass()).toBe("float64");
    expect(numericsClass(createBackend("float64"))).toBe("float64");
  });
});
