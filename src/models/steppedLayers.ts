/**
 * Recurrent layers and an affine head that answer behind every row: many rows in one run where all that they read is known, or row
 * by row where each reads the answer to the one before. B batch, T rows, D hidden, O numbers of an answer.
 */
import { slice, type Tensor } from "../autograd/index.ts";
import {
  Dropout,
  Linear,
  Module,
  type ForwardContext,
  type GRU,
  type LSTM,
  type ModuleContext,
  type RecurrentInputs,
  type RecurrentOptions,
  type RecurrentState,
  type RNN,
} from "../nn/index.ts";

/** A recurrent layer's class. */
export type RecurrentClass = new (options: RecurrentOptions, context: ModuleContext) => RNN | LSTM | GRU;

/** What a run over some rows gives. */
export interface SteppedResult {
  /** (B,T,O), without the rows that were not asked for */
  readonly answers: Tensor;
  /** The states behind the last row, from which a further run goes on. */
  readonly state: RecurrentState;
}

/** Layers and head; a run over T rows gives what T runs over one row each give. */
export class SteppedLayers extends Module {
  readonly head: Linear;
  readonly hiddenSize: number;
  readonly #cell: RNN | LSTM | GRU;
  readonly #dropout: Dropout;

  constructor(Cell: RecurrentClass, options: RecurrentOptions, outFeatures: number, context: ModuleContext) {
    super(context);
    this.hiddenSize = options.hiddenSize;
    this.#cell = this.child("cell", new Cell(options, context));
    this.#dropout = new Dropout(options.dropout ?? 0);
    this.head = this.child("head", new Linear({ inFeatures: options.hiddenSize, outFeatures }, context));
  }

  /** Answers from row `first` on. Shapes: x (B,T,F), mask (B,T), states (B,D) a layer. */
  forward(x: Tensor, context: ForwardContext, inputs?: RecurrentInputs, first = 0): SteppedResult {
    const { output, state } = this.#cell.forward(x, context, inputs); // (B,T,D)
    const told = first === 0 ? output : slice(output, 1, first, x.shape[1]!);
    return { answers: this.head.forward(this.#dropout.forward(told, context)), state };
  }
}
