// What a user waits for and gives away: time from process start to the first training step, import alone, peak memory, and
// the bytes of the kernels in the built package.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "./timing.mjs";

const root = join(import.meta.dirname, "..");
const REPEATS = 9;

function run(argv, threads) {
  const env = { ...process.env, BENCH_T0: String(Date.now() / 1000), ...(threads && { SEQCAST_THREADS: threads }) };
  return execFileSync(process.execPath, argv, { cwd: root, env, encoding: "utf8" });
}

const train = (threads, workload, steps) =>
  JSON.parse(run([join(import.meta.dirname, "firstStep.mjs"), workload, steps], threads));

const medianOf = (measure) => median(Array.from({ length: REPEATS }, measure));

/** Milliseconds that a process with one script lives. */
function lifeTime(script) {
  const start = performance.now();
  run(["--input-type=module", "--eval", script]);
  return performance.now() - start;
}

/** Times process starts: the import against an empty script, and the first training step. */
export function benchStartUp({ report }) {
  const lives = Array.from({ length: REPEATS }, () => [lifeTime(""), lifeTime('await import("seqcast")')]);
  const emptyMs = median(lives.map(([empty]) => empty));
  const importMs = median(lives.map(([empty, full]) => full - empty));
  report({ bench: "import", emptyMs, importMs });
  for (const threads of ["1", "2"]) {
    const seconds = medianOf(() => train(threads, "W2", "1").seconds);
    report({ bench: "firstStep", workload: "W2", threads: Number(threads), seconds });
  }
}

/** Peak resident memory of training processes, Node.js itself included. */
export function benchMemory({ report }) {
  for (const [workload, steps] of [
    ["W2", "20"],
    ["W4", "2"],
  ]) {
    for (const threads of ["1", "2"]) {
      const { peakMegabytes } = train(threads, workload, steps);
      report({ bench: "memory", workload, threads: Number(threads), peakMegabytes });
    }
  }
}

/** How many bytes a text stands for, by the name of its constant: scripts/kernels.mjs and numerics.mjs write them. */
const bytesOf = {
  simdText: (text) => text.slice(512).replace(/[}~]/g, "").length, // behind the order of all bytes; marks begin rarer ones
  relaxedSimdChanges: (text) =>
    text
      .split(";")
      .map((change) => change.split(","))
      .reduce((sum, [fresh, , count]) => sum + fresh.length / 2 + Number(count), 0),
  algebraHex: (text) => text.length / 2,
};

/** Bytes of each WebAssembly module that the built package carries as text. */
export function benchBytes({ report }) {
  const folder = join(root, "dist/node");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    const code = readFileSync(join(folder, file), "utf8");
    for (const [name, count] of Object.entries(bytesOf)) {
      const [, text] = new RegExp(`${name} = ("[^"]+"|'[^']+'|\`[^\`]+\`)`).exec(code) ?? [];
      if (text !== undefined) report({ bench: "bytes", module: name, bytes: count(text.slice(1, -1)) });
    }
  }
}
