/** Random cases of the fused recurrences, forward and backward, for tests that compare what two runs write. */
import * as fc from "fast-check";
import { NONE } from "../../src/kernels/index.ts";
import type { Kernels, LstmCells, Recurrence } from "../../src/kernels/kernels.ts";
import { noise, shifts, type Bench } from "./pair.ts";

/** The recurrences. */
export type Kind = "rnn" | "relu" | "lstm" | "gru";
const gateCounts = { rnn: 1, relu: 1, lstm: 4, gru: 3 } as const;
export const kinds: readonly Kind[] = Object.keys(gateCounts) as Kind[];

/** A case. */
export interface Case {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  /** Some steps do not count: see `maskOf`. */
  readonly masked: boolean;
  readonly reversed: boolean;
  readonly states: boolean;
  readonly biasIH: boolean;
  readonly biasHH: boolean;
  readonly dOutput: boolean;
  readonly dFinal: boolean;
  /** A bit for each gradient. */
  readonly wanted: number;
  /** Whether an input is NaN or infinite. */
  readonly nan: boolean;
  readonly seed: number;
  readonly shift: number;
  /** What x holds where steps do not count; NaN unless given. */
  readonly poison?: number;
}

/** Any sizes, masks, directions, states, biases and wanted gradients. */
export const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 0, max: 9 }),
  time: fc.integer({ min: 1, max: 9 }),
  input: fc.integer({ min: 0, max: 20 }),
  hidden: fc.oneof(fc.integer({ min: 0, max: 14 }), fc.constantFrom(16, 33)),
  masked: fc.boolean(),
  reversed: fc.boolean(),
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

/** A case with everything, to be changed. */
export const fullCase: Case = {
  batch: 6,
  time: 8,
  input: 5,
  hidden: 11,
  masked: true,
  reversed: false,
  states: true,
  biasIH: true,
  biasHH: true,
  dOutput: true,
  dFinal: true,
  wanted: 127,
  nan: false,
  seed: 8,
  shift: 0,
};

/** (B,T) of 0 and 1: by turns rows padded at the end, padded at the start, with gaps, without any step, with every step. */
export function maskOf({ batch, time, seed }: Pick<Case, "batch" | "time" | "seed">): number[] {
  const chance = noise(seed + 1000, batch * time);
  return Array.from({ length: batch }, (_, b) => {
    const row = chance.slice(b * time, (b + 1) * time);
    const length = 1 + Math.floor(((row[0]! + 1) / 2) * time);
    const counts = [
      (t: number) => t < length,
      (t: number) => t >= time - length,
      (t: number) => row[t]! > 0,
      () => false,
      () => true,
    ];
    return row.map((_, t) => Number(counts[b % counts.length]!(t)));
  }).flat();
}

type Operands = Recurrence & LstmCells;

/** Puts the operands of a case; `keep` makes room for what the backward pass needs. */
function prepare({ put, blank }: Bench, kind: Kind, given: Case, keep: boolean): Operands {
  const { batch, time, input, hidden, states, seed } = given;
  const width = gateCounts[kind] * hidden;
  const rows = batch * time * hidden;
  const values = (salt: number, count: number, scale = 1): number => put(noise(seed + 17 * salt, count, scale));
  const optional = (flag: boolean, salt: number, count: number): number =>
    flag && count > 0 ? values(salt, count) : NONE;
  const x = noise(seed, batch * time * input, 2);
  if (given.nan && x.length > 0) x[Math.floor(x.length / 2)] = [NaN, Infinity, -Infinity][Math.abs(seed) % 3]!;
  const mask = maskOf(given);
  if (given.masked) mask.forEach((counts, r) => counts || x.fill(given.poison ?? NaN, r * input, (r + 1) * input));
  return {
    batch,
    time,
    input,
    hidden,
    reversed: given.reversed,
    mask: given.masked && mask.length > 0 ? put(mask) : NONE,
    x: put(x),
    h0: optional(states, 1, batch * hidden),
    weightIH: values(2, input * width, 0.5),
    weightHH: values(3, hidden * width, 1.5 / Math.sqrt(hidden + 1)),
    biasIH: optional(given.biasIH, 4, width),
    biasHH: optional(given.biasHH, 5, width),
    output: blank(rows),
    hn: blank(batch * hidden),
    gates: keep ? blank(4 * rows) : NONE,
    c0: optional(states, 6, batch * hidden),
    cn: blank(batch * hidden),
    cells: keep ? blank(rows) : NONE,
    squashed: keep ? blank(rows) : NONE,
  };
}

function forward(kernels: Kernels, kind: Kind, operands: Operands): void {
  if (kind === "lstm") kernels.lstmForward(operands);
  else if (kind === "gru") kernels.gruForward(operands);
  else kernels.rnnForward(operands, kind === "relu" ? "relu" : "tanh");
}

function results({ read }: Bench, kind: Kind, { output, hn, cn }: Operands, { batch, time, hidden }: Case): number[][] {
  const states = [read(output, batch * time * hidden), read(hn, batch * hidden)];
  return kind === "lstm" ? [...states, read(cn, batch * hidden)] : states;
}

/** Runs forward alone; gives output and final states. `keep` says whether a backward pass could follow. */
export function runForward(bench: Bench, kind: Kind, given: Case, keep: boolean): number[][] {
  const operands = prepare(bench, kind, given, keep);
  forward(bench.kernels, kind, operands);
  return results(bench, kind, operands, given);
}

/** Runs forward and backward; gives everything that they write. */
export function run(bench: Bench, kind: Kind, given: Case): number[][] {
  const { kernels, put, blank, read } = bench;
  const { batch, time, input, hidden, seed, wanted } = given;
  const width = gateCounts[kind] * hidden;
  const rows = batch * time * hidden;
  const optional = (flag: boolean, salt: number, count: number): number =>
    flag && count > 0 ? put(noise(seed + 17 * salt, count)) : NONE;
  const operands = prepare(bench, kind, given, true);
  forward(kernels, kind, operands);
  // what is undefined where steps do not count is read as 0
  const mask = given.masked ? maskOf(given) : [];
  const counted = (values: number[], row: number): number[] =>
    values.map((value, i) => (mask[Math.floor(i / row)] === 0 ? 0 : value));
  const kept: number[][] = [];
  if (kind === "lstm") {
    kept.push(counted(read(operands.gates, 4 * rows), 4 * hidden), read(operands.cells, rows));
    kept.push(counted(read(operands.squashed, rows), hidden));
  } else if (kind === "gru") kept.push(counted(read(operands.gates, 4 * rows), 4 * hidden));
  const written = [...results(bench, kind, operands, given), ...kept];
  const sizes = [batch * time * input, batch * hidden, input * width, hidden * width, width, width, batch * hidden];
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
    workspace: blank(
      rows + batch * hidden + (kind === "gru" ? 3 * rows : 0) + (given.masked ? batch * time * input : 0),
    ),
    cellWorkspace: blank(batch * hidden),
  };
  if (kind === "lstm") kernels.lstmBackward(operands, gradients);
  else if (kind === "gru") kernels.gruBackward(operands, gradients);
  else kernels.rnnBackward(operands, gradients, kind === "relu" ? "relu" : "tanh");
  const received = targets.map((pointer, i) => (pointer === NONE ? [] : read(pointer, sizes[i]!)));
  return [...written, ...received];
}
