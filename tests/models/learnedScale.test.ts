import { describe, expect, it } from "vitest";
import { checkGradient, step, tensor, sum, multiply } from "../../src/autograd/index.ts";
import { LearnedScale } from "../../src/models/learnedScale.ts";
import { outputOf, type OutputName } from "../../src/models/outputs/outputs.ts";
import { createRandom } from "../../src/random.ts";
import { noise } from "../kernels/pair.ts";

const [B, L, H, C] = [2, 5, 3, 2];
const learnedScale = (output: OutputName): LearnedScale => {
  const learned = new LearnedScale(C, { output }, { random: createRandom(1) });
  learned.loadStateDict({
    weight: { shape: [C], data: Float32Array.of(0.7, -1.2) },
    bias: { shape: [C], data: Float32Array.of(-3, 0.4) },
  });
  return learned;
};

describe("LearnedScale", () => {
  it.each(["quantiles", "point"] as const)("of %s gives back what it let see", (output) => {
    const learned = learnedScale(output);
    const { size } = outputOf({ output });
    step(() => {
      const past = tensor(noise(1, B * L * C), [B, L, C]);
      const ones = tensor(new Float32Array(past.size).fill(1), past.shape);
      const seen = learned.seen({
        size: B,
        pastTarget: past,
        pastObserved: ones,
        anchors: new Float64Array(0),
        scales: new Float64Array(0),
      }).pastTarget;
      const same = Float32Array.from({ length: B * L * C * size }, (_, i) => seen.data[Math.floor(i / size)]!);
      const back = learned.restored(tensor(same, [B, L, C, size])).data;
      back.forEach((value, i) => expect(value).toBeCloseTo(past.data[Math.floor(i / size)]!, 5));
    });
    learned.release();
  });

  it("leaves at 0 what is missing, and as they are the logarithms of counts and the spread of distributions", () => {
    const learned = learnedScale("poisson");
    const normal = learnedScale("gaussian");
    step(() => {
      const zeros = tensor(new Float32Array(B * L * C), [B, L, C]);
      const ahead = tensor(noise(2, B * H * C), [B, H, C]);
      const batch = { size: B, anchors: new Float64Array(0), scales: new Float64Array(0), pastObserved: zeros };
      const seen = learned.seen({ ...batch, pastTarget: zeros, futureTarget: ahead, futureObserved: ahead });
      expect(Array.from(seen.pastTarget.data).every((value) => value === 0)).toBe(true);
      expect(seen.futureTarget).toBe(ahead);
      const numbers = tensor(noise(3, B * H * C), [B, H, C, 1]);
      expect(learned.restored(numbers)).toBe(numbers);
      const pairs = tensor(noise(4, 2 * B * H * C), [B, H, C, 2]);
      normal.restored(pairs).data.forEach((value, i) => {
        if (i % 2 === 1) expect(value).toBe(pairs.data[i]);
        else expect(value).not.toBe(pairs.data[i]);
      });
    });
    learned.release();
    normal.release();
  });

  it("passes gradients as central differences have them", () => {
    const learned = (backend: Parameters<Parameters<typeof checkGradient>[0]>[1]): LearnedScale =>
      new LearnedScale(C, { output: "gaussian" }, { random: createRandom(1), backend });
    const report = checkGradient(
      ([numbers, factors], backend) => {
        const one = learned(backend);
        return sum(multiply(one.restored(numbers!), factors!));
      },
      [
        { shape: [B, H, C, 2], values: noise(5, 2 * B * H * C) },
        { shape: [B, H, C, 2], values: noise(6, 2 * B * H * C) },
      ],
    );
    expect(report.maxError).toBeLessThan(1e-6);
  });
});
