import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { createMemory, distance, normals } from "./memory.ts";

type Kind = "rnn" | "relu" | "lstm" | "gru";
const gateCounts = { rnn: 1, relu: 1, lstm: 4, gru: 3 } as const;

interface Case {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  readonly states: boolean;
  readonly biases: boolean;
  readonly seed: number;
}

const cases = fc.record<Case>({
  batch: fc.integer({ min: 1, max: 5 }),
  time: fc.integer({ min: 1, max: 7 }),
  input: fc.integer({ min: 1, max: 5 }),
  hidden: fc.integer({ min: 1, max: 9 }),
  states: fc.boolean(),
  biases: fc.boolean(),
  seed: fc.integer(),
});

interface Operands {
  readonly x: number[];
  readonly h0: number[];
  readonly c0: number[];
  readonly weightIH: number[];
  readonly weightHH: number[];
  readonly biasIH: number[];
  readonly biasHH: number[];
}

function operandsOf(kind: Kind, { batch, time, input, hidden, states, biases, seed }: Case): Operands {
  const width = gateCounts[kind] * hidden;
  return {
    x: normals(seed, batch * time * input),
    h0: states ? normals(seed + 1, batch * hidden) : [],
    c0: states ? normals(seed + 2, batch * hidden) : [],
    weightIH: normals(seed + 3, input * width, 0.5),
    weightHH: normals(seed + 4, hidden * width, 0.5),
    biasIH: biases ? normals(seed + 5, width) : [],
    biasHH: biases ? normals(seed + 6, width) : [],
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** row (k) times matrix (k,n), plus bias. */
function affine(row: readonly number[], matrix: readonly number[], bias: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, j) => row.reduce((total, v, p) => total + v * matrix[p * n + j]!, bias[j] ?? 0));
}

/** The recurrences step by step, one row at a time, as the papers write them. */
function plain(kind: Kind, { batch, time, input, hidden: d }: Case, o: Operands): number[] {
  const width = gateCounts[kind] * d;
  const output: number[] = [];
  for (let b = 0; b < batch; b++) {
    let h = Array.from({ length: d }, (_, j) => o.h0[b * d + j] ?? 0);
    let c = Array.from({ length: d }, (_, j) => o.c0[b * d + j] ?? 0);
    for (let t = 0; t < time; t++) {
      const row = o.x.slice((b * time + t) * input, (b * time + t + 1) * input);
      const u = affine(row, o.weightIH, o.biasIH, width);
      const v = affine(h, o.weightHH, o.biasHH, width);
      const z = (gate: number, j: number): number => u[gate * d + j]! + v[gate * d + j]!;
      if (kind === "lstm") {
        c = c.map((old, j) => sigmoid(z(1, j)) * old + sigmoid(z(0, j)) * Math.tanh(z(2, j)));
        h = c.map((cell, j) => sigmoid(z(3, j)) * Math.tanh(cell));
      } else if (kind === "gru") {
        h = h.map((old, j) => {
          const candidate = Math.tanh(u[2 * d + j]! + sigmoid(z(0, j)) * v[2 * d + j]!);
          return (1 - sigmoid(z(1, j))) * candidate + sigmoid(z(1, j)) * old;
        });
      } else h = h.map((_, j) => (kind === "rnn" ? Math.tanh(z(0, j)) : Math.max(0, z(0, j))));
      output.push(...h);
    }
  }
  return output;
}

function fused(kind: Kind, sizes: Case, o: Operands): number[] {
  const { kernels, put, read } = createMemory();
  const { batch, time, input, hidden } = sizes;
  const rows = batch * time * hidden;
  const scratch = (count: number): number => put(new Float64Array(count).fill(NaN)); // what is not written shows
  const given = (values: number[]): number => (values.length > 0 ? put(values) : NONE);
  const operands = {
    batch,
    time,
    input,
    hidden,
    x: put(o.x),
    h0: given(o.h0),
    weightIH: put(o.weightIH),
    weightHH: put(o.weightHH),
    biasIH: given(o.biasIH),
    biasHH: given(o.biasHH),
    output: scratch(rows),
    gates: scratch(4 * rows),
    workspace: kind === "gru" ? scratch(3 * batch * hidden) : NONE,
  };
  if (kind === "lstm")
    kernels.lstmForward({ ...operands, c0: given(o.c0), cells: scratch(rows), squashed: scratch(rows) });
  else if (kind === "gru") kernels.gruForward(operands);
  else kernels.rnnForward(operands, kind === "relu" ? "relu" : "tanh");
  return read(operands.output, rows);
}

describe.each(Object.keys(gateCounts) as Kind[])("the fused %s", (kind) => {
  it("equals the plain recurrence step by step, for any sizes, with and without states and biases", () => {
    fc.assert(
      fc.property(cases, (sizes) => {
        const operands = operandsOf(kind, sizes);
        expect(distance(fused(kind, sizes, operands), plain(kind, sizes, operands))).toBeLessThan(1e-11);
      }),
    );
  });

  it("passes NaN on from its step onwards, in its own row alone", () => {
    const sizes = { batch: 2, time: 4, input: 3, hidden: 5, states: true, biases: true, seed: 1 };
    const operands = operandsOf(kind, sizes);
    const clean = fused(kind, sizes, operands);
    operands.x[2 * 3] = NaN; // row 0, step 2
    const output = fused(kind, sizes, operands);
    expect(output.slice(0, 10)).toEqual(clean.slice(0, 10));
    expect(output.slice(10, 20).every(Number.isNaN)).toBe(true);
    expect(output.slice(20)).toEqual(clean.slice(20));
  });
});
