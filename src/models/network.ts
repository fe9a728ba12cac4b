/** The base of forecasting networks. */
import { concat, reshape, slice, type Tensor } from "../autograd/index.ts";
import { Embedding, Module, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import type { Random } from "../random.ts";
import type { TargetUnits } from "../transforms/index.ts";
import type { Batch } from "../windows/index.ts";
import type { CategoryTask } from "./categories.ts";
import { LearnedScale } from "./learnedScale.ts";
import type { OutputSettings } from "./outputs/outputs.ts";

/** What a network gives of a batch. */
export interface NetworkResult {
  /** (B,H,C,Q): the numbers of the task's output, as differences from the batch's anchors */
  readonly numbers: Tensor;
  /** (B,H,L): which rows of the context each step attended to */
  readonly attention?: Tensor | undefined;
}

/** What every forecasting network can do with words among the static covariates. */
abstract class EmbeddingNetwork extends Module {
  #embeddings: readonly (readonly [number, Embedding])[] = [];
  /** Adds a table of vectors for each static covariate that is a word; a word that training never saw has the vector 0. */
  addCategories(categories: readonly CategoryTask[], context: ModuleContext): void {
    this.#embeddings = categories.map(({ column, classes, size }) => {
      const options = { numEmbeddings: classes, embeddingDim: size, paddingIdx: 0 };
      return [column, this.child(`categories.${column}`, new Embedding(options, context))];
    });
  }

  /** The batch with vectors in the place of classes: static covariates (B,columns) become (B,S). */
  embed(batch: Batch): Batch {
    const { size, staticCovariates: given } = batch;
    if (!given || this.#embeddings.length === 0) return batch;
    const tables = new Map(this.#embeddings);
    const parts = Array.from({ length: given.shape[1]! }, (_, column) => {
      const one = slice(given, 1, column, column + 1); // (B,1)
      return tables.get(column)?.forward(reshape(one, [size])) ?? one;
    });
    return { ...batch, staticCovariates: concat(parts) };
  }
}

/** A module that maps a batch of windows to the numbers of its task's output. */
export abstract class Network extends EmbeddingNetwork {
  #learnedScale: LearnedScale | undefined;

  /** Shapes: the batch's in, see `NetworkResult` out. Whoever asks from outside asks `answer`. */
  abstract forward(batch: Batch, context: ForwardContext): NetworkResult;

  /** What `forward` gives, on the scale of the batch's targets where the network itself sees a learned one. */
  answer(batch: Batch, context: ForwardContext): NetworkResult {
    const learned = this.#learnedScale;
    if (!learned) return this.forward(batch, context);
    const { numbers, attention } = this.forward(learned.seen(batch), context);
    return { numbers: learned.restored(numbers), attention };
  }

  /** Adds a scale and a shift of each channel that are learned, as in RevIN: the network sees and answers on that scale. */
  addLearnedScale(channels: number, output: OutputSettings, context: ModuleContext): void {
    this.#learnedScale = this.child("normalization", new LearnedScale(channels, output, context));
  }
}

/** What sample paths are drawn with. */
export interface PathRequest {
  /** The units of each window's series (B). */
  readonly units: readonly TargetUnits[];
  /** A stream of chance for each window (B), so that its company does not matter. */
  readonly randoms: readonly Random[];
}

/** A module whose forecasts are sample paths, each step drawn given those before it. */
export abstract class PathNetwork extends EmbeddingNetwork {
  /** The mean loss of a batch with targets, a scalar; `units` are those of its windows. */
  abstract loss(batch: Batch, units: readonly TargetUnits[], context: ForwardContext): Tensor;

  /**
   * Draws K paths of each window (B,K,H,C): on the transform's scale or, of counts, in the data's own units. It runs steps of its
   * own, and takes the batch in one of them.
   */
  abstract paths(batchOf: () => Batch, request: PathRequest): Float64Array;
}
