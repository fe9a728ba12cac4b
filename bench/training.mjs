// Training: whole steps on one and two threads, the fused layer alone, and what the step costs beyond its layers.
import { autograd, setThreads, useKernels } from "seqcast";
import { median, samples, warmUp } from "./timing.mjs";
import { clockRecurrences, createTrainingStep, normals } from "./trainingStep.mjs";
import { layerFlop, layersOf } from "./workloads.mjs";

const REFERENCE_FLOP = 1e9; // beyond that the reference kernels take seconds a step
const TURNS = { rounds: 8, limit: 250 };
const LONG_TURNS = { rounds: 3, limit: 0 }; // of steps that take seconds
const LONG_FLOP = 3e10;

const uniform = (shape, bound, requiresGrad) =>
  autograd.persistentTensor(
    shape,
    normals(shape.reduce((size, length) => size * length, 1)).map((value) => bound * value),
    requiresGrad,
  );

const recurrences = { rnn: autograd.rnn, lstm: autograd.lstm, gru: autograd.gru };

/** Forward and backward of one recurrent layer with a tape, gradients coming in at every step; ready to be called. */
function createLayerPass({ cell, gates, B, T, F, H, inputGradient }) {
  const width = gates * H;
  const operands = {
    x: uniform([B, T, F], 1, inputGradient),
    weightIH: uniform([F, width], H ** -0.5, true),
    weightHH: uniform([H, width], H ** -0.5, true),
    biasIH: uniform([width], H ** -0.5, true),
    biasHH: uniform([width], H ** -0.5, true),
  };
  const dOutput = uniform([B, T, H], 1, false);
  return () =>
    autograd.step(() => {
      const { output, hn } = recurrences[cell](operands);
      output.grad = dOutput;
      autograd.backward(autograd.sum(hn));
    });
}

/** Whole steps on a count of threads; `beyond` collects the share of each step that its recurrences did not take. */
function stepTask({ step }, clock, threads) {
  const beyond = [];
  const work = () => {
    clock.take();
    const start = performance.now();
    step();
    beyond.push(1 - clock.take() / (performance.now() - start));
  };
  return { name: `step${threads}`, prepare: () => setThreads(threads), work, beyond };
}

const stepFlop = (workload) => layersOf(workload).reduce((sum, layer) => sum + layerFlop(layer), 0);

/** Times whole steps and the last layer alone, by turns, and reports both. */
export function benchTraining(workload, { peak, report }) {
  const layer = layersOf(workload).at(-1);
  const attention = workload.cell === "s2s"; // its products are not counted, its encoder is that of W2
  const training = createTrainingStep(workload);
  const clock = clockRecurrences(training.parameters[0].backend);
  const steps = [1, 2].map((threads) => stepTask(training, clock, threads));
  const pass = attention ? undefined : createLayerPass(layer);
  const passes = [1, 2].map((threads) => ({ name: `layer${threads}`, prepare: () => setThreads(threads), work: pass }));
  const turns = stepFlop(workload) > LONG_FLOP ? LONG_TURNS : TURNS;
  const { limit, times } = peak.besides([...steps, ...(pass ? passes : [])], turns);
  clock.remove();
  const speed = (ms, flop, threads) => ({ gflops: flop / ms / 1e6, shareOfPeak: flop / ms / 1e6 / limit / threads });
  for (const threads of [1, 2]) {
    const ms = median(times[`step${threads}`]);
    const beyondLayers = median(steps[threads - 1].beyond);
    const figures = attention ? {} : { ...speed(ms, stepFlop(workload), threads), beyondLayers };
    report({ bench: "training", threads, ms, windowsPerSecond: (1000 * workload.B) / ms, ...figures });
  }
  if (!pass) return;
  const { F, H, inputGradient } = layer;
  for (const threads of [1, 2]) {
    const ms = median(times[`layer${threads}`]);
    report({ bench: "layer", F, H, inputGradient, threads, ms, ...speed(ms, layerFlop(layer), threads) });
  }
}

/** Times whole steps on the reference kernels, where these take less than a second a step. */
export function benchReference(workload, { report }) {
  if (stepFlop(workload) > REFERENCE_FLOP) return;
  const before = useKernels("reference");
  const { step } = createTrainingStep(workload);
  const ms = median(samples(step, warmUp(step), 1000));
  useKernels(before);
  report({ bench: "reference", threads: 1, ms, windowsPerSecond: (1000 * workload.B) / ms });
}
