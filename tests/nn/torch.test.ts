import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { step, tensor, type Tensor } from "../../src/autograd/index.ts";
import { ModelFileError } from "../../src/errors.ts";
import { Embedding, exportTorch, GRU, importTorch, Linear, LSTM, type Module } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { encodeSafetensors } from "../../src/safetensors.ts";
import { expectClose, readGolden, type GoldenNetwork, type GoldenTensor } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const context = { training: false, random: createRandom(0) };
const setting = { random: createRandom(1) };

/** The weights of a golden file as the bytes that PyTorch would save. */
function bytesOf({ weights }: Pick<GoldenNetwork, "weights">, prefix = ""): Uint8Array {
  const tensors = Object.entries(weights).map(([name, { shape, data }]) => [
    prefix + name,
    { shape, data: Float32Array.from(data) },
  ]);
  return encodeSafetensors(Object.fromEntries(tensors) as Parameters<typeof encodeSafetensors>[0], { format: "pt" });
}

const given = ({ data, shape }: GoldenTensor): Tensor => tensor([...data], shape);

/** States of a golden file (layers*directions,B,D), one by one. */
const states = ({ data, shape: [count = 1, ...shape] }: GoldenTensor): Tensor[] => {
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => tensor(data.slice(i * size, (i + 1) * size), shape));
};

/** What `body` gives of a step, as numbers. */
const numbers = (body: () => Tensor): number[] => step(() => Array.from(body().data), { record: false });

const recurrent = {
  lstm: (input: number, hidden: number) => new LSTM({ inputSize: input, hiddenSize: hidden }, setting),
  gru: (input: number, hidden: number) => new GRU({ inputSize: input, hiddenSize: hidden }, setting),
  gru_bidirectional: (input: number, hidden: number) =>
    new GRU({ inputSize: input, hiddenSize: hidden, bidirectional: true }, setting),
  lstm_bidirectional_2layer: (input: number, hidden: number) =>
    new LSTM({ inputSize: input, hiddenSize: hidden, numLayers: 2, bidirectional: true }, setting),
};

onEachKernels(() => {
  it.each(Object.entries(recurrent))("importTorch gives a layer the numbers of PyTorch's %s", (name, make) => {
    const golden = readGolden<GoldenNetwork>(name);
    const layer = make(Number(golden.config["input"]), Number(golden.config["hidden"]));
    layer.loadStateDict(importTorch(bytesOf(golden, "encoder.rnn."), { prefix: "encoder.rnn." }));
    const { h0, c0, x } = golden.inputs;
    const output = numbers(() => {
      return layer.forward(given(x!), context, { initial: { h: states(h0!), ...(c0 && { c: states(c0) }) } }).output;
    });
    expectClose(output, golden.outputs["output"]!, "output", golden.f32_vs_f64_max_abs);
  });

  it("importTorch gives three modules the numbers of PyTorch's embedding, LSTM and head, by prefixes", () => {
    const golden = readGolden<GoldenNetwork>("embedding_lstm_classifier");
    const bytes = bytesOf(golden);
    const [vocab, dim, hidden, classes] = ["vocab", "dim", "hidden", "classes"].map((key) =>
      Number(golden.config[key]),
    );
    const modules = {
      embedding: new Embedding({ numEmbeddings: vocab!, embeddingDim: dim!, paddingIdx: 0 }, setting),
      lstm: new LSTM({ inputSize: dim!, hiddenSize: hidden! }, setting),
      head: new Linear({ inFeatures: hidden!, outFeatures: classes! }, setting),
    };
    for (const [name, module] of Object.entries(modules)) {
      module.loadStateDict(importTorch(bytes, { prefix: `${name}.` }));
    }
    const logits = numbers(() => {
      const embedded = modules.embedding.forward(given(golden.inputs["ids"]!));
      return modules.head.forward(modules.lstm.forward(embedded, context).state.h[0]!);
    });
    expectClose(logits, golden.outputs["logits"]!, "logits", golden.f32_vs_f64_max_abs);
  });

  it.each(["F32", "F64", "F16", "BF16"])(
    "importTorch gives PyTorch's numbers from a file of its own, of %s",
    (type) => {
      const { x, outputs } = readGolden<{ x: GoldenTensor; outputs: Record<string, GoldenTensor> }>("torch_types");
      const bytes = new Uint8Array(readFileSync(new URL("../golden/torch_types.safetensors", import.meta.url)));
      const gru = new GRU({ inputSize: 2, hiddenSize: 3, bidirectional: true }, setting);
      const head = new Linear({ inFeatures: 6, outFeatures: 2 }, setting);
      gru.loadStateDict(importTorch(bytes, { prefix: `${type}.gru.` }));
      head.loadStateDict(importTorch(bytes, { prefix: `${type}.head.` }));
      const y = numbers(() => head.forward(gru.forward(given(x), context).output));
      expectClose(y, outputs[type]!, type, 2e-7);
    },
  );
});

describe("importTorch", () => {
  it("leaves names without the prefix alone, whatever type they have", () => {
    const bytes = new Uint8Array(readFileSync(new URL("../golden/torch_types.safetensors", import.meta.url)));
    expect(Object.keys(importTorch(bytes, { prefix: "F32.head." })).sort()).toEqual(["bias", "weight"]);
    expect(() => importTorch(bytes)).toThrow('found numbers of type I64 in "steps"; write it in Python');
  });

  it("names what there is where no name has the prefix", () => {
    const bytes = bytesOf({ weights: { "lstm.bias": { shape: [1], data: [2] } } });
    expect(() => importTorch(bytes, { prefix: "gru." })).toThrow(ModelFileError);
    expect(() => importTorch(bytes, { prefix: "gru." })).toThrow('no name that begins with "gru." among lstm.bias');
  });

  it("gives weights that another module refuses, by name", () => {
    const golden = readGolden<GoldenNetwork>("lstm");
    const wide = new LSTM({ inputSize: 2, hiddenSize: 5 }, setting);
    expect(() => wide.loadStateDict(importTorch(bytesOf(golden)))).toThrow(
      'parameter "weight_ih_l0": expected shape (20,2), found shape (16,2) with 32 values',
    );
  });
});

describe("exportTorch", () => {
  const modules: Module[] = [
    new LSTM({ inputSize: 3, hiddenSize: 4, numLayers: 2, bidirectional: true }, setting),
    new Linear({ inFeatures: 3, outFeatures: 2 }, setting),
    new Embedding({ numEmbeddings: 5, embeddingDim: 2 }, setting),
  ];

  it("is undone by importTorch, under a prefix or none", () => {
    for (const module of modules) {
      expect(importTorch(exportTorch(module))).toEqual(module.stateDict());
      expect(importTorch(exportTorch(module, { prefix: "a.b." }), { prefix: "a.b." })).toEqual(module.stateDict());
    }
  });

  it("says that the tensors are PyTorch's, as its libraries want to read", () => {
    const bytes = exportTorch(modules[1]!);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    expect(header["__metadata__"]).toEqual({ format: "pt" });
    expect(header["weight"]).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
  });
});
