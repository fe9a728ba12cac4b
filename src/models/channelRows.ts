/**
 * Networks that read each channel by itself, with the same weights for all: a row is one channel of one window.
 * B batch, L context, H horizon, C channels, P past, F future covariates, Q numbers of the output, R = B C rows.
 */
import { add, concat, permute, reshape, slice, tensor, type Tensor } from "../autograd/index.ts";
import type { Batch } from "../windows/index.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** x (B,T,C) as rows (R,T). */
export function channelRows(x: Tensor): Tensor {
  const [size, time, channels] = x.shape as [number, number, number];
  return reshape(channels === 1 ? x : permute(x, [0, 2, 1]), [size * channels, time]);
}

/** x (B,…), the same for each channel, as rows (R,…). */
export function forEachChannel(x: Tensor, channels: number): Tensor {
  if (channels === 1) return x;
  const [size, ...inner] = x.shape as [number, ...number[]];
  return reshape(repeated(reshape(x, [size, 1, ...inner]), [size, channels, ...inner]), [size * channels, ...inner]);
}

/** x broadcast to a shape. */
export function repeated(x: Tensor, shape: readonly number[]): Tensor {
  return add(zeros(shape), x);
}

/** Zeros of the running step. */
export function zeros(shape: readonly number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((size, length) => size * length, 1)), shape);
}

/** What is known of each step of the context (R,L,…): target, mask, level with a season, covariates. */
export function rowSteps(batch: Batch, { contextLength, channels }: ForecastTask): Tensor {
  const { pastTarget, pastObserved, pastLevel, pastCovariates, futureCovariates } = batch;
  const own = [pastTarget, pastObserved, pastLevel].filter((part) => part !== undefined);
  const seen = futureCovariates && slice(futureCovariates, 1, 0, contextLength);
  const shared = [pastCovariates, seen].filter((part) => part !== undefined);
  return concat([
    ...own.map((part) => reshape(channelRows(part), [part.shape[0]! * channels, contextLength, 1])),
    ...shared.map((part) => forEachChannel(part, channels)),
  ]);
}

/** Numbers a step of `rowSteps`. */
export function rowStepSize({ anchor, pastCovariates, futureCovariates }: ForecastTask): number {
  return (anchor.seasonLength > 0 ? 3 : 2) + pastCovariates + futureCovariates;
}

/** All covariates of a window in one line (R,LP+(L+H)F+S), or none. */
export function rowCovariates({ size, ...batch }: Batch, { channels }: ForecastTask): Tensor[] {
  const { pastCovariates, futureCovariates, staticCovariates } = batch;
  const parts = [pastCovariates, futureCovariates, staticCovariates].filter((part) => part !== undefined);
  return parts.map((part) => forEachChannel(reshape(part, [size, part.size / size]), channels));
}

/** Numbers in the line of `rowCovariates`. */
export function rowCovariatesSize(task: ForecastTask): number {
  const { contextLength, horizon, pastCovariates, futureCovariates, staticCovariates } = task;
  return contextLength * pastCovariates + (contextLength + horizon) * futureCovariates + staticCovariates;
}

/** Rows of answers (R,HQ) as a network gives them (B,H,C,Q). */
export function fromRows(numbers: Tensor, task: ForecastTask): Tensor {
  const { channels, horizon } = task;
  const { size } = outputOf(task);
  const shape = [numbers.size / (channels * horizon * size), channels, horizon, size];
  if (channels === 1) return reshape(numbers, [shape[0]!, horizon, 1, size]);
  return permute(reshape(numbers, shape), [0, 2, 1, 3]);
}
