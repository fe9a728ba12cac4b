/** The Box-Cox transform: a power that evens out the spread, with its exponent learned from the training rows. */
import { OptionError } from "../errors.ts";
import { exp, log, log1p } from "../elementary.ts";
import { type Frequency, seasonCandidates } from "../series/index.ts";
import { boxCoxOfLog, guerreroLambda, likelihoodLambda } from "./boxCoxLambda.ts";
import { type ColumnPlace, type ColumnTransform, columnwise, type RoleOptions, rolesOf } from "./columnwise.ts";
import { checkValues } from "./logTransforms.ts";
import type { Transform } from "./transform.ts";

/** Options of `boxCox`. */
export interface BoxCoxOptions extends RoleOptions {
  /** The exponent; learned by `method` unless given. 0 is the logarithm, 1 leaves the shape as it is. */
  readonly lambda?: number;
  /** Default: guerrero. */
  readonly method?: "guerrero" | "likelihood";
  /** Rows in a season; the frequency's shortest usual one unless given. */
  readonly seasonLength?: number;
  /** Where the exponent is looked for. Default: -1 and 2. */
  readonly bounds?: readonly [number, number];
}

/** The season that an exponent is learned with, 1 for none. */
function seasonOf({ seasonLength }: BoxCoxOptions, frequency: Frequency): number {
  return seasonLength ?? seasonCandidates(frequency)[0] ?? 1;
}

/**
 * The exponent of a Box-Cox transform; 1 where the values tell nothing, being too few or constant.
 * @param values above 0, oldest first; missing ones are NaN.
 * @throws OptionError for a method that is not known.
 * @example boxCoxLambda([1, 2, 3, 4, 5, 6, 7, 8], { method: "likelihood", seasonLength: 4 })
 * @see Guerrero 1993, Journal of Forecasting 12, 37-48; Box & Cox 1964, Journal of the Royal Statistical Society B 26, 211-252
 */
export function boxCoxLambda(
  values: ArrayLike<number>,
  { method = "guerrero", seasonLength = 1, bounds = [-1, 2] }: Omit<BoxCoxOptions, "lambda" | "roles"> = {},
): number {
  if (method !== "guerrero" && method !== "likelihood") {
    throw new OptionError({
      where: "boxCox method",
      expected: "guerrero or likelihood",
      found: `"${String(method)}"`,
      remedy: "leave it out for guerrero",
    });
  }
  const learn = method === "guerrero" ? guerreroLambda : likelihoodLambda;
  const lambda = learn(values, seasonLength, ...bounds);
  return Number.isNaN(lambda) ? 1 : lambda;
}

/** The value of which a number is the Box-Cox transform; 0 or Infinity where the number lies beyond all of them. */
function unBoxCox(z: number, lambda: number): number {
  if (Number.isNaN(z)) return NaN;
  if (lambda === 0) return exp(z);
  const inner = lambda * z;
  if (inner <= -1) return lambda > 0 ? 0 : Infinity;
  return exp(log1p(inner) / lambda);
}

function checkPositive(values: Float64Array, place: ColumnPlace): void {
  checkValues(values, place, (value) => value > 0, "values above 0", "take yeoJohnson or log1pTransform");
}

/** The kind behind `boxCox`. */
export function boxCoxKind(given: BoxCoxOptions): ColumnTransform<{ readonly lambda: number }> {
  const { roles: _, ...options } = given;
  return {
    kind: "boxCox",
    roles: rolesOf(given),
    options,
    measure(values, place) {
      checkPositive(values, place);
      const seasonLength = seasonOf(given, place.frequency);
      return { lambda: given.lambda ?? boxCoxLambda(values, { ...options, seasonLength }) };
    },
    apply(values, { lambda }, place) {
      checkPositive(values, place);
      return values.map((value) => boxCoxOfLog(log(value), lambda));
    },
    invert: (values, { lambda }) => values.map((value) => unBoxCox(value, lambda)),
  };
}

/**
 * The Box-Cox transform, (y^lambda - 1) / lambda, for values above 0; each column has an exponent of its own. A forecast below all
 * values that the transform can give becomes 0, and for exponents below 0 one above all becomes Infinity.
 * @throws DataError in `fit` and `apply`, naming the first value of 0 or less; OptionError for a method that is not known.
 * @example boxCox({ method: "likelihood" }).fit([train]).apply(train).target.values
 * @see Box & Cox 1964, Journal of the Royal Statistical Society B 26, 211-252
 */
export function boxCox(options: BoxCoxOptions = {}): Transform {
  return columnwise(boxCoxKind(options));
}
