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

/** What a run leaves for its callers to read, and how far rounding may move it. */
interface Left {
  readonly forward: readonly number[][];
  readonly backward: readonly number[][];
  readonly bounds: { readonly forward: number; readonly backward: number };
}

/** The largest finite size. */
const largest = (values: readonly number[]): number =>
  values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);

/** The largest norm of a column of weights (rows,columns). */
function columnNorm(weights: readonly number[], columns: number): number {
  const squares = new Float64Array(columns);
  weights.forEach((w, i) => (squares[i % columns]! += w * w));
  return Math.sqrt(largest(Array.from(squares)));
}

const UNIT = 2 ** -24; // a rounding to float32 moves a number by at most this share of it
const ELEMENTARY = 12; // roundings of an exp, a sigmoid or a tanh: reduction, six or seven terms of a polynomial, a quotient
const SPREAD = 4; // roundings are uniform, of deviation u / √3: about seven deviations of their sum, which chance does not reach

/**
 * How far float32 may lie from the oracle, which rounds only what it stores: 4 u √N M, to first order (Higham & Mary 2019, "A new
 * approach to probabilistic rounding error analysis": N roundings that know nothing of each other add up to √N of them).
 *
 * N are the roundings on the longest way to a result. A sum of n products makes n of them. A step forward asks (hidden), scores (key size,
 * and the tanh), takes the softmax (exp, time), the mean (time), both products of the unit (inputs, hidden), its functions, and both
 * products of the head (hidden, memory). A step back takes the head's products (outputs), the unit's (width, twice), the mean's (memory,
 * time), the scores' (time, and the tanh) and the query's (key size). Steps follow one another.
 *
 * M is the size of the terms, not of the result: what is rounded are partial sums, and those of terms of either sign are as large as the
 * root of their squares, also where the result is next to nothing. So it is with attention that is next to one-hot, whose slopes
 * a (s - mean) cancel, and with scores, which are w - 2 w r.
 *
 * Errors of earlier layers add up, and do not grow: weights are uniform in ±1.5 / √(fan + 1), so that the mean square gain of a layer is
 * 1.5² / 3 < 1, functions have slopes of at most 1, a softmax one of 1/2; of products with the keys, which have no fan, M holds the gain.
 * Slopes back are off by as much as the numbers that they are
 * taken at, so that the way back has the forward error in it, too.
 */
function boundsOf(
  { read }: Bench,
  d: AttentionDecoder,
  forward: readonly number[][],
  backward: readonly number[][],
): Left["bounds"] {
  const { batch, steps, time, memorySize, keySize, hidden, outputs } = d;
  const inputs = d.fed + d.known + memorySize;
  const width = (d.cell === "lstm" ? 4 : 3) * hidden;
  const there = (pointer: number, count: number): number[] => (pointer === NONE ? [] : read(pointer, count));
  const query = there(d.weightQuery, hidden * keySize);
  const score = there(d.weightScore, keySize);
  const [ih, hh] = [read(d.weightIH, inputs * width), read(d.weightHH, hidden * width)];
  const out = read(d.weightOut, (hidden + memorySize) * outputs);
  const [keys, memory] = [
    largest(read(d.keys, batch * time * keySize)),
    largest(read(d.memory, batch * time * memorySize)),
  ];
  const [reads = 0, queries = 0, , states = 0, , cells = 0] = forward.map(largest);
  const state = Math.max(states, largest(there(d.h0, batch * hidden)));
  const ahead = Math.max(
    1,
    memory,
    columnNorm(query, keySize) * state,
    d.score === "additive" ? 3 * columnNorm(score, 1) : Math.sqrt(keySize) * keys * queries,
    columnNorm(ih, width) * reads + columnNorm(hh, width) * state,
    largest(there(d.biasIH, width)) + largest(there(d.biasHH, width)),
    1 + Math.max(cells, largest(there(d.c0, batch * hidden))),
    columnNorm(out, outputs) * Math.max(state, reads),
    largest(there(d.biasOut, outputs)),
  );
  const [gates = 0, slopes = 0, dInputs = 0, dScores = 0, dQueries = 0] = backward.map(largest);
  const back = Math.max(
    ...backward.map(largest),
    Math.sqrt(outputs) * slopes * largest(out),
    Math.sqrt(width) * Math.max(gates, largest(backward.at(-1)!)) * Math.max(largest(ih), largest(hh)),
    Math.sqrt(memorySize) * dInputs * memory,
    Math.sqrt(time) * dScores * Math.max(1, d.score === "additive" ? largest(score) : keys),
    Math.sqrt(keySize) * dQueries * largest(query),
  );
  const onward = steps * (3 * hidden + keySize + 2 * time + inputs + memorySize + 4 * ELEMENTARY + 10);
  const backwards = steps * (2 * outputs + 2 * width + memorySize + 2 * time + keySize + 2 * ELEMENTARY + 10);
  const moved = SPREAD * UNIT * Math.sqrt(onward) * ahead;
  return { forward: moved, backward: (moved + SPREAD * UNIT * Math.sqrt(backwards)) * back };
}

/** Runs forward and backward. */
function run(bench: Bench, c: DecoderCase, poison?: number): Left {
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
  const backward = [
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
  return { forward, backward, bounds: boundsOf(bench, d, forward, backward) };
}

/** The largest distance between what both leave, as a share of what rounding may do. */
function apart([expected, actual]: [Left, Left]): number {
  const worst = (side: "forward" | "backward"): number =>
    expected[side].reduce((most, values, i) => {
      const scales = values.map(() => expected.bounds[side]);
      return Math.max(most, farthest(actual[side][i]!, values, scales));
    }, 0);
  return Math.max(worst("forward"), worst("backward"));
}

describe("the wasm attention decoder", () => {
  it("agrees with the oracle, forward and back, in all that it leaves, for any sizes, options and alignment", () => {
    fc.assert(
      fc.property(decoderCases, shifts, (given, shift) => {
        expect(apart(onBoth((bench) => run(bench, given), shift))).toBeLessThan(1);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees where a key is not a number", () => {
    fc.assert(
      fc.property(decoderCases, fc.nat(80), (given, poison) => {
        expect(apart(onBoth((bench) => run(bench, given, poison)))).toBeLessThan(1);
      }),
      { numRuns: 100 },
    );
  });
});
