/** Where attention points, on a task whose answer is known: sequences are to be written backwards. */
import { describe, expect, it } from "vitest";
import { backward, mseLoss, step, tensor } from "../../src/autograd/index.ts";
import { AttentionDecoder } from "../../src/nn/index.ts";
import { Adam } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";

const [B, T, D] = [32, 5, 16];

describe.each(["additive", "multiplicative"] as const)("a decoder with %s attention", (score) => {
  it.each(["gru", "lstm"] as const)(
    "of %s cells that learns to write backwards looks from the end to the start",
    (cell) => {
      const random = createRandom(4);
      const sizes = { hiddenSize: D, memorySize: 1 + T, outputSize: 1, knownSize: T };
      const decoder = new AttentionDecoder({ cell, score, ...sizes }, { random });
      const adam = new Adam(decoder.parameters(), { learningRate: 0.02 });
      /** Values beside their places (B,T,1+T), the place of each step to come, and what is to be written. */
      const draw = () => {
        const values = Float32Array.from({ length: B * T }, () => random.normal());
        const memory = Float32Array.from({ length: B * T * (1 + T) }, (_, i) => {
          const [row, column] = [Math.floor(i / (1 + T)), i % (1 + T)];
          return column === 0 ? values[row]! : Number(row % T === column - 1);
        });
        const known = Float32Array.from({ length: B * T * T }, (_, i) => Number((Math.floor(i / T) + 1) % T === i % T));
        const target = values.map((_, i) => values[i - (i % T) + T - 1 - (i % T)]!);
        return { values, memory, known, target };
      };
      const run = (train: boolean): Float64Array => {
        const { memory, known, target } = draw();
        const start = tensor(new Float32Array(B * D).fill(1), [B, D]); // of a state of zeros no question can be asked
        const decoded = decoder.forward({
          state: { h: start, ...(cell === "lstm" && { c: start }) },
          memory: tensor(memory, [B, T, 1 + T]),
          feed: tensor(new Float32Array(B * T), [B, T, 1]),
          known: tensor(known, [B, T, T]),
        });
        if (train) {
          backward(mseLoss(decoded.output, tensor(target, [B, T, 1])));
          adam.step();
        }
        return Float64Array.from(decoded.attention!.data);
      };
      for (let i = 0; i < 400; i++) {
        if (i === 300) adam.learningRate = 0.005;
        step(() => run(true));
      }
      const attention = step(() => run(false), { record: false }); // (B,T,T)
      for (let b = 0; b < B; b++) {
        for (let h = 0; h < T; h++) {
          const weights = attention.subarray((b * T + h) * T, (b * T + h + 1) * T);
          expect(weights[T - 1 - h], `row ${b}, step ${h}`).toBeGreaterThan(0.8);
        }
      }
      adam.release();
      decoder.release();
    },
  );
});
