import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/autograd/index.ts";
import { ModelFileError, TensorError } from "../../src/errors.ts";
import { createBackend, type Backend } from "../../src/kernels/index.ts";
import { Linear, LSTM, Module } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";

class Network extends Module {
  readonly recurrent: LSTM;
  readonly head: Linear;
  readonly level: Tensor;

  constructor(backend: Backend, hiddenSize = 4) {
    super({ random: createRandom(1), backend });
    this.recurrent = this.child("recurrent", new LSTM({ inputSize: 3, hiddenSize }, this.context));
    this.head = this.child("head", new Linear({ inFeatures: hiddenSize, outFeatures: 2 }, this.context));
    this.level = this.parameter("level", [2], 0.5);
  }
}

const network = new Network(createBackend());
const remedy = "build the module with the options that the state was saved with";

describe("a module", () => {
  it("names its parameters and those of its children as PyTorch does, its own first", () => {
    const { stateDict } = { stateDict: network.stateDict() };
    expect(Object.entries(stateDict).map(([name, { shape }]) => `${name} ${shape.join()}`)).toEqual([
      "level 2",
      "recurrent.weight_ih_l0 16,3",
      "recurrent.weight_hh_l0 16,4",
      "recurrent.bias_ih_l0 16",
      "recurrent.bias_hh_l0 16",
      "head.weight 2,4",
      "head.bias 2",
    ]);
    expect(network.parameters()).toHaveLength(7);
    expect(network.parameterCount()).toBe(2 + 48 + 64 + 32 + 8 + 2);
  });

  it("gives its parameters with these names, in the order of parameters()", () => {
    const module = new Network(createBackend());
    const named = module.namedParameters();
    expect(named.map(([name]) => name)).toEqual(Object.keys(module.stateDict()));
    expect(named.map(([, parameter]) => parameter)).toEqual(module.parameters());
  });

  it("hands its state out as copies and takes it back, across precisions", () => {
    const state = network.stateDict();
    const twin = new Network(createBackend("float64"));
    twin.loadStateDict(state);
    for (const [name, { data }] of Object.entries(twin.stateDict()))
      expect([...data], name).toEqual([...state[name]!.data]);
    state["level"]!.data.fill(9);
    expect(network.level.data[0]).not.toBe(9);
  });

  it("gives its memory back on release, and refuses to be used afterwards", () => {
    const backend = createBackend();
    const first = new Network(backend, 64);
    const { bytes } = backend.arena;
    const { level } = first;
    first.release();
    for (let i = 0; i < 100; i++) new Network(backend, 64).release();
    expect(backend.arena.bytes).toBe(bytes);
    expect(() => level.data).toThrow(TensorError);
    expect(first.parameters()).toEqual([]);
    expect(() => first.release()).not.toThrow();
  });
});

describe("loadStateDict", () => {
  const state = network.stateDict();
  const { level: _, ...missing } = state;
  it.each([
    ["a missing parameter", missing, `parameter "level": expected shape (2), found nothing; ${remedy}`],
    [
      "a parameter of another shape",
      { ...state, "head.weight": { shape: [4, 2], data: new Float32Array(8) } },
      `parameter "head.weight": expected shape (2,4), found shape (4,2) with 8 values; ${remedy}`,
    ],
    [
      "a parameter with values missing",
      { ...state, "head.bias": { shape: [2], data: [1] } },
      `parameter "head.bias": expected shape (2), found shape (2) with 1 values; ${remedy}`,
    ],
    [
      "unknown parameters",
      { ...state, a: state["level"]!, b: state["level"]! },
      `loadStateDict: expected only parameters of this module, found a, b; ${remedy}`,
    ],
  ])("refuses %s and changes nothing", (_, given, message) => {
    const changed = Object.fromEntries(
      Object.entries(given).map(([name, { shape, data }]) => [
        name,
        { shape, data: Array.from<number>(data).map((x) => x + 1) },
      ]),
    );
    let error: unknown;
    try {
      network.loadStateDict(changed);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error).toHaveProperty("message", message);
    expect(network.stateDict()).toEqual(state);
  });
});
