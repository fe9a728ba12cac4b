// Times training steps of recurrent networks (forward, loss, backward, clip, Adam) and prints a JSON line each.
// usage: npm run bench [-- W1 W2 …]; B batch, T time, F features, H hidden, L layers, O outputs
import { autograd, createRandom, nn, optim, useKernels } from "seqcast";

const workloads = {
  W1: { cell: "LSTM", B: 32, T: 24, F: 1, H: 32, L: 1, O: 1 },
  W2: { cell: "LSTM", B: 32, T: 168, F: 8, H: 64, L: 1, O: 24 },
  W5a: { cell: "GRU", B: 32, T: 168, F: 8, H: 64, L: 1, O: 24 },
};
const gates = { RNN: 1, GRU: 3, LSTM: 4 };
const rounded = (value) => Number(value.toPrecision(3));
const chosen = process.argv.slice(2);

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

/** Median milliseconds of calls in about three seconds, after two that warm up. */
function time(work) {
  for (let i = 0; i < 2; i++) work();
  const times = [];
  for (const end = performance.now() + 3000; performance.now() < end || times.length < 5;) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

for (const [workload, w] of Object.entries(workloads)) {
  if (chosen.length > 0 && !chosen.includes(workload)) continue;
  const flop = 6 * w.B * w.T * (w.F + w.H) * w.H * gates[w.cell] * w.L; // products of the recurrence, forward and backward
  for (const kernels of ["reference", "wasm"]) {
    const before = useKernels(kernels);
    const ms = time(prepare(w));
    useKernels(before);
    const figures = { ms, windowsPerSecond: (1000 * w.B) / ms, gflops: flop / ms / 1e6 };
    const shown = Object.entries(figures).map(([name, value]) => [name, rounded(value)]);
    console.log(JSON.stringify({ workload, ...w, kernels, ...Object.fromEntries(shown) }));
  }
}
