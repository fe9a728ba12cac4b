/** RNN, LSTM and GRU layers: stacked fused recurrences, in one direction or in both, with dropout between layers. */
import { add, assertChoice, concat, gru, lstm, rnn, type Tensor } from "../autograd/index.ts";
import { ShapeError } from "../errors.ts";
import type { RnnActivation } from "../kernels/index.ts";
import { Dropout } from "./dropout.ts";
import { assertSizes, Module, type ForwardContext, type ModuleContext } from "./module.ts";

/** How the outputs of two directions become one: side by side (B,T,2D), or added (B,T,D). */
export type RecurrentMerge = "concat" | "sum";

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
  /** Whether each layer also walks time from its end; false unless given. */
  readonly bidirectional?: boolean;
  /** Of two directions; "concat", as in PyTorch, unless given. */
  readonly merge?: RecurrentMerge;
}

/** States (B,D) of each layer; of two directions the forward one stands before the backward one. */
export interface RecurrentState {
  readonly h: readonly Tensor[];
  /** LSTM only. */
  readonly c?: readonly Tensor[];
}

/** What a forward pass may be given besides its input. */
export interface RecurrentInputs {
  /** Where the states start; at zero unless given. */
  readonly initial?: RecurrentState | undefined;
  /** (B,T): 1 where a step counts, 0 where it does not; all count unless given. See `lengthsToMask`. */
  readonly mask?: Tensor | undefined;
}

/** What a recurrent layer returns. */
export interface RecurrentOutput {
  /** States of the last layer at each step (B,T,D), or (B,T,2D) of two directions; 0 where a step does not count. */
  readonly output: Tensor;
  /** States of each layer after the last step that counts, of a backward direction after the first. */
  readonly state: RecurrentState;
}

/** Weights of a layer in one direction. */
interface Direction {
  readonly reversed: boolean;
  readonly weightIH: Tensor;
  readonly weightHH: Tensor;
  readonly biasIH: Tensor | undefined;
  readonly biasHH: Tensor | undefined;
}

/** What a cell's operation is given. */
interface CellOperands extends Direction {
  readonly x: Tensor;
  readonly mask: Tensor | undefined;
  readonly h0: Tensor | undefined;
  /** LSTM only. */
  readonly c0: Tensor | undefined;
}

/** The stack that the three cells share; a cell is its number of gates and its operation. */
abstract class Recurrent extends Module {
  readonly hiddenSize: number;
  /** Of the output's last dimension: D, or 2D of two directions side by side. */
  readonly outputSize: number;
  readonly #layers: readonly (readonly Direction[])[];
  readonly #dropout: Dropout;
  readonly #merge: RecurrentMerge;
  readonly #where: string;

