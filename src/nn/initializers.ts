/**
 * First values of parameters, drawn from a random stream. Shapes are those in memory: (in,out) for weights. No layer uses
 * these unasked but `Embedding`; put them in place with `parameter.data.set(xavierUniform(parameter.shape, random))`.
 */
import { sizeOf, type Shape } from "../autograd/index.ts";
import { ShapeError } from "../errors.ts";
import type { Random } from "../random.ts";

function matrixOf(where: string, shape: Shape): readonly [number, number] {
  const [inputs, outputs] = shape;
  if (shape.length !== 2 || !inputs || !outputs) {
    throw new ShapeError({ where, expected: "a shape (in,out) without zeros", found: `(${shape.join(",")})` });
  }
  return [inputs, outputs];
}

function uniform(shape: Shape, random: Random, bound: number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, () => bound * (2 * random.uniform() - 1));
}

/**
 * Normal with mean 0. Shape: any.
 * @example normal([2, 3], createRandom(1), 0.02).length //=> 6
 */
export function normal(shape: Shape, random: Random, standardDeviation = 1): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, () => standardDeviation * random.normal());
}

/**
 * Uniform in ±gain √(6 / (in + out)), which keeps the variance of signals and gradients through linear layers.
 * Shape: (in,out).
 * @throws ShapeError unless the shape has two dimensions
 * @example xavierUniform([2, 4], createRandom(1)).every((x) => Math.abs(x) <= 1) //=> true
 * @see Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
 */
export function xavierUniform(shape: Shape, random: Random, gain = 1): Float64Array {
  const [inputs, outputs] = matrixOf("xavierUniform", shape);
  return uniform(shape, random, gain * Math.sqrt(6 / (inputs + outputs)));
}

/**
 * Uniform in ±√(6 / ((1 + slope²) in)), for layers before a leaky rectifier of that slope; 0 for relu.
 * Shape: (in,out).
 * @throws ShapeError unless the shape has two dimensions
 * @example kaimingUniform([6, 4], createRandom(1)).every((x) => Math.abs(x) <= 1) //=> true
 * @see He et al. 2015, "Delving deep into rectifiers", ICCV
 */
export function kaimingUniform(shape: Shape, random: Random, slope = 0): Float64Array {
  const [inputs] = matrixOf("kaimingUniform", shape);
  return uniform(shape, random, Math.sqrt(6 / ((1 + slope * slope) * inputs)));
}

/**
 * A random matrix whose shorter side is orthonormal, times the gain: uniform over all such matrices.
 * Shape: (in,out).
 * @throws ShapeError unless the shape has two dimensions
 * @example orthogonal([1, 1], createRandom(1)).map(Math.abs) //=> [1]
 * @see Saxe, McClelland & Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning", ICLR
 */
export function orthogonal(shape: Shape, random: Random, gain = 1): Float64Array {
  const [inputs, outputs] = matrixOf("orthogonal", shape);
  const length = Math.max(inputs, outputs);
  const vectors: Float64Array[] = [];
  while (vectors.length < Math.min(inputs, outputs)) {
    const vector = normal([length], random);
    // Gram and Schmidt, twice: the second pass removes what rounding left of the first.
    for (const other of [...vectors, ...vectors]) addScaled(vector, other, -dot(vector, other));
    const size = Math.sqrt(dot(vector, vector));
    if (size > 1e-6) vectors.push(vector.map((x) => x / size)); // else it was drawn inside the span of the others
  }
  const tall = inputs >= outputs;
  return Float64Array.from({ length: inputs * outputs }, (_, at) => {
    const [i, j] = [Math.floor(at / outputs), at % outputs];
    return gain * (tall ? vectors[j]![i]! : vectors[i]![j]!);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, x, i) => total + x * b[i]!, 0);
}

function addScaled(to: Float64Array, x: Float64Array, scale: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += scale * x[i]!;
}
