import { describe, expect, it } from "vitest";
import * as ops from "../../src/autograd/index.ts";
import { broadcastShape } from "../../src/autograd/shapes.ts";
import { OptionError, ShapeError, TensorError } from "../../src/errors.ts";
import { createRandom } from "../../src/random.ts";

const { step, tensor } = ops;
const zeros = (...shape: number[]): ops.Tensor => tensor(new Float64Array(ops.sizeOf(shape)), shape);
const recurrence = (change: Partial<ops.LstmOperands> = {}): ops.LstmOperands => ({
  x: zeros(2, 5, 3),
  weightIH: zeros(3, 16),
  weightHH: zeros(4, 16),
  ...change,
});

const data = (f: () => ops.Tensor): number[] => step(() => Array.from(f().data));

const failures: [string, () => unknown][] = [
  [
    "add: expected shapes that broadcast (equal sizes, or 1, aligned at the right), found (2,3) and (2)",
    () => ops.add(zeros(2, 3), zeros(2)),
  ],
  ["matmul: expected (…,K) times (K,N), found (2,3) times (2,3)", () => ops.matmul(zeros(2, 3), zeros(2, 3))],
  ["matmul: expected (…,K) times (K,N), found () times (1,1)", () => ops.matmul(zeros(), zeros(1, 1))],
  ["affine bias: expected shape (4), found shape (3)", () => ops.affine(zeros(2, 3), zeros(3, 4), zeros(3))],
  ["tensor: expected 6 values for shape (2,3), found 2", () => tensor([1, 2], [2, 3])],
  ["reshape: expected a shape of 6 elements, found (4,2)", () => ops.reshape(zeros(2, 3), [4, 2])],
  ["concat: expected at least one tensor, found none", () => ops.concat([])],
  ["concat: expected shapes like (2,3) but for axis 0, found (2,4)", () => ops.concat([zeros(2, 3), zeros(2, 4)], 0)],
  ["concat: expected an axis of a tensor of 2 dimensions, found axis 2", () => ops.concat([zeros(2, 3)], 2)],
  ["slice: expected an axis of a tensor of 2 dimensions, found axis -3", () => ops.slice(zeros(2, 3), -3, 0, 1)],
  ["slice: expected 0 <= start < end <= 3, found start 1, end 4", () => ops.slice(zeros(2, 3), 1, 1, 4)],
  ["slice: expected 0 <= start < end <= 3, found start 2, end 2", () => ops.slice(zeros(2, 3), 1, 2, 2)],
  ["mseLoss target: expected shape (2,3), found shape (3)", () => ops.mseLoss(zeros(2, 3), zeros(3))],
  ["maeLoss weights: expected shape (2), found shape (3)", () => ops.maeLoss(zeros(2), zeros(2), zeros(3))],
  [
    "pinballLoss: expected a last dimension of 2 quantiles, found (2,3)",
    () => ops.pinballLoss(zeros(2, 3), zeros(2), [0.1, 0.9]),
  ],
  ["pinballLoss target: expected shape (2), found shape (3)", () => ops.pinballLoss(zeros(2, 1), zeros(3), [0.5])],
  ["lstm: expected x of shape (B,T,F) with T >= 1, found (2,3)", () => ops.lstm(recurrence({ x: zeros(2, 3) }))],
  ["lstm: expected x of shape (B,T,F) with T >= 1, found (2,0,3)", () => ops.lstm(recurrence({ x: zeros(2, 0, 3) }))],
  ["lstm weightIH: expected shape (3,16), found shape (2,16)", () => ops.lstm(recurrence({ weightIH: zeros(2, 16) }))],
  ["lstm weightHH: expected shape (4,16), found shape (4,12)", () => ops.lstm(recurrence({ weightHH: zeros(4, 12) }))],
  ["lstm bias: expected shape (16), found shape (4)", () => ops.lstm(recurrence({ biasHH: zeros(4) }))],
  ["lstm h0: expected shape (2,4), found shape (1,4)", () => ops.lstm(recurrence({ h0: zeros(1, 4) }))],
  ["lstm c0: expected shape (2,4), found shape (4)", () => ops.lstm(recurrence({ c0: zeros(4) }))],
  ["lstm mask: expected shape (2,5), found shape (5,2)", () => ops.lstm(recurrence({ mask: zeros(5, 2) }))],
  ["lengthsToMask length 1: expected a whole number from 0 to 5, found 6", () => ops.lengthsToMask([5, 6], 5)],
  ["lengthsToMask length 0: expected a whole number from 0 to 5, found 0.5", () => ops.lengthsToMask([0.5], 5)],
  ["lengthsToMask length 0: expected a whole number from 0 to 5, found NaN", () => ops.lengthsToMask([NaN], 5)],
  ["gru weightIH: expected shape (3,12), found shape (3,16)", () => ops.gru(recurrence())],
  ["rnn weightIH: expected shape (3,4), found shape (3,16)", () => ops.rnn(recurrence())],
  ["permute: expected each axis from 0 to 1 once, found (0,0)", () => ops.permute(zeros(2, 3), [0, 0])],
  ["permute: expected each axis from 0 to 1 once, found (1,0,2)", () => ops.permute(zeros(2, 3), [1, 0, 2])],
  [
    "causalConv1d: expected x of shape (B,T,F) and weight of shape (K,F,O) with K >= 1, found (2,5,3) and (2,4,3)",
    () => ops.causalConv1d({ x: zeros(2, 5, 3), weight: zeros(2, 4, 3) }),
  ],
  [
    "causalConv1d: expected x of shape (B,T,F) and weight of shape (K,F,O) with K >= 1, found (2,3) and (2,3,3)",
    () => ops.causalConv1d({ x: zeros(2, 3), weight: zeros(2, 3, 3) }),
  ],
  [
    "causalConv1d bias: expected shape (4), found shape (3)",
    () => ops.causalConv1d({ x: zeros(2, 5, 3), weight: zeros(2, 3, 4), bias: zeros(3) }),
  ],
  ["item: expected a tensor of one element, found shape (2)", () => zeros(2).item()],
];

