import { describe, expect, it } from "vitest";
import * as ops from "../../src/autograd/index.ts";
import { DataError, OptionError, ShapeError, TensorError } from "../../src/errors.ts";
import { onEachKernels } from "../kernels/onEachKernels.ts";
import { noise } from "../kernels/pair.ts";

const { step, tensor } = ops;
const zeros = (...shape: number[]): ops.Tensor => tensor(new Float64Array(ops.sizeOf(shape)), shape);
const data = (f: () => ops.Tensor): number[] => step(() => Array.from(f().data));
const item = (f: () => ops.Tensor): number => step(() => f().item());

const convolved = (x: number[], weight: number[], dilation: number): number[] =>
  data(() =>
    ops.causalConv1d({ x: tensor(x, [1, x.length, 1]), weight: tensor(weight, [weight.length, 1, 1]), dilation }),
  );

onEachKernels(() => {
  describe("operations give the numbers of their documentation", () => {
    it("in losses", () => {
      expect(item(() => ops.huberLoss(tensor([0, 0]), tensor([1, 3])))).toBe(1.5);
      expect(item(() => ops.smoothL1Loss(tensor([0]), tensor([3]), 0.5))).toBe(2.75);
      expect(item(() => ops.logCoshLoss(tensor([0]), tensor([0])))).toBe(0);
      expect(item(() => ops.bceWithLogitsLoss(tensor([0]), tensor([1])))).toBe(Math.fround(Math.LN2));
      expect(item(() => ops.crossEntropyLoss(tensor([0, 0], [1, 2]), tensor([1])))).toBe(Math.fround(Math.LN2));
      expect(item(() => ops.gaussianNllLoss(tensor([0]), tensor([1]), tensor([2])))).toBe(2);
    });

    it("in functions of rows", () => {
      expect(data(() => ops.softmax(tensor([0, 0])))).toEqual([0.5, 0.5]);
      expect(data(() => ops.logSoftmax(tensor([0, 1000])))).toEqual([-1000, 0]);
      expect(data(() => ops.layerNorm(tensor([1, 3]))).map(Math.round)).toEqual([-1, 1]);
      expect(data(() => ops.embedding(tensor([1, 7]), tensor([0, 0, 5, 6], [2, 2])))).toEqual([5, 6, 0, 0]);
      expect(item(() => ops.bmm(tensor([1, 2], [1, 1, 2]), tensor([3, 4], [1, 2, 1])))).toBe(11);
    });
  });

  describe("permute", () => {
    it.each([
      [
        [2, 3],
        [1, 0],
        [0, 3, 1, 4, 2, 5],
      ],
      [
        [2, 1, 3],
        [2, 1, 0],
        [0, 3, 1, 4, 2, 5],
      ],
      [
        [2, 2, 2],
        [1, 0, 2],
        [0, 1, 4, 5, 2, 3, 6, 7],
      ],
      [
        [2, 2, 2],
        [0, 2, 1],
        [0, 2, 1, 3, 4, 6, 5, 7],
      ],
      [[1, 3, 0], [2, 0, 1], []],
      [[], [], [0]],
    ])("of (%j) to axes %j", (shape, axes, expected) => {
      const values = Array.from({ length: ops.sizeOf(shape) }, (_, i) => i);
      expect(data(() => ops.permute(tensor(values, shape), axes))).toEqual(expected);
    });

    it("moves NaN, infinity and -0 as they are", () => {
      const values = [NaN, -0, Infinity, -Infinity, 5, 0];
      expect(data(() => ops.permute(tensor(values, [2, 3]), [1, 0]))).toEqual([NaN, -Infinity, -0, 5, Infinity, 0]);
    });
  });

  describe("causalConv1d", () => {
    it("gives the numbers of its documentation", () => {
      expect(convolved([1, 2], [10, 1], 1)).toEqual([1, 12]);
      expect(convolved([1, 2, 3, 4], [100, 10, 1], 1)).toEqual([1, 12, 123, 234]);
      expect(convolved([1, 2, 3, 4], [10, 1], 2)).toEqual([1, 2, 13, 24]);
      expect(convolved([1, 2, 3], [10, 1], 3)).toEqual([1, 2, 3]); // taps that lie before the first row
      expect(convolved([1, 2, 3], [2], 9)).toEqual([2, 4, 6]);
    });

    it.each([0, -1, 1.5])("refuses the dilation %s", (dilation) => {
      expect(() => convolved([1, 2], [1], dilation)).toThrow(OptionError);
    });

    it("gives a row the same bytes alone as in a batch", () => {
      const [x, weight] = [noise(1, 5 * 7 * 3), noise(2, 2 * 3 * 6)];
      const run = (values: ArrayLike<number>, batch: number): number[] =>
        data(() =>
          ops.causalConv1d({ x: tensor(values, [batch, 7, 3]), weight: tensor(weight, [2, 3, 6]), dilation: 2 }),
        );
      const all = run(x, 5);
      for (let b = 0; b < 5; b++) expect(run(x.slice(b * 21, b * 21 + 21), 1)).toEqual(all.slice(b * 42, b * 42 + 42));
    });
  });

  describe("affine with an activation", () => {
    const functions = { tanh: ops.tanh, sigmoid: ops.sigmoid, relu: ops.relu };

    it.each(["tanh", "sigmoid", "relu"] as const)("gives the bytes of two operations, forward and back: %s", (name) => {
      const [fused, apart] = [
        (x: ops.Tensor, w: ops.Tensor, b: ops.Tensor) => ops.affine(x, w, b, name),
        (x: ops.Tensor, w: ops.Tensor, b: ops.Tensor) => functions[name](ops.affine(x, w, b)),
      ].map((f) => {
        const parameters = [noise(1, 35), noise(2, 30), noise(3, 6)].map((values, i) =>
          ops.persistentTensor([[7, 5], [5, 6], [6]][i]!, values, true),
        );
        const [x, w, b] = parameters as [ops.Tensor, ops.Tensor, ops.Tensor];
        return step(() => {
          const out = f(x, w, b);
          ops.backward(ops.sum(ops.multiply(out, tensor(noise(4, 42), [7, 6]))));
          return [out, ...parameters.map(({ grad }) => grad!)].map(({ data: values }) => Array.from(values));
        });
      });
      expect(fused).toEqual(apart);
    });
  });

  describe("softmax", () => {
    it("gives 0 for -Infinity, and NaN for a row of nothing else", () => {
      expect(data(() => ops.softmax(tensor([-Infinity, 1, 1])))).toEqual([0, 0.5, 0.5]);
      expect(data(() => ops.softmax(tensor([-Infinity, -Infinity])))).toEqual([NaN, NaN]);
    });

    it("takes rows without elements, and no rows", () => {
      step(() => {
        expect(ops.softmax(zeros(3, 0)).shape).toEqual([3, 0]);
        expect(ops.softmax(zeros(0, 3)).shape).toEqual([0, 3]);
      });
    });
  });

  describe("crossEntropyLoss", () => {
    const logits = [1, 2, 3, 3, 2, 1];
    const loss = (target: number[], options?: ops.CrossEntropyOptions): number =>
      item(() => ops.crossEntropyLoss(tensor(logits, [2, 3]), tensor(target), options));
    const [near, far] = [loss([2, 0]), loss([0, 2])];

    it("leaves out rows to ignore, and is 0 when nothing is left", () => {
      expect(loss([2, -100])).toBeCloseTo(near, 6);
      expect(loss([2, 7], { ignoreIndex: 7 })).toBeCloseTo(near, 6);
      expect(loss([-100, -100])).toBe(0);
    });

    it("is a mean weighted by row and class; rows of weight 0 need no class", () => {
      expect(loss([2, 2])).toBeCloseTo((near + far) / 2, 6);
      expect(loss([2, 0], { classWeights: [3, 1, 1] })).toBeCloseTo(near, 6);
      expect(loss([0, 0], { classWeights: [3, 1, 1] })).toBeCloseTo((far + near) / 2, 6);
      expect(loss([1, 2], { classWeights: [1, 1, 3] })).toBeCloseTo((loss([1, 1]) + 3 * far) / 4, 6);
      step(() => {
        const weights = tensor([1, 0]);
        expect(ops.crossEntropyLoss(tensor(logits, [2, 3]), tensor([2, NaN]), { weights }).item()).toBeCloseTo(near, 6);
      });
    });

    it.each([3, -1, 0.5, NaN])("refuses the target %s", (target) => {
      expect(() => loss([0, target])).toThrow(DataError);
      expect(() => loss([0, target])).toThrow(
        `crossEntropyLoss target 1: expected a class: a whole number from 0 to 2, found ${target}; ` +
          "give rows without a class the target -100 (ignoreIndex) or the weight 0",
      );
    });
  });

  describe("gaussianNllLoss", () => {
    it("takes variances below epsilon as epsilon, in value and gradient", () => {
      const variance = ops.persistentTensor([2], [0, 1e-3], true);
      step(() => {
        const loss = ops.gaussianNllLoss(tensor([0.1, 0.1]), variance, tensor([0, 0]), { epsilon: 0.01 });
        ops.backward(loss);
        expect(loss.item()).toBeCloseTo((Math.log(0.01) + 1) / 2, 5);
        for (const slope of variance.grad!.data) expect(slope).toBeCloseTo(0, 3);
      });
    });
  });

  describe("embedding", () => {
    it("adds gradients of a class that comes twice, those of unknown ones to class 0, and none to the padding", () => {
      const table = ops.persistentTensor([3, 1], [1, 2, 3], true);
      const gradients = (padding?: number): number[] =>
        step(() => {
          ops.backward(ops.sum(ops.embedding(tensor([2, 2, 1, 9, -1, NaN]), table, padding)));
          return [...table.grad!.data];
        });
      expect(gradients()).toEqual([3, 1, 2]);
      expect(gradients(0)).toEqual([0, 1, 2]);
      expect(gradients(2)).toEqual([3, 1, 0]);
    });
  });
});

