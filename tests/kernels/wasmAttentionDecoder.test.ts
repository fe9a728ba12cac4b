import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE, type AttentionDecoder } from "../../src/kernels/index.ts";
import { decoderCases, type DecoderCase } from "../autograd/decoderCases.ts";
import { farthest, noise, onBoth, shifts, type Bench } from "./pair.ts";

/** Puts operands: the key at `poison` of the first row, if any, is not a number. */
function prepare({ put, blank }: Bench, c: DecoderCase, poison: number | undefined): AttentionDecoder {
  const { batch, steps, time, memorySize, hidden, fed, known } = c;
  const keySize = c.query ? c.keySize : hidden;
  const width = (c.cell === "lstm" ? 4 : 3) * hidden;
  const inputs = fed + known + memorySize;
  const outputs = Math.max(1, fed * c.stride);
  const values = (salt: number, count: number, fan = 0): number =>
    put(noise(c.seed + 13 * salt, count, 1.5 / Math.sqrt(fan + 1)));
  const optional = (there: boolean, salt: number, count: number, fan = 0): number =>
    there && count > 0 ? values(salt, count, fan) : NONE;
  const bits = (pattern: number | undefined, count: number): number =>
    pattern === undefined || batch === 0
      ? NONE
      : put(Array.from({ length: batch * count }, (_, i) => (pattern >> (i % count)) & 1));
  const rows = (size: number): number => blank(batch * steps * size);
  const keys = noise(c.seed + 1, batch * time * keySize, 1.5);
  if (poison !== undefined && keys.length > 0) keys[poison % (time * keySize)] = NaN;
  const isLstm = c.cell === "lstm";
  const sizes = { batch, steps, time, memorySize, keySize, hidden, fed, known, outputs };
  return {
    cell: c.cell,
    score: c.score,
    ...sizes,
    feedback: { first: c.stride - 1, stride: c.stride },
    memory: values(0, batch * time * memorySize),
    keys: put(keys),
    mask: bits(c.mask, time),
    feed: values(2, batch * steps * fed),
    forced: bits(c.forced, steps),
    x: optional(known > 0, 3, batch * steps * known),
    h0: optional(c.states, 4, batch * hidden),
    c0: optional(c.states && isLstm, 5, batch * hidden),
    weightQuery: c.query ? values(6, hidden * keySize, hidden) : NONE, // there, though it may be of no width
    weightScore: c.score === "additive" ? values(7, keySize, keySize) : NONE,
    weightIH: values(8, inputs * width, inputs),
    weightHH: values(9, hidden * width, hidden),
    biasIH: optional(c.biases, 10, width),
    biasHH: optional(c.biases, 11, width),
    weightOut: values(12, (hidden + memorySize) * outputs, hidden + memorySize),
    biasOut: optional(c.biases, 13, outputs),
    inputs: rows(inputs),
    queries: rows(keySize),
    attention: rows(time),
    gates: rows(4 * hidden),
    cells: isLstm ? rows(hidden) : NONE,
    squashed: isLstm ? rows(hidden) : NONE,
    workspace: blank(batch * width),
    states: rows(hidden),
    hn: blank(batch * hidden),
    cn: isLstm ? blank(batch * hidden) : NONE,
    output: rows(outputs),
  };
}

const optional = (pointer: number, count: number): [number, number] => [pointer, pointer === NONE ? 0 : count];

/** Runs forward and backward; gives everything that callers read. */
function run(bench: Bench, c: DecoderCase, poison?: number): number[][] {
  const { kernels, put, blank, read } = bench;
  const d = prepare(bench, c, poison);
  const isLstm = c.cell === "lstm";
  const width = (isLstm ? 4 : 3) * d.hidden;
  const inputs = d.fed + d.known + d.memorySize;
  const all = d.batch * d.steps;
  const readRows = (pairs: [number, number][]): number[][] => pairs.map(([pointer, count]) => read(pointer, count));
  kernels.decoderForward(d);
  const forward = readRows([
    [d.inputs, all * inputs],
    [d.queries, all * d.keySize],
    [d.attention, all * d.time],
    [d.states, all * d.hidden],
    [d.hn, d.batch * d.hidden],
    [d.cn, isLstm ? d.batch * d.hidden : 0],
    [d.output, all * d.outputs],
  ]);
  const g = {
    dOutput: put(noise(c.seed + 50, all * d.outputs)),
    dHn: c.biases && d.batch > 0 ? put(noise(c.seed + 51, d.batch * d.hidden)) : NONE,
    dCn: c.query && isLstm && d.batch > 0 ? put(noise(c.seed + 52, d.batch * d.hidden)) : NONE,
    dH0: c.states && d.batch > 0 ? put(noise(c.seed + 53, d.batch * d.hidden)) : NONE,
    dC0: c.states && isLstm && d.batch > 0 ? put(noise(c.seed + 54, d.batch * d.hidden)) : NONE,
    dInputs: blank(all * inputs),
    dScores: blank(all * d.time),
    dQueries: blank(all * d.keySize),
    dKeys: c.score === "additive" && c.biases ? put(noise(c.seed + 55, d.batch * d.time * d.keySize)) : NONE,
    dWeightScore: c.score === "additive" ? blank(d.batch * d.keySize) : NONE,
    dRecurrent: isLstm ? NONE : blank(all * width),
    dState: blank(d.batch * d.hidden),
    dCell: isLstm ? blank(d.batch * d.hidden) : NONE,
  };
  kernels.decoderBackward(d, g);
  const gates = read(d.gates, all * 4 * d.hidden);
  return [
    ...forward,
    isLstm ? gates : gates.filter((_, i) => i % (4 * d.hidden) < width), // a GRU's fourth block is its own
    ...readRows([
      [g.dOutput, all * d.outputs],
      [g.dInputs, all * inputs],
      [g.dScores, all * d.time],
      [g.dQueries, all * d.keySize],
      optional(g.dH0, d.batch * d.hidden),
      optional(g.dC0, d.batch * d.hidden),
      optional(g.dKeys, d.batch * d.time * d.keySize),
      optional(g.dWeightScore, d.batch * d.keySize),
      optional(g.dRecurrent, all * width),
    ]),
  ];
}

/** The largest distance, relative to the largest finite number of its array or to 0.01. */
function apart([expected, actual]: [number[][], number[][]]): number {
  return expected.reduce((worst, values, i) => {
    const size = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0.01);
    const scales = values.map(() => size);
    return Math.max(worst, farthest(actual[i]!, values, scales));
  }, 0);
}

describe("the wasm attention decoder", () => {
  it("agrees with the oracle, forward and back, in all that it leaves, for any sizes, options and alignment", () => {
    fc.assert(
      fc.property(decoderCases, shifts, (given, shift) => {
        expect(apart(onBoth((bench) => run(bench, given), shift))).toBeLessThan(2e-5);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees where a key is not a number", () => {
    fc.assert(
      fc.property(decoderCases, fc.nat(80), (given, poison) => {
        expect(apart(onBoth((bench) => run(bench, given, poison)))).toBeLessThan(2e-5);
      }),
      { numRuns: 100 },
    );
  });
});
