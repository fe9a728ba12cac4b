/** Gradients held against central differences, in float64. */
import { createBackend, type Backend } from "../kernels/index.ts";
import { persistentTensor, step } from "./step.ts";
import { backward } from "./tape.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** One operand of a function under test. */
export interface GradientInput {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** How far a gradient is from central differences. */
export interface GradientReport {
  /** Largest |analytic - numeric| / max(1, |analytic|, |numeric|); infinite where one is NaN. */
  readonly maxError: number;
  /** Where: operand and element. */
  readonly worst: {
    readonly input: number;
    readonly element: number;
    readonly analytic: number;
    readonly numeric: number;
  };
}

/**
 * Compares the gradients of a scalar function with central differences on a float64 backend of its own.
 * The function gets one tensor an input and must be deterministic; `backend` makes its constants.
 * @example checkGradient(([x]) => sum(square(x!)), [{ shape: [2], values: [1, 2] }]).maxError < 1e-8 //=> true
 */
export function checkGradient(
  f: (inputs: readonly Tensor[], backend: Backend) => Tensor,
  inputs: readonly GradientInput[],
  epsilon = 1e-5,
): GradientReport {
  const backend = createBackend("float64");
  const tensors = inputs.map(({ shape, values }) => persistentTensor(shape, values, true, backend));
  const value = (): number => step(() => f(tensors, backend).item(), { backend, record: false });
  const analytic = step(
    () => {
      backward(f(tensors, backend));
      return tensors.map((tensor) =>
        Float64Array.from(tensor.grad?.alive ? tensor.grad.data : new Float64Array(tensor.size)),
      );
    },
    { backend },
  );
  let report: GradientReport = { maxError: 0, worst: { input: 0, element: 0, analytic: 0, numeric: 0 } };
  tensors.forEach((tensor, input) => {
    for (let element = 0; element < tensor.size; element++) {
      const numeric = centralDifference(tensor, element, epsilon, value);
      const exact = analytic[input]![element]!;
      const error = Math.abs(exact - numeric) / Math.max(1, Math.abs(exact), Math.abs(numeric));
      const maxError = Number.isNaN(error) ? Infinity : error;
      if (maxError > report.maxError) report = { maxError, worst: { input, element, analytic: exact, numeric } };
    }
  });
  return report;
}

function centralDifference(tensor: Tensor, element: number, epsilon: number, value: () => number): number {
  const kept = tensor.data[element]!;
  tensor.data[element] = kept + epsilon;
  const above = value();
  tensor.data[element] = kept - epsilon;
  const below = value();
  tensor.data[element] = kept;
  return (above - below) / (2 * epsilon);
}
