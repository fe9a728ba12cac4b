/** Relaxed SIMD for tests: Node.js 20 has it behind a flag of V8, which a program, here the test, may set at run time. */
import { setFlagsFromString } from "node:v8";
import { obstacleToFusing } from "../../src/kernels/wasm/fusing.ts";

/** The flag that Node.js 20 wants; later ones have relaxed SIMD without, and refuse the flag. */
export const flags: readonly string[] = /^v2[01]\./.test(process.version) ? ["--experimental-wasm-relaxed-simd"] : [];

for (const flag of flags) setFlagsFromString(flag);

/** Whether the relaxed build runs here and fuses; where not, tests of it are skipped, and say so. */
export const fusing: boolean = obstacleToFusing() === undefined;
if (!fusing) console.warn(`skipped: "fma", for this ${obstacleToFusing()} does not fuse multiply-adds`);
