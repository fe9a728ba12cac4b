import { describe, expect, it } from "vitest";
import { backward, multiply, persistentTensor, step, sum, tensor } from "../../src/autograd/index.ts";
import { LayerNorm } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const { weights, inputs, outputs, loss, grads, f32_vs_f64_max_abs: tolerance } = readGolden<GoldenNetwork>("layernorm");

onEachKernels(() => {
  describe("LayerNorm", () => {
    it("agrees with PyTorch in output, loss and gradients", () => {
      const layer = new LayerNorm({ normalizedShape: 5 }, { random: createRandom(1) });
      layer.loadStateDict(weights);
      const x = persistentTensor(inputs["x"]!.shape, inputs["x"]!.data, true);
      step(() => {
        const output = layer.forward(x);
        const total = sum(multiply(output, tensor(inputs["cot_output"]!.data, output.shape)));
        backward(total);
        expectClose(output.data, outputs["output"]!, "output", tolerance);
        expectClose([total.item()], loss, "loss", tolerance);
        expectClose(x.grad!.data, grads["input:x"]!, "grad x", tolerance);
        expectClose(layer.weight.grad!.data, grads["weight"]!, "grad weight", tolerance);
        expectClose(layer.bias.grad!.data, grads["bias"]!, "grad bias", tolerance);
      });
    });

    it("starts at weight 1 and bias 0, and draws no random number", () => {
      const random = createRandom(1);
      const layer = new LayerNorm({ normalizedShape: 3 }, { random });
      expect([...layer.weight.data, ...layer.bias.data]).toEqual([1, 1, 1, 0, 0, 0]);
      expect(random.uniform()).toBe(createRandom(1).uniform());
    });

    it("refuses sizes that are no whole numbers, and inputs of another size", () => {
      expect(() => new LayerNorm({ normalizedShape: 0 }, { random: createRandom(1) })).toThrow(
        "LayerNorm normalizedShape: expected a whole number of at least 1, found 0",
      );
      const layer = new LayerNorm({ normalizedShape: 3 }, { random: createRandom(1) });
      expect(() => step(() => layer.forward(tensor([1, 2])))).toThrow(
        "layerNorm weight: expected shape (2), found shape (3)",
      );
    });
  });
});