  constructor(where: string, gates: number, options: RecurrentOptions, context: ModuleContext) {
    super(context);
    const { inputSize, hiddenSize, numLayers = 1, dropout = 0, bidirectional = false, merge = "concat" } = options;
    assertSizes(where, { inputSize, hiddenSize, numLayers });
    assertChoice(`${where} merge`, merge, ["concat", "sum"]);
    this.#where = where;
    this.hiddenSize = hiddenSize;
    this.outputSize = bidirectional && merge === "concat" ? 2 * hiddenSize : hiddenSize;
    this.#dropout = new Dropout(dropout);
    this.#merge = merge;
    const directions = bidirectional ? [false, true] : [false];
    this.#layers = Array.from({ length: numLayers }, (_, layer) => {
      const size = layer === 0 ? inputSize : this.outputSize;
      return directions.map((reversed) => this.#direction(layer, reversed, size, gates, options.bias ?? true));
    });
  }

  #direction(layer: number, reversed: boolean, inputSize: number, gates: number, bias: boolean): Direction {
    const name = `l${layer}${reversed ? "_reverse" : ""}`;
    const width = gates * this.hiddenSize;
    const bound = 1 / Math.sqrt(this.hiddenSize);
    return {
      reversed,
      weightIH: this.parameter(`weight_ih_${name}`, [inputSize, width], bound, true),
      weightHH: this.parameter(`weight_hh_${name}`, [this.hiddenSize, width], bound, true),
      biasIH: bias ? this.parameter(`bias_ih_${name}`, [width], bound) : undefined,
      biasHH: bias ? this.parameter(`bias_hh_${name}`, [width], bound) : undefined,
    };
  }

  protected abstract run(operands: CellOperands): { output: Tensor; hn: Tensor; cn?: Tensor };

  /**
   * Runs the whole sequence. Shapes: x (B,T,F), output (B,T,D), states (B,D) a layer and direction.
   * @throws ShapeError when the operands do not fit
   * @example layer.forward(x, context, { mask: lengthsToMask([3, 5], 5) }).state.h.at(-1) // (B,D)
   */
  forward(x: Tensor, context: ForwardContext, { initial, mask }: RecurrentInputs = {}): RecurrentOutput {
    for (const states of [initial?.h, initial?.c]) if (states) this.#assertStates(states.length);
    const h: Tensor[] = [];
    const c: Tensor[] = [];
    let output = x;
    this.#layers.forEach((layer, i) => {
      const input = i === 0 ? x : this.#dropout.forward(output, context);
      const outputs = layer.map((direction) => {
        const { reversed, weightIH, weightHH, biasIH, biasHH } = direction;
        const [h0, c0] = [initial?.h[h.length], initial?.c?.[h.length]];
        const result = this.run({ x: input, mask, reversed, h0, c0, weightIH, weightHH, biasIH, biasHH });
        h.push(result.hn);
        if (result.cn) c.push(result.cn);
        return result.output; // (B,T,D)
      });
      output = merged(outputs, this.#merge);
    });
    return { output, state: c.length > 0 ? { h, c } : { h } };
  }

  #assertStates(count: number): void {
    const expected = this.#layers.flat().length;
    if (count === expected) return;
    throw new ShapeError({
      where: `${this.#where} initial`,
      expected: `${expected} states, one a layer and direction`,
      found: `${count}`,
    });
  }
}

/** The outputs of one direction, or of two. */
function merged([forward, backward]: readonly Tensor[], merge: RecurrentMerge): Tensor {
  if (!backward) return forward!;
  return merge === "sum" ? add(forward!, backward) : concat([forward!, backward]);
}

/**
 * Elman's recurrent layer. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, dropout does not lie in [0, 1), or
 * `merge` or `activation` is unknown
 * @see Elman 1990, "Finding structure in time", Cognitive Science 14
 */
export class RNN extends Recurrent {
  readonly #activation: RnnActivation;

  constructor(options: RecurrentOptions & { readonly activation?: RnnActivation }, context: ModuleContext) {
    super("RNN", 1, options, context);
    assertChoice("RNN activation", options.activation, ["tanh", "relu"]);
    this.#activation = options.activation ?? "tanh";
  }

  protected override run(operands: CellOperands): { output: Tensor; hn: Tensor } {
    return rnn(operands, this.#activation);
  }
}

/**
 * Long short-term memory. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, dropout does not lie in [0, 1), or
 * `merge` is unknown
 * @see Hochreiter & Schmidhuber 1997, "Long short-term memory", Neural Computation 9
 */
export class LSTM extends Recurrent {
  constructor(options: RecurrentOptions, context: ModuleContext) {
    super("LSTM", 4, options, context);
  }

  protected override run(operands: CellOperands): { output: Tensor; hn: Tensor; cn: Tensor } {
    return lstm(operands);
  }
}

/**
 * Gated recurrent unit. Shapes: see `forward`. Parameters start uniform in ±1/√D, as in PyTorch.
 * @throws OptionError when a size is not a whole number of at least 1, dropout does not lie in [0, 1), or
 * `merge` is unknown
 * @see Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", EMNLP
 */
export class GRU extends Recurrent {
  constructor(options: RecurrentOptions, context: ModuleContext) {
    super("GRU", 3, options, context);
  }

  protected override run(operands: CellOperands): { output: Tensor; hn: Tensor } {
    return gru(operands);
  }
}
