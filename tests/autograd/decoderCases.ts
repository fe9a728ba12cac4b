/** Cases of the attention decoder, and the same decoder composed of single operations, for tests that compare the two. */
import * as fc from "fast-check";
import * as ops from "../../src/autograd/index.ts";
import type { AttentionScore, Backend, DecoderCell } from "../../src/kernels/index.ts";
import { noise } from "../kernels/pair.ts";

type Tensor = ops.Tensor;

/** A case: sizes, and which optional operands there are. */
export interface DecoderCase {
  readonly cell: DecoderCell;
  readonly score: AttentionScore;
  readonly batch: number;
  readonly steps: number;
  readonly time: number;
  readonly memorySize: number;
  readonly keySize: number;
  readonly hidden: number;
  readonly fed: number;
  readonly known: number;
  /** Columns between outputs that are fed back. */
  readonly stride: number;
  readonly query: boolean;
  readonly states: boolean;
  readonly biases: boolean;
  /** A bit for each step of the first row, shifted by one a row: whether it is forced; none: all are. */
  readonly forced: number | undefined;
  /** Likewise for the memory. */
  readonly mask: number | undefined;
  readonly seed: number;
}

const few = fc.integer({ min: 0, max: 9 });
/** Any sizes and options. */
export const decoderCases: fc.Arbitrary<DecoderCase> = fc.record({
  cell: fc.constantFrom<DecoderCell>("lstm", "gru"),
  score: fc.constantFrom<AttentionScore>("additive", "multiplicative"),
  batch: fc.integer({ min: 0, max: 11 }),
  steps: fc.integer({ min: 1, max: 5 }),
  time: fc.integer({ min: 1, max: 9 }),
  memorySize: few,
  keySize: few,
  hidden: fc.integer({ min: 1, max: 9 }),
  fed: fc.integer({ min: 0, max: 3 }),
  known: fc.integer({ min: 0, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  query: fc.boolean(),
  states: fc.boolean(),
  biases: fc.boolean(),
  forced: fc.option(fc.integer({ min: 0, max: 31 }), { nil: undefined }),
  mask: fc.option(fc.integer({ min: 0, max: 511 }), { nil: undefined }),
  seed: fc.integer(),
});

/** A named operand: its shape and values. */
export interface NamedInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Without a query's weight, keys are as wide as states. */
const widthOfKeys = ({ query, keySize, hidden }: DecoderCase): number => (query ? keySize : hidden);
const outputsOf = ({ fed, stride }: DecoderCase): number => Math.max(1, fed * stride);

/** The operands that need gradients, by name. */
export function inputsOf(c: DecoderCase): NamedInput[] {
  const width = (c.cell === "lstm" ? 4 : 3) * c.hidden;
  const size = c.fed + c.known + c.memorySize;
  const outputs = outputsOf(c);
  const shapes: [string, number[], boolean][] = [
    ["memory", [c.batch, c.time, c.memorySize], true],
    ["keys", [c.batch, c.time, widthOfKeys(c)], true],
    ["feed", [c.batch, c.steps, c.fed], true],
    ["x", [c.batch, c.steps, c.known], c.known > 0],
    ["h0", [c.batch, c.hidden], c.states],
    ["c0", [c.batch, c.hidden], c.states && c.cell === "lstm"],
    ["weightQuery", [c.hidden, widthOfKeys(c)], c.query],
    ["weightScore", [widthOfKeys(c)], c.score === "additive"],
    ["weightIH", [size, width], true],
    ["weightHH", [c.hidden, width], true],
    ["biasIH", [width], c.biases],
    ["biasHH", [width], c.biases],
    ["weightOut", [c.hidden + c.memorySize, outputs], true],
    ["biasOut", [outputs], c.biases],
  ];
  return shapes
    .filter(([, , there]) => there)
    .map(([name, shape], i) => {
      const scale = name.startsWith("weight") ? 1.5 / Math.sqrt(shape[0]! + 1) : 1; // so that large sizes do not saturate
      return { name, shape, values: noise(c.seed + 31 * i, ops.sizeOf(shape), scale) };
    });
}

const bits = (pattern: number, rows: number, width: number): number[] =>
  Array.from({ length: rows * width }, (_, i) => (pattern >> (((i % width) + Math.floor(i / width)) % width)) & 1);

/** The operands of the fused decoder. */
export function operandsOf(c: DecoderCase, inputs: readonly Tensor[], backend?: Backend): ops.AttentionDecoderOperands {
  const named = Object.fromEntries(inputsOf(c).map(({ name }, i) => [name, inputs[i]!]));
  const flags = (pattern: number | undefined, width: number): Tensor | undefined =>
    pattern === undefined ? undefined : ops.tensor(bits(pattern, c.batch, width), [c.batch, width], backend);
  return {
    cell: c.cell,
    score: c.score,
    ...(named as Record<"memory" | "keys" | "feed" | "weightIH" | "weightHH" | "weightOut", Tensor>),
    forced: flags(c.forced, c.steps),
    mask: flags(c.mask, c.time),
    feedback: { first: c.stride - 1, stride: c.stride },
  };
}

/** What both give. */
export type DecoderResult = ops.AttentionDecoderResult;

/** The same decoder made of single operations. */
export function composed(o: ops.AttentionDecoderOperands): DecoderResult {
  const [batch, steps, fed] = o.feed.shape as [number, number, number];
  const hidden = o.weightHH.shape[0]!;
  const { backend } = o.memory;
  const zeros = (...shape: number[]): Tensor => ops.tensor(new Float64Array(ops.sizeOf(shape)), shape, backend);
  let h = o.h0 ?? zeros(batch, hidden);
  let c = o.c0 ?? zeros(batch, hidden);
  const outputs: Tensor[] = [];
  const attentions: Tensor[] = [];
  for (let t = 0; t < steps; t++) {
    const attention = attend(o, h); // (B,1,T)
    const context = ops.bmm(attention, o.memory); // (B,1,E)
    const x = o.x && ops.slice(o.x, 1, t, t + 1);
    const input = ops.concat([fedAt(o, outputs, t, fed), x, context].filter((part) => part !== undefined));
    const cell = { x: input, h0: h, weightIH: o.weightIH, weightHH: o.weightHH, biasIH: o.biasIH, biasHH: o.biasHH };
    if (o.cell === "lstm") ({ hn: h, cn: c } = ops.lstm({ ...cell, c0: c }));
    else ({ hn: h } = ops.gru(cell));
    const seen = ops.concat([h, ops.reshape(context, [batch, context.shape[2]!])]);
    const output = ops.matmul(seen, o.weightOut);
    outputs.push(o.biasOut ? ops.add(output, o.biasOut) : output);
    attentions.push(attention);
  }
  const wide = outputs.map((output) => ops.reshape(output, [batch, 1, output.shape[1]!]));
  const result = { output: ops.concat(wide, 1), attention: ops.concat(attentions, 1), hn: h };
  return o.cell === "lstm" ? { ...result, cn: c } : result;
}

function attend(o: ops.AttentionDecoderOperands, h: Tensor): Tensor {
  const [batch, time, keySize] = o.keys.shape as [number, number, number];
  const { backend } = o.memory;
  const query = ops.reshape(o.weightQuery ? ops.matmul(h, o.weightQuery) : h, [batch, 1, keySize]);
  const scores = o.weightScore
    ? ops.reshape(ops.matmul(ops.tanh(ops.add(o.keys, query)), ops.reshape(o.weightScore, [keySize, 1])), [
        batch,
        1,
        time,
      ])
    : ops.bmm(query, o.keys, true);
  if (!o.mask) return ops.softmax(scores);
  const mask = Array.from(o.mask.data);
  const hidden = mask.map((one, i) => {
    const row = i - (i % time);
    return one === 0 && mask.slice(row, row + time).includes(1) ? -1e5 : 0;
  });
  const shape = [batch, 1, time];
  const seen = ops.softmax(ops.add(scores, ops.tensor(hidden, shape, backend)));
  return ops.multiply(seen, ops.tensor(mask, shape, backend)); // nothing where no memory counts
}

function fedAt(o: ops.AttentionDecoderOperands, outputs: readonly Tensor[], t: number, fed: number): Tensor {
  const [batch] = o.feed.shape as [number];
  const given = ops.slice(o.feed, 1, t, t + 1);
  if (t === 0 || !o.forced || fed === 0) return given;
  const { first, stride } = o.feedback!;
  const last = outputs[t - 1]!;
  const columns = Array.from({ length: fed }, (_, i) => ops.slice(last, 1, first + i * stride, first + i * stride + 1));
  const own = ops.reshape(ops.concat(columns, 1), [batch, 1, fed]);
  const steps = o.forced.shape[1]!;
  const flags = Array.from({ length: batch }, (_, b) => o.forced!.data[b * steps + t]!);
  const shape = [batch, 1, 1];
  const { backend } = o.memory;
  const kept = ops.multiply(given, ops.tensor(flags, shape, backend));
  const taken = ops.multiply(
    own,
    ops.tensor(
      flags.map((flag) => 1 - flag),
      shape,
      backend,
    ),
  );
  return ops.add(kept, taken);
}

/** A scalar that every result but the attention weighs in. */
export function lossOf({ output, hn, cn }: DecoderResult, backend?: Backend): Tensor {
  const parts = [output, hn, cn].filter((part) => part !== undefined);
  return parts
    .map((part, i) => ops.sum(ops.multiply(part, ops.tensor(noise(70 + i, part.size), part.shape, backend))))
    .reduce((sum, part) => ops.add(sum, part));
}

/** Everything that a decoder computes: results, then gradients. */
export function run(
  c: DecoderCase,
  decode: (o: ops.AttentionDecoderOperands) => DecoderResult,
  backend?: Backend,
): number[][] {
  const tensors = inputsOf(c).map(({ shape, values }) => ops.persistentTensor(shape, values, true, backend));
  const found = ops.step(
    () => {
      const result = decode(operandsOf(c, tensors, backend));
      ops.backward(lossOf(result, backend));
      const parts = [result.output, result.attention, result.hn, ...(result.cn ? [result.cn] : [])];
      const gradients = tensors.map(({ grad, size }) => grad?.data ?? new Float32Array(size));
      return [...parts.map(({ data }) => data), ...gradients].map((values) => Array.from(values));
    },
    backend ? { backend } : {},
  );
  tensors.forEach(ops.releaseTensor);
  return found;
}
