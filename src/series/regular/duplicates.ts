/** Rows of the same time: refused, or made one by a rule that the caller names. */
import { DataError, OptionError } from "../../errors.ts";
import { label } from "../createSeries.ts";

/** What to do with rows of the same time: an `error`, take the `first` or the `last` row, or the `mean` or `sum` of each column. */
export type DuplicatePolicy = "error" | "first" | "last" | "mean" | "sum";

const policies: readonly DuplicatePolicy[] = ["error", "first", "last", "mean", "sum"];

/** Rows over time: sorted times (rows), row-major values (rows, width). */
export interface Rows {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * Makes one row of the rows of each time; times ascend. Means and sums leave out missing values, and are missing where all are.
 * @returns the rows, and how many were merged into an earlier one.
 * @throws DataError for a repeated time where the policy is "error"; OptionError for an unknown policy.
 * @example mergeDuplicates({ times: Float64Array.of(0, 0), values: Float64Array.of(1, 3) }, "mean", "UTC", "demo").values //=> Float64Array [2]
 */
export function mergeDuplicates(
  { times, values }: Rows,
  policy: DuplicatePolicy,
  timezone: string,
  where: string,
): Rows & { readonly merged: number } {
  if (!policies.includes(policy)) throw unknownPolicy(policy, where);
  const width = times.length === 0 ? 0 : values.length / times.length;
  const starts: number[] = [];
  for (let t = 0; t < times.length; t++) if (t === 0 || times[t] !== times[t - 1]) starts.push(t);
  const merged = times.length - starts.length;
  if (merged === 0) return { times, values, merged };
  if (policy === "error") throw repeated(times, merged, timezone, where);
  const kept = new Float64Array(starts.length * width);
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? times.length;
    for (let c = 0; c < width; c++) kept[i * width + c] = mergedValue(values, width, c, start, end, policy);
  });
  return { times: Float64Array.from(starts, (start) => times[start]!), values: kept, merged };
}

function mergedValue(
  values: Float64Array,
  width: number,
  column: number,
  start: number,
  end: number,
  policy: DuplicatePolicy,
): number {
  if (policy === "first") return values[start * width + column]!;
  if (policy === "last") return values[(end - 1) * width + column]!;
  let [sum, count] = [0, 0];
  for (let t = start; t < end; t++) {
    const value = values[t * width + column]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? NaN : policy === "sum" ? sum : sum / count;
}

function repeated(times: Float64Array, merged: number, timezone: string, where: string): DataError {
  const row = times.findIndex((time, t) => t > 0 && time === times[t - 1]);
  return new DataError({
    where,
    expected: "every time once",
    found: `${label(times[row]!, timezone)} twice or more${merged > 1 ? `, the first of ${merged} repeated rows` : ""}`,
    remedy: `remove the repeated rows, or pass duplicates: ${policies
      .slice(1)
      .map((one) => `"${one}"`)
      .join(", ")}`,
  });
}

function unknownPolicy(policy: string, where: string): OptionError {
  return new OptionError({
    where: `${where} duplicates`,
    expected: `one of ${policies.join(", ")}`,
    found: `"${policy}"`,
    remedy: `pass for example duplicates: "mean"`,
  });
}
