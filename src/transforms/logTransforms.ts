/** Logarithms: values on a scale where products become sums. All keep the order of values, so quantiles stay quantiles. */
import { DataError, OptionError } from "../errors.ts";
import { exp, expm1, log, log1p, sigmoid } from "../elementary.ts";
import { type ColumnPlace, type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import type { Transform } from "./transform.ts";

/** Refuses a column with a value outside the range of a transform. */
export function checkValues(
  values: Float64Array,
  { where, column }: ColumnPlace,
  allowed: (value: number) => boolean,
  expected: string,
  remedy: string,
): void {
  const row = values.findIndex((value) => !Number.isNaN(value) && !allowed(value));
  if (row < 0) return;
  throw new DataError({ where: `${where} row ${row}`, column, expected, found: String(values[row]), remedy });
}

/** A transform of each value by itself. */
function pointwise(
  kind: string,
  given: RoleOptions,
  options: Readonly<Record<string, unknown>>,
  functions: {
    readonly forth: (value: number) => number;
    readonly back: (value: number) => number;
    readonly check: (values: Float64Array, place: ColumnPlace) => void;
  },
): ColumnTransform<null> {
  const { forth, back, check } = functions;
  return {
    kind,
    roles: rolesOf(given),
    options,
    measure: (values, place) => {
      check(values, place);
      return null;
    },
    apply: (values, _, place) => {
      check(values, place);
      return values.map(forth);
    },
    invert: (values) => values.map(back),
  };
}

/** The kind behind `logTransform`. */
export const logKind = (given: RoleOptions): ColumnTransform<null> =>
  pointwise(
    "log",
    given,
    {},
    {
      forth: log,
      back: exp,
      check: (values, place) =>
        checkValues(values, place, (value) => value > 0, "values above 0", "take log1pTransform or yeoJohnson"),
    },
  );

/**
 * The natural logarithm, for values above 0. Fitting and applying refuse others.
 * @throws DataError in `fit` and `apply`, naming the first value of 0 or less.
 * @example logTransform().fit([train]).apply(train).target.values
 */
export function logTransform(options: RoleOptions = {}): Transform {
  return columnwise(logKind(options));
}

/** The kind behind `log1pTransform`. */
export const log1pKind = (given: RoleOptions): ColumnTransform<null> =>
  pointwise(
    "log1p",
    given,
    {},
    {
      forth: log1p,
      back: expm1,
      check: (values, place) =>
        checkValues(values, place, (value) => value > -1, "values above -1", "take yeoJohnson, or a scaling"),
    },
  );

/**
 * log(1 + y), for counts and other values of at least 0; those above -1 are taken too.
 * @throws DataError in `fit` and `apply`, naming the first value of -1 or less.
 * @example log1pTransform().fit([train]).apply(train).target.values
 */
export function log1pTransform(options: RoleOptions = {}): Transform {
  return columnwise(log1pKind(options));
}

/** Options of `logitTransform`. */
export interface LogitOptions extends RoleOptions {
  /** Values lie above it. Default: 0. */
  readonly lower?: number;
  /** Values lie below it. Default: 1. */
  readonly upper?: number;
}

/** The kind behind `logitTransform`. */
export function logitKind(given: LogitOptions): ColumnTransform<null> {
  const { lower = 0, upper = 1 } = given;
  if (!(lower < upper && Number.isFinite(upper - lower))) {
    throw new OptionError({
      where: "logitTransform lower and upper",
      expected: "two ascending numbers",
      found: `${lower} and ${upper}`,
      remedy: "pass for example { lower: 0, upper: 100 }",
    });
  }
  const range = `values above ${lower} and below ${upper}`;
  return pointwise(
    "logit",
    given,
    { lower, upper },
    {
      forth: (value) => log((value - lower) / (upper - value)),
      back: (value) => lower + (upper - lower) * sigmoid(value),
      check: (values, place) =>
        checkValues(
          values,
          place,
          (value) => value > lower && value < upper,
          range,
          "pass bounds that no value reaches",
        ),
    },
  );
}

/**
 * The logit, for shares and other values between two bounds, which no forecast will then leave.
 * @throws OptionError for bounds that do not ascend; DataError in `fit` and `apply`, naming the first value outside them.
 * @example logitTransform({ lower: 0, upper: 100 }).fit([train]).apply(train).target.values
 */
export function logitTransform(options: LogitOptions = {}): Transform {
  return columnwise(logitKind(options));
}
