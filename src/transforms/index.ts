export { assertInRange, describeTargetRange, type TargetRange } from "./link.ts";
export { restoreStandardize, standardize } from "./standardize.ts";
export type { FittedTransform, TargetUnits, Transform, TransformState } from "./transform.ts";
