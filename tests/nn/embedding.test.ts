import { describe, expect, it } from "vitest";
import { backward, crossEntropyLoss, reshape, slice, step, tensor, type Tensor } from "../../src/autograd/index.ts";
import { OptionError } from "../../src/errors.ts";
import { Embedding, Linear, LSTM, Module, type ModuleContext } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const golden = readGolden<GoldenNetwork>("embedding_lstm_classifier");
const context = { training: false, random: createRandom(0) };

/** Class indices (B,T) → logits (B,K) of the last step. */
class Classifier extends Module {
  readonly embedding: Embedding;
  readonly lstm: LSTM;
  readonly head: Linear;

  constructor({ config }: GoldenNetwork, context: ModuleContext) {
    super(context);
    const [vocab, dim, hidden, classes] = ["vocab", "dim", "hidden", "classes"].map((name) => Number(config[name]));
    const table = { numEmbeddings: vocab!, embeddingDim: dim!, paddingIdx: 0 };
    this.embedding = this.child("embedding", new Embedding(table, context));
    this.lstm = this.child("lstm", new LSTM({ inputSize: dim!, hiddenSize: hidden! }, context));
    this.head = this.child("head", new Linear({ inFeatures: hidden!, outFeatures: classes! }, context));
  }

  forward(indices: Tensor): Tensor {
    const { output } = this.lstm.forward(this.embedding.forward(indices), context);
    const [batch, time, hidden] = output.shape;
    return this.head.forward(reshape(slice(output, 1, time! - 1, time!), [batch!, hidden!]));
  }
}

const table = (paddingIdx?: number): Embedding =>
  new Embedding(
    { numEmbeddings: 400, embeddingDim: 10, ...(paddingIdx !== undefined && { paddingIdx }) },
    { random: createRandom(4) },
  );

onEachKernels(() => {
  describe("a classifier of embedding, LSTM, linear layer and cross-entropy", () => {
    it("agrees with PyTorch in logits, loss and all gradients", () => {
      const [network, twin] = [1, 2].map((seed) => new Classifier(golden, { random: createRandom(seed) }));
      network!.loadStateDict(golden.weights);
      const tolerance = golden.f32_vs_f64_max_abs;
      const { ids, target } = golden.inputs;
      step(() => {
        const logits = network!.forward(tensor(ids!.data, ids!.shape));
        const loss = crossEntropyLoss(logits, tensor(target!.data));
        backward(loss);
        expectClose(logits.data, golden.outputs["logits"]!, "logits", tolerance);
        expectClose([loss.item()], golden.loss, "loss", tolerance);
        network!.parameters().forEach((parameter, i) => twin!.parameters()[i]!.data.set(parameter.grad!.data));
        const gradients = Object.entries(twin!.stateDict());
        expect(gradients.map(([name]) => name).sort()).toEqual(Object.keys(golden.grads).sort());
        for (const [name, { data }] of gradients) expectClose(data, golden.grads[name]!, name, tolerance);
      });
    });
  });

  describe("Embedding", () => {
    it("starts normal with variance 1, the same for the same seed, and 0 at the padding", () => {
      const values = Array.from(table().weight.data);
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((a, b) => a + b * b, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
      expect(Array.from(table().weight.data)).toEqual(values);
      expect(Array.from(table(2).weight.data)).toEqual(values.fill(0, 20, 30));
    });

    it("gives what it does not know the row of class 0, in any shape", () => {
      const layer = table();
      step(() => {
        const out = layer.forward(tensor([0, 400, -1, NaN, 1.5, 1], [3, 2]));
        expect(out.shape).toEqual([3, 2, 10]);
        const rows = Array.from({ length: 6 }, (_, i) => Array.from(out.data.slice(10 * i, 10 * i + 10)));
        for (const row of rows.slice(1, 5)) expect(row).toEqual(rows[0]);
        expect(rows[5]).not.toEqual(rows[0]);
      });
    });

    it.each([
      [
        { numEmbeddings: 0, embeddingDim: 1 },
        "Embedding numEmbeddings: expected a whole number of at least 1, found 0",
      ],
      [
        { numEmbeddings: 3, embeddingDim: 1, paddingIdx: 3 },
        "Embedding paddingIdx: expected a class from 0 to 2, found 3",
      ],
    ])("refuses %o", (options, message) => {
      expect(() => new Embedding(options, { random: createRandom(1) })).toThrow(OptionError);
      expect(() => new Embedding(options, { random: createRandom(1) })).toThrow(message);
    });
  });
});
