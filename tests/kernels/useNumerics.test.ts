/** The choice of how wasm kernels round; what it needs from the engine and the processor is tried in processes of their own. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { createBackend, defaultBackend, numericsClass, useKernels, useNumerics } from "../../src/kernels/index.ts";
import { applyChanges, bytesOfHex, bytesOfText } from "../../src/kernels/wasm/buildBytes.ts";
import { flags, fusing } from "./relaxedSimd.ts";

const kernels = useKernels("wasm");
const numerics = useNumerics("mul-add");
afterEach(() => {
  useKernels("wasm");
  useNumerics("mul-add");
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
afterAll(() => {
  useKernels(kernels);
  useNumerics(numerics);
});

describe("useNumerics", () => {
  it.skipIf(!fusing)("chooses for backends made from then on, and gives back what was chosen", () => {
    const kept = createBackend();
    expect(useNumerics("fma")).toBe("mul-add");
    expect(kept.kernels.numerics).toBe("mul-add");
    expect(numericsClass(createBackend())).toBe("fma");
    expect(useNumerics("fastest")).toBe("fma");
    expect(numericsClass(createBackend())).toBe("fma");
    expect(useNumerics("mul-add")).toBe("fastest");
    expect(numericsClass(createBackend())).toBe("mul-add");
  });

  it.skipIf(!fusing)("has one shared backend for each choice of kernels and numerics", () => {
    const rounded = defaultBackend();
    useNumerics("fma");
    const fused = defaultBackend();
    expect(numericsClass()).toBe("fma");
    expect(fused).not.toBe(rounded);
    useNumerics("fastest");
    expect(defaultBackend()).toBe(fused);
    useKernels("reference");
    const reference = defaultBackend();
    expect(numericsClass()).toBe("float64");
    useNumerics("mul-add");
    expect(defaultBackend()).toBe(reference);
    useKernels("wasm");
    expect(defaultBackend()).toBe(rounded);
  });

  it("leaves float64 and the reference kernels as they are", () => {
    useNumerics("fastest");
    expect(numericsClass(createBackend("float64"))).toBe("float64");
    useKernels("reference");
    expect(numericsClass(createBackend())).toBe("float64");
  });

  it("refuses a name that it does not know", () => {
    const exact = "exact" as "fma";
    expect(() => useNumerics(exact)).toThrow(OptionError);
    expect(() => useNumerics(exact)).toThrow(
      'useNumerics: expected "mul-add", "fma" or "fastest", found "exact"; choose "mul-add", whose bytes are the same on every machine',
    );
    expect(useNumerics("mul-add")).toBe("mul-add");
  });

  it("asks the environment, once, and refuses what it does not know there", async () => {
    vi.stubEnv("SEQCAST_NUMERICS", "fastest");
    vi.resetModules();
    const fresh = await import("../../src/kernels/index.ts");
    expect(fresh.numericsClass()).toBe(fusing ? "fma" : "mul-add");
    vi.stubEnv("SEQCAST_NUMERICS", "quick");
    expect(fresh.useNumerics("mul-add")).toBe("fastest");
    vi.resetModules();
    const wrong = await import("../../src/kernels/index.ts");
    expect(() => wrong.defaultBackend()).toThrow(
      'SEQCAST_NUMERICS: expected "mul-add", "fma" or "fastest", found "quick"',
    );
  });
});

describe("importing the library", () => {
  it("neither decodes nor compiles a build; the first backend does so with one", async () => {
    const decode = vi.fn(bytesOfText);
    const validate = vi.fn(WebAssembly.validate);
    vi.doMock("../../src/kernels/wasm/buildBytes.ts", () => ({ bytesOfText: decode, bytesOfHex, applyChanges }));
    vi.stubGlobal(
      "WebAssembly",
      new Proxy(WebAssembly, { get: (all, name) => (name === "validate" ? validate : Reflect.get(all, name)) }),
    );
    vi.resetModules();
    const fresh = await import("../../src/index.ts");
    expect(decode).not.toHaveBeenCalled();
    expect(validate).not.toHaveBeenCalled();
    fresh.setThreads(1);
    fresh.numericsClass();
    expect(decode).toHaveBeenCalledTimes(1);
  });
});

describe("a process", () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-numerics-"));
    script = join(folder, "main.mjs");
    const entry = `
      import { numericsClass, useNumerics } from "./src/index.ts";
      const tried = (choice) => {
        try { return useNumerics(choice) && numericsClass(); } catch (error) { return error.name + " " + error.message; }
      };
      let initial;
      try { initial = numericsClass(); } catch (error) { initial = error.name + " " + error.message; }
      console.log(JSON.stringify([initial, ...["fma", "fastest", "mul-add"].map(tried)]));`;
    await build({
      stdin: { contents: entry, resolveDir: process.cwd(), loader: "ts" },
      outfile: script,
      bundle: true,
      platform: "node",
      target: "es2022",
      format: "esm",
      external: ["@napi-rs/canvas"],
      alias: { "#platform": "./src/platform.node.ts", "#picture": "./src/plots/picture.node.ts" },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (options: readonly string[], environment: Record<string, string> = {}): unknown => {
    const env = { PATH: process.env["PATH"], ...environment };
    return JSON.parse(execFileSync(process.execPath, [...options, script], { encoding: "utf8", env }));
  };

  it.skipIf(!fusing)("with relaxed SIMD takes either build, and mul-add unasked", () => {
    expect(run(flags)).toEqual(["mul-add", "fma", "fma", "mul-add"]);
    expect(run(flags, { SEQCAST_NUMERICS: "fma" })).toEqual(["fma", "fma", "fma", "mul-add"]);
    expect(run(flags, { SEQCAST_NUMERICS: "fastest" })).toEqual(["fma", "fma", "fma", "mul-add"]);
  });

  const engine =
    'expected for "fma" an engine with relaxed SIMD, found one without; start Node.js 20 with ' +
    '--experimental-wasm-relaxed-simd (22 has it unasked), or choose "mul-add"';
  it.skipIf(flags.length === 0)("of Node.js 20 without the flag refuses fma and says what to do", () => {
    const refused = `OptionError useNumerics: ${engine}`;
    expect(run([])).toEqual(["mul-add", refused, "mul-add", "mul-add"]);
    expect(run([], { SEQCAST_NUMERICS: "fastest" })).toEqual(["mul-add", refused, "mul-add", "mul-add"]);
    const initial = `OptionError SEQCAST_NUMERICS: ${engine}`;
    expect(run([], { SEQCAST_NUMERICS: "fma" })).toEqual([initial, refused, "mul-add", "mul-add"]);
  });

  it.skipIf(!fusing || process.arch !== "x64")("on a processor that cannot fuse refuses fma", () => {
    const refused =
      'OptionError useNumerics: expected for "fma" a processor that rounds a multiply-add once, found one that rounds twice; ' +
      'choose "mul-add", or "fastest", which takes what there is';
    expect(run([...flags, "--no-enable-fma3"])).toEqual(["mul-add", refused, "mul-add", "mul-add"]);
  });
});
