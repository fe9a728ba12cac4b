// The machine's own limit for 128-bit vectors: chains x = x a + b that live in registers, compiled as the kernels are. How
// many independent chains keep the multipliers and adders busy depends on the machine and on the engine's registers, so
// several counts are tried and the best one is taken. Node's version of V8 decides whether the fused form is there.
import { main } from "assemblyscript/asc";
import { elapsed, median, takeTurns } from "./timing.mjs";

const CHAINS = [8, 9, 10, 11, 12, 13];
const LANES = 4;
const ITERATIONS = 400_000; // some milliseconds

/** AssemblyScript of a loop over so many chains. */
function chainSource(count, next) {
  const names = Array.from({ length: count }, (_, i) => `x${i}`);
  return [
    `export function chains${count}(n: i32): f32 {`,
    "  const a = f32x4.splat(0.5), b = f32x4.splat(1.0);",
    ...names.map((x, i) => `  let ${x} = f32x4.splat(${i}.0);`),
    `  for (; n > 0; n--) { ${names.map((x) => `${x} = ${next(x)};`).join(" ")} }`,
    `  return f32x4.extract_lane(${names.reduce((sum, x) => `f32x4.add(${sum}, ${x})`)}, 0);`,
    "}",
  ].join("\n");
}

async function compile(next, features) {
  const source = CHAINS.map((count) => chainSource(count, next)).join("\n");
  let binary;
  const { error } = await main(["peak.ts", "--outFile", "peak.wasm", "--runtime", "stub", "-O3", ...features], {
    stderr: process.stderr,
    readFile: (name) => (name === "peak.ts" ? source : null),
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  if (error) throw new Error("the chains do not compile", { cause: error });
  return binary;
}

/** GFLOP/s of one call. */
const speed = (chains, count) => (2 * LANES * count * ITERATIONS) / elapsed(() => chains(ITERATIONS)) / 1e6;

/** Which count of chains is fastest, ready to be probed. */
async function fastestChains(binary) {
  const { instance } = await WebAssembly.instantiate(binary);
  const tried = CHAINS.map((count) => {
    const chains = instance.exports[`chains${count}`];
    const speeds = Array.from({ length: 12 }, () => speed(chains, count));
    return { count, probe: () => speed(chains, count), gflops: median(speeds.slice(4)) };
  });
  return tried.reduce((best, one) => (one.gflops > best.gflops ? one : best));
}

/**
 * The limit of multiplications and additions, in GFLOP/s of one core. `besides` runs tasks by turns and measures the limit
 * between the rounds, so that what slows the machine down meets both; it gives their times and that limit.
 */
export async function createPeak() {
  const { count, gflops, probe } = await fastestChains(
    await compile((x) => `f32x4.add(f32x4.mul(${x}, a), b)`, ["--enable", "simd"]),
  );
  const besides = (tasks, turns) => {
    const probes = [];
    const times = takeTurns(tasks, { ...turns, between: () => probes.push(probe(), probe(), probe()) });
    return { times, limit: median(probes) };
  };
  return { chains: count, gflops, besides };
}

/** The same with fused multiply-adds; undefined where the engine does not accept relaxed SIMD. */
export async function createFusedPeak() {
  const binary = await compile((x) => `f32x4.relaxed_madd(${x}, a, b)`, ["--enable", "simd,relaxed-simd"]);
  if (!WebAssembly.validate(binary)) return undefined;
  const { count, gflops } = await fastestChains(binary);
  return { chains: count, gflops };
}
