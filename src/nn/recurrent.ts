/** RNN, LSTM and GRU layers: stacked fused recurrences with dropout between layers. */
import { gru, lstm, rnn, type Tensor } from "../autograd/index.ts";
import type { RnnActivation } from "../kernels/index.ts";
import { Dropout } from "./dropout.ts";
import { assertSizes, Module, type ForwardContext, type ModuleContext } from "./module.ts";

/** Options that RNN, LSTM and GRU share. */
export interface RecurrentOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Stacked layers; 1 unless given. */
  readonly numLayers?: number;
  /** Whether to add biases; true unless given. */
  readonly bias?: boolean;
  /** Dropout between layers, a probability; 0 unless given. */
  readonly dropout?: number;
}

/** States of each layer (B,D). */
export interface RecurrentState {
  readonly h: readonly Tensor[];
  /** LSTM only. */
  readonly c?: readonly Tensor[];
}

/** What a recurrent layer returns. */
export interface RecurrentOutput {
  /** States of the last layer at each step (B,T,D). */
  readonly output: Tensor;
  /** States of each layer after the last step. */
  readonly state: RecurrentState;
}

interface Layer {
  readonly weightIH: Tensor;
  readonly weightHH: Tensor;
  readonly biasIH: Tensor | undefined;
  readonly biasHH: Tensor | undefined;
}

/** The stack that the three cells share; a cell is its number of gates and its operation. */
abstract class Recurrent extends Module {
  readonly hiddenSize: number;
  readonly #layers: Layer[];
  readonly #dropout: Dropout;

  constructor(where: string, gates: number, options: RecurrentOptions, context: ModuleContext) {
    super(context);
    const { inputSize, hiddenSize, numLayers = 1, bias = true, dropout = 0 } = options;
    assertSizes(where, { inputSize, hiddenSize, numLayers });
    this.hiddenSize = hiddenSize;
    this.#dropout = new Dropout(dropout);
    const width = gates * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    this.#layers = Array.from({ length: numLayers }, (_, layer) => ({
      weightIH: this.parameter(`weight_ih_l${layer}`, [layer === 0 ? inputSize : hiddenSize, width], bound, true),
      weightHH: this.parameter(`weight_hh_l${layer}`, [hiddenSize, width], bound, true),
      biasIH: bias ? this.parameter(`bias_ih_l${layer}`, [width], bound) : undefined,
      biasHH: bias ? this.parameter(`bias_hh_l${layer}`, [width], bound) : undefined,
    }));
  }

  protected abstract run(
    layer: Layer & { x: Tensor },
    h0?: Tensor,
    c0?: Tensor,
  ): { output: Tensor; hn: Tensor; cn?: Tensor };

  /**
   * Runs the whole sequence. Shapes: x (B,T,F), output (B,T,D), states (B,D) a layer; zero states unless given.
   * @throws ShapeError when the operands do not fit
   */
  forward(x: Tensor, context: ForwardContext, initial?: RecurrentState): RecurrentOutput {
    const h: Tensor[] = [];
    const c: Tensor[] = [];
    let output = x;
    this.#layers.forEach((layer, i) => {
      const input = i === 0 ? x : this.#dropout.forward(output, context);
      const result = this.run({ x: input, ...layer }, initial?.h[i], initial?.c?.[i]);
      output = result.output; // (B,T,D)
      h.push(result.hn);
      if (result.cn) c.push(result.cn);
    });
    return { output, state: c.length > 0 ? { h, c } : { h } };
  }
}

/**
 * Elman's recurrent layer. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, or dropout does not lie in [0, 1)
 * @see Elman 1990, "Finding structure in time", Cognitive Science 14
 */
export class RNN extends Recurrent {
  readonly #activation: RnnActivation;

  constructor(options: RecurrentOptions & { readonly activation?: RnnActivation }, context: ModuleContext) {
    super("RNN", 1, options, context);
    this.#activation = options.activation ?? "tanh";
  }

  protected override run(layer: Layer & { x: Tensor }, h0?: Tensor): { output: Tensor; hn: Tensor } {
    return rnn({ h0, ...layer }, this.#activation);
  }
}

/**
 * Long short-term memory. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, or dropout does not lie in [0, 1)
 * @see Hochreiter & Schmidhuber 1997, "Long short-term memory", Neural Computation 9
 */
export class LSTM extends Recurrent {
  constructor(options: RecurrentOptions, context: ModuleContext) {
    super("LSTM", 4, options, context);
  }

  protected override run(
    layer: Layer & { x: Tensor },
    h0?: Tensor,
    c0?: Tensor,
  ): { output: Tensor; hn: Tensor; cn: Tensor } {
    return lstm({ h0, c0, ...layer });
  }
}

/**
 * Gated recurrent unit. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, or dropout does not lie in [0, 1)
 * @see Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", EMNLP
 */
export class GRU extends Recurrent {
  constructor(options: RecurrentOptions, context: ModuleContext) {
    super("GRU", 3, options, context);
  }

  protected override run(layer: Layer & { x: Tensor }, h0?: Tensor): { output: Tensor; hn: Tensor } {
    return gru({ h0, ...layer });
  }
}
