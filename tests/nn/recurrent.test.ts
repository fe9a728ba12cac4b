import { describe, expect, it } from "vitest";
import { lengthsToMask, step, tensor, type Tensor } from "../../src/autograd/index.ts";
import { OptionError, ShapeError } from "../../src/errors.ts";
import { Dropout, GRU, LSTM, RNN, type RecurrentOptions } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { normals } from "../kernels/memory.ts";

const layers = [
  ["RNN", RNN, 1],
  ["LSTM", LSTM, 4],
  ["GRU", GRU, 3],
] as const;
const make = (Layer: (typeof layers)[number][1], options: Partial<RecurrentOptions> = {}): RNN | LSTM | GRU =>
  new Layer({ inputSize: 3, hiddenSize: 5, ...options }, { random: createRandom(1) });
const input = (): Tensor => tensor(normals(1, 2 * 6 * 3), [2, 6, 3]);

const run = (layer: RNN | LSTM | GRU, training: boolean, seed = 1): number[] =>
  step(() => Array.from(layer.forward(input(), { training, random: createRandom(seed) }).output.data));

describe.each(layers)("%s", (name, Layer, gates) => {
  it("gives the states of the last layer at each step and of all layers after the last", () => {
    const layer = make(Layer, { numLayers: 2 });
    step(() => {
      const { output, state } = layer.forward(input(), { training: false, random: createRandom(1) });
      expect(output.shape).toEqual([2, 6, 5]);
      expect(state.h.map(({ shape }) => shape)).toEqual([
        [2, 5],
        [2, 5],
      ]);
      expect(state.c?.length).toBe(name === "LSTM" ? 2 : undefined);
      expect([...state.h[1]!.data.subarray(0, 5)]).toEqual([...output.data.subarray(25, 30)]);
    });
  });

  it("goes on from a state as if the sequence were one", () => {
    const layer = make(Layer, { numLayers: 2 });
    const context = { training: false, random: createRandom(1) };
    const values = normals(1, 6 * 3);
    const whole = step(() => Array.from(layer.forward(tensor(values, [1, 6, 3]), context).output.data));
    step(() => {
      const first = layer.forward(tensor(values.slice(0, 6), [1, 2, 3]), context);
      const rest = layer.forward(tensor(values.slice(6), [1, 4, 3]), context, { initial: first.state });
      expect([...first.output.data, ...rest.output.data]).toEqual(whole);
    });
  });

  it("counts its parameters, with and without biases", () => {
    const weights = gates * 5 * (3 + 5);
    expect(make(Layer).parameterCount()).toBe(weights + 2 * gates * 5);
    expect(make(Layer, { bias: false }).parameterCount()).toBe(weights);
    expect(make(Layer, { numLayers: 2, bias: false }).parameterCount()).toBe(weights + gates * 5 * (5 + 5));
  });

  it("starts uniform within 1/√D", () => {
    const layer = make(Layer, { hiddenSize: 25 });
    const values = layer.parameters().flatMap(({ data }) => Array.from(data));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.2));
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.19);
  });

  it("drops out between layers in training only, anew for another random stream", () => {
    const layer = make(Layer, { numLayers: 2, dropout: 0.5 });
    expect(run(layer, false)).toEqual(run(layer, false, 2));
    expect(run(layer, true)).not.toEqual(run(layer, false));
    expect(run(layer, true)).toEqual(run(layer, true));
    expect(run(layer, true)).not.toEqual(run(layer, true, 2));
  });

  it("drops nothing out of a single layer", () => {
    const layer = make(Layer, { dropout: 0.5 });
    expect(run(layer, true)).toEqual(run(layer, false));
  });

  it.each([
    [{ inputSize: 0 }, `${name} inputSize: expected a whole number of at least 1, found 0`],
    [{ hiddenSize: 2.5 }, `${name} hiddenSize: expected a whole number of at least 1, found 2.5`],
    [{ numLayers: -1 }, `${name} numLayers: expected a whole number of at least 1, found -1`],
    [{ dropout: 1 }, "Dropout: expected a probability in [0, 1), found 1"],
    [{ merge: "mean" as "sum" }, `${name} merge: expected one of concat, sum, found "mean"`],
  ])("refuses %o", (options, message) => {
    expect(() => make(Layer, options)).toThrow(OptionError);
    expect(() => make(Layer, options)).toThrow(message);
  });

  it.each([
    ["concat", 10],
    ["sum", 5],
  ] as const)("walks both ways and merges outputs by %s; states stand layer by layer, forward first", (merge, size) => {
    const layer = make(Layer, { numLayers: 2, bidirectional: true, merge });
    expect(layer.outputSize).toBe(size);
    const inputs = [3, 3, size, size];
    const counts = inputs.map((features) => gates * 5 * (features + 5 + 2));
    expect(layer.parameterCount()).toBe(counts.reduce((a, b) => a + b));
    step(() => {
      const { output, state } = layer.forward(input(), { training: false, random: createRandom(1) });
      expect(output.shape).toEqual([2, 6, size]);
      expect(state.h.map(({ shape }) => shape)).toEqual(Array.from({ length: 4 }, () => [2, 5]));
      expect(state.c?.length).toBe(name === "LSTM" ? 4 : undefined);
      if (merge === "concat") {
        expect([...state.h[2]!.data.subarray(0, 5)]).toEqual([...output.data.subarray(50, 55)]); // step 5, forward
        expect([...state.h[3]!.data.subarray(0, 5)]).toEqual([...output.data.subarray(5, 10)]); // step 0, backward
      }
    });
  });

  it("adds what it would concatenate when it merges by sum", () => {
    const [side, summed] = (["concat", "sum"] as const).map((merge) =>
      step(() => {
        const layer = make(Layer, { bidirectional: true, merge });
        return Array.from(layer.forward(input(), { training: false, random: createRandom(1) }).output.data);
      }),
    );
    const halves = summed!.map((_, i) => {
      const at = 10 * Math.floor(i / 5) + (i % 5);
      return Math.fround(side![at]! + side![at + 5]!);
    });
    expect(summed).toEqual(halves);
  });

  it("names its parameters as PyTorch does", () => {
    const kinds = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"];
    const names = ["", "_reverse"].flatMap((suffix) => kinds.map((kind) => kind + suffix));
    expect(Object.keys(make(Layer, { bidirectional: true }).stateDict())).toEqual(names);
  });

  it("treats padded sequences as if each ended at its length, in both directions and all layers", () => {
    const layer = make(Layer, { numLayers: 2, bidirectional: true });
    const context = { training: false, random: createRandom(1) };
    const values = normals(1, 2 * 6 * 3);
    const padded = values.map((value, i) => (i >= 4 * 3 && i < 6 * 3 ? NaN : value)); // of sequence 0
    step(() => {
      const short = layer.forward(tensor(values.slice(0, 4 * 3), [1, 4, 3]), context);
      const both = layer.forward(tensor(padded, [2, 6, 3]), context, { mask: lengthsToMask([4, 6], 6) });
      expect([...both.output.data.subarray(0, 4 * 10)]).toEqual([...short.output.data]);
      expect([...both.output.data.subarray(4 * 10, 6 * 10)]).toEqual(Array(20).fill(0));
      both.state.h.forEach((h, i) => expect([...h.data.subarray(0, 5)]).toEqual([...short.state.h[i]!.data]));
    });
  });

  it("refuses initial states of another count", () => {
    const context = { training: false, random: createRandom(1) };
    const layer = make(Layer, { bidirectional: true });
    step(() => {
      const initial = { h: [tensor(normals(1, 10), [2, 5])] };
      expect(() => layer.forward(input(), context, { initial })).toThrow(ShapeError);
      expect(() => layer.forward(input(), context, { initial })).toThrow(
        `${name} initial: expected 2 states, one a layer and direction, found 1`,
      );
    });
  });

  it("refuses an input of another size", () => {
    const context = { training: false, random: createRandom(1) };
    step(() => expect(() => make(Layer).forward(tensor(normals(1, 8), [2, 1, 4]), context)).toThrow(ShapeError));
  });
});

