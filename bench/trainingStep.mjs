// One whole training step of a workload: gather the batch, forward, loss, backward, clip, Adam; and how much of it the
// fused recurrences take.
import { autograd, createRandom, optim } from "seqcast";
import { createNetwork } from "./workloads.mjs";

/** Standard normal numbers. */
export function normals(count, seed = 1) {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Copies random rows of (windows,size) arrays, the same ones of each, into batches of their own. */
function createGather(B, arrays, random) {
  const batches = arrays.map(({ size }) => new Float32Array(B * size));
  const count = arrays[0].values.length / arrays[0].size;
  return () => {
    for (let b = 0; b < B; b++) {
      const row = random.integer(count);
      arrays.forEach(({ values, size }, i) => batches[i].set(values.subarray(row * size, (row + 1) * size), b * size));
    }
    return batches;
  };
}

/**
 * A training step, ready to be called; it gives the loss. `windows` is how many there are to draw the batch from.
 * `parameters` are the network's.
 */
export function createTrainingStep(workload, windows = 8 * workload.B) {
  const { B, T, F, O } = workload;
  const { parameters, forward } = createNetwork(workload);
  const adam = new optim.Adam(parameters);
  const inputs = { size: T * F, values: normals(windows * T * F, 2) };
  const targets = { size: O, values: normals(windows * O, 3) };
  const gather = createGather(B, [inputs, targets], createRandom(4));
  const step = () =>
    autograd.step(() => {
      const [inputs, targets] = gather();
      const y = autograd.tensor(targets, [B, O]);
      const loss = autograd.mseLoss(forward(autograd.tensor(inputs, [B, T, F]), y), y);
      autograd.backward(loss);
      optim.clipGradientNorm(parameters, 1);
      adam.step();
      return loss.item();
    });
  return { step, parameters };
}

/**
 * Puts a clock around each of a backend's fused recurrences: `take()` gives the milliseconds since it was last called,
 * `remove()` takes the clocks away.
 */
export function clockRecurrences({ kernels }) {
  let total = 0;
  const clocked = Object.entries(kernels).filter(([name]) =>
    /^(rnn|lstm|gru|attention).*(Forward|Backward)$/i.test(name),
  );
  for (const [name, kernel] of clocked) {
    kernels[name] = (...operands) => {
      const start = performance.now();
      kernel(...operands);
      total += performance.now() - start;
    };
  }
  return {
    take() {
      const taken = total;
      total = 0;
      return taken;
    },
    remove: () => void Object.assign(kernels, Object.fromEntries(clocked)),
  };
}
