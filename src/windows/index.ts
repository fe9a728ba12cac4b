export {
  anchorWindows,
  lookBack,
  type Anchor,
  type Anchored,
  type AnchorReference,
  type AnchorSizes,
} from "./anchor.ts";
export { makeBatch, staticValues, type Batch, type BatchSizes } from "./batch.ts";
export { seasonCandidates } from "../series/index.ts";
export { chooseAnchor, typicalRows, type AnchorTask } from "./chooseAnchor.ts";
export {
  listWindows,
  splitWindows,
  windowSets,
  type SplitWindows,
  type Window,
  type WindowRange,
  type WindowSet,
} from "./window.ts";
