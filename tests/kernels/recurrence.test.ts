import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE } from "../../src/kernels/index.ts";
import { createMemory, distance, normals } from "./memory.ts";
import { maskOf } from "./recurrenceCases.ts";

type Kind = "rnn" | "relu" | "lstm" | "gru";
const gateCounts = { rnn: 1, relu: 1, lstm: 4, gru: 3 } as const;

interface Case {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  readonly masked: boolean;
  readonly reversed: boolean;
  readonly states: boolean;
  readonly biases: boolean;
  readonly seed: number;
}

const cases = fc.record<Case>({
  batch: fc.integer({ min: 1, max: 5 }),
  time: fc.integer({ min: 1, max: 7 }),
  input: fc.integer({ min: 1, max: 5 }),
  hidden: fc.integer({ min: 1, max: 9 }),
  masked: fc.boolean(),
  reversed: fc.boolean(),
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

/** The recurrences step by step, one row at a time, as the papers write them: output, final states and cells. */
function plain(kind: Kind, sizes: Case, o: Operands): number[][] {
  const { batch, time, input, hidden: d, reversed } = sizes;
  const width = gateCounts[kind] * d;
  const mask = sizes.masked ? maskOf(sizes) : [];
  const output = new Float64Array(batch * time * d);
  const final: number[][] = [[], []];
  for (let b = 0; b < batch; b++) {
    let h = Array.from({ length: d }, (_, j) => o.h0[b * d + j] ?? 0);
    let c = Array.from({ length: d }, (_, j) => o.c0[b * d + j] ?? 0);
    const order = Array.from({ length: time }, (_, s) => (reversed ? time - 1 - s : s));
    for (const t of order) {
      output.set(h, (b * time + t) * d);
      if (mask[b * time + t] === 0) continue;
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
      output.set(h, (b * time + t) * d);
    }
    final[0]!.push(...h);
    final[1]!.push(...c);
  }
  return [Array.from(output), ...(kind === "lstm" ? final : final.slice(0, 1))];
}

function fused(kind: Kind, sizes: Case, o: Operands): number[][] {
  const { kernels, put, read } = createMemory();
  const { batch, time, input, hidden, reversed } = sizes;
  const mask = maskOf(sizes);
  const x = o.x.map((value, i) => (sizes.masked && mask[Math.floor(i / input)] === 0 ? NaN : value));
  const rows = batch * time * hidden;
  const scratch = (count: number): number => put(new Float64Array(count).fill(NaN)); // what is not written shows
  const given = (values: number[]): number => (values.length > 0 ? put(values) : NONE);
  const operands = {
    batch,
    time,
    input,
    hidden,
    reversed,
    mask: sizes.masked ? put(mask) : NONE,
    x: put(x),
    h0: given(o.h0),
    weightIH: put(o.weightIH),
    weightHH: put(o.weightHH),
    biasIH: given(o.biasIH),
    biasHH: given(o.biasHH),
    output: scratch(rows),
    hn: scratch(batch * hidden),
    gates: scratch(4 * rows),
  };
  const cells = { c0: given(o.c0), cn: scratch(batch * hidden), cells: scratch(rows), squashed: scratch(rows) };
  if (kind === "lstm") kernels.lstmForward({ ...operands, ...cells });
  else if (kind === "gru") kernels.gruForward(operands);
  else kernels.rnnForward(operands, kind === "relu" ? "relu" : "tanh");
  const states = [read(operands.output, rows), read(operands.hn, batch * hidden)];
  return kind === "lstm" ? [...states, read(cells.cn, batch * hidden)] : states;
}

describe.each(Object.keys(gateCounts) as Kind[])("the fused %s", (kind) => {
  it("equals the plain recurrence step by step, for any sizes, masks and directions, with and without states and biases", () => {
    fc.assert(
      fc.property(cases, (sizes) => {
        const operands = operandsOf(kind, sizes);
        const expected = plain(kind, sizes, operands);
        const found = fused(kind, sizes, operands);
        expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
        expect(distance(found.flat(), expected.flat())).toBeLessThan(1e-11);
      }),
    );
  });

  it("passes NaN on from its step onwards, in its own row alone", () => {
    const flags = { masked: false, reversed: false, states: true, biases: true };
    const sizes = { batch: 2, time: 4, input: 3, hidden: 5, ...flags, seed: 1 };
    const operands = operandsOf(kind, sizes);
    const clean = fused(kind, sizes, operands)[0]!;
    operands.x[2 * 3] = NaN; // row 0, step 2
    const output = fused(kind, sizes, operands)[0]!;
    expect(output.slice(0, 10)).toEqual(clean.slice(0, 10));
    expect(output.slice(10, 20).every(Number.isNaN)).toBe(true);
    expect(output.slice(20)).toEqual(clean.slice(20));
  });
});
