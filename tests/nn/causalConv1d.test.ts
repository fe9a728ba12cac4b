import { describe, expect, it } from "vitest";
import { backward, multiply, persistentTensor, step, sum, tensor } from "../../src/autograd/index.ts";
import { OptionError, ShapeError } from "../../src/errors.ts";
import { CausalConv1d } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const options = { inChannels: 3, outChannels: 4, kernelSize: 3, dilation: 2 };

onEachKernels(() => {
  describe("CausalConv1d", () => {
    it("agrees with PyTorch in output, loss and gradients, under its names and shapes", () => {
      const golden = readGolden<GoldenNetwork>("causal_conv1d");
      const { weights, inputs, outputs, loss, grads, f32_vs_f64_max_abs: tolerance } = golden;
      const layer = new CausalConv1d(options, { random: createRandom(1) });
      const twin = new CausalConv1d(options, { random: createRandom(2) });
      layer.loadStateDict(weights);
      for (const [name, { shape, data }] of Object.entries(layer.stateDict())) {
        expect(shape).toEqual(weights[name]!.shape);
        expect(Array.from(data)).toEqual(Array.from(Float32Array.from(weights[name]!.data)));
      }
      const x = persistentTensor(inputs["x"]!.shape, inputs["x"]!.data, true);
      step(() => {
        const output = layer.forward(x);
        const error = sum(multiply(output, tensor(inputs["cot_output"]!.data, output.shape)));
        backward(error);
        expectClose(output.data, outputs["output"]!, "output", tolerance);
        expectClose([error.item()], loss, "loss", tolerance);
        expectClose(x.grad!.data, grads["input:x"]!, "grad x", tolerance);
        layer.parameters().forEach((parameter, i) => twin.parameters()[i]!.data.set(parameter.grad!.data));
        for (const [name, { data }] of Object.entries(twin.stateDict()))
          expectClose(data, grads[name]!, `grad ${name}`, tolerance);
      });
    });

    it("sees no later row, and none before its taps", () => {
      const layer = new CausalConv1d(options, { random: createRandom(1) });
      const rows = Array.from({ length: 30 }, (_, i) => Math.sin(i));
      const outputs = (change: number): number[] =>
        step(() => {
          const x = rows.map((value, i) => (Math.floor(i / 3) === 5 ? value + change : value));
          return Array.from(layer.forward(tensor(x, [1, 10, 3])).data);
        });
      const [before, after] = [outputs(0), outputs(1)];
      const changed = before.flatMap((value, i) => (value === after[i] ? [] : [Math.floor(i / 4)]));
      expect([...new Set(changed)]).toEqual([5, 7, 9]);
    });

    it("has no bias where none is wanted", () => {
      const layer = new CausalConv1d(
        { inChannels: 2, outChannels: 3, kernelSize: 2, bias: false },
        { random: createRandom(1) },
      );
      expect(layer.parameterCount()).toBe(12);
      expect(layer.bias).toBeUndefined();
      step(() => expect(layer.forward(tensor(new Float32Array(20), [2, 5, 2])).shape).toEqual([2, 5, 3]));
    });
  });
});

it.each(["inChannels", "outChannels", "kernelSize", "dilation"])("CausalConv1d refuses no %s", (name) => {
  const make = (): CausalConv1d => new CausalConv1d({ ...options, [name]: 0 }, { random: createRandom(1) });
  expect(make).toThrow(OptionError);
  expect(make).toThrow(`CausalConv1d ${name}: expected a whole number of at least 1, found 0`);
});

it("CausalConv1d refuses an input of another width", () => {
  const layer = new CausalConv1d(options, { random: createRandom(1) });
  step(() => expect(() => layer.forward(tensor(new Float32Array(20), [2, 5, 2]))).toThrow(ShapeError));
});
