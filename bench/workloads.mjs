// The workloads W1 to W6, and their networks: an encoder, then a linear head on its last state, or an attention decoder.
// B batch, T time, F features, H hidden, L layers, O outputs.
import { readFileSync } from "node:fs";
import { autograd, createRandom, nn } from "seqcast";

/** Sizes by name; the cell "s2s" is an LSTM encoder with an attention decoder. */
export const workloads = JSON.parse(readFileSync(new URL("workloads.json", import.meta.url), "utf8"));

const GATES = { lstm: 4, gru: 3, s2s: 4 };

/** Whether this build of the library has the layers that a workload needs. */
export const supported = ({ cell }) => cell !== "s2s" || nn.AttentionDecoder !== undefined;

/** Sizes of the recurrent layers, first to last: which of them hands a gradient to its input. */
export function layersOf({ cell, B, T, F, H, L }) {
  return Array.from({ length: L }, (_, i) => ({
    cell: cell === "gru" ? "gru" : "lstm",
    gates: GATES[cell],
    B,
    T,
    F: i === 0 ? F : H,
    H,
    inputGradient: i > 0,
  }));
}

/** Floating-point operations of a layer's matrix products, forward and backward; nothing else is counted. */
export function layerFlop({ gates, B, T, F, H, inputGradient }) {
  const forward = F + H;
  const back = F + H + H + (inputGradient ? F : 0); // both weights, the state, the input
  return 2 * B * T * gates * H * (forward + back);
}

/** The encoder and what follows it: `forward(x, y)` gives forecasts (B,O); y (B,O) is the teacher of a decoder. */
export function createNetwork(workload) {
  const random = createRandom(1);
  const { cell, F, H, L } = workload;
  const Encoder = cell === "gru" ? nn.GRU : nn.LSTM;
  const encoder = new Encoder({ inputSize: F, hiddenSize: H, numLayers: L }, { random });
  const { head, forward } = cell === "s2s" ? attention(workload, random) : linear(workload, random);
  const context = { training: true, random };
  return {
    parameters: [...encoder.parameters(), ...head.parameters()],
    forward: (x, y) => forward(encoder.forward(x, context), x, y),
  };
}

function linear({ H, O }, random) {
  const head = new nn.Linear({ inFeatures: H, outFeatures: O }, { random });
  return { head, forward: ({ state }) => head.forward(state.h.at(-1)) };
}

/** Additive attention over the encoder's states, fed with the value before: the input's last one, then the teacher's. */
function attention({ B, T, H, O }, random) {
  const options = { cell: "lstm", score: "additive", hiddenSize: H, memorySize: H, outputSize: 1 };
  const head = new nn.AttentionDecoder(options, { random });
  const forward = ({ output: memory, state }, x, y) => {
    const first = autograd.slice(autograd.slice(x, 1, T - 1, T), 2, 0, 1); // (B,1,1)
    const before = autograd.slice(autograd.reshape(y, [B, O, 1]), 1, 0, O - 1);
    const last = { h: state.h.at(-1), c: state.c.at(-1) };
    const { output } = head.forward({ memory, state: last, feed: autograd.concat([first, before], 1) }); // (B,O,1)
    return autograd.reshape(output, [B, O]);
  };
  return { head, forward };
}
