import { describe, expect, it } from "vitest";
import * as autograd from "../../src/autograd/index.ts";
import { emptyTensor } from "../../src/autograd/step.ts";
import { gradient, record } from "../../src/autograd/tape.ts";
import type { Backend } from "../../src/kernels/index.ts";
import { createRandom } from "../../src/random.ts";
import { normals } from "../kernels/memory.ts";

const { absolute, add, cos, exp, maeLoss, relu, sigmoid, sin, subtract, tanh } = autograd;
const { checkGradient, concat, multiply, mseLoss, persistentTensor, reshape, scale, slice, square, step, sum, tensor } =
  autograd;
type Tensor = autograd.Tensor;
type Shape = autograd.Shape;

/** Operations that the table names. */
const functions = { absolute, add, cos, exp, maeLoss, mseLoss, multiply, relu, sigmoid, sin, square, subtract, tanh };
const { bceWithLogitsLoss, huberLoss, logCoshLoss, smoothL1Loss } = autograd;
const robustLosses = { bceWithLogitsLoss, huberLoss, logCoshLoss, smoothL1Loss };

/** A scalar of any tensor in which no two elements count the same. */
function weigh(x: Tensor): Tensor {
  return sum(multiply(x, tensor(normals(99, x.size), x.shape, x.backend)));
}

type Function = (inputs: readonly Tensor[], backend: Backend) => Tensor;
type Case = readonly [name: string, shapes: readonly Shape[], f: Function];

const away = (values: number[]): number[] => values.map((x) => (Math.abs(x) < 0.1 ? x + 0.3 : x));
const error = (f: Function, shapes: readonly Shape[], change = (values: number[]): number[] => values): number =>
  checkGradient(
    f,
    shapes.map((shape, i) => ({ shape, values: change(normals(7 + i, autograd.sizeOf(shape))) })),
  ).maxError;

const broadcasts: readonly (readonly [Shape, Shape])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 3],
    [1, 3],
  ],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], []],
  [[], [2, 3]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [[1], [2, 2]],
  [
    [4, 1, 2],
    [3, 1],
  ],
];
const unary = (name: "tanh" | "sigmoid" | "relu" | "exp" | "absolute" | "square" | "sin" | "cos"): Case => [
  name,
  [[2, 3]],
  ([x]) => weigh(functions[name](x!)),
];
const binary = (name: "add" | "subtract" | "multiply"): Case[] =>
  broadcasts.map(([a, b]) => [
    `${name} of (${a.join()}) and (${b.join()})`,
    [a, b],
    ([x, y]) => weigh(functions[name](x!, y!)),
  ]);

const target = (shape: Shape, backend: Backend): Tensor => tensor(normals(50, autograd.sizeOf(shape)), shape, backend);
const weights = (count: number, shape: Shape, backend: Backend): Tensor =>
  tensor(
    Array.from({ length: count }, (_, i) => i % 3),
    shape,
    backend,
  );

function sharing(x: Tensor, w: Tensor): Tensor {
  const h = tanh(autograd.matmul(x, w));
  const again = tanh(autograd.matmul(concat([h, slice(h, 1, 0, 1)], 1), w));
  return add(weigh(multiply(h, again)), autograd.mean(square(w)));
}

