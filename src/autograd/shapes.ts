/** Shape rules that several operations share. */
import { OptionError, ShapeError } from "../errors.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** A shape as text: (2,3). */
export function describeShape(shape: Shape): string {
  return `(${shape.join(",")})`;
}

/** @throws ShapeError unless the tensor has exactly this shape; -1 stands for any size */
export function assertShape(where: string, tensor: Tensor, shape: Shape): void {
  const fits =
    tensor.shape.length === shape.length && shape.every((size, i) => size === -1 || size === tensor.shape[i]);
  if (!fits) {
    const expected = `(${shape.map((size) => (size === -1 ? "any" : size)).join(",")})`;
    throw new ShapeError({ where, expected: `shape ${expected}`, found: `shape ${describeShape(tensor.shape)}` });
  }
}

/** @throws ShapeError unless both operands live on one backend; TensorError unless both are alive */
export function assertTogether(where: string, ...tensors: readonly (Tensor | undefined)[]): void {
  const first = tensors[0];
  for (const tensor of tensors) {
    tensor?.assertAlive(where);
    if (tensor && tensor.backend !== first?.backend) {
      throw new ShapeError({
        where,
        expected: "tensors of one backend",
        found: "tensors of two",
        remedy: "make them with the same backend",
      });
    }
  }
}

/**
 * The common shape of two operands: aligned at the right, sizes equal or 1.
 * @throws ShapeError when they do not fit
 */
export function broadcastShape(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError({
        where,
        expected: "shapes that broadcast (equal sizes, or 1, aligned at the right)",
        found: `${describeShape(a)} and ${describeShape(b)}`,
      });
    }
    return x === 1 ? y : x;
  });
}

/** Strides that read an array of shape `from` as if it had the shape `to`: 0 along broadcast dimensions. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides: number[] = Array.from({ length: to.length }, () => 0);
  let stride = 1;
  for (let i = from.length - 1; i >= 0; i--) {
    if (from[i] !== 1) strides[i + to.length - from.length] = stride;
    stride *= from[i]!;
  }
  return strides;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/**
 * The index of a dimension, counted from the end when negative.
 * @throws ShapeError when the tensor has no such dimension
 */
export function dimension(where: string, shape: Shape, axis: number): number {
  const index = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(index) || index < 0 || index >= shape.length) {
    throw new ShapeError({
      where,
      expected: `an axis of a tensor of ${shape.length} dimensions`,
      found: `axis ${axis}`,
    });
  }
  return index;
}

/** @throws OptionError unless a word, where one is given, is one of those known */
export function assertChoice(where: string, word: string | undefined, known: readonly string[]): void {
  if (word === undefined || known.includes(word)) return;
  throw new OptionError({ where, expected: `one of ${known.join(", ")}`, found: JSON.stringify(word) });
}