it.each(failures)("a shape that does not fit says: %s", (message, action) => {
  let error: unknown;
  step(() => {
    try {
      action();
    } catch (caught) {
      error = caught;
    }
  });
  expect(error).toBeInstanceOf(ShapeError);
  expect(error).toHaveProperty("message", message);
});

describe("assertShape", () => {
  it("takes -1 for any size", () => {
    step(() => {
      expect(() => ops.assertShape("batch", zeros(2, 3), [-1, 3])).not.toThrow();
      expect(() => ops.assertShape("batch", zeros(2, 3), [-1, 4])).toThrow(
        "batch: expected shape (any,4), found shape (2,3)",
      );
    });
  });
});

describe("broadcastShape", () => {
  it("aligns shapes at the right and stretches 1", () => {
    expect(broadcastShape("add", [4, 1, 2], [3, 1])).toEqual([4, 3, 2]);
    expect(broadcastShape("add", [], [2])).toEqual([2]);
    expect(broadcastShape("add", [0], [1])).toEqual([0]);
  });
});

describe("operations give the numbers of their documentation", () => {
  it("elementwise and in products", () => {
    expect(data(() => ops.add(tensor([1, 2]), tensor([3])))).toEqual([4, 5]);
    expect(data(() => ops.subtract(tensor([1, 2]), tensor([3])))).toEqual([-2, -1]);
    expect(data(() => ops.multiply(tensor([1, 2]), tensor([3])))).toEqual([3, 6]);
    expect(data(() => ops.scale(tensor([1, 2]), 3))).toEqual([3, 6]);
    expect(data(() => ops.matmul(tensor([1, 2], [1, 2]), tensor([3, 4], [2, 1])))).toEqual([11]);
    expect(data(() => ops.affine(tensor([1, 2], [1, 2]), tensor([3, 4], [2, 1]), tensor([5])))).toEqual([16]);
    expect(data(() => ops.sum(tensor([1, 2, 3])))).toEqual([6]);
    expect(data(() => ops.mean(tensor([1, 2, 3])))).toEqual([2]);
  });

  it("in layout", () => {
    expect(data(() => ops.concat([tensor([1, 2]), tensor([3])], 0))).toEqual([1, 2, 3]);
    expect(data(() => ops.concat([tensor([1, 2], [2, 1]), tensor([3, 4, 5, 6], [2, 2])]))).toEqual([1, 3, 4, 2, 5, 6]);
    expect(data(() => ops.slice(tensor([1, 2, 3]), 0, 1, 3))).toEqual([2, 3]);
    expect(data(() => ops.slice(tensor([1, 2, 3, 4], [2, 2]), 1, 1, 2))).toEqual([2, 4]);
  });

  it("in losses", () => {
    expect(step(() => ops.mseLoss(tensor([1, 2]), tensor([1, 4])).item())).toBe(2);
    expect(step(() => ops.maeLoss(tensor([1, 2]), tensor([1, 4])).item())).toBe(1);
    expect(step(() => ops.pinballLoss(tensor([0], [1, 1]), tensor([2]), [0.9]).item())).toBeCloseTo(1.8, 6);
  });
});

describe("losses", () => {
  it("refuse targets and weights that need gradients, rather than drop them", () => {
    const parameter = ops.persistentTensor([2], [1, 2], true);
    step(() => {
      expect(() => ops.mseLoss(zeros(2), parameter)).toThrow(TensorError);
      expect(() => ops.maeLoss(parameter, zeros(2), parameter)).toThrow(
        "maeLoss: expected a target and weights that need no gradient, found one that needs a gradient",
      );
      expect(() => ops.pinballLoss(zeros(2, 1), parameter, [0.5])).toThrow(TensorError);
    });
    ops.releaseTensor(parameter);
  });
});

describe("dropout", () => {
  it("zeroes about its share, scales the rest, and keeps all at 0", () => {
    step(() => {
      const ones = tensor(new Float64Array(10_000).fill(1));
      const values = Array.from(ops.dropout(ones, 0.25, createRandom(1)).data);
      const zeroed = values.filter((value) => value === 0).length;
      expect(Math.abs(zeroed - 2500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
      expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
      expect(ops.dropout(ones, 0, createRandom(1))).toBe(ones);
    });
  });

  it.each([1, -0.1, NaN])("refuses the probability %s", (probability) => {
    step(() => {
      expect(() => ops.dropout(zeros(1), probability, createRandom(1))).toThrow(OptionError);
      expect(() => ops.dropout(zeros(1), probability, createRandom(1))).toThrow(
        `dropout: expected a probability in [0, 1), found ${probability}`,
      );
    });
  });
});
