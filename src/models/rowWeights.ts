/** Weights of rows that leave nothing to learn. */
import { DataError } from "../errors.ts";

/** The error where windows would be there, but none has a target that weighs anything. */
export function weightless(where: string, horizon: number): DataError {
  return new DataError({
    where,
    expected: `a weight above 0 among the ${horizon} rows of some window's target`,
    found: "weights of 0, wherever the window lies",
    remedy: "give rows that can be learned from a weight above 0",
  });
}
