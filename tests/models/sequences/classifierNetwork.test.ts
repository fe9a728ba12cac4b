import { describe, expect, it } from "vitest";
import { backward, crossEntropyLoss, embedding, gru, step, tensor } from "../../../src/autograd/index.ts";
import {
  ClassifierNetwork,
  classifierNetworkOptions,
  type ClassifierNetworkOptions,
} from "../../../src/models/sequences/classifierNetwork.ts";
import { padSequences } from "../../../src/models/sequences/sequenceBatch.ts";
import { resolveOptions } from "../../../src/options.ts";
import { createRandom } from "../../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../../golden/golden.ts";
import { onEachKernels } from "../../kernels/onEachKernels.ts";

const golden = readGolden<GoldenNetwork>("embedding_lstm_classifier");
const still = { training: false, random: createRandom(0) };

function networkOf(
  options: Partial<ClassifierNetworkOptions>,
  reader: { input: "tokens" | "numbers"; size: number } = { input: "tokens", size: 9 },
): ClassifierNetwork {
  const all = resolveOptions("network", classifierNetworkOptions, { embeddingSize: 5, hiddenSize: 6, ...options });
  return new ClassifierNetwork(reader, 3, all, { random: createRandom(4) });
}
const encoded = (...values: number[]): { length: number; values: Float64Array } => ({
  length: values.length,
  values: Float64Array.from(values),
});
const short = encoded(3, 1, 4);
const long = encoded(...Array.from({ length: 300 }, (_, t) => (t * 5) % 9)); // longer than a block of the matrix product

onEachKernels(() => {
  describe("ClassifierNetwork", () => {
    it("agrees with PyTorch in logits and loss", () => {
      const options = {
        cell: "lstm",
        pooling: "last",
        directions: "forward",
        embeddingSize: 3,
        hiddenSize: 4,
      } as const;
      const network = networkOf(options, { input: "tokens", size: 7 });
      const weights = Object.entries(golden.weights).map(
        ([name, w]) => [name.replace("lstm.", "encoder."), w] as const,
      );
      network.loadStateDict(Object.fromEntries(weights));
      const { ids, target } = golden.inputs;
      const rows = [0, 1, 2].map((b) => encoded(...ids!.data.slice(4 * b, 4 * b + 4)));
      step(() => {
        const logits = network.forward(padSequences(rows, 1), still);
        const loss = crossEntropyLoss(logits, tensor(target!.data));
        expectClose(logits.data, golden.outputs["logits"]!, "logits", golden.f32_vs_f64_max_abs);
        expectClose([loss.item()], golden.loss, "loss", golden.f32_vs_f64_max_abs);
      });
      network.release();
    });

    it.each([
      ["mean", "both", "gru"],
      ["mean", "forward", "lstm"],
      ["last", "both", "lstm"],
      ["last", "forward", "gru"],
    ] as const)("gives the same bytes alone and padded: %s, %s, %s", (pooling, directions, cell) => {
      const network = networkOf({ pooling, directions, cell, numLayers: 2 });
      const logits = (...rows: (typeof short)[]): number[] =>
        step(() => Array.from(network.forward(padSequences(rows, 1), still).data), { record: false });
      const alone = logits(short);
      expect(alone).toHaveLength(3);
      expect(logits(short, long).slice(0, 3)).toEqual(alone);
      expect(logits(long, short, short).slice(3)).toEqual([...alone, ...alone]);
      expect(logits(long)).toEqual(logits(short, long).slice(3));
      network.release();
    });
  });
});

describe("ClassifierNetwork", () => {
  it("gives the head the mean of the outputs of all steps", () => {
    const network = networkOf({ pooling: "mean", directions: "forward" });
    const [table, w, u, biasIH, biasHH, head, headBias] = network.parameters();
    const { logits, outputs, weights, biases } = step(() => {
      const x = embedding(tensor([3, 1, 4], [1, 3]), table!);
      const { output } = gru({ x, weightIH: w!, weightHH: u!, biasIH, biasHH });
      const found = network.forward(padSequences([short], 1), still);
      const [logits, outputs, weights, biases] = [found, output, head!, headBias!].map(({ data }) => Array.from(data));
      return { logits: logits!, outputs: outputs!, weights: weights!, biases: biases! };
    });
    const mean = Array.from({ length: 6 }, (_, d) => (outputs[d]! + outputs[6 + d]! + outputs[12 + d]!) / 3);
    const expected = biases.map((bias, k) => mean.reduce((sum, m, d) => sum + m * weights[3 * d + k]!, bias));
    logits.forEach((logit, k) => expect(logit).toBeCloseTo(expected[k]!, 6));
  });

  it("reads numbers without an embedding", () => {
    const network = networkOf({}, { input: "numbers", size: 2 });
    expect(network.width).toBe(2);
    expect(Object.keys(network.stateDict())).not.toContain("embedding.weight");
    const rows = [{ length: 2, values: Float64Array.of(1, 2, 3, 4) }];
    expect(step(() => network.forward(padSequences(rows, 2), still).shape)).toEqual([1, 3]);
  });

  it("forgets tokens in training only, and then trains what is unknown", () => {
    const network = networkOf({ tokenDropout: 0.9, dropout: 0 });
    const run = (training: boolean, seed: number): number[] =>
      step(() => Array.from(network.forward(padSequences([long], 1), { training, random: createRandom(seed) }).data));
    expect(run(false, 1)).toEqual(run(false, 2));
    expect(run(true, 1)).toEqual(run(true, 1));
    expect(run(true, 1)).not.toEqual(run(true, 2));
    step(() => {
      const logits = network.forward(padSequences([short], 1), { training: true, random: createRandom(1) });
      backward(crossEntropyLoss(logits, tensor([1])));
      const [embedding] = network.parameters();
      expect(embedding!.grad!.data.slice(0, 5).some((slope) => slope !== 0)).toBe(true); // row 0: unknown
    });
  });

  it("drops nothing of numbers themselves, but before the head", () => {
    const network = networkOf({ dropout: 0.5 }, { input: "numbers", size: 1 });
    const rows = [encoded(1, 2, 3)];
    const run = (seed: number): number[] =>
      step(() =>
        Array.from(network.forward(padSequences(rows, 1), { training: true, random: createRandom(seed) }).data),
      );
    expect(run(1)).not.toEqual(run(2));
  });
});
