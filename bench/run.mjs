// Times training steps of recurrent networks (forward, loss, backward, clip, Adam) and prints a JSON line each.
// usage: npm run bench [-- W1 W2 …]; B batch, T time, F features, H hidden, L layers, O outputs
// The wasm kernels are timed on one thread and on two, by turns, so that whatever else the machine does meets both alike.
import { autograd, createRandom, nn, optim, setThreads, threads, useKernels } from "seqcast";

const workloads = {
  W1: { cell: "LSTM", B: 32, T: 24, F: 1, H: 32, L: 1, O: 1 },
  W2: { cell: "LSTM", B: 32, T: 168, F: 8, H: 64, L: 1, O: 24 },
  W3: { cell: "LSTM", B: 64, T: 96, F: 7, H: 128, L: 2, O: 96 },
  W4: { cell: "LSTM", B: 128, T: 168, F: 32, H: 256, L: 2, O: 24 },
  W5a: { cell: "GRU", B: 32, T: 168, F: 8, H: 64, L: 1, O: 24 },
};
const gates = { RNN: 1, GRU: 3, LSTM: 4 };
const rounded = (value) => Number(value.toPrecision(3));
const chosen = process.argv.slice(2);
const REFERENCE_FLOP = 4e9; // beyond that the reference kernels take seconds a step: left out
setThreads(2); // before any memory is made, so that it is shared

/** One training step of a workload, ready to be called. */
function prepare(w) {
  const random = createRandom(1);
  const encoder = new nn[w.cell]({ inputSize: w.F, hiddenSize: w.H, numLayers: w.L }, { random });
  const head = new nn.Linear({ inFeatures: w.H, outFeatures: w.O }, { random });
  const parameters = [...encoder.parameters(), ...head.parameters()];
  const adam = new optim.Adam(parameters);
  const x = Float32Array.from({ length: w.B * w.T * w.F }, () => random.normal());
  const y = Float32Array.from({ length: w.B * w.O }, () => random.normal());
  const context = { training: true, random };
  return () =>
    autograd.step(() => {
      const { state } = encoder.forward(autograd.tensor(x, [w.B, w.T, w.F]), context);
      autograd.backward(autograd.mseLoss(head.forward(state.h.at(-1)), autograd.tensor(y, [w.B, w.O])));
      optim.clipGradientNorm(parameters, 1);
      adam.step();
    });
}

/** Milliseconds of calls in about `limit` milliseconds, at least one; the first is not counted. */
function time(work, limit) {
  work();
  const times = [];
  for (const end = performance.now() + limit; performance.now() < end || times.length < 1;) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times;
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

for (const [workload, w] of Object.entries(workloads)) {
  if (chosen.length > 0 && !chosen.includes(workload)) continue;
  const widths = w.F + w.H + (w.L - 1) * 2 * w.H; // what each layer reads: its input and its own state
  const flop = 6 * w.B * w.T * widths * w.H * gates[w.cell]; // products of the recurrence, forward and backward
  const report = (kernels, count, ms) => {
    const figures = { ms, windowsPerSecond: (1000 * w.B) / ms, gflops: flop / ms / 1e6 };
    const shown = Object.entries(figures).map(([name, value]) => [name, rounded(value)]);
    console.log(JSON.stringify({ workload, ...w, kernels, threads: count, ...Object.fromEntries(shown) }));
  };
  const before = useKernels("reference");
  if (flop < REFERENCE_FLOP) report("reference", 1, median(time(prepare(w), 3000)));
  useKernels("wasm");
  const step = prepare(w);
  const times = { 1: [], 2: [] };
  for (let round = 0; round < 10; round++) {
    const count = 1 + (round % 2);
    setThreads(count);
    times[count].push(...time(step, 600));
  }
  for (const count of [1, 2]) report("wasm", count, median(times[count]));
  if (threads().running < 2) console.warn(`one thread only: ${threads().failure ?? "no worker came up"}`);
  useKernels(before);
}
