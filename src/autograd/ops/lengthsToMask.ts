/** The mask of sequences that are padded at their ends. */
import { ShapeError } from "../../errors.ts";
import type { Backend } from "../../kernels/index.ts";
import type { Tensor } from "../tensor.ts";
import { tensor } from "./tensor.ts";

/**
 * Marks the first steps of each sequence as those that count, for the `mask` of recurrences.
 * Shapes: (B) lengths in steps, result (B,T) of 1 and, behind each length, 0.
 * @throws ShapeError unless every length is a whole number from 0 to T
 * @example step(() => lengthsToMask([1, 3], 3).data) //=> [1, 0, 0, 1, 1, 1]
 */
export function lengthsToMask(lengths: ArrayLike<number>, time: number, backend?: Backend): Tensor {
  const rows = Array.from(lengths, (length, b) => {
    if (!Number.isInteger(length) || length < 0 || length > time) {
      const expected = `a whole number from 0 to ${time}`;
      throw new ShapeError({ where: `lengthsToMask length ${b}`, expected, found: `${length}` });
    }
    return Array.from({ length: time }, (_, t) => Number(t < length));
  });
  return tensor(rows.flat(), [rows.length, time], backend);
}