const failures: [string, new (...facts: never[]) => Error, () => unknown][] = [
  ["softmax: expected a tensor of at least one dimension, found a scalar", ShapeError, () => ops.softmax(zeros())],
  ["layerNorm: expected x of shape (…,K), K >= 1, found ()", ShapeError, () => ops.layerNorm(zeros())],
  ["layerNorm: expected x of shape (…,K), K >= 1, found (2,0)", ShapeError, () => ops.layerNorm(zeros(2, 0))],
  [
    "layerNorm weight: expected shape (3), found shape (2)",
    ShapeError,
    () => ops.layerNorm(zeros(2, 3), { weight: zeros(2) }),
  ],
  [
    "layerNorm epsilon: expected a number above 0, found 0",
    OptionError,
    () => ops.layerNorm(zeros(2, 3), { epsilon: 0 }),
  ],
  ["embedding: expected a table (N,E) with N >= 1, found (3)", ShapeError, () => ops.embedding(zeros(2), zeros(3))],
  [
    "embedding: expected a table (N,E) with N >= 1, found (0,2)",
    ShapeError,
    () => ops.embedding(zeros(2), zeros(0, 2)),
  ],
  [
    "embedding: expected indices that need no gradient, found indices that need one; pass class indices as a tensor of the step; the table is what is learned",
    TensorError,
    () => ops.embedding(ops.persistentTensor([1], [0], true), zeros(2, 2)),
  ],
  [
    "bmm: expected (…,M,K) times (…,K,N), found (2,3,4) and (2,3,4)",
    ShapeError,
    () => ops.bmm(zeros(2, 3, 4), zeros(2, 3, 4)),
  ],
  [
    "bmm: expected (…,M,K) times transposed (…,N,K), found (2,3,4) and (1,3,4)",
    ShapeError,
    () => ops.bmm(zeros(2, 3, 4), zeros(1, 3, 4), true),
  ],
  ["bmm: expected (…,M,K) times (…,K,N), found (2) and (2,1)", ShapeError, () => ops.bmm(zeros(2), zeros(2, 1))],
  [
    "huberLoss delta: expected a finite number above 0, found 0",
    OptionError,
    () => ops.huberLoss(zeros(1), zeros(1), 0),
  ],
  [
    "smoothL1Loss beta: expected a finite number above 0, found NaN",
    OptionError,
    () => ops.smoothL1Loss(zeros(1), zeros(1), NaN),
  ],
  [
    "affine activation: expected tanh, sigmoid, relu, found gelu",
    OptionError,
    () => ops.affine(zeros(1, 2), zeros(2, 1), zeros(1), "gelu" as never),
  ],
  ["huberLoss target: expected shape (1), found shape (2)", ShapeError, () => ops.huberLoss(zeros(1), zeros(2))],
  [
    "gaussianNllLoss variance: expected shape (1), found shape (2)",
    ShapeError,
    () => ops.gaussianNllLoss(zeros(1), zeros(2), zeros(1)),
  ],
  [
    "gaussianNllLoss epsilon: expected a number above 0, found 0",
    OptionError,
    () => ops.gaussianNllLoss(zeros(1), zeros(1), zeros(1), { epsilon: 0 }),
  ],
  [
    "crossEntropyLoss: expected logits (…,K) of at least 1 classes, found ()",
    ShapeError,
    () => ops.crossEntropyLoss(zeros(), zeros()),
  ],
  [
    "crossEntropyLoss: expected logits (…,K) of 2 classes, found (1,3)",
    ShapeError,
    () => ops.crossEntropyLoss(zeros(1, 3), zeros(1), { classWeights: [1, 2] }),
  ],
  [
    "crossEntropyLoss target: expected shape (2), found shape (3)",
    ShapeError,
    () => ops.crossEntropyLoss(zeros(2, 3), zeros(3)),
  ],
];

it.each(failures)("what does not fit says: %s", (message, kind, action) => {
  let error: unknown;
  step(() => {
    try {
      action();
    } catch (caught) {
      error = caught;
    }
  });
  expect(error).toBeInstanceOf(kind);
  expect(error).toHaveProperty("message", message);
});
