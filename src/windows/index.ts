export {
  anchorWindows,
  lookBack,
  type Anchor,
  type Anchored,
  type AnchorReference,
  type AnchorSizes,
} from "./anchor.ts";
export { makeBatch, staticValues, type Batch, type BatchSizes } from "./batch.ts";
export { chooseAnchor, seasonCandidates, type AnchorTask } from "./chooseAnchor.ts";
export { splitWindows, type SplitWindows, type Window, type WindowRange } from "./window.ts";