describe("RNN", () => {
  it("squashes with tanh unless told relu", () => {
    const outputs = ([undefined, "tanh", "relu"] as const).map((activation) => {
      const layer = new RNN(
        { inputSize: 3, hiddenSize: 5, ...(activation && { activation }) },
        { random: createRandom(1) },
      );
      return step(() => Array.from(layer.forward(input(), { training: false, random: createRandom(1) }).output.data));
    });
    expect(outputs[0]).toEqual(outputs[1]);
    expect(outputs[2]!.every((value) => value >= 0)).toBe(true);
    expect(outputs[1]!.some((value) => value < 0)).toBe(true);
  });
});

describe("Dropout", () => {
  it("passes its input through outside training", () => {
    step(() => {
      const x = input();
      expect(new Dropout(0.5).forward(x, { training: false, random: createRandom(1) })).toBe(x);
      expect(new Dropout(0.5).forward(x, { training: true, random: createRandom(1) }).data).toContain(0);
    });
  });
});

it("an RNN refuses an activation that it does not know", () => {
  const options = { inputSize: 2, hiddenSize: 2, activation: "gelu" as "relu" };
  expect(() => new RNN(options, { random: createRandom(1) })).toThrow(
    'RNN activation: expected one of tanh, relu, found "gelu"',
  );
});
