import { describe, expect, it } from "vitest";
import { backward, mseLoss, persistentTensor, reshape, slice, step, tensor, concat } from "../../src/autograd/index.ts";
import { AttentionDecoder, LSTM, type StateDict } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { expectClose, readGolden, type GoldenNetwork, type GoldenTensor } from "../golden/golden.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";

const context = { training: false, random: createRandom(0) };
/** The golden files' names of the decoder's parameters. */
const names: Record<string, string> = {
  "decoder.weight_ih": "weight_ih",
  "decoder.weight_hh": "weight_hh",
  "decoder.bias_ih": "bias_ih",
  "decoder.bias_hh": "bias_hh",
  "Wq.weight": "query.weight",
  "Wk.weight": "key.weight",
  "Wk.bias": "key.bias",
  "v.weight": "score.weight",
  "out.weight": "out.weight",
  "out.bias": "out.bias",
};

function split(
  tensors: Readonly<Record<string, GoldenTensor>>,
): Record<"encoder" | "decoder", Record<string, GoldenTensor>> {
  const entries = Object.entries(tensors);
  const encoder = entries.filter(([key]) => key.startsWith("encoder.")).map(([key, value]) => [key.slice(8), value]);
  const decoder = entries.filter(([key]) => names[key]).map(([key, value]) => [names[key], value]);
  return { encoder: Object.fromEntries(encoder), decoder: Object.fromEntries(decoder) };
}

/** Gradients by the names of a state dict, read by setting them as the state of a twin. */
function gradientsOf<M extends AttentionDecoder | LSTM>(module: M, twin: M): StateDict {
  const target = twin.parameters();
  module.parameters().forEach((parameter, i) => target[i]!.data.set(parameter.grad!.data));
  return twin.stateDict();
}

onEachKernels(() => {
  describe.each(["teacher", "free"])("a Seq2Seq network with Bahdanau attention, %s, agrees with PyTorch", (mode) => {
    const golden = readGolden<GoldenNetwork>(`seq2seq_bahdanau_${mode}`);
    const { inputs, outputs, grads } = golden;
    const [batch, steps] = inputs["target"]!.shape as [number, number];
    const hiddenSize = Number(golden.config["hidden"]);
    const tolerance = golden.f32_vs_f64_max_abs;
    const encoderOf = (): LSTM =>
      new LSTM({ inputSize: Number(golden.config["input"]), hiddenSize }, { random: createRandom(1) });
    const decoderOf = (): AttentionDecoder =>
      new AttentionDecoder({ hiddenSize, memorySize: hiddenSize, outputSize: 1 }, { random: createRandom(1) });

    it("in prediction, attention, loss and all gradients", () => {
      const [encoder, decoder] = [encoderOf(), decoderOf()];
      const weights = split(golden.weights);
      encoder.loadStateDict(weights.encoder);
      decoder.loadStateDict(weights.decoder);
      const x = persistentTensor(inputs["x"]!.shape, inputs["x"]!.data, true);
      const start = persistentTensor([batch, 1], inputs["start"]!.data, true);
      step(() => {
        const { output: memory, state } = encoder.forward(x, context);
        const target = tensor(inputs["target"]!.data, [batch, steps]);
        const feed = reshape(concat([start, slice(target, 1, 0, steps - 1)]), [batch, steps, 1]);
        const forced = mode === "free" ? tensor(new Float64Array(batch * steps), [batch, steps]) : undefined;
        const decoded = decoder.forward({ memory, state: { h: state.h[0]!, c: state.c![0] }, feed, forced });
        const prediction = reshape(decoded.output, [batch, steps]);
        const loss = mseLoss(prediction, target);
        expectClose(prediction.data, outputs["prediction"]!, "prediction", tolerance);
        expectClose(decoded.attention.data, outputs["attention"]!, "attention", tolerance);
        expectClose([loss.item()], golden.loss, "loss", tolerance);
        backward(loss);
        expectClose(x.grad!.data, grads["input:x"]!, "grad x", tolerance);
        expectClose(start.grad!.data, grads["input:start"]!, "grad start", tolerance);
        const expected = split(grads);
        const found = { encoder: gradientsOf(encoder, encoderOf()), decoder: gradientsOf(decoder, decoderOf()) };
        for (const part of ["encoder", "decoder"] as const) {
          expect(Object.keys(found[part]).sort()).toEqual(Object.keys(expected[part]).sort());
          for (const [key, { data, shape }] of Object.entries(found[part])) {
            expect(shape, key).toEqual(expected[part][key]!.shape);
            expectClose(data, expected[part][key]!, `grad ${part} ${key}`, tolerance);
          }
        }
      });
    });
  });
});
