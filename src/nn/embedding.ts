/** The embedding layer: a learned vector for each class. */
import { embedding, type Tensor } from "../autograd/index.ts";
import { OptionError } from "../errors.ts";
import { normal } from "./initializers.ts";
import { assertSizes, Module, type ModuleContext } from "./module.ts";

/** Options of `Embedding`. */
export interface EmbeddingOptions {
  /** Classes, with class 0, "unknown", among them. */
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  /** A class whose vector starts at 0 and is never trained; none unless given. */
  readonly paddingIdx?: number;
}

/**
 * A row of the table for each class index. Class 0 stands for "unknown": an index outside 0 … numEmbeddings-1, a fraction
 * or NaN gives its row. Shapes: indices (…), result (…,E). Rows start normal with variance 1, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, or `paddingIdx` is no class
 * @example new Embedding({ numEmbeddings: 7, embeddingDim: 3 }, { random: createRandom(1) }).parameterCount() //=> 21
 * @see Guo & Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737
 */
export class Embedding extends Module {
  /** (N,E) */
  readonly weight: Tensor;
  readonly paddingIdx: number | undefined;

  constructor({ numEmbeddings, embeddingDim, paddingIdx }: EmbeddingOptions, context: ModuleContext) {
    super(context);
    assertSizes("Embedding", { numEmbeddings, embeddingDim });
    if (paddingIdx !== undefined && !(Number.isInteger(paddingIdx) && paddingIdx >= 0 && paddingIdx < numEmbeddings)) {
      const expected = `a class from 0 to ${numEmbeddings - 1}`;
      throw new OptionError({ where: "Embedding paddingIdx", expected, found: `${paddingIdx}` });
    }
    this.paddingIdx = paddingIdx;
    this.weight = this.parameter("weight", [numEmbeddings, embeddingDim], normal);
    if (paddingIdx !== undefined) this.weight.data.fill(0, paddingIdx * embeddingDim, (paddingIdx + 1) * embeddingDim);
  }

  /** Shapes: indices (…), result (…,E). */
  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this.paddingIdx);
  }
}
