/** Rows of a table chosen by class indices. */
import { ShapeError, TensorError } from "../../errors.ts";
import { assertTogether, describeShape } from "../shapes.ts";
import { emptyTensor } from "../step.ts";
import { gradient, record } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The table's row of each index. Row 0 is the class "unknown": whatever is no whole number from 0 to N-1 (a class that
 * training never saw, NaN) chooses it. The gradient is added to the chosen rows, except to `paddingIndex`.
 * Shapes: indices (…) of numbers, table (N,E), result (…,E).
 * @throws ShapeError unless the table has two dimensions and a row; TensorError when the indices need a gradient
 * @example step(() => embedding(tensor([1, 7]), tensor([0, 0, 5, 6], [2, 2])).data) //=> [5, 6, 0, 0]
 * @see Bengio et al. 2003, "A neural probabilistic language model", JMLR 3
 */
export function embedding(indices: Tensor, table: Tensor, paddingIndex = -1): Tensor {
  assertTogether("embedding", indices, table);
  const [rows, width] = table.shape;
  if (table.shape.length !== 2 || !rows) {
    const found = describeShape(table.shape);
    throw new ShapeError({ where: "embedding", expected: "a table (N,E) with N >= 1", found });
  }
  if (indices.requiresGrad) {
    throw new TensorError({
      where: "embedding",
      expected: "indices that need no gradient",
      found: "indices that need one",
      remedy: "pass class indices as a tensor of the step; the table is what is learned",
    });
  }
  const { kernels } = table.backend;
  const out = emptyTensor([...indices.shape, width!], table.backend);
  const choice = { count: indices.size, width: width!, indices: indices.pointer, rows };
  kernels.gather({ table: table.pointer, ...choice }, out.pointer);
  record([out], [table], () =>
    kernels.scatter({ table: gradient(table).pointer, ...choice }, out.grad!.pointer, paddingIndex),
  );
  return out;
}
