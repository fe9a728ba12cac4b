/** Imputers: missing values in, numbers out, for models that cannot mask. Levels are learned from training rows. */
import { OptionError } from "../errors.ts";
import { fillValues, type Frequency, seasonCandidates } from "../series/index.ts";
import { type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import { medianOf } from "../quantiles.ts";
import type { Transform } from "./transform.ts";

/** What a missing value becomes. Only `linear` looks ahead, to the end of the gap. */
export type ImputeMethod = "mean" | "median" | "zero" | "forwardFill" | "linear" | "seasonal";

/** Options of `impute`. All roles unless given. */
export interface ImputeOptions extends RoleOptions {
  readonly method: ImputeMethod;
  /** Rows in a season, for `seasonal`; the frequency's longest usual one unless given. */
  readonly seasonLength?: number;
}

const methods: readonly ImputeMethod[] = ["mean", "median", "zero", "forwardFill", "linear", "seasonal"];

/** The level that stands where a fill has nothing to go by; a column without any observed value has 0. */
interface Level {
  readonly level: number;
  readonly seasonLength: number;
}

/** The kind behind `impute`. */
export function imputeKind(given: ImputeOptions): ColumnTransform<Level> {
  const { method, seasonLength } = given;
  if (!methods.includes(method)) throw unknownMethod(method);
  return {
    kind: "impute",
    roles: rolesOf(given, ["target", "pastCovariates", "futureCovariates"]),
    options: { method, ...(seasonLength === undefined ? {} : { seasonLength }) },
    measure: (values, { frequency, where }) => ({
      level: levelOf(values, method),
      seasonLength: method === "seasonal" ? seasonOf(seasonLength, frequency, where) : 1,
    }),
    apply: (values, { level, seasonLength }) => {
      const fills = method === "forwardFill" || method === "linear" || method === "seasonal";
      const filled = fills ? fillValues(values, method, { seasonLength }) : values;
      return filled.map((value) => (Number.isNaN(value) ? level : value));
    },
    invert: (values) => values,
  };
}

function levelOf(values: Float64Array, method: ImputeMethod): number {
  const observed = values.filter((value) => !Number.isNaN(value));
  if (method === "zero" || observed.length === 0) return 0;
  if (method === "mean") return observed.reduce((sum, value) => sum + value, 0) / observed.length;
  return medianOf(observed.sort());
}

function seasonOf(given: number | undefined, frequency: Frequency, where: string): number {
  const season = given ?? seasonCandidates(frequency).at(-1);
  if (season !== undefined && Number.isInteger(season) && season >= 1) return season;
  throw new OptionError({
    where: `${where} seasonLength`,
    expected: "a whole number of rows of at least 1",
    found: given === undefined ? "nothing, and the frequency has no usual season" : String(given),
    remedy: "pass for example { seasonLength: 24 }",
  });
}

function unknownMethod(method: string): OptionError {
  return new OptionError({
    where: "impute method",
    expected: `one of ${methods.join(", ")}`,
    found: `"${method}"`,
    remedy: `pass for example { method: "median" }`,
  });
}

/**
 * Replaces missing values: by the mean or median of the training rows, by 0, or by one of the policies for gaps, where the median
 * stands in for what these cannot fill. The networks need no imputer, since they mask.
 * @throws OptionError for an unknown method, or a season that is not known.
 * @example impute({ method: "median" }).fit([train]).apply(train).target.values
 */
export function impute(options: ImputeOptions): Transform {
  return columnwise(imputeKind(options));
}
