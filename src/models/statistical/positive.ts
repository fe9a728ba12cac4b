/** The check of models that divide by what they see. */
import { DataError } from "../../errors.ts";

/** @throws DataError unless all observed values are above 0 */
export function assertPositive(model: string, y: Float64Array, instead: string): void {
  const bad = y.find((value) => value <= 0);
  if (bad === undefined) return;
  throw new DataError({
    where: `${model}.fit`,
    expected: "values above 0, since parts of the model multiply",
    found: `${bad}`,
    remedy: `use ${instead}, or shift the values`,
  });
}
