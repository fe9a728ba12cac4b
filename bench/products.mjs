// Single kernels: matrix products and elementwise functions, through the public operations.
import { autograd, setThreads } from "seqcast";
import { median } from "./timing.mjs";
import { normals } from "./trainingStep.mjs";

/** M x K times K x N */
const SIZES = [
  [64, 64, 64],
  [128, 512, 256],
  [256, 1024, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
];
const MILLION = 2 ** 20;
const TURNS = { rounds: 6, limit: 50 };

const matrix = (...shape) => autograd.persistentTensor(shape, normals(shape[0] * (shape[1] ?? 1)), false);
const onThreads = (work) => [1, 2].map((threads) => ({ name: threads, prepare: () => setThreads(threads), work }));
const alone = (operation) => () => autograd.step(() => void operation(), { record: false });

/** Times matrix products, each a step of its own. */
export function benchProducts({ peak, report }) {
  for (const [m, k, n] of SIZES) {
    const [a, b] = [matrix(m, k), matrix(k, n)];
    const { limit, times } = peak.besides(onThreads(alone(() => autograd.matmul(a, b))), TURNS);
    for (const threads of [1, 2]) {
      const ms = median(times[threads]);
      const gflops = (2 * m * k * n) / ms / 1e6;
      report({ bench: "gemm", size: `${m}x${k}x${n}`, threads, ms, gflops, shareOfPeak: gflops / limit / threads });
    }
    for (const used of [a, b]) autograd.releaseTensor(used);
  }
}

/** Times elementwise functions of a million elements. */
export function benchElementwise({ peak, report }) {
  const [a, b] = [matrix(MILLION), matrix(MILLION)];
  const operations = {
    add: () => autograd.add(a, b),
    exp: () => autograd.exp(a),
    sigmoid: () => autograd.sigmoid(a),
    tanh: () => autograd.tanh(a),
  };
  for (const [name, operation] of Object.entries(operations)) {
    const { times } = peak.besides(onThreads(alone(operation)), TURNS);
    for (const threads of [1, 2]) {
      const ms = median(times[threads]);
      report({ bench: "elementwise", operation: name, threads, ms, elementsPerSecond: (1000 * MILLION) / ms });
    }
  }
}
