export { anchorWindows, lookBack, type Anchor, type Anchored, type AnchorSizes } from "./anchor.ts";
export { makeBatch, scaleAt, staticValues, type Batch, type BatchSizes } from "./batch.ts";
export { balanceSeries } from "./balanceSeries.ts";
export { seasonCandidates } from "../series/index.ts";
export { chooseAnchor, typicalRows, type AnchorTask } from "./chooseAnchor.ts";
export { measureWindow, type Normalization, type WindowStatistics } from "./normalization.ts";
export {
  rollingSplits,
  splitTimes,
  type RollingSplit,
  type RollingSplitsOptions,
  type RowRange,
  type SplitTimesOptions,
  type TimeSplit,
} from "./splitTimes.ts";
export { weighWindows } from "./weighWindows.ts";
export {
  listWindows,
  splitWindows,
  windowSets,
  windowsIn,
  type SplitWindows,
  type Window,
  type WindowRange,
  type WindowSet,
} from "./window.ts";
