import { describe, expect, it } from "vitest";
import {
  add,
  backward,
  checkGradient,
  persistentTensor,
  releaseTensor,
  step,
  tensor,
} from "../../../src/autograd/index.ts";
import { outputOf, outputs, type Output, type OutputName } from "../../../src/models/outputs/outputs.ts";
import { Adam } from "../../../src/optim/index.ts";
import { quantileGrid } from "../../../src/models/quantileGrid.ts";
import { normalQuantile } from "../../../src/numerics/index.ts";
import { createRandom } from "../../../src/random.ts";
import { noise } from "../../kernels/pair.ts";

/** Numbers that say something other than the start does. */
const truths: Record<Exclude<OutputName, "point">, readonly number[]> = {
  quantiles: outputs.quantiles.start.map((value) => 2 * value + 1),
  gaussian: [1.5, -0.4],
  studentT: [-2, 0.8, 0.5],
  negativeBinomial: [2.2, -0.5],
  poisson: [1.7],
};
const own = outputOf({ output: "quantiles", quantiles: [0.05, 0.2, 0.5, 0.9] });
/** Every output that says how far its targets spread. */
const spreading: { name: string; output: Output; truth: readonly number[] }[] = [
  ...Object.entries(truths).map(([name, truth]) => ({ name, output: outputs[name as OutputName], truth })),
  { name: "quantiles of one's own", output: own, truth: own.start.map((value) => 2 * value + 1) },
];
const probabilities = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The numbers that fit the targets best, by Adam from the start. */
function fit({ start, loss }: Output, targets: readonly number[]): Float64Array {
  const rows = targets.length;
  const numbers = persistentTensor([1, start.length], start, true);
  const adam = new Adam([numbers], { learningRate: 0.05 });
  for (let i = 0; i < 600; i++) {
    if (i === 400) adam.learningRate = 0.005;
    step(() => {
      const same = add(numbers, tensor(new Float32Array(rows * start.length), [rows, start.length]));
      backward(loss(same, tensor(targets), undefined));
      adam.step();
    });
  }
  const found = Float64Array.from(numbers.data);
  adam.release();
  releaseTensor(numbers);
  return found;
}

