/** The Yeo-Johnson transform: a power for values of any sign, with its exponent learned from the training rows. */
import { expm1, log, log1p } from "../elementary.ts";
import { boxCoxOfLog } from "./boxCoxLambda.ts";
import { type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import { goldenSection } from "./goldenSection.ts";
import type { Transform } from "./transform.ts";

/** Options of `yeoJohnson`. */
export interface YeoJohnsonOptions extends RoleOptions {
  /** The exponent; that of the greatest normal likelihood unless given. 1 changes nothing. */
  readonly lambda?: number;
  /** Where the exponent is looked for. Default: 0 and 2, within which every number has a value to go back to. */
  readonly bounds?: readonly [number, number];
}

function yeoJohnsonOf(value: number, lambda: number): number {
  return value >= 0 ? boxCoxOfLog(log1p(value), lambda) : -boxCoxOfLog(log1p(-value), 2 - lambda);
}

function unpowerOf(z: number, lambda: number): number {
  if (lambda === 0) return expm1(z);
  const inner = lambda * z;
  return inner <= -1 ? Infinity : expm1(log1p(inner) / lambda); // beyond all values, for exponents below 0
}

function unYeoJohnson(z: number, lambda: number): number {
  if (Number.isNaN(z)) return NaN;
  return z >= 0 ? unpowerOf(z, lambda) : -unpowerOf(-z, 2 - lambda);
}

/** The exponent of the greatest normal likelihood; 1 where fewer than two values differ. */
function likelihoodOf(values: Float64Array, [lower, upper]: readonly [number, number]): number {
  const observed = values.filter((value) => !Number.isNaN(value));
  if (observed.every((value) => value === observed[0])) return 1;
  const jacobian = observed.reduce((sum, value) => sum + (value < 0 ? -log1p(-value) : log1p(value)), 0);
  const n = observed.length;
  return goldenSection(
    (lambda) => {
      const changed = observed.map((value) => yeoJohnsonOf(value, lambda));
      const mean = changed.reduce((sum, value) => sum + value, 0) / n;
      const variance = changed.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / n;
      return (n / 2) * log(variance) - (lambda - 1) * jacobian;
    },
    lower,
    upper,
  );
}

/** The kind behind `yeoJohnson`. */
export function yeoJohnsonKind(given: YeoJohnsonOptions): ColumnTransform<{ readonly lambda: number }> {
  const { lambda, bounds = [0, 2] } = given;
  return {
    kind: "yeoJohnson",
    roles: rolesOf(given),
    options: { ...(lambda === undefined ? {} : { lambda }), bounds },
    measure: (values) => ({ lambda: lambda ?? likelihoodOf(values, bounds) }),
    apply: (values, { lambda }) => values.map((value) => yeoJohnsonOf(value, lambda)),
    invert: (values, { lambda }) => values.map((value) => unYeoJohnson(value, lambda)),
  };
}

/**
 * The Yeo-Johnson transform, for values of any sign; each column has an exponent of its own.
 * @example yeoJohnson().fit([train]).apply(train).target.values
 * @see Yeo & Johnson 2000, Biometrika 87, 954-959
 */
export function yeoJohnson(options: YeoJohnsonOptions = {}): Transform {
  return columnwise(yeoJohnsonKind(options));
}
