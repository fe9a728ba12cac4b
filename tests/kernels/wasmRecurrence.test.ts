import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { farthest, noise, onBoth, shifts, type Bench } from "./pair.ts";

type Kind = "rnn" | "relu" | "lstm" | "gru";
const gateCounts = { rnn: 1, relu: 1, lstm: 4, gru: 3 } as const;
const kinds = Object.keys(gateCounts) as Kind[];

const cases = fc.record({
  batch: fc.integer({ min: 0, max: 9 }),
  time: fc.integer({ min: 1, max: 9 }),
  input: fc.integer({ min: 0, max: 20 }),
  hidden: fc.oneof(fc.integer({ min: 0, max: 14 }), fc.constantFrom(16, 33)),
  states: fc.boolean(),
  biasIH: fc.boolean(),
  biasHH: fc.boolean(),
  dOutput: fc.boolean(),
  dFinal: fc.boolean(),
  wanted: fc.integer({ min: 0, max: 127 }),
  nan: fc.boolean(),
  seed: fc.integer(),
  shift: shifts,
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Runs forward and backward; gives everything that they write. */
function run(bench: Bench, kind: Kind, given: Case): number[][] {
  const { kernels, put, blank, read } = bench;
  const { batch, time, input, hidden, states, seed, wanted } = given;
  const gates = gateCounts[kind];
  const width = gates * hidden;
  const rows = batch * time * hidden;
  const values = (salt: number, count: number, scale = 1): number => put(noise(seed + 17 * salt, count, scale));
  const optional = (flag: boolean, salt: number, count: number): number =>
    flag && count > 0 ? values(salt, count) : NONE;
  const x = noise(seed, batch * time * input, 2);
  if (given.nan && x.length > 0) x[Math.floor(x.length / 2)] = NaN;
  const operands = {
    batch,
    time,
    input,
    hidden,
    x: put(x),
    h0: optional(states, 1, batch * hidden),
    weightIH: values(2, input * width, 0.5),
    weightHH: values(3, hidden * width, 1.5 / Math.sqrt(hidden + 1)),
    biasIH: optional(given.biasIH, 4, width),
    biasHH: optional(given.biasHH, 5, width),
    output: blank(rows),
    gates: blank(4 * rows),
    workspace: kind === "gru" ? blank(batch * width) : NONE,
    c0: optional(states, 6, batch * hidden),
    cells: blank(rows),
    squashed: blank(rows),
  };
  const saved = (): number[][] => [
    read(operands.output, rows),
    ...(gates > 1 ? [read(operands.gates, 4 * rows)] : []), // the plain recurrence needs none, what it leaves is its own
    ...(kind === "lstm" ? [read(operands.cells, rows), read(operands.squashed, rows)] : []),
  ];
  const activation = kind === "relu" ? "relu" : "tanh";
  if (kind === "lstm") kernels.lstmForward(operands);
  else if (kind === "gru") kernels.gruForward(operands);
  else kernels.rnnForward(operands, activation);
  const forward = saved();
  const sizes = [x.length, batch * hidden, input * width, hidden * width, width, width, batch * hidden];
  const targets = sizes.map((size, i) => optional((wanted & (1 << i)) > 0, 10 + i, size));
  const [dX, dH0, dWeightIH, dWeightHH, dBiasIH, dBiasHH, dC0] = targets as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const gradients = {
    dX,
    dH0,
    dWeightIH,
    dWeightHH,
    dBiasIH,
    dBiasHH,
    dC0,
    dOutput: optional(given.dOutput, 20, rows),
    dHn: optional(given.dFinal, 21, batch * hidden),
    dCn: optional(given.dFinal, 22, batch * hidden),
    workspace: blank(rows + batch * hidden + (kind === "gru" ? 3 * rows : 0)),
    cellWorkspace: blank(batch * hidden),
  };
  if (kind === "lstm") kernels.lstmBackward(operands, gradients);
  else if (kind === "gru") kernels.gruBackward(operands, gradients);
  else kernels.rnnBackward(operands, gradients, activation);
  const received = targets.map((pointer, i) => (pointer === NONE ? [] : read(pointer, sizes[i]!)));
  return [...forward, ...received];
}

/** The largest distance, relative to the largest finite number of its array or to 1, the size of the operands. */
function apart([expected, actual]: [number[][], number[][]]): number {
  return expected.reduce((worst, values, i) => {
    const size = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
    return Math.max(
      worst,
      farthest(
        actual[i]!,
        values,
        values.map(() => size),
      ),
    );
  }, 0);
}

describe.each(kinds)("the wasm %s", (kind) => {
  it("agrees with the oracle, forward and backward, for any sizes, states, biases, wanted gradients and NaN", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(apart(onBoth((bench) => run(bench, kind, given), given.shift))).toBeLessThan(1e-5);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees where blocks of k and of rows begin anew", () => {
    const flags = { states: true, biasIH: true, biasHH: true, dOutput: true, dFinal: true, wanted: 127, nan: false };
    const given = { ...flags, batch: 13, time: 41, input: 3, hidden: kind === "relu" ? 5 : 70, seed: 5, shift: 0 };
    expect(apart(onBoth((bench) => run(bench, kind, given)))).toBeLessThan(1e-5);
  });

  it("gives a batch row the same bytes alone and among others", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const rows = { ...given, wanted: 0, nan: false, states: false, batch: Math.max(1, given.batch) };
        const [, whole] = onBoth((bench) => run(bench, kind, rows)[0]!, given.shift);
        const [, first] = onBoth((bench) => run(bench, kind, { ...rows, batch: 1 })[0]!);
        // noise(seed, n) begins with the same numbers for every n, so the first row is the same
        const length = given.time * given.hidden;
        expect(first.slice(0, length)).toEqual(whole.slice(0, length));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes when it runs again in used memory", () => {
    const flags = { states: true, biasIH: true, biasHH: false, dOutput: true, dFinal: true, wanted: 127, nan: false };
    const given = { ...flags, batch: 6, time: 8, input: 5, hidden: 11, seed: 8, shift: 1 };
    const [, once] = onBoth((bench) => run(bench, kind, given));
    onBoth((bench) => run(bench, kind, { ...given, hidden: 30, nan: true }));
    const [, again] = onBoth((bench) => run(bench, kind, given));
    expect(again).toEqual(once);
  });
});
