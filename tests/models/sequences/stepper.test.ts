import { describe, expect, it } from "vitest";
import { logSoftmax, step, tensor } from "../../../src/autograd/index.ts";
import { GeneratorNetwork, generatorNetworkOptions } from "../../../src/models/sequences/generatorNetwork.ts";
import { Stepper } from "../../../src/models/sequences/stepper.ts";
import { resolveOptions } from "../../../src/options.ts";
import { createRandom } from "../../../src/random.ts";
import { onEachKernels } from "../../kernels/onEachKernels.ts";

const tokens = Array.from({ length: 40 }, (_, t) => (3 * t * t + t) % 7);
const still = { training: false, random: createRandom(0) };
const networkOf = (cell: "lstm" | "gru"): GeneratorNetwork =>
  new GeneratorNetwork(
    7,
    resolveOptions("network", generatorNetworkOptions, { cell, embeddingSize: 5, hiddenSize: 9, numLayers: 2 }),
    { random: createRandom(2) },
  );
const whole = (network: GeneratorNetwork): Float64Array[] =>
  step(() => {
    const { logits } = network.forward(Float32Array.from(tokens), 1, undefined, still);
    return tokens.map((_, t) => Float64Array.from(logits.data.subarray(7 * t, 7 * t + 7)));
  });

onEachKernels(() => {
  describe.each(["lstm", "gru"] as const)("Stepper over %s", (cell) => {
    it("gives the same bytes token by token, and in pieces, as the whole sequence at once", () => {
      const network = networkOf(cell);
      const expected = whole(network);
      const stepper = new Stepper(network);
      expect(tokens.map((token) => stepper.read([token]))).toEqual(expected);
      const other = new Stepper(network);
      expect(other.read(tokens.slice(0, 17))).toEqual(expected[16]);
      expect(other.read(tokens.slice(17))).toEqual(expected[39]);
      network.release();
    });

    it("judges by the mean of -log p of what follows", () => {
      const network = networkOf(cell);
      const losses = whole(network).map((_, t, logits) => {
        const p = step(() => Array.from(logSoftmax(tensor(logits[t]!)).data));
        return t + 1 < tokens.length ? -p[tokens[t + 1]!]! : 0;
      });
      const stepper = new Stepper(network);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / (tokens.length - 1);
      expect(stepper.judge(tokens.slice(0, -1), tokens.slice(1))).toBeCloseTo(mean, 5);
      network.release();
    });
  });
});
