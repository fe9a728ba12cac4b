/** The attention decoder of the wasm backend: split by batch rows, each of which walks its steps apart from the others. */
import type { AttentionDecoder, AttentionDecoderGradients } from "../attentionDecoder.ts";
import type { Kernels } from "../kernels.ts";
import type { Pointer } from "../pointer.ts";
import { shifted, type Distribution } from "./distribution.ts";
import type { Part } from "./split.ts";

const whole = (count: number, unit: number): number => Math.ceil(count / unit) * unit;
/** A matrix in panels of eight columns, whichever side they lie on. */
const panels = (n: number, k: number): number => whole(n, 8) * whole(k, 8) + 16;
const GROUP = 8;

const gatesOf = ({ cell, hidden }: AttentionDecoder): number => (cell === "lstm" ? 4 : 3) * hidden;
const inputOf = ({ fed, known, memorySize }: AttentionDecoder): number => fed + known + memorySize;

/** Scratch elements that a part needs, however many rows it has; the parts are those of src/kernels/assembly/attentionDecoder.ts. */
function scratchOf(d: AttentionDecoder): number {
  const { hidden, outputs, memorySize, keySize, time, weightQuery, score } = d;
  const width = gatesOf(d);
  const weights =
    panels(inputOf(d), width) + panels(hidden, width) + panels(hidden, outputs) + panels(memorySize, outputs);
  const rows = 2 * (GROUP * width + 16) + keySize + 16 + 16 + 64;
  const exponents = score === "additive" ? GROUP * time * keySize : 0;
  return weights + (weightQuery ? panels(hidden, keySize) : 0) + rows + exponents;
}

/** The pointer of a part's rows in an array (B,size). */
const move = (pointer: Pointer, { from }: Part, size: number): Pointer => shifted(pointer, from * size);

function given(d: AttentionDecoder, part: Part): number[] {
  const { steps, time, memorySize, keySize, hidden, fed, known } = d;
  const memory = [d.memory, d.keys, d.mask].map((pointer, i) =>
    move(pointer, part, time * [memorySize, keySize, 1][i]!),
  );
  const inputs = [d.feed, d.forced, d.x].map((pointer, i) => move(pointer, part, steps * [fed, 1, known][i]!));
  const weights = [d.weightQuery, d.weightScore, d.weightIH, d.weightHH, d.biasIH, d.biasHH, d.weightOut, d.biasOut];
  return [...memory, ...inputs, move(d.h0, part, hidden), move(d.c0, part, hidden), ...weights];
}

function made(d: AttentionDecoder, part: Part): number[] {
  const { steps, time, keySize, hidden, outputs } = d;
  const arrays: [Pointer, number][] = [
    [d.inputs, inputOf(d)],
    [d.queries, keySize],
    [d.attention, time],
    [d.gates, 4 * hidden],
    [d.cells, hidden],
    [d.squashed, hidden],
    [d.states, hidden],
  ];
  const rows = arrays.map(([pointer, size]) => move(pointer, part, steps * size));
  return [...rows, move(d.hn, part, hidden), move(d.cn, part, hidden), move(d.output, part, steps * outputs)];
}

function back(d: AttentionDecoder, g: AttentionDecoderGradients, part: Part): number[] {
  const { steps, time, keySize, hidden, outputs } = d;
  const arrays: [Pointer, number][] = [
    [g.dOutput, steps * outputs],
    [g.dHn, hidden],
    [g.dCn, hidden],
    [g.dH0, hidden],
    [g.dC0, hidden],
    [g.dInputs, steps * inputOf(d)],
    [g.dScores, steps * time],
    [g.dQueries, steps * keySize],
    [g.dKeys, time * keySize],
    [g.dWeightScore, keySize],
    [g.dRecurrent, steps * gatesOf(d)],
    [g.dState, hidden],
    [g.dCell, hidden],
  ];
  return arrays.map(([pointer, size]) => move(pointer, part, size));
}

const NOTHING = Array.from({ length: 13 }, () => 0);

/** Binds the decoder to a module. */
export function decoders(distribute: Distribution): Pick<Kernels, "decoderForward" | "decoderBackward"> {
  const run = (d: AttentionDecoder, g: AttentionDecoderGradients | undefined): void => {
    const { batch, steps, time, memorySize, keySize, hidden, fed, known, outputs, feedback } = d;
    const unit = (inputOf(d) + hidden) * gatesOf(d) + hidden * keySize + (hidden + memorySize) * outputs;
    const scratch = scratchOf(d);
    if (batch === 0) return;
    distribute({
      kernel: "decoder",
      work: 2 * batch * steps * (unit + time * (5 * keySize + memorySize)),
      count: batch,
      tile: 4,
      scratch: () => scratch,
      numbers: (part, memory) => {
        const sizes = [steps, time, memorySize, keySize, hidden, fed, known, outputs, feedback.first, feedback.stride];
        const head = [Number(g !== undefined), Number(d.cell === "lstm"), part.count, ...sizes];
        return [...head, ...given(d, part), ...made(d, part), ...(g ? back(d, g, part) : NOTHING), memory];
      },
    });
  };
  return { decoderForward: (d) => run(d, undefined), decoderBackward: run };
}
