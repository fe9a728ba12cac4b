import { describe, expect, it } from "vitest";
import {
  add,
  backward,
  lengthsToMask,
  multiply,
  persistentTensor,
  step,
  sum,
  tensor,
  type Tensor,
} from "../../src/autograd/index.ts";
import { GRU, LSTM, RNN, type Module, type RecurrentState } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const cases = [
  "rnn_tanh",
  "rnn_relu",
  "lstm",
  "lstm_nobias",
  "lstm_2layer",
  "lstm_bidirectional_2layer",
  "lstm_packed_lengths",
  "gru",
  "gru_2layer",
  "gru_bidirectional",
];
const context = { training: false, random: createRandom(0) };

function layerOf({ config }: GoldenNetwork): RNN | LSTM | GRU {
  const options = {
    inputSize: Number(config["input"]),
    hiddenSize: Number(config["hidden"]),
    numLayers: Number(config["layers"]),
    bias: config["bias"] !== false,
    bidirectional: config["bidirectional"] === true,
  };
  const setting = { random: createRandom(1) };
  if (config["kind"] === "lstm") return new LSTM(options, setting);
  if (config["kind"] === "gru") return new GRU(options, setting);
  return new RNN({ ...options, activation: config["nonlinearity"] === "relu" ? "relu" : "tanh" }, setting);
}

/** States of golden files are (layers*directions,B,D) in one array. */
function layers(values: ArrayLike<number>, count: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: count }, (_, i) => all.slice((i * all.length) / count, ((i + 1) * all.length) / count));
}

/** Gradients of the module's parameters by PyTorch's names, read by setting them as the state of a twin. */
function namedGradients(layer: Module, twin: Module): ReturnType<Module["stateDict"]> {
  const target = twin.parameters();
  layer.parameters().forEach((parameter, i) => target[i]!.data.set(parameter.grad!.data));
  return twin.stateDict();
}

onEachKernels(() => {
  describe.each(cases)("%s agrees with PyTorch", (name) => {
    const golden = readGolden<GoldenNetwork>(name);
    const states = golden.inputs["h0"]!.shape[0]!;
    const { lengths } = golden.config;
    const tolerance = golden.f32_vs_f64_max_abs;
    const { inputs, outputs, grads } = golden;

    it("in outputs, final states, loss and all gradients", () => {
      const layer = layerOf(golden);
      const twin = layerOf(golden);
      layer.loadStateDict(golden.weights);
      const x = persistentTensor(inputs["x"]!.shape, inputs["x"]!.data, true);
      const stateShape = inputs["h0"]!.shape.slice(1);
      const state = (key: string): Tensor[] =>
        inputs[key] ? layers(inputs[key].data, states).map((values) => persistentTensor(stateShape, values, true)) : [];
      const h0 = state("h0");
      const c0 = state("c0");
      const initial: RecurrentState = c0.length > 0 ? { h: h0, c: c0 } : { h: h0 };
      step(() => {
        const mask = Array.isArray(lengths) ? lengthsToMask(lengths, x.shape[1]!) : undefined;
        const { output, state: final } = layer.forward(x, context, { initial, mask });
        let loss = sum(multiply(output, tensor(inputs["cot_output"]!.data, output.shape)));
        const addStates = (last: readonly Tensor[], cotangents: ArrayLike<number>): void =>
          last.forEach((s, i) => {
            loss = add(loss, sum(multiply(s, tensor(layers(cotangents, states)[i]!, s.shape))));
          });
        addStates(final.h, inputs["cot_hn"]!.data);
        if (final.c) addStates(final.c, inputs["cot_cn"]!.data);
        expectClose(output.data, outputs["output"]!, "output", tolerance);
        expectClose(
          final.h.flatMap((h) => Array.from(h.data)),
          outputs["hn"]!,
          "hn",
          tolerance,
        );
        if (final.c)
          expectClose(
            final.c.flatMap((c) => Array.from(c.data)),
            outputs["cn"]!,
            "cn",
            tolerance,
          );
        expectClose([loss.item()], golden.loss, "loss", tolerance);
        backward(loss);
        expectClose(x.grad!.data, grads["input:x"]!, "grad x", tolerance);
        expectClose(
          h0.flatMap((h) => Array.from(h.grad!.data)),
          grads["input:h0"]!,
          "grad h0",
          tolerance,
        );
        if (grads["input:c0"])
          expectClose(
            c0.flatMap((c) => Array.from(c.grad!.data)),
            grads["input:c0"],
            "grad c0",
            tolerance,
          );
        const found = namedGradients(layer, twin);
        expect(Object.keys(found).sort()).toEqual(Object.keys(golden.weights).sort());
        for (const [key, { data }] of Object.entries(found)) expectClose(data, grads[key]!, `grad ${key}`, tolerance);
      });
    });

    it("in names, shapes and bytes of a state dict that goes in and out", () => {
      const layer = layerOf(golden);
      layer.loadStateDict(golden.weights);
      for (const [key, { shape, data }] of Object.entries(layer.stateDict())) {
        expect(shape).toEqual(golden.weights[key]!.shape);
        expect(Array.from(data)).toEqual(Array.from(Float32Array.from(golden.weights[key]!.data)));
      }
    });
  });
});
