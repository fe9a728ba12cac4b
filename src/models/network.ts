/** The base of forecasting networks. */
import type { Tensor } from "../autograd/index.ts";
import { Module, type ForwardContext } from "../nn/index.ts";
import type { Batch } from "../windows/index.ts";

/** What a network gives of a batch. */
export interface NetworkResult {
  /** (B,H,C,Q): the numbers of the task's output, as differences from the batch's anchors */
  readonly numbers: Tensor;
  /** (B,H,L): which rows of the context each step attended to */
  readonly attention?: Tensor | undefined;
}

/** A module that maps a batch of windows to the numbers of its task's output. */
export abstract class Network extends Module {
  /** Shapes: the batch's in, see `NetworkResult` out. */
  abstract forward(batch: Batch, context: ForwardContext): NetworkResult;
}
