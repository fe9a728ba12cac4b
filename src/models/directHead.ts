/** The affine head of direct forecasters. B batch, L context, H horizon, C channels, F future, S static covariates, Q numbers of the output. */
import { concat, reshape, slice, type Tensor } from "../autograd/index.ts";
import { Linear, type ModuleContext } from "../nn/index.ts";
import type { Batch } from "../windows/index.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Turns a summary of the context, the known future and the static covariates into all steps at once. */
export class DirectHead extends Linear {
  readonly #task: ForecastTask;

  constructor(task: ForecastTask, width: number, context: ModuleContext) {
    const { horizon, channels, futureCovariates, staticCovariates } = task;
    const { size, start } = outputOf(task);
    const inFeatures = width + horizon * futureCovariates + staticCovariates;
    super({ inFeatures, outFeatures: horizon * channels * size }, context);
    this.#task = task;
    startAtAnchor(this, start);
  }

  /** Shapes: summary (B,width), result (B,H,C,Q). */
  answer(summary: Tensor, { size, futureCovariates: known, staticCovariates }: Batch): Tensor {
    const { contextLength, horizon, channels, futureCovariates } = this.#task;
    const ahead = known && slice(known, 1, contextLength, contextLength + horizon); // (B,H,F)
    const flat = ahead && reshape(ahead, [size, horizon * futureCovariates]);
    const features = [summary, flat, staticCovariates].filter((part) => part !== undefined);
    return reshape(this.forward(concat(features)), [size, horizon, channels, outputOf(this.#task).size]);
  }
}

/** Makes an untrained network give the output's first numbers: its forecast is the anchor. */
export function startAtAnchor({ weight, bias }: Pick<Linear, "weight" | "bias">, start: readonly number[]): void {
  weight.data.fill(0);
  bias!.data.forEach((_, i, values) => (values[i] = start[i % start.length]!));
}
