import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cos, exp, expm1, log, log1p, sigmoid, sin, tanh } from "../src/elementary.ts";
import { createRandom } from "../src/random.ts";

const view = new Float64Array(1);
const bits = new BigInt64Array(view.buffer);

/** The place of a number among all doubles, in order. */
function place(x: number): bigint {
  view[0] = x;
  return bits[0]! < 0n ? -(bits[0]! & 0x7fffffffffffffffn) : bits[0]!;
}

/** Units in the last place between two numbers; infinite when only one is NaN. */
function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  const distance = Number(place(a) - place(b));
  return Math.abs(distance);
}

const random = createRandom(20);
const count = 100_000;
const between = (low: number, high: number): number[] => [
  ...Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1)),
  ...Array.from({ length: count }, () => low + (high - low) * random.uniform()),
];
const magnitudes = (low: number, high: number): number[] => between(low, high).map((power) => 2 ** power);
const nearQuarterTurns = Array.from({ length: 63_000 }, (_, k) => (k * Math.PI) / 2);
const plainSigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const angles = [...between(-10, 10), ...between(-1e5, 1e5), ...magnitudes(-300, 0), ...nearQuarterTurns];

type Claim = readonly [string, number, (x: number) => number, (x: number) => number, readonly number[]];
const claims: Claim[] = [
  ["exp", 1, exp, Math.exp, [...between(-746, 709.7), ...between(-1, 1), ...between(-745, -708)]],
  ["log", 1, log, Math.log, [...magnitudes(-1074, 1023), ...between(0.5, 2), ...magnitudes(-40, -1).map((d) => 1 + d)]],
  ["sin", 2, sin, Math.sin, angles],
  ["cos", 2, cos, Math.cos, angles],
  ["tanh", 3, tanh, Math.tanh, [...between(-23, 23), ...between(-1, 1), ...magnitudes(-300, 0)]],
  [
    "log1p",
    3,
    log1p,
    Math.log1p,
    [...between(-0.999, 2), ...magnitudes(-300, 300), ...magnitudes(-300, -1).map((d) => -d)],
  ],
  [
    "expm1",
    3,
    expm1,
    Math.expm1,
    [...between(-40, 40), ...between(-1, 1), ...magnitudes(-300, 0), ...between(-709, 709)],
  ],
  ["sigmoid", 4, sigmoid, plainSigmoid, between(-709, 709)],
];

describe.each(claims)("%s", (_, bound, mine, theirs, points) => {
  it(`stays within ${bound} units in the last place of Math over ${points.length} points`, () => {
    let worst = 0;
    for (const x of points) worst = Math.max(worst, ulps(mine(x), theirs(x)));
    expect(worst).toBeLessThanOrEqual(bound);
  });
});

describe.each([
  ["sin", sin, Math.sin],
  ["cos", cos, Math.cos],
] as const)("%s of large angles", (_, mine, theirs) => {
  it("stays within 1e-15 of Math up to the largest number", () => {
    const large = [...magnitudes(16, 1023), Number.MAX_VALUE, 2 ** 20, 2 ** 53, 2 ** 53 - 1];
    const worst = large.reduce(
      (most, x) => Math.max(most, Math.abs(mine(x) - theirs(x)), Math.abs(mine(-x) - theirs(-x))),
      0,
    );
    expect(worst).toBeLessThan(1e-15);
  });
});

type Edges = readonly [string, (x: number) => number, readonly (readonly [number, number])[]];

describe("edge values", () => {
  it.each<Edges>([
    [
      "exp",
      exp,
      [
        [0, 1],
        [-0, 1],
        [Infinity, Infinity],
        [-Infinity, 0],
        [709.79, Infinity],
        [-745.3, 0],
        [5e-324, 1],
      ],
    ],
    [
      "log",
      log,
      [
        [0, -Infinity],
        [-0, -Infinity],
        [1, 0],
        [-1, NaN],
        [Infinity, Infinity],
        [-Infinity, NaN],
      ],
    ],
    [
      "tanh",
      tanh,
      [
        [0, 0],
        [-0, -0],
        [Infinity, 1],
        [-Infinity, -1],
        [30, 1],
        [5e-324, 5e-324],
        [-1e-310, -1e-310],
      ],
    ],
    [
      "sigmoid",
      sigmoid,
      [
        [0, 0.5],
        [-0, 0.5],
        [Infinity, 1],
        [-Infinity, 0],
        [800, 1],
        [-800, 0],
      ],
    ],
    [
      "sin",
      sin,
      [
        [0, 0],
        [-0, -0],
        [5e-324, 5e-324],
        [-1e-310, -1e-310],
        [Infinity, NaN],
        [-Infinity, NaN],
      ],
    ],
    [
      "cos",
      cos,
      [
        [0, 1],
        [-0, 1],
        [5e-324, 1],
        [Infinity, NaN],
        [-Infinity, NaN],
      ],
    ],
  ])("of %s are exact", (_, f, pairs) => {
    for (const [x, y] of pairs) expect(f(x), `at ${x}`).toBe(y);
    expect(f(NaN)).toBeNaN();
  });

  it("of exp: the largest finite and the smallest positive results are reached", () => {
    expect(exp(709.782712893384)).toBe(1.7976931348622732e308); // true: 1.79769313486227320e308
    expect(exp(-745.1332191019411)).toBe(5e-324);
  });

  it("of log: the smallest and largest numbers", () => {
    expect(log(5e-324)).toBe(-744.4400719213812);
    expect(log(Number.MAX_VALUE)).toBe(709.782712893384);
  });
});

describe("invariants", () => {
  const numbers = fc.double({ min: -30, max: 30, noNaN: true });

  it.each([
    ["exp", exp],
    ["tanh", tanh],
    ["sigmoid", sigmoid],
  ] as const)("%s never falls", (_, f) => {
    fc.assert(fc.property(numbers, fc.double({ min: 1e-9, max: 1, noNaN: true }), (x, d) => f(x) <= f(x + d)));
  });

  it("log never falls", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        fc.double({ min: 1e-12, max: 1, noNaN: true }),
        (x, d) => log(x) <= log(x * (1 + d)),
      ),
    );
  });

  it("tanh and sin are odd and cos is even, to the last bit", () => {
    const angles = fc.oneof(numbers, fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(fc.property(angles, (x) => sin(-x) === -sin(x) && cos(-x) === cos(x)));
    fc.assert(fc.property(numbers, (x) => tanh(-x) === -tanh(x)));
  });

  it("tanh stays within [-1, 1] and sigmoid within [0, 1]", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => Math.abs(tanh(x)) <= 1 && sigmoid(x) >= 0 && sigmoid(x) <= 1),
    );
  });

  it("log undoes exp", () => {
    fc.assert(fc.property(numbers, (x) => Math.abs(log(exp(x)) - x) <= 4e-16 * Math.max(1, Math.abs(x))));
  });
});
