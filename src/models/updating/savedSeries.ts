/** Series in a model file: what is text as JSON, what are numbers as tensors of 64 bits, so that nothing of them is rounded. */
import { ModelFileError } from "../../errors.ts";
import type { NamedArray } from "../../safetensors.ts";
import { type Columns, formatFrequency, type TimeSeries, toFrequency } from "../../series/index.ts";
import { fieldsOf, isText, listOf, optional, recordOf, type Check } from "../savedFields.ts";

/** What JSON holds of a series. */
interface SeriesHead {
  readonly id: string;
  readonly frequency: string;
  readonly timezone: string;
  readonly target: readonly string[];
  readonly pastCovariates?: readonly string[];
  readonly futureCovariates?: readonly string[];
  readonly staticCovariates?: Readonly<Record<string, string | number>>;
}

type Tensors = Readonly<Record<string, NamedArray>>;

/** The form of the heads, checked when a file is read. */
export const isSeriesHeads: Check = listOf(
  fieldsOf({
    id: isText,
    frequency: isText,
    timezone: isText,
    target: listOf(isText),
    pastCovariates: optional(listOf(isText)),
    futureCovariates: optional(listOf(isText)),
    staticCovariates: optional(recordOf((value) => typeof value === "string" || Number.isFinite(value))),
  }),
);

/** Heads and tensors of some series; tensors are called by their place among them. */
export function encodeSeries(series: readonly TimeSeries[]): { heads: readonly SeriesHead[]; tensors: Tensors } {
  const tensors: Record<string, NamedArray> = {};
  const heads = series.map((one, i): SeriesHead => {
    const { id, frequency, timezone, timestamps, target, pastCovariates, futureCovariates, staticCovariates, weight } =
      one;
    tensors[`timestamps.${i}`] = { shape: [timestamps.length], data: timestamps };
    if (weight) tensors[`weight.${i}`] = { shape: [weight.length], data: weight };
    for (const [role, columns] of Object.entries({ target, pastCovariates, futureCovariates })) {
      if (columns) tensors[`${role}.${i}`] = tensorOf(columns);
    }
    return {
      id,
      frequency: formatFrequency(frequency),
      timezone,
      target: target.names,
      ...(pastCovariates && { pastCovariates: pastCovariates.names }),
      ...(futureCovariates && { futureCovariates: futureCovariates.names }),
      ...(staticCovariates && { staticCovariates }),
    };
  });
  return { heads, tensors };
}

function tensorOf({ names, values }: Columns): NamedArray {
  return { shape: [values.length / names.length, names.length], data: values };
}

/**
 * The series of heads and tensors.
 * @throws ModelFileError when a tensor is missing or its sizes do not fit
 */
export function decodeSeries(where: string, heads: readonly SeriesHead[], tensors: Tensors): TimeSeries[] {
  return heads.map((head, i) => {
    const { id, frequency, timezone, target, pastCovariates, futureCovariates, staticCovariates } = head;
    const timestamps = Float64Array.from(tensors[`timestamps.${i}`]?.data ?? []);
    const rows = timestamps.length;
    const columns = (role: string, names: readonly string[], beyond = false): Columns => {
      const tensor = tensors[`${role}.${i}`];
      const known = (tensor?.data.length ?? 0) / names.length;
      if (tensor && Number.isInteger(known) && (known === rows || (beyond && known > rows)))
        return { names, values: Float64Array.from(tensor.data) };
      throw unfit(where, `${role} of series "${id}": ${names.length} columns of ${rows} rows`, tensor);
    };
    const weight = tensors[`weight.${i}`];
    if (weight && !(weight.data.length === rows && weight.data.every((value) => value >= 0 && value < Infinity)))
      throw unfit(where, `weight of series "${id}": ${rows} finite values of at least 0`, weight);
    return {
      id,
      frequency: toFrequency(frequency),
      timezone,
      timestamps,
      target: columns("target", target),
      ...(pastCovariates && { pastCovariates: columns("pastCovariates", pastCovariates) }),
      ...(futureCovariates && { futureCovariates: columns("futureCovariates", futureCovariates, true) }),
      ...(staticCovariates && { staticCovariates }),
      ...(weight && { weight: Float64Array.from(weight.data) }),
    };
  });
}

function unfit(where: string, expected: string, tensor: NamedArray | undefined): ModelFileError {
  const found = tensor ? `shape (${tensor.shape.join()})` : "nothing";
  return new ModelFileError({ where, expected, found, remedy: "save the model again" });
}
