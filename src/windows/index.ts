export {
  anchorWindows,
  lookBack,
  type Anchor,
  type Anchored,
  type AnchorReference,
  type AnchorSizes,
} from "./anchor.ts";
export { makeBatch, staticValues, type Batch, type BatchSizes } from "./batch.ts";
export { chooseAnchor, seasonCandidates, typicalRows, type AnchorTask } from "./chooseAnchor.ts";
export {
  listWindows,
  splitWindows,
  windowSets,
  type SplitWindows,
  type Window,
  type WindowRange,
  type WindowSet,
} from "./window.ts";
