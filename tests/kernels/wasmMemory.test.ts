/** What the wasm kernels leave in memory: no growth from step to step, and no numbers that slow processors down. */
import { describe, expect, it } from "vitest";
import { backward, mseLoss, step, tensor } from "../../src/autograd/index.ts";
import { createBackend, NONE, useKernels } from "../../src/kernels/index.ts";
import { GRU } from "../../src/nn/index.ts";
import { Adam, clipGradientNorm } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";
import { createScratch } from "../../src/kernels/scratch.ts";
import { noise, onBoth, type Bench } from "./pair.ts";

const SMALLEST = 2 ** -126;
const subnormal = (value: number): boolean => value !== 0 && Math.abs(value) < SMALLEST;

/** The gradients of the gates after a backward pass whose only gradient enters at the last of many steps. */
function gateGradients(kind: "rnn" | "lstm" | "gru", { kernels, put, blank, read }: Bench): number[] {
  const [batch, time, input, hidden] = [2, 500, 3, 7];
  const gates = { rnn: 1, lstm: 4, gru: 3 }[kind];
  const rows = batch * time * hidden;
  const operands = {
    batch,
    time,
    input,
    hidden,
    x: put(noise(1, batch * time * input)),
    h0: NONE,
    c0: NONE,
    weightIH: put(noise(2, input * gates * hidden, 0.2)),
    weightHH: put(noise(3, hidden * gates * hidden, 0.2)),
    biasIH: NONE,
    biasHH: NONE,
    output: blank(rows),
    gates: blank(4 * rows),
    cells: blank(rows),
    squashed: blank(rows),
    hn: blank(batch * hidden),
    cn: blank(batch * hidden),
    mask: NONE,
    reversed: false,
  };
  const gradients = {
    dOutput: NONE,
    dHn: put(noise(4, batch * hidden)),
    dCn: NONE,
    dX: NONE,
    dH0: NONE,
    dC0: NONE,
    dWeightIH: NONE,
    dWeightHH: NONE,
    dBiasIH: NONE,
    dBiasHH: NONE,
    workspace: blank(4 * rows + batch * hidden),
    cellWorkspace: blank(batch * hidden),
  };
  if (kind === "lstm") {
    kernels.lstmForward(operands);
    kernels.lstmBackward(operands, gradients);
    return read(operands.gates, 4 * rows);
  }
  if (kind === "gru") {
    kernels.gruForward(operands);
    kernels.gruBackward(operands, gradients);
    return read(gradients.workspace + rows + batch * hidden, 3 * rows);
  }
  kernels.rnnForward(operands, "tanh");
  kernels.rnnBackward(operands, gradients, "tanh");
  return read(operands.gates, rows);
}

describe("numbers below the smallest normal one", () => {
  it.each(["rnn", "lstm", "gru"] as const)("do not arise where the gradients of a %s vanish", (kind) => {
    const [reference, wasm] = onBoth((bench) => gateGradients(kind, bench));
    expect(reference.some(subnormal)).toBe(true);
    expect(wasm.some((value) => value !== 0)).toBe(true);
    expect(wasm.filter(subnormal)).toEqual([]);
    wasm.forEach((value, i) => expect(Math.abs(value - reference[i]!)).toBeLessThan(1e-6));
  });

  it("do not stay in the moments of adam when gradients stop", () => {
    const [, moments] = onBoth(({ kernels, put, read }) => {
      const [parameter, gradient] = [put([1, 1, 1, 1, 1]), put([0, 0, 0, 0, 0])];
      const [mean, variance] = [put(noise(1, 5)), put(noise(1, 5).map(Math.abs))];
      const rates = { learningRate: 1e-3, beta1: 0.9, beta2: 0.9, epsilon: 1e-8, correction1: 1, correction2: 1 };
      for (let i = 0; i < 2000; i++) kernels.adam({ count: 5, parameter, gradient, mean, variance, ...rates });
      return [...read(mean, 5), ...read(variance, 5)];
    });
    expect(moments.map(Math.abs)).toEqual(Array.from({ length: 10 }, () => 0));
  });
});

describe("scratch memory", () => {
  it("is taken once, and anew only for a call that needs more", () => {
    const { arena } = createBackend();
    const scratch = createScratch(arena);
    const first = scratch(100);
    expect(scratch(100)).toBe(first);
    expect(scratch(1)).toBe(first);
    arena.allocate(10);
    const larger = scratch(5000);
    expect(larger).not.toBe(first);
    expect(scratch(4000)).toBe(larger);
    expect(arena.allocate(100)).toBe(first);
  });

  it("does not grow over 300 training steps", () => {
    const before = useKernels("wasm");
    const backend = createBackend();
    useKernels(before);
    const random = createRandom(1);
    const layer = new GRU({ inputSize: 3, hiddenSize: 20 }, { random, backend });
    const adam = new Adam(layer.parameters());
    const train = (): void =>
      step(
        () => {
          const { state } = layer.forward(tensor(noise(1, 8 * 30 * 3), [8, 30, 3], backend), {
            training: true,
            random,
          });
          backward(mseLoss(state.h[0]!, tensor(noise(2, 8 * 20), [8, 20], backend)));
          clipGradientNorm(layer.parameters(), 1);
          adam.step();
        },
        { backend },
      );
    for (let i = 0; i < 3; i++) train();
    const { bytes } = backend.arena;
    for (let i = 0; i < 300; i++) train();
    expect(backend.arena.bytes).toBe(bytes);
  });
});
