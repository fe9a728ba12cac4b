import { describe, expect, it } from "vitest";
import { backward, checkGradient, step, tensor } from "../../src/autograd/index.ts";
import { gru } from "../../src/models/index.ts";
import { outputNames, outputs } from "../../src/models/outputs/outputs.ts";
import { stepWeightsOf, weighted } from "../../src/models/stepWeights.ts";
import { bytesOf, sine } from "../contract/examples.ts";
import { noise } from "../kernels/pair.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

describe("stepWeightsOf", () => {
  it("falls along a line, or halves with each quarter of the horizon", () => {
    expect(stepWeightsOf("linear", 4)).toEqual([1, 0.75, 0.5, 0.25]);
    expect(stepWeightsOf("exponential", 8)[0]).toBe(1);
    [1, 0.5, 0.25, 0.125].forEach((weight, i) =>
      expect(stepWeightsOf("exponential", 8)[2 * i]).toBeCloseTo(weight, 12),
    );
    expect(stepWeightsOf([3, 1], 2)).toEqual([3, 1]);
  });
});

const [B, H, C] = [3, 4, 2];
const mask = Float32Array.from({ length: B * H * C }, (_, i) => Number(i % 5 !== 2));
const weights = [4, 1, 0, 0.5];

onEachKernels(() => {
  describe.each(outputNames.map((name) => ({ name, output: outputs[name] })))("the loss of $name", ({ output }) => {
    const { size, counts } = output;
    const targets = Float32Array.from(noise(4, B * H * C, 2), (value) =>
      counts ? Math.abs(Math.round(value)) : value,
    );
    const numbers = noise(5, B * H * C * size);

    it("is the mean of its elements, each by the weight of its step", () => {
      step(() => {
        const of = (observed: Float32Array): number =>
          output
            .loss(
              tensor(numbers, [B, H, C, size]),
              tensor(targets, [B, H, C]),
              weighted(tensor(observed, [B, H, C]), observed === mask ? weights : undefined),
            )
            .item();
        let [total, sum] = [0, 0];
        mask.forEach((seen, i) => {
          const weight = seen * weights[Math.floor(i / C) % H]!;
          const alone = Float32Array.from(mask, (_, j) => Number(i === j));
          total += weight * of(alone);
          sum += weight;
        });
        expect(of(mask)).toBeCloseTo(total / sum, 4);
      });
    });

    it("gives a step of weight 0 no gradient", () => {
      step(() => {
        const given = tensor(numbers, [B, H, C, size]);
        given.requiresGrad = true;
        backward(output.loss(given, tensor(targets, [B, H, C]), weighted(tensor(mask, [B, H, C]), weights)));
        given.grad!.data.forEach((slope, i) => {
          const h = Math.floor(i / (C * size)) % H;
          if (h === 2) expect(slope).toBe(0);
        });
        expect(given.grad!.data.some((slope) => slope !== 0)).toBe(true);
      });
    });

    it("gives a batch of no weight a gradient of zeros, so that an optimizer can step", () => {
      step(() => {
        const given = tensor(numbers, [B, H, C, size]);
        given.requiresGrad = true;
        backward(output.loss(given, tensor(targets, [B, H, C]), weighted(tensor(mask, [B, H, C]), [0, 0, 0, 0])));
        expect(given.grad!.data.every((slope) => slope === 0)).toBe(true);
      });
    });
  });
});

describe.each(outputNames.map((name) => ({ name, output: outputs[name] })))(
  "the weighted loss of $name",
  ({ output }) => {
    it("has the gradients of central differences", () => {
      const targets = Float64Array.from(noise(4, B * H * C, 2), (value) =>
        output.counts ? Math.abs(Math.round(value)) : value,
      );
      const report = checkGradient(
        ([numbers], backend) =>
          output.loss(
            numbers!,
            tensor(targets, [B, H, C], backend),
            weighted(tensor(mask, [B, H, C], backend), weights),
          ),
        [{ shape: [B, H, C, output.size], values: noise(5, B * H * C * output.size) }],
      );
      expect(report.maxError).toBeLessThan(1e-6);
    });
  },
);

describe("a network with weights of steps", () => {
  const options = { horizon: 4, contextLength: 8, hiddenSize: 4, epochs: 3, seasonLength: 0 };
  it("learns as without any where all are alike", async () => {
    const [plain, alike] = [
      await gru(options).fit([sine()]),
      await gru({ ...options, stepWeights: [1, 1, 1, 1] }).fit([sine()]),
    ];
    expect(bytesOf(alike.predict([sine()]))).toEqual(bytesOf(plain.predict([sine()])));
  });

  it("does not learn steps of weight 0: these stay at the anchor", async () => {
    const fitted = await gru({ ...options, normalization: "last", stepWeights: [1, 0, 0, 1] }).fit([sine()]);
    const series = sine();
    const last = series.target.values.at(-1)!;
    const [forecast] = fitted.predict([series], { levels: [] });
    expect(forecast!.values[1]).toBeCloseTo(last, 6);
    expect(forecast!.values[2]).toBeCloseTo(last, 6);
    expect(Math.abs(forecast!.values[3]! - last)).toBeGreaterThan(1e-3);
  });

  it("weighs the batches of one optimizer step by them", async () => {
    const target = Array.from(sine(120).target.values, (value, t) => (t % 3 === 0 ? NaN : value));
    const series = sine(120, { target });
    const own = { ...options, stepWeights: [5, 1, 0, 0.2], averaging: 0, stepsPerEpoch: 3 };
    const one = await gru({ ...own, batchSize: 24 }).fit([series]);
    const many = await gru({ ...own, batchSize: 6, accumulate: 4 }).fit([series]);
    const [a, b] = [one, many].map((fitted) => fitted.predict([series])[0]!.values);
    a!.forEach((value, i) => expect(Math.abs(value - b![i]!)).toBeLessThan(1e-3));
  });
});
