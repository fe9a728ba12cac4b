/** Random cases of the fused recurrences, forward and backward, for tests that compare what two runs write. */
import * as fc from "fast-check";
import { NONE } from "../../src/kernels/index.ts";
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
}

/** Any sizes, states, biases and wanted gradients. */
export const cases: fc.Arbitrary<Case> = fc.record({
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

/** Runs forward and backward; gives everything that they write. */
export function run(bench: Bench, kind: Kind, given: Case): number[][] {
  const { kernels, put, blank, read } = bench;
  const { batch, time, input, hidden, states, seed, wanted } = given;
  const gates = gateCounts[kind];
  const width = gates * hidden;
  const rows = batch * time * hidden;
  const values = (salt: number, count: number, scale = 1): number => put(noise(seed + 17 * salt, count, scale));
  const optional = (flag: boolean, salt: number, count: number): number =>
    flag && count > 0 ? values(salt, count) : NONE;
  const x = noise(seed, batch * time * input, 2);
  if (given.nan && x.length > 0) x[Math.floor(x.length / 2)] = [NaN, Infinity, -Infinity][Math.abs(seed) % 3]!;
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
