/** Bringing numbers into a step. */
import { ShapeError } from "../../errors.ts";
import { defaultBackend, type Backend } from "../../kernels/index.ts";
import { emptyTensor, ownValues } from "../step.ts";
import { sizeOf, type Shape, type Tensor } from "../tensor.ts";

/**
 * Copies numbers into a tensor of the running step.
 * Shape: that of a vector unless given; values are row-major.
 * @throws ShapeError when the count of values does not fit; TensorError outside a step
 * @example step(() => tensor([1, 2, 3, 4], [2, 2]).shape) //=> [2, 2]
 */
export function tensor(
  values: ArrayLike<number>,
  shape: Shape = [values.length],
  backend: Backend = defaultBackend(),
): Tensor {
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError({
      where: "tensor",
      expected: `${sizeOf(shape)} values for shape (${shape.join(",")})`,
      found: `${values.length}`,
    });
  }
  const source = ownValues(values, backend.arena);
  const made = emptyTensor(shape, backend);
  backend.arena.values.set(source, made.pointer);
  return made;
}
