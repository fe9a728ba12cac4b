/**
 * The network of the recursive strategy: recurrent layers forecast the row behind the one that they read. Ahead they read the forecast
 * of the step before, in training the truth. B batch, L context, H horizon, C channels, P past, F future, S static covariates,
 * Q numbers of the output.
 */
import { concat, reshape, slice, tensor, type Tensor } from "../autograd/index.ts";
import type { ForwardContext, ModuleContext } from "../nn/index.ts";
import type { Batch } from "../windows/index.ts";
import { repeated, zeros } from "./channelRows.ts";
import { startAtAnchor } from "./directHead.ts";
import { Network, type NetworkResult } from "./network.ts";
import { encoderInputs, encoderLayers, type EncoderOptions } from "./recurrentNetwork.ts";
import { SteppedLayers, type RecurrentClass } from "./steppedLayers.ts";
import { inputSize, outputOf, type ForecastTask } from "./task.ts";

/** Layers that walk over the context and on over the horizon. */
export class RecursiveNetwork extends Network {
  readonly #task: ForecastTask;
  readonly #steps: SteppedLayers;
  /** Columns of their own for counts that are fed back: their logarithms have other units than the context. */
  readonly #apart: number;

  constructor(Cell: RecurrentClass, task: ForecastTask, options: EncoderOptions, context: ModuleContext) {
    super(context);
    this.#task = task;
    const { channels, staticCovariates } = task;
    const { size, start, counts } = outputOf(task);
    this.#apart = counts ? channels : 0;
    const width = inputSize(task) + 1 + this.#apart + staticCovariates;
    const layers = { ...encoderLayers(task, options), inputSize: width };
    this.#steps = this.child("steps", new SteppedLayers(Cell, layers, channels * size, context));
    startAtAnchor(this.#steps.head, start);
  }

  override forward(batch: Batch, context: ForwardContext): NetworkResult {
    const { channels, horizon } = this.#task;
    const answers = context.training ? this.#forced(batch, context) : this.#free(batch, context);
    return { numbers: reshape(answers, [batch.size, horizon, channels, outputOf(this.#task).size]) };
  }

  /** All steps in one run, each told the truth before it (B,H,CQ). */
  #forced(batch: Batch, context: ForwardContext): Tensor {
    const { contextLength, horizon } = this.#task;
    const seen = this.#seen(batch);
    if (horizon === 1) return this.#steps.forward(seen, context, { mask: batch.pastMask }, contextLength - 1).answers;
    const [truth, observed] = [batch.futureTarget!, batch.futureObserved!].map((x) => slice(x, 1, 0, horizon - 1));
    const x = concat([seen, this.#ahead(batch, truth!, observed!, 1)], 1); // (B,L+H-1,I)
    const stands = batch.pastMask && concat([batch.pastMask, ones([batch.size, horizon - 1])]);
    return this.#steps.forward(x, context, { mask: stands }, contextLength - 1).answers;
  }

  /** One step after another, each told the middle of the one before it (B,H,CQ). */
  #free(batch: Batch, context: ForwardContext): Tensor {
    const { contextLength, horizon, channels } = this.#task;
    let run = this.#steps.forward(this.#seen(batch), context, { mask: batch.pastMask }, contextLength - 1);
    const answers = [run.answers]; // (B,1,CQ)
    const observed = ones([batch.size, 1, channels]);
    for (let h = 1; h < horizon; h++) {
      const x = this.#ahead(batch, this.#middle(run.answers), observed, h);
      run = this.#steps.forward(x, context, { initial: run.state });
      answers.push(run.answers);
    }
    return answers.length === 1 ? run.answers : concat(answers, 1);
  }

  /** The middles (B,1,C) of an answer (B,1,CQ). */
  #middle(answer: Tensor): Tensor {
    const { size, centre } = outputOf(this.#task);
    const [batch, , width] = answer.shape as [number, number, number];
    const each = reshape(answer, [batch, width / size, size]);
    return reshape(slice(each, 2, centre, centre + 1), [batch, 1, width / size]);
  }

  /** What is read of the context (B,L,I). Future covariates are those of the next row. */
  #seen(batch: Batch): Tensor {
    const { contextLength } = this.#task;
    const { futureCovariates, ...rest } = batch;
    const parts = [encoderInputs(rest, this.#task)];
    if (futureCovariates) parts.push(slice(futureCovariates, 1, 1, contextLength + 1));
    return this.#row(batch, [...parts, zeros([batch.size, contextLength, 1 + this.#apart])]);
  }

  /** What is read of steps ahead (B,T,I), from step h on: values (B,T,C) and whether they are known. Level and past covariates are not. */
  #ahead(batch: Batch, values: Tensor, observed: Tensor, h: number): Tensor {
    const { contextLength, anchor, channels, pastCovariates } = this.#task;
    const [size, steps] = values.shape as [number, number];
    const unknown = (anchor.seasonLength > 0 ? channels : 0) + pastCovariates;
    const from = contextLength + h;
    const parts = [this.#apart > 0 ? zeros(values.shape) : values, observed];
    if (unknown > 0) parts.push(zeros([size, steps, unknown]));
    if (batch.futureCovariates) parts.push(slice(batch.futureCovariates, 1, from, from + steps));
    parts.push(ones([size, steps, 1]));
    if (this.#apart > 0) parts.push(values);
    return this.#row(batch, parts);
  }

  /** The parts of rows, and static covariates beside them. */
  #row({ staticCovariates }: Batch, parts: readonly Tensor[]): Tensor {
    if (!staticCovariates) return concat(parts);
    const [size, steps] = parts[0]!.shape as [number, number];
    const count = staticCovariates.shape[1]!;
    return concat([...parts, repeated(reshape(staticCovariates, [size, 1, count]), [size, steps, count])]);
  }
}

function ones(shape: readonly number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((size, length) => size * length, 1)).fill(1), shape);
}
