import { describe, expect, it } from "vitest";
import { backward, mean, square, step, subtract, tensor } from "../../src/autograd/index.ts";
import { OptionError, ShapeError } from "../../src/errors.ts";
import { AttentionDecoder, type AttentionDecoderOptions } from "../../src/nn/index.ts";
import { Adam } from "../../src/optim/index.ts";
import { createRandom } from "../../src/random.ts";
import { noise } from "../kernels/pair.ts";

const make = (options: Partial<AttentionDecoderOptions> = {}): AttentionDecoder =>
  new AttentionDecoder({ hiddenSize: 6, memorySize: 4, outputSize: 2, ...options }, { random: createRandom(1) });

describe("AttentionDecoder", () => {
  it("gives outputs, attention that sums to 1, and the last state, for either cell and score", () => {
    for (const cell of ["lstm", "gru"] as const)
      for (const score of ["additive", "multiplicative"] as const)
        step(() => {
          const memory = tensor(noise(1, 3 * 5 * 4), [3, 5, 4]);
          const decoder = make({ cell, score, knownSize: 1 });
          const inputs = { memory, feed: tensor(noise(2, 24), [3, 4, 2]), known: tensor(noise(3, 12), [3, 4, 1]) };
          const { output, attention, state } = decoder.forward(inputs);
          expect(output.shape).toEqual([3, 4, 2]);
          expect(attention!.shape).toEqual([3, 4, 5]);
          expect(state.h.shape).toEqual([3, 6]);
          expect(state.c?.shape).toEqual(cell === "lstm" ? [3, 6] : undefined);
          for (let row = 0; row < 12; row++) {
            const sum = Array.from(attention!.data.subarray(5 * row, 5 * row + 5)).reduce((total, one) => total + one);
            expect(sum).toBeCloseTo(1, 5);
          }
        });
  });

  it("counts its parameters", () => {
    const unit = 4 * 6 * (2 + 4 + 6 + 2);
    const head = 2 * (6 + 4 + 1);
    expect(make().parameterCount()).toBe(unit + head + 6 * 6 + 6 * (4 + 1) + 6);
    expect(make({ score: "multiplicative" }).parameterCount()).toBe(unit + head + 6 * 4);
    expect(make({ cell: "gru" }).parameterCount()).toBe((unit * 3) / 4 + head + 6 * 6 + 6 * (4 + 1) + 6);
    expect(make({ feedSize: 0, attentionSize: 3 }).parameterCount()).toBe(unit - 48 + head + 6 * 3 + 3 * (4 + 1) + 3);
  });

  it("gives back a state dict that goes in", () => {
    const state = make().stateDict();
    const other = new AttentionDecoder({ hiddenSize: 6, memorySize: 4, outputSize: 2 }, { random: createRandom(2) });
    other.loadStateDict(state);
    expect(other.stateDict()).toEqual(state);
    expect(state["score.weight"]!.shape).toEqual([1, 6]);
  });

  it("runs free as it runs forced by its own outputs", () => {
    const decoder = make();
    step(() => {
      const memory = tensor(noise(1, 3 * 5 * 4), [3, 5, 4]);
      const feed = Float32Array.from(noise(2, 24));
      const free = decoder.forward({
        memory,
        feed: tensor(feed, [3, 4, 2]),
        forced: tensor(new Float32Array(12), [3, 4]),
      });
      for (let b = 0; b < 3; b++) feed.set(free.output.data.slice(8 * b, 8 * b + 6), 8 * b + 2);
      const forced = decoder.forward({ memory, feed: tensor(feed, [3, 4, 2]) });
      expect([...forced.output.data]).toEqual([...free.output.data]);
    });
  });

  it("learns to point: each step's output is the memory at a place that its covariates name", () => {
    const random = createRandom(3);
    const decoder = new AttentionDecoder(
      { cell: "gru", score: "additive", hiddenSize: 16, memorySize: 5, outputSize: 1, feedSize: 0, knownSize: 4 },
      { random },
    );
    const adam = new Adam(decoder.parameters(), { learningRate: 0.01 });
    const [batch, time] = [16, 4];
    /** The memory holds a number and its place; known ahead by a step is which place comes next. */
    const draw = (): { memory: Float32Array; known: Float32Array; wanted: Float32Array; places: number[] } => {
      const memory = new Float32Array(batch * time * 5);
      const known = new Float32Array(batch * (time + 1) * 4);
      const wanted = new Float32Array(batch * (time + 1));
      const places: number[] = [];
      for (let b = 0; b < batch; b++) {
        const order = random.shuffle(Uint32Array.from({ length: time }, (_, i) => i));
        for (let m = 0; m < time; m++) {
          memory[(b * time + m) * 5] = random.normal();
          memory[(b * time + m) * 5 + 1 + m] = 1;
        }
        order.forEach((place, t) => {
          known[(b * (time + 1) + t) * 4 + place] = 1;
          wanted[b * (time + 1) + t + 1] = memory[(b * time + place) * 5]!;
          places.push(place);
        });
      }
      return { memory, known, wanted, places };
    };
    let hits = 0;
    for (let i = 0; i < 700; i++) {
      const { memory, known, wanted, places } = draw();
      step(() => {
        const feed = tensor([], [batch, time + 1, 0]);
        const inputs = { memory: tensor(memory, [batch, time, 5]), feed, known: tensor(known, [batch, time + 1, 4]) };
        const { output, attention } = decoder.forward(inputs);
        const loss = mean(square(subtract(output, tensor(wanted, [batch, time + 1, 1]))));
        backward(loss);
        adam.step();
        if (i < 699) return;
        places.forEach((place, j) => {
          const b = Math.floor(j / time);
          const row = (b * (time + 1) + (j % time) + 1) * time;
          const weights = attention!.data.subarray(row, row + time);
          if (weights.indexOf(Math.max(...weights)) === place) hits++;
        });
      });
    }
    expect(hits).toBeGreaterThan(0.95 * batch * time);
  });

  it("refuses sizes and inputs that do not fit", () => {
    expect(() => make({ hiddenSize: 0 })).toThrow(OptionError);
    expect(() => make({ knownSize: -1 })).toThrow("AttentionDecoder knownSize: expected a whole number of at least 0");
    step(() => {
      const memory = tensor(noise(1, 60), [3, 5, 4]);
      expect(() => make().forward({ memory, feed: tensor(noise(1, 12), [3, 4, 1]) })).toThrow(ShapeError);
    });
  });

  it("learns from memory whose rows that do not count are NaN", () => {
    const decoder = make();
    const memory = Float32Array.from(noise(1, 3 * 5 * 4));
    const mask = Float32Array.from({ length: 15 }, (_, i) => Number(i % 5 > 1));
    const gradients = (fill: number): number[][] => {
      mask.forEach((counts, i) => counts || memory.fill(fill, 4 * i, 4 * i + 4));
      return step(() => {
        const inputs = { memory: tensor(memory, [3, 5, 4]), mask: tensor(mask, [3, 5]) };
        backward(mean(square(decoder.forward({ feed: tensor(noise(2, 24), [3, 4, 2]), ...inputs }).output)));
        return decoder.parameters().map(({ grad }) => Array.from(grad!.data));
      });
    };
    const found = gradients(NaN);
    expect(found.flat().every(Number.isFinite)).toBe(true);
    expect(found).toEqual(gradients(0.5));
  });

  it("refuses a mask that no attention heeds, and words that it does not know", () => {
    step(() => {
      const inputs = { memory: tensor(noise(1, 60), [3, 5, 4]), feed: tensor(noise(2, 24), [3, 4, 2]) };
      const mask = tensor(new Float32Array(15).fill(1), [3, 5]);
      expect(() => make({ score: "none" }).forward({ ...inputs, mask })).toThrow(
        "AttentionDecoder mask: expected none",
      );
      expect(() => make({ score: "none" }).forward(inputs)).not.toThrow();
    });
    expect(() => make({ cell: "rnn" as "gru" })).toThrow(
      'AttentionDecoder cell: expected one of lstm, gru, found "rnn"',
    );
    expect(() => make({ score: "dot" as "none" })).toThrow(OptionError);
  });
});
