/** From the plain JSON of a fitted transform back to the transform. */
import { DataError } from "../errors.ts";
import { boxCoxKind } from "./boxCox.ts";
import { chainOf } from "./chain.ts";
import { clipOutliersKind } from "./clipOutliers.ts";
import { type ColumnTransform, restoreColumnwise } from "./columnwise.ts";
import { differenceKind } from "./difference.ts";
import { imputeKind, type ImputeOptions } from "./impute.ts";
import { log1pKind, logitKind, logKind } from "./logTransforms.ts";
import { maxAbsKind, meanKind, minMaxKind, robustKind } from "./scalers.ts";
import { restoreStandardize } from "./standardize.ts";
import type { FittedTransform, TransformState } from "./transform.ts";
import { yeoJohnsonKind } from "./yeoJohnson.ts";

type Restore = (state: TransformState) => FittedTransform;
const columnwise =
  <S>(kindOf: (options: object) => ColumnTransform<S>): Restore =>
  (state) =>
    restoreColumnwise(kindOf(state.options ?? {}), state);

/** How each kind is restored; made when asked for, so that nothing happens at import. */
const restorers = (): Readonly<Record<string, Restore>> => ({
  standardize: restoreStandardize,
  robustScale: columnwise(robustKind),
  minMaxScale: columnwise(minMaxKind),
  maxAbsScale: columnwise(maxAbsKind),
  meanScale: columnwise(meanKind),
  log: columnwise(logKind),
  log1p: columnwise(log1pKind),
  logit: columnwise(logitKind),
  boxCox: columnwise(boxCoxKind),
  yeoJohnson: columnwise(yeoJohnsonKind),
  difference: columnwise(differenceKind),
  clipOutliers: columnwise(clipOutliersKind),
  impute: columnwise((options) => imputeKind(options as ImputeOptions)),
});

/**
 * Restores any fitted transform of this library from its state; the result gives the same bytes.
 * @throws DataError for a kind that is not known.
 * @example restoreTransform(JSON.parse(JSON.stringify(fitted.state())))
 */
export function restoreTransform(state: TransformState): FittedTransform {
  if (state.kind === "chain") return chainOf((state.steps ?? []).map(restoreTransform));
  const kinds = restorers();
  const restore = Object.hasOwn(kinds, state.kind) ? kinds[state.kind] : undefined;
  if (restore) return restore(state);
  throw new DataError({
    where: "restoreTransform",
    expected: "the state of a transform of this library",
    found: `kind "${state.kind}"`,
    remedy: "restore transforms of your own with your own code",
  });
}