// A new operation needs one line here.
const cases: Case[] = [
  ...(["add", "subtract", "multiply"] as const).flatMap(binary),
  ...(["tanh", "sigmoid", "relu", "exp", "absolute", "square", "sin", "cos"] as const).map(unary),
  ["log", [[2, 3]], ([x]) => weigh(autograd.log(autograd.add(square(x!), tensor([0.5], [1], x!.backend))))],
  ["scale", [[4]], ([x]) => weigh(scale(x!, -2.5))],
  ["sum", [[2, 3]], ([x]) => square(sum(x!))],
  ["mean", [[2, 3]], ([x]) => square(autograd.mean(x!))],
  [
    "matmul",
    [
      [3, 4],
      [4, 2],
    ],
    ([x, w]) => weigh(autograd.matmul(x!, w!)),
  ],
  [
    "matmul of three dimensions",
    [
      [2, 3, 4],
      [4, 5],
    ],
    ([x, w]) => weigh(autograd.matmul(x!, w!)),
  ],
  ["matmul of a vector", [[4], [4, 5]], ([x, w]) => weigh(autograd.matmul(x!, w!))],
  ...([undefined, "tanh", "sigmoid", "relu"] as const).map((activation): Case => [
    `affine${activation ? ` with ${activation}` : ""}`,
    [[2, 3, 4], [4, 5], [5]],
    ([x, w, b]) => weigh(autograd.affine(x!, w!, b!, activation)),
  ]),
  ["reshape", [[2, 3]], ([x]) => weigh(square(reshape(x!, [3, 2])))],
  ...[0, 1, 2, -1].map((axis): Case => [
    `concat along axis ${axis}`,
    [0, 1, 2].map((i) => [2, 3, 2].with(axis, i + 1)),
    (parts) => weigh(square(concat(parts, axis))),
  ]),
  ...[0, 1, 2, -1].map((axis): Case => [
    `slice along axis ${axis}`,
    [[3, 3, 3]],
    ([x]) => weigh(square(slice(x!, axis, 1, 3))),
  ]),
  ["dropout", [[4, 5]], ([x]) => weigh(autograd.dropout(x!, 0.4, createRandom(3)))],
  ...(["mseLoss", "maeLoss"] as const).flatMap((name): Case[] => [
    [name, [[2, 3]], ([x], b) => functions[name](x!, target([2, 3], b))],
    [`${name} with weights`, [[2, 3]], ([x], b) => functions[name](x!, target([2, 3], b), weights(6, [2, 3], b))],
  ]),
  ["pinballLoss", [[2, 3, 2]], ([x], b) => autograd.pinballLoss(x!, target([2, 3], b), [0.1, 0.7])],
  [
    "pinballLoss with weights",
    [[2, 3, 2]],
    ([x], b) => autograd.pinballLoss(x!, target([2, 3], b), [0.1, 0.7], weights(6, [2, 3], b)),
  ],
  ...(["huberLoss", "smoothL1Loss"] as const).map((name): Case => [
    name,
    [[2, 3]],
    ([x], b) => robustLosses[name](x!, target([2, 3], b), 0.7, weights(6, [2, 3], b)),
  ]),
  ...(["logCoshLoss", "bceWithLogitsLoss"] as const).map((name): Case => [
    name,
    [[2, 3]],
    ([x], b) => robustLosses[name](x!, target([2, 3], b), weights(6, [2, 3], b)),
  ]),
  [
    "gaussianNllLoss",
    [
      [2, 3],
      [2, 3],
    ],
    ([mean, spread], b) =>
      autograd.gaussianNllLoss(mean!, add(square(spread!), tensor([0.2], [1], b)), target([2, 3], b), {
        weights: weights(6, [2, 3], b),
      }),
  ],
  [
    "crossEntropyLoss with weights, class weights and rows to ignore",
    [[2, 3, 4]],
    ([x], b) =>
      autograd.crossEntropyLoss(x!, tensor([0, 3, -100, 2, 1, 1], [2, 3], b), {
        weights: tensor([1, 2, 1, 0, 0.5, 1], [2, 3], b),
        classWeights: [1, 0.5, 3, 2],
      }),
  ],
  ["softmax", [[2, 3, 4]], ([x]) => weigh(autograd.softmax(x!))],
  ["logSoftmax", [[2, 3, 4]], ([x]) => weigh(autograd.logSoftmax(x!))],
  ["layerNorm", [[2, 3, 5], [5], [5]], ([x, weight, bias]) => weigh(square(autograd.layerNorm(x!, { weight, bias })))],
  ["layerNorm alone", [[3, 4]], ([x]) => weigh(autograd.layerNorm(x!, { epsilon: 0.1 }))],
  ["embedding", [[4, 3]], ([w], b) => weigh(square(autograd.embedding(tensor([1, 3, 9, 1, 0, 2], [2, 3], b), w!)))],
  [
    "bmm",
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    ([x, y]) => weigh(autograd.bmm(x!, y!)),
  ],
  [
    "bmm with a transposed operand",
    [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
    ],
    ([x, y]) => weigh(autograd.bmm(x!, y!, true)),
  ],
  ...[
    [0, 1, 2],
    [2, 0, 1],
    [1, 0, 2],
  ].map((axes): Case => [`permute to ${axes.join()}`, [[2, 3, 4]], ([x]) => weigh(square(autograd.permute(x!, axes)))]),
  ...[1, 2, 5].map((dilation): Case => [
    `causalConv1d with dilation ${dilation}`,
    [[2, 6, 3], [3, 3, 4], [4]],
    ([x, weight, bias]) => weigh(square(autograd.causalConv1d({ x: x!, weight: weight!, bias, dilation }))),
  ]),
  [
    "causalConv1d without bias, of its own output",
    [
      [2, 5, 3],
      [2, 3, 3],
    ],
    ([x, weight]) =>
      weigh(autograd.causalConv1d({ x: autograd.causalConv1d({ x: x!, weight: weight! }), weight: weight! })),
  ],
  ["a loss that is scaled", [[3]], ([x], b) => scale(square(mseLoss(x!, target([3], b))), 3)],
  [
    "lstm on its final cells alone",
    [
      [2, 3, 2],
      [2, 12],
      [3, 12],
    ],
    ([x, weightIH, weightHH]) => weigh(autograd.lstm({ x: x!, weightIH: weightIH!, weightHH: weightHH! }).cn),
  ],
  [
    "stacked operations that share tensors",
    [
      [2, 3],
      [3, 2],
    ],
    ([x, w]) => sharing(x!, w!),
  ],
];

