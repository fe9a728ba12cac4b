import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as ops from "../../src/autograd/index.ts";
import { OptionError, ShapeError } from "../../src/errors.ts";
import { noise } from "../kernels/pair.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";
import {
  composed,
  decoderCases,
  inputsOf,
  lossOf,
  operandsOf,
  run,
  type DecoderCase,
  type DecoderResult,
} from "./decoderCases.ts";

/** The largest distance, relative to the largest number of its array or to 1. */
function apart(actual: number[][], expected: number[][]): number {
  expect(actual.map((one) => one.length)).toEqual(expected.map((one) => one.length));
  return expected.reduce((worst, values, i) => {
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    return values.reduce((most, value, j) => Math.max(most, Math.abs(actual[i]![j]! - value) / size), worst);
  }, 0);
}

const plain: DecoderCase = {
  cell: "lstm",
  score: "additive",
  batch: 3,
  steps: 4,
  time: 5,
  memorySize: 3,
  keySize: 4,
  hidden: 5,
  fed: 2,
  known: 1,
  stride: 2,
  query: true,
  states: true,
  biases: true,
  forced: undefined,
  mask: undefined,
  seed: 3,
};

onEachKernels(() => {
  describe("attentionDecoder", () => {
    it("agrees with the same decoder made of single operations, in results and gradients, for any sizes and options", () => {
      fc.assert(
        fc.property(decoderCases, (given) => {
          expect(apart(run(given, ops.attentionDecoder), run(given, composed))).toBeLessThan(1e-5);
        }),
        { numRuns: 150 },
      );
    });

    it("agrees beyond a group of rows and a block of sums", () => {
      const large = { ...plain, batch: 19, steps: 7, time: 33, memorySize: 290, keySize: 37, hidden: 41 };
      for (const cell of ["lstm", "gru"] as const)
        for (const score of ["additive", "multiplicative"] as const) {
          const given = { ...large, cell, score, forced: 0b0101, mask: 0x1f3 };
          expect(apart(run(given, ops.attentionDecoder), run(given, composed))).toBeLessThan(2e-5);
        }
    });

    it("reads nothing of the memory that does not count", () => {
      const masked = { ...plain, mask: 0b01101 };
      const poisoned = (poison: number): number[][] =>
        run(masked, (o) => {
          const { memory, keys, mask } = o;
          for (const tensor of [memory, keys]) {
            const width = tensor.shape[2]!;
            tensor.data.forEach((_, i, data) => {
              if (mask!.data[Math.floor(i / width)] === 0) data[i] = poison;
            });
          }
          return ops.attentionDecoder(o);
        });
      expect(poisoned(NaN)).toEqual(poisoned(0.25));
    });

    it("gives a row the same bytes alone and among others", () => {
      for (const cell of ["lstm", "gru"] as const) {
        const whole = run({ ...plain, cell, batch: 11 }, ops.attentionDecoder);
        const alone = run({ ...plain, cell, batch: 1 }, ops.attentionDecoder);
        for (let i = 0; i < 3; i++) expect(whole[i]!.slice(0, alone[i]!.length)).toEqual(alone[i]);
      }
    });

    it("keys and queries that saturate the score give what float64 gives", () => {
      for (const size of [15, 25, 60, 200]) {
        const spread = (decode: (o: ops.AttentionDecoderOperands) => DecoderResult): number[][] =>
          run(plain, (o) => {
            o.keys.data.forEach((value, i, data) => (data[i] = value * size));
            o.weightQuery!.data.forEach((value, i, data) => (data[i] = value * size));
            return decode(o);
          });
        expect(apart(spread(ops.attentionDecoder), spread(composed))).toBeLessThan(2e-5 * Math.max(1, size / 25));
      }
    });

    it("NaN in a key that counts reaches the outputs of its row alone", () => {
      const [output] = run(plain, (o) => {
        o.keys.data[0] = NaN;
        return ops.attentionDecoder(o);
      });
      const length = output!.length / plain.batch;
      expect(output!.slice(0, length).every(Number.isNaN)).toBe(true);
      expect(output!.slice(length).every(Number.isFinite)).toBe(true);
    });
  });
});

describe("the gradients of attentionDecoder", () => {
  const variants: [string, Partial<DecoderCase>][] = [
    ["teacher forced", {}],
    ["free running", { forced: 0 }],
    ["partly forced", { forced: 0b0110 }],
    ["masked", { mask: 0b01101 }],
    ["with a row of no memory", { mask: 0, biases: false }],
    ["without states, biases and a query's weight", { states: false, biases: false, query: false, keySize: 5 }],
  ];
  for (const cell of ["lstm", "gru"] as const)
    for (const score of ["additive", "multiplicative"] as const)
      it.each(variants)(`of ${score} ${cell}, %s, are those of central differences`, (_, change) => {
        const given = { ...plain, cell, score, ...change };
        const report = ops.checkGradient(
          (inputs, backend) => lossOf(ops.attentionDecoder(operandsOf(given, inputs, backend)), backend),
          inputsOf(given),
        );
        expect(report.maxError).toBeLessThan(1e-6);
      });
});

describe("attentionDecoder refuses", () => {
  const decode = (
    change: (o: ops.AttentionDecoderOperands) => Partial<ops.AttentionDecoderOperands>,
    c = plain,
  ): void =>
    ops.step(() => {
      const operands = operandsOf(
        c,
        inputsOf(c).map(({ shape, values }) => ops.tensor(values, shape)),
      );
      ops.attentionDecoder({ ...operands, ...change(operands) });
    });

  it.each([
    ["keys of another time", () => ({ keys: ops.tensor(noise(1, 3 * 4 * 4), [3, 4, 4]) }), "attentionDecoder keys"],
    ["a memory of two dimensions", () => ({ memory: ops.tensor([1, 2, 3, 4], [2, 2]) }), "attentionDecoder memory"],
    ["another batch", () => ({ feed: ops.tensor(noise(1, 16), [2, 4, 2]) }), "attentionDecoder feed"],
  ])("%s, with a ShapeError that names the operand", (_, change, where) => {
    expect(() => decode(change)).toThrow(ShapeError);
    expect(() => decode(change)).toThrow(where);
  });

  it.each([
    ["additive scores without their weight", () => ({ weightScore: undefined })],
    ["keys that no query fits", () => ({ weightQuery: undefined })],
    ["a GRU with cells", (o: ops.AttentionDecoderOperands) => ({ c0: o.h0 }), { ...plain, cell: "gru" }],
    ["feedback beyond the outputs", () => ({ feedback: { first: 3, stride: 2 } }), { ...plain, forced: 1 }],
  ] as [string, (o: ops.AttentionDecoderOperands) => Partial<ops.AttentionDecoderOperands>, DecoderCase?][])(
    "%s, with an OptionError",
    (_, change, c = plain) => {
      expect(() => decode(change, c)).toThrow(OptionError);
    },
  );
});
