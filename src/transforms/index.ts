export { restoreStandardize, standardize } from "./standardize.ts";
export type { FittedTransform, Transform, TransformState } from "./transform.ts";
