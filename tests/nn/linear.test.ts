import { describe, expect, it } from "vitest";
import { backward, mseLoss, persistentTensor, step, tensor } from "../../src/autograd/index.ts";
import { OptionError } from "../../src/errors.ts";
import { Linear } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const wide = (): Linear => new Linear({ inFeatures: 100, outFeatures: 50 }, { random: createRandom(3) });

onEachKernels(() => {
  describe("Linear", () => {
    it("agrees with PyTorch in output, loss and gradients", () => {
      const {
        weights,
        inputs,
        outputs,
        loss,
        grads,
        f32_vs_f64_max_abs: tolerance,
      } = readGolden<GoldenNetwork>("linear_mse");
      const options = { inFeatures: 4, outFeatures: 3 };
      const layer = new Linear(options, { random: createRandom(1) });
      const twin = new Linear(options, { random: createRandom(2) });
      layer.loadStateDict(weights);
      const x = persistentTensor(inputs["x"]!.shape, inputs["x"]!.data, true);
      step(() => {
        const output = layer.forward(x);
        const error = mseLoss(output, tensor(inputs["target"]!.data, output.shape));
        backward(error);
        expectClose(output.data, outputs["output"]!, "output", tolerance);
        expectClose([error.item()], loss, "loss", tolerance);
        expectClose(x.grad!.data, grads["input:x"]!, "grad x", tolerance);
        layer.parameters().forEach((parameter, i) => twin.parameters()[i]!.data.set(parameter.grad!.data));
        for (const [name, { data }] of Object.entries(twin.stateDict()))
          expectClose(data, grads[name]!, `grad ${name}`, tolerance);
      });
    });

    it("keeps leading dimensions, and has no bias where none is wanted", () => {
      const layer = new Linear({ inFeatures: 3, outFeatures: 2, bias: false }, { random: createRandom(1) });
      expect(layer.parameterCount()).toBe(6);
      expect(layer.bias).toBeUndefined();
      step(() => expect(layer.forward(tensor(new Float32Array(60), [4, 5, 3])).shape).toEqual([4, 5, 2]));
      expect(new Linear({ inFeatures: 3, outFeatures: 2 }, { random: createRandom(1) }).parameterCount()).toBe(8);
    });

    it("starts uniform within 1/√in, the same for the same seed", () => {
      const values = wide().weight.data;
      expect(Math.max(...values)).toBeLessThanOrEqual(0.1);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.1);
      expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.19);
      expect(wide().stateDict()).toEqual(wide().stateDict());
    });

    it.each([0, -1, 1.5, NaN])("refuses the size %s", (size) => {
      const make = (): Linear => new Linear({ inFeatures: size, outFeatures: 2 }, { random: createRandom(1) });
      expect(make).toThrow(OptionError);
      expect(make).toThrow(`Linear inFeatures: expected a whole number of at least 1, found ${size}`);
    });
  });
});
