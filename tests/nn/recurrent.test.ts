import { describe, expect, it } from "vitest";
import { step, tensor, type Tensor } from "../../src/autograd/index.ts";
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
      const rest = layer.forward(tensor(values.slice(6), [1, 4, 3]), context, first.state);
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
  ])("refuses %o", (options, message) => {
    expect(() => make(Layer, options)).toThrow(OptionError);
    expect(() => make(Layer, options)).toThrow(message);
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
