/** The base of forecasting networks. */
import type { Tensor } from "../autograd/index.ts";
import { Module, type ForwardContext } from "../nn/index.ts";
import type { Batch } from "../windows/index.ts";

/** A module that maps a batch of windows to quantiles of all steps, as differences from the batch's anchors. */
export abstract class Network extends Module {
  /** Shapes: the batch's in, (B,H,C,Q) out. */
  abstract forward(batch: Batch, context: ForwardContext): Tensor;
}
