/** Invertible transforms, each fitted on training rows only. */
export { boxCox, boxCoxLambda, type BoxCoxOptions } from "./boxCox.ts";
export { chain } from "./chain.ts";
export { clipOutliers, type ClipOutliersOptions } from "./clipOutliers.ts";
export type { RoleOptions } from "./columnwise.ts";
export {
  difference,
  type DifferenceOptions,
  seasonalDifference,
  type SeasonalDifferenceOptions,
} from "./difference.ts";
export { impute, type ImputeMethod, type ImputeOptions } from "./impute.ts";
export { log1pTransform, logitTransform, type LogitOptions, logTransform } from "./logTransforms.ts";
export { assertInRange, describeTargetRange, type TargetRange } from "./link.ts";
export { standardizeLinked } from "./linkedScaling.ts";
export {
  joinedStates,
  restoreScaling,
  scaledAfter,
  type TransformName,
  transformNames,
  transformOf,
} from "./namedTransforms.ts";
export { restoreTransform } from "./restoreTransform.ts";
export { maxAbsScale, meanScale, minMaxScale, type MinMaxOptions, robustScale } from "./scalers.ts";
export { restoreStandardize, standardize } from "./standardize.ts";
export type { FittedScaling, FittedTransform, Scaling, TargetUnits, Transform, TransformState } from "./transform.ts";
export { yeoJohnson, type YeoJohnsonOptions } from "./yeoJohnson.ts";
