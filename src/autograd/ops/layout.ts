/** Operations that move values without changing them: reshape, concat, slice. */
import { ShapeError } from "../../errors.ts";
import { assertTogether, describeShape, dimension } from "../shapes.ts";
import { emptyTensor, viewTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import { sizeOf, type Shape, type Tensor } from "../tensor.ts";

/**
 * The same values under another shape; no copy.
 * @throws ShapeError when the sizes differ
 * @example step(() => reshape(tensor([1, 2, 3, 4]), [2, 2]).shape) //=> [2, 2]
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  assertTogether("reshape", x);
  if (sizeOf(shape) !== x.size) {
    throw new ShapeError({ where: "reshape", expected: `a shape of ${x.size} elements`, found: describeShape(shape) });
  }
  const out = viewTensor(x, shape);
  record([out], [x], () => {
    const dX = gradient(x);
    x.backend.kernels.addScaled(out.grad!.pointer, dX.pointer, x.size, 1);
  });
  return out;
}

/** The sizes around an axis: before it, its own, behind it. */
function around(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

/**
 * Joins tensors along an axis; all other sizes are equal.
 * @throws ShapeError when they are not
 * @example step(() => concat([tensor([1, 2]), tensor([3])], 0).data) //=> [1, 2, 3]
 */
export function concat(parts: readonly Tensor[], axis = -1): Tensor {
  const first = parts[0];
  if (!first) throw new ShapeError({ where: "concat", expected: "at least one tensor", found: "none" });
  assertTogether("concat", ...parts);
  const at = dimension("concat", first.shape, axis);
  for (const part of parts) {
    if (part.shape.length !== first.shape.length || part.shape.some((size, i) => i !== at && size !== first.shape[i])) {
      throw new ShapeError({
        where: "concat",
        expected: `shapes like ${describeShape(first.shape)} but for axis ${at}`,
        found: describeShape(part.shape),
      });
    }
  }
  const length = parts.reduce((total, part) => total + part.shape[at]!, 0);
  const out = emptyTensor(first.shape.with(at, length), first.backend);
  const { outer, inner } = around(out.shape, at);
  const { kernels } = first.backend;
  const row = length * inner;
  const offsets = parts.map((_, i) => parts.slice(0, i).reduce((total, part) => total + part.shape[at]! * inner, 0));
  parts.forEach((part, i) => {
    const width = part.shape[at]! * inner;
    kernels.copyBlock({
      outer,
      inner: width,
      from: part.pointer,
      fromStride: width,
      to: out.pointer + offsets[i]!,
      toStride: row,
      accumulate: false,
    });
  });
  record([out], parts, () => {
    parts.forEach((part, i) => {
      if (!part.requiresGrad) return;
      const to = gradient(part).pointer;
      const width = part.shape[at]! * inner;
      kernels.copyBlock({
        outer,
        inner: width,
        from: out.grad!.pointer + offsets[i]!,
        fromStride: row,
        to,
        toStride: width,
        accumulate: true,
      });
    });
  });
  return out;
}

/**
 * The part of a tensor from `start` up to `end` (excluded) along an axis.
 * @throws ShapeError when the range is empty or outside
 * @example step(() => slice(tensor([1, 2, 3]), 0, 1, 3).data) //=> [2, 3]
 */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  assertTogether("slice", x);
  const at = dimension("slice", x.shape, axis);
  const { outer, length, inner } = around(x.shape, at);
  if (!(start >= 0 && start < end && end <= length)) {
    throw new ShapeError({
      where: "slice",
      expected: `0 <= start < end <= ${length}`,
      found: `start ${start}, end ${end}`,
    });
  }
  const { kernels } = x.backend;
  const width = (end - start) * inner;
  const row = length * inner;
  const out = emptyTensor(x.shape.with(at, end - start), x.backend);
  kernels.copyBlock({
    outer,
    inner: width,
    from: x.pointer + start * inner,
    fromStride: row,
    to: out.pointer,
    toStride: width,
    accumulate: false,
  });
  record([out], [x], () => {
    const to = gradient(x).pointer + start * inner;
    kernels.copyBlock({
      outer,
      inner: width,
      from: out.grad!.pointer,
      fromStride: width,
      to,
      toStride: row,
      accumulate: true,
    });
  });
  return out;
}
