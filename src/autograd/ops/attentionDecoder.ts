/** A recurrent decoder with attention over a memory, all steps as one operation. */
import { OptionError, ShapeError } from "../../errors.ts";
import type { AttentionDecoder, AttentionScore, Backend, DecoderCell } from "../../kernels/index.ts";
import { assertChoice, assertShape, assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { passBack } from "./attentionDecoderBackward.ts";
import { assertMask } from "./recurrence.ts";

/**
 * Operands of `attentionDecoder`. B batch, H steps, T time of the memory, E its width, A width of the keys, D hidden, C fed
 * back, F known of each step, O outputs; G is the number of gates: 4 LSTM (i, f, g, o), 3 GRU (r, z, n).
 */
export interface AttentionDecoderOperands {
  readonly cell: DecoderCell;
  /** "additive": weightScore · tanh(key + query); "multiplicative": key · query. */
  readonly score: AttentionScore;
  /** (B,T,E): what the context is a mean of */
  readonly memory: Tensor;
  /** (B,T,A): what queries are compared with, such as the memory times a weight */
  readonly keys: Tensor;
  /** (B,T): 1 where the memory counts, 0 elsewhere; everywhere unless given */
  readonly mask?: Tensor | undefined;
  /** (B,H,C): what each step is fed with, such as the target of the step before it */
  readonly feed: Tensor;
  /** (B,H): 0 where a step is fed with the outputs of the step before it instead, but the first; nowhere unless given */
  readonly forced?: Tensor | undefined;
  /** Which outputs are fed back: C columns from `first`, `stride` apart; the first C unless given. */
  readonly feedback?: { readonly first: number; readonly stride: number } | undefined;
  /** (B,H,F): known covariates of each step */
  readonly x?: Tensor | undefined;
  /** (B,D); zeros unless given */
  readonly h0?: Tensor | undefined;
  /** (B,D); zeros unless given; LSTM only */
  readonly c0?: Tensor | undefined;
  /** (D,A); the state itself is the query unless given */
  readonly weightQuery?: Tensor | undefined;
  /** (A), additive only */
  readonly weightScore?: Tensor | undefined;
  /** (C+F+E,G*D): of what is fed, of what is known, of the context */
  readonly weightIH: Tensor;
  /** (D,G*D) */
  readonly weightHH: Tensor;
  /** (G*D) */
  readonly biasIH?: Tensor | undefined;
  /** (G*D) */
  readonly biasHH?: Tensor | undefined;
  /** (D+E,O): of the new state, of the context */
  readonly weightOut: Tensor;
  /** (O) */
  readonly biasOut?: Tensor | undefined;
}

/** What `attentionDecoder` gives. */
export interface AttentionDecoderResult {
  /** (B,H,O) */
  readonly output: Tensor;
  /** (B,H,T): what each step attended to, for reading: no gradient flows through it */
  readonly attention: Tensor;
  /** (B,D): the state after the last step */
  readonly hn: Tensor;
  /** (B,D), LSTM only */
  readonly cn?: Tensor;
}

/**
 * A decoder with attention over a whole horizon. At step t the state before it asks the keys, the context is the mean of the
 * memory by the softmax of the scores; the unit reads [feed, x, context], and the output is [state, context] weightOut + biasOut.
 * Shapes: as in `AttentionDecoderOperands`.
 * @throws ShapeError when the operands do not fit; TensorError when mask or forced need a gradient
 * @throws OptionError when additive attention lacks its weight, multiplicative has one, a GRU has c0, or feedback leaves the outputs
 * @see Bahdanau, Cho & Bengio 2015, "Neural machine translation by jointly learning to align and translate", ICLR
 * @see Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine translation", EMNLP, "general"
 */
export function attentionDecoder(operands: AttentionDecoderOperands): AttentionDecoderResult {
  const tensors = tensorsOf(operands);
  assertTogether("attentionDecoder", ...tensors);
  const sizes = sizesOf(operands);
  assertOperands(operands, sizes);
  const { backend } = operands.memory;
  const made = makeResults(operands.cell, sizes, backend);
  const call = callOf(operands, sizes, made);
  backend.kernels.decoderForward(call);
  const { output, attention, hn, cn } = made;
  record(cn ? [output, hn, cn] : [output, hn], tensors, () => passBack(operands, call, { output, hn, cn }));
  return cn ? { output, attention, hn, cn } : { output, attention, hn };
}

type Sizes = Pick<
  AttentionDecoder,
  "batch" | "steps" | "time" | "memorySize" | "keySize" | "hidden" | "fed" | "known" | "outputs"
>;

function tensorsOf(o: AttentionDecoderOperands): (Tensor | undefined)[] {
  const weights = [o.weightQuery, o.weightScore, o.weightIH, o.weightHH, o.biasIH, o.biasHH, o.weightOut, o.biasOut];
  return [o.memory, o.keys, o.mask, o.feed, o.forced, o.x, o.h0, o.c0, ...weights];
}

const where = "attentionDecoder";

function threeDimensions(name: string, { shape }: Tensor): readonly [number, number, number] {
  const [batch, steps, width] = shape;
  if (shape.length === 3 && steps !== undefined && steps > 0) return [batch!, steps, width!];
  throw new ShapeError({
    where: `${where} ${name}`,
    expected: "three dimensions, the second at least 1",
    found: `shape ${describeShape(shape)}`,
  });
}

function sizesOf({ memory, keys, feed, x, weightHH, weightOut }: AttentionDecoderOperands): Sizes {
  const [batch, time, memorySize] = threeDimensions("memory", memory);
  const [, steps, fed] = threeDimensions("feed", feed);
  const known = x ? threeDimensions("x", x)[2] : 0;
  const [keySize, hidden, outputs] = [keys.shape.at(-1) ?? 0, weightHH.shape[0] ?? 0, weightOut.shape.at(-1) ?? 0];
  return { batch, steps, time, memorySize, keySize, hidden, fed, known, outputs };
}

function assertOperands(o: AttentionDecoderOperands, s: Sizes): void {
  const { batch, steps, time, memorySize, keySize, hidden, fed, known, outputs } = s;
  const width = (o.cell === "lstm" ? 4 : 3) * hidden;
  const shapes: [name: string, tensor: Tensor | undefined, shape: number[]][] = [
    ["keys", o.keys, [batch, time, keySize]],
    ["feed", o.feed, [batch, steps, fed]],
    ["x", o.x, [batch, steps, known]],
    ["h0", o.h0, [batch, hidden]],
    ["c0", o.c0, [batch, hidden]],
    ["weightQuery", o.weightQuery, [hidden, keySize]],
    ["weightScore", o.weightScore, [keySize]],
    ["weightIH", o.weightIH, [fed + known + memorySize, width]],
    ["weightHH", o.weightHH, [hidden, width]],
    ["biasIH", o.biasIH, [width]],
    ["biasHH", o.biasHH, [width]],
    ["weightOut", o.weightOut, [hidden + memorySize, outputs]],
    ["biasOut", o.biasOut, [outputs]],
  ];
  for (const [name, tensor, shape] of shapes) if (tensor) assertShape(`${where} ${name}`, tensor, shape);
  if (o.mask) assertMask(`${where} mask`, o.mask, [batch, time]);
  if (o.forced) assertMask(`${where} forced`, o.forced, [batch, steps]);
  assertChoices(o, s);
}

function assertChoices(o: AttentionDecoderOperands, { keySize, hidden, fed, outputs }: Sizes): void {
  assertChoice(`${where} cell`, o.cell, ["lstm", "gru"]);
  assertChoice(`${where} score`, o.score, ["additive", "multiplicative"]);
  const { first = 0, stride = 1 } = o.feedback ?? {};
  const last = first + (fed - 1) * stride;
  const fedBack = o.forced !== undefined && fed > 0;
  const rules: [string, boolean, string, string][] = [
    ["weightQuery", o.weightQuery !== undefined || keySize === hidden, `(${hidden},${keySize})`, "none"],
    [
      "weightScore",
      (o.score === "additive") === (o.weightScore !== undefined),
      "one for additive scores alone",
      o.score,
    ],
    ["c0", o.cell === "lstm" || o.c0 === undefined, "none for a GRU", "one"],
    [
      "feedback",
      !fedBack || (Number.isInteger(first) && Number.isInteger(stride) && first >= 0 && stride >= 1 && last < outputs),
      `${fed} of ${outputs} outputs`,
      `first ${first}, stride ${stride}`,
    ],
  ];
  for (const [name, fits, expected, found] of rules)
    if (!fits) throw new OptionError({ where: `${where} ${name}`, expected, found });
}

interface Results {
  readonly inputs: Tensor;
  readonly queries: Tensor;
  readonly attention: Tensor;
  readonly gates: Tensor;
  readonly cells: Tensor | undefined;
  readonly squashed: Tensor | undefined;
  readonly workspace: Tensor;
  readonly states: Tensor;
  readonly hn: Tensor;
  readonly cn: Tensor | undefined;
  readonly output: Tensor;
}

function makeResults(cell: DecoderCell, s: Sizes, backend: Backend): Results {
  const rows = (width: number): Tensor => emptyTensor([s.batch, s.steps, width], backend);
  const isLstm = cell === "lstm";
  return {
    inputs: rows(s.fed + s.known + s.memorySize),
    queries: rows(s.keySize),
    attention: rows(s.time),
    gates: rows(4 * s.hidden),
    cells: isLstm ? rows(s.hidden) : undefined,
    squashed: isLstm ? rows(s.hidden) : undefined,
    workspace: emptyTensor([s.batch, (isLstm ? 4 : 3) * s.hidden], backend),
    states: rows(s.hidden),
    hn: emptyTensor([s.batch, s.hidden], backend),
    cn: isLstm ? emptyTensor([s.batch, s.hidden], backend) : undefined,
    output: rows(s.outputs),
  };
}

const at = (tensor: Tensor | undefined): number => tensor?.pointer ?? 0;

function callOf(o: AttentionDecoderOperands, sizes: Sizes, made: Results): AttentionDecoder {
  return {
    cell: o.cell,
    score: o.score,
    feedback: o.feedback ?? { first: 0, stride: 1 },
    memory: at(o.memory),
    keys: at(o.keys),
    mask: at(o.mask),
    feed: at(o.feed),
    forced: at(o.forced),
    x: at(o.x),
    h0: at(o.h0),
    c0: at(o.c0),
    weightQuery: at(o.weightQuery),
    weightScore: at(o.weightScore),
    weightIH: at(o.weightIH),
    weightHH: at(o.weightHH),
    biasIH: at(o.biasIH),
    biasHH: at(o.biasHH),
    weightOut: at(o.weightOut),
    biasOut: at(o.biasOut),
    inputs: at(made.inputs),
    queries: at(made.queries),
    attention: at(made.attention),
    gates: at(made.gates),
    cells: at(made.cells),
    squashed: at(made.squashed),
    workspace: at(made.workspace),
    states: at(made.states),
    hn: at(made.hn),
    cn: at(made.cn),
    output: at(made.output),
    ...sizes, // last: properties behind a spread cost microseconds
  };
}
