/**
 * The network of the linear forecasters: one affine map from a channel's context and all covariates to all its steps, shared by
 * the channels or one for each. B batch, L context, C channels, R = B C rows, K features, H horizon, Q numbers of the output.
 */
import { add, bmm, concat, permute, reshape, type Tensor } from "../autograd/index.ts";
import { Linear, type ModuleContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";
import type { Batch } from "../windows/index.ts";
import { channelRows, fromRows, rowCovariates, rowCovariatesSize } from "./channelRows.ts";
import { startAtAnchor } from "./directHead.ts";
import { Network, type NetworkResult } from "./network.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Options of a linear forecaster. */
export interface LinearNetworkOptions {
  /** Whether channels share their weights. */
  readonly weights: "shared" | "individual";
}

/** The table of its options. */
export const linearNetworkOptions: OptionSpecs<LinearNetworkOptions> = {
  weights: {
    default: "shared",
    description: "whether all channels share their weights, or each has its own",
    choices: ["shared", "individual"],
  },
};

/** Parts that a channel's context is split into before the map. */
export interface Split {
  /** How many parts. */
  readonly parts: number;
  /** x (R,L) and its mask (R,L) to (R,parts L) */
  readonly split: (x: Tensor, observed: Tensor) => Tensor;
}

/** Split and map. */
export class LinearNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #split: Split;
  readonly #shared: Linear | undefined;
  readonly #individual: { readonly weight: Tensor; readonly bias: Tensor } | undefined;

  constructor(task: ForecastTask, { weights }: LinearNetworkOptions, split: Split, context: ModuleContext) {
    super(context);
    this.#task = task;
    this.#split = split;
    const { size, start } = outputOf(task);
    const views = task.anchor.seasonLength > 0 ? 2 : 1;
    const inFeatures = views * split.parts * task.contextLength + rowCovariatesSize(task);
    const outFeatures = task.horizon * size;
    const shared = weights === "shared";
    this.#shared = shared ? this.child("map", new Linear({ inFeatures, outFeatures }, context)) : undefined;
    this.#individual = shared ? undefined : this.#maps(task.channels, inFeatures, outFeatures);
    startAtAnchor(this.#shared ?? this.#individual!, start);
  }

  #maps(channels: number, inFeatures: number, outFeatures: number): { weight: Tensor; bias: Tensor } {
    const weight = this.parameter("maps.weight", [channels, inFeatures, outFeatures], 0);
    return { weight, bias: this.parameter("maps.bias", [channels, 1, outFeatures], 0) };
  }

  override forward(batch: Batch): NetworkResult {
    const { pastTarget, pastLevel, pastObserved } = batch;
    const observed = channelRows(pastObserved);
    const views = [pastTarget, pastLevel].filter((view) => view !== undefined);
    const parts = views.map((view) => this.#split.split(channelRows(view), observed));
    const features = concat([...parts, ...rowCovariates(batch, this.#task)]); // (R,K)
    const numbers = this.#shared?.forward(features) ?? this.#mapEach(features, batch.size); // (R,HQ)
    return { numbers: fromRows(numbers, this.#task) };
  }

  #mapEach(features: Tensor, size: number): Tensor {
    const { weight, bias } = this.#individual!;
    const [channels, inFeatures] = weight.shape as [number, number];
    const byChannel = permute(reshape(features, [size, channels, inFeatures]), [1, 0, 2]); // (C,B,K)
    return permute(add(bmm(byChannel, weight), bias), [1, 0, 2]); // (B,C,HQ)
  }
}