it.each(cases)("the gradient of %s is that of central differences", (_, shapes, f) => {
  expect(error(f, shapes, away)).toBeLessThan(1e-6);
});

type Recurrence = (operands: autograd.LstmOperands) => { output: Tensor; hn: Tensor; cn?: Tensor };

describe.each<readonly [string, number, Recurrence]>([
  ["rnn", 1, (o) => autograd.rnn(o)],
  ["rnn with relu", 1, (o) => autograd.rnn(o, "relu")],
  ["lstm", 4, (o) => autograd.lstm(o)],
  ["gru", 3, (o) => autograd.gru(o)],
])("the gradient of %s", (name, gates, run) => {
  const outputs = ["output", "states", "both"] as const;
  const whole = [1, 4].flatMap((time) =>
    [false, true].flatMap((h0) =>
      [false, true].flatMap((bias) =>
        outputs.map((loss) => ({ time, h0, bias, loss, reversed: false, masked: false })),
      ),
    ),
  );
  const others = [true, false].flatMap((reversed) =>
    [true, !reversed].flatMap((masked) =>
      [false, true].flatMap((h0) => outputs.map((loss) => ({ time: 5, h0, bias: true, loss, reversed, masked }))),
    ),
  );

  it.each([...whole, ...others])(
    "is that of central differences: $time steps, reversed $reversed, masked $masked, h0 $h0, biases $bias, loss on $loss",
    ({ time, h0, bias, loss, reversed, masked }) => {
      const mask = [
        [1, 1, 1, 0, 0],
        [0, 1, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ].flat();
      const [batch, features, hidden] = [masked ? 3 : 2, 3, 3];
      const width = gates * hidden;
      const shapes: Shape[] = [
        [batch, time, features],
        [features, width],
        [hidden, width],
      ];
      if (bias) shapes.push([width], [width]);
      if (h0) shapes.push([batch, hidden], [batch, hidden]);
      const f: Function = ([x, weightIH, weightHH, ...rest], backend) => {
        const [biasIH, biasHH] = bias ? rest : [];
        const [start, cells] = bias ? rest.slice(2) : rest;
        const result = run({
          x: x!,
          mask: masked ? tensor(mask, [batch, time], backend) : undefined,
          reversed,
          weightIH: weightIH!,
          weightHH: weightHH!,
          biasIH,
          biasHH,
          h0: start,
          c0: name === "lstm" ? cells : undefined,
        });
        const parts = loss === "output" ? [] : [weigh(result.hn)];
        if (result.cn && loss !== "output") parts.push(weigh(square(result.cn)));
        if (loss !== "states") parts.push(weigh(square(result.output)));
        return parts.reduce((a, b) => autograd.add(a, b));
      };
      expect(error(f, shapes)).toBeLessThan(1e-6);
    },
  );
});

type Cell = (operands: autograd.LstmOperands) => { output: Tensor; hn: Tensor };

it.each<readonly [string, number, Cell]>([
  ["rnn", 1, (o) => autograd.rnn(o)],
  ["lstm", 4, (o) => autograd.lstm(o)],
  ["gru", 3, (o) => autograd.gru(o)],
])("the gradient of a %s in both directions, below another one, is that of central differences", (name, gates, run) => {
  const [batch, time, features, hidden] = [2, 4, 2, 2];
  const direction = (inputs: number): Shape[] => [
    [inputs, gates * hidden],
    [hidden, gates * hidden],
    [batch, hidden],
    ...(name === "lstm" ? [[batch, hidden]] : []),
  ];
  const count = direction(1).length;
  const f: Function = ([x, ...all], backend) => {
    const mask = tensor([1, 0, 1, 1, 1, 1, 0, 0], [batch, time], backend);
    const walk = (input: Tensor, number: number, reversed: boolean): { output: Tensor; hn: Tensor } => {
      const [weightIH, weightHH, h0, c0] = all.slice(number * count, (number + 1) * count);
      return run({ x: input, mask, reversed, weightIH: weightIH!, weightHH: weightHH!, h0, ...(c0 && { c0 }) });
    };
    const both = [walk(x!, 0, false), walk(x!, 1, true)];
    const top = walk(concat(both.map(({ output }) => output)), 2, true);
    return [...both.map(({ hn }) => weigh(hn)), weigh(square(top.output)), weigh(top.hn)].reduce((a, b) => add(a, b));
  };
  const shapes = [[batch, time, features], ...direction(features), ...direction(features), ...direction(2 * hidden)];
  expect(error(f, shapes)).toBeLessThan(1e-6);
});

/** x² with a derivative that is wrong by a factor. */
function wrongSquare(x: Tensor, factor: number): Tensor {
  const { kernels } = x.backend;
  const out = emptyTensor(x.shape, x.backend);
  kernels.unary("square", x.pointer, out.pointer, x.size);
  record([out], [x], () => {
    const dX = gradient(x);
    for (let i = 0; i < x.size; i++) dX.data[i]! += factor * 2 * x.data[i]! * out.grad!.data[i]!;
  });
  return out;
}

describe("checkGradient", () => {
  const inputs = [{ shape: [3], values: [0, 2, 1] }];

  it("finds a wrong gradient, where it is worst and by how much", () => {
    expect(checkGradient(([x]) => sum(wrongSquare(x!, 1)), inputs).maxError).toBeLessThan(1e-8);
    const { maxError, worst } = checkGradient(([x]) => sum(wrongSquare(x!, 1.01)), inputs);
    expect(maxError).toBeCloseTo(0.04 / 4.04, 6);
    expect(worst).toMatchObject({ input: 0, element: 1 });
    expect(worst.analytic).toBeCloseTo(4.04, 12);
    expect(worst.numeric).toBeCloseTo(4, 8);
  });

  it("finds a gradient that is missing, and one that is NaN even before good ones", () => {
    expect(
      checkGradient(([x]) => sum(multiply(tensor(Array.from(x!.data), [3], x!.backend), x!)), inputs).maxError,
    ).toBeGreaterThan(0.1);
    expect(checkGradient(([x]) => sum(wrongSquare(x!, NaN)), inputs).maxError).toBe(Infinity);
  });

  it("leaves the default backend alone", () => {
    const parameter = persistentTensor([1], [3], true);
    checkGradient(([x]) => sum(x!), inputs);
    expect(step(() => scale(parameter, 2).item())).toBe(6);
  });
});