describe.each(spreading)("the output $name", ({ output, truth: numbers }) => {
  const truth = Float64Array.from(numbers);
  const random = createRandom(11);
  const draws = Array.from({ length: 3000 }, () => output.sample(truth, random));

  it("has as many numbers as it starts with, the centre among them", () => {
    expect(output.start.length).toBe(output.size);
    expect(output.centre).toBeLessThan(output.size);
    expect(output.start.every(Number.isFinite)).toBe(true);
  });

  it("starts at the anchor: its median there is 0, or for counts 1", () => {
    const median = output.quantile(Float64Array.from(output.start), 0.5);
    if (output.counts) expect(Math.abs(median - 1)).toBeLessThanOrEqual(1);
    else expect(median).toBeCloseTo(0, 12);
  });

  it("draws what its quantiles say", () => {
    for (const probability of probabilities) {
      const bound = output.quantile(truth, probability);
      const below = draws.filter((draw) => draw < bound).length / draws.length;
      const upTo = draws.filter((draw) => draw <= bound).length / draws.length;
      expect(below).toBeLessThan(probability + 0.03);
      expect(upTo).toBeGreaterThan(probability - 0.03);
    }
  });

  it("recovers its numbers from its own draws", () => {
    const found = fit(output, draws);
    const spread = output.quantile(truth, 0.95) - output.quantile(truth, 0.05);
    for (const probability of probabilities) {
      const error = output.quantile(found, probability) - output.quantile(truth, probability);
      expect(Math.abs(error) / spread, `quantile ${probability}`).toBeLessThan(0.05);
    }
  });

  it("has the gradients of central differences", () => {
    const targets = output.counts ? [0, 1, 4, 30] : [-3, 0.1, 0.7, 9];
    const values = noise(3, 4 * output.size, 1.5);
    const observed = [1, 0, 0.5, 1];
    const report = checkGradient(
      ([numbers], backend) => output.loss(numbers!, tensor(targets, [4], backend), tensor(observed, [4], backend)),
      [{ shape: [4, output.size], values }],
    );
    expect(report.maxError).toBeLessThan(1e-6);
  });

  it("learns nothing from what is not observed", () => {
    step(() => {
      const numbers = tensor(output.start, [1, output.size]);
      expect(output.loss(numbers, tensor([5]), tensor([0])).item()).toBe(0);
    });
  });

  it("keeps quantiles in order whatever the numbers are", () => {
    for (let seed = 1; seed < 30; seed++) {
      const numbers = Float64Array.from(noise(seed, output.size, 4));
      const values = [0.01, ...probabilities, 0.99].map((p) => output.quantile(numbers, p));
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe("quantiles of one's own", () => {
  it("are the default ones where they are given as such, to the last bit", () => {
    const given = outputOf({ output: "quantiles", quantiles: quantileGrid });
    expect({ ...given, loss: 0, quantile: 0, sample: 0 }).toEqual({
      ...outputs.quantiles,
      loss: 0,
      quantile: 0,
      sample: 0,
    });
    const numbers = Float64Array.from(noise(2, 13));
    for (const p of [0.01, 0.33, 0.5]) expect(given.quantile(numbers, p)).toBe(outputs.quantiles.quantile(numbers, p));
  });

  it("beyond the outermost go on with its slope in the normal quantile", () => {
    const two = outputOf({ output: "quantiles", quantiles: [0.25, 0.5] });
    const numbers = Float64Array.of(normalQuantile(0.25), 0);
    for (const p of [0.01, 0.1, 0.9]) expect(two.quantile(numbers, p)).toBeCloseTo(normalQuantile(p), 12);
  });
});

describe("the output point", () => {
  const targets = [0, 0, 0, 1, 9];
  it.each([
    ["absolute", 0],
    ["squared", 2],
    ["huber", 0.5], // slopes: 3 × 0.5 to the left, 0.5 and 1 to the right
  ] as const)("by %s errors becomes %d of 0, 0, 0, 1 and 9", (loss, expected) => {
    expect(fit(outputOf({ output: "point", loss }), targets)[0]).toBeCloseTo(expected, 1);
  });

  it("has absolute errors unless told otherwise, and starts at the anchor", () => {
    step(() => {
      const numbers = tensor([1, 2], [2, 1]);
      for (const point of [outputs.point, outputOf({ output: "point", loss: "absolute" })])
        expect(point.loss(numbers, tensor([0, 5]), undefined).item()).toBe(2);
    });
    expect(outputs.point.start).toEqual([0]);
    expect(outputs.point.quantile(Float64Array.of(3), 0.5)).toBe(3);
  });

  it.each(["absolute", "squared", "huber"] as const)(
    "by %s errors has the gradients of central differences",
    (loss) => {
      const report = checkGradient(
        ([numbers], backend) => {
          const [target, observed] = [
            [-3, 0.1, 0.7, 9],
            [1, 0, 0.5, 1],
          ].map((one) => tensor(one, [4], backend));
          return outputOf({ output: "point", loss }).loss(numbers!, target!, observed);
        },
        [{ shape: [4, 1], values: noise(3, 4, 1.5) }],
      );
      expect(report.maxError).toBeLessThan(1e-6);
    },
  );
});

describe("the likelihoods agree with scipy", () => {
  // -log of norm.pdf without its constant, t.pdf, nbinom.pmf, poisson.pmf, of the numbers of `truths`
  it.each([
    ["gaussian", 2.5, 1.2269196776725622],
    ["studentT", 0.3, 2.810828587112453],
    ["negativeBinomial", 4, 2.6023108830065804],
    ["poisson", 4, 1.8520012220751458],
  ] as const)("%s", (name, y, expected) => {
    const value = step(() =>
      outputs[name].loss(tensor(truths[name], [1, truths[name].length]), tensor([y]), undefined).item(),
    );
    expect(Math.abs(value - expected)).toBeLessThan(2e-6);
  });
});
