/** Options of training, declared once for all networks: default, range and meaning. */
import type { OptionSpecs } from "../options.ts";

/** How a network is trained. */
export interface TrainingOptions {
  /** Passes over the training windows at most; fewer where series are too short to hold rows back for early stopping. */
  readonly epochs: number;
  /** Windows in one batch. */
  readonly batchSize: number;
  /** Batches whose gradients make one optimizer step: as a batch so many times as large, in the memory of one. */
  readonly accumulate: number;
  /** Optimizer steps in one pass at most; windows are drawn anew each pass. */
  readonly stepsPerEpoch: number;
  /** Peak step size of Adam. */
  readonly learningRate: number;
  /** Passes without a better validation loss before training stops. */
  readonly patience: number;
  /** Largest global norm of the gradients. */
  readonly clipNorm: number;
  /** How slowly the averaged weights, which are what is kept, follow those of the optimizer; 0: no average. */
  readonly averaging: number;
  /** Share of each series' last rows that is held back for early stopping. */
  readonly validationFraction: number;
  /** Seed of the initial weights, the order of windows, and dropout. */
  readonly seed: number;
}

/** The table of training options, from which validation, help texts and defaults come. */
export const trainingOptions: OptionSpecs<TrainingOptions> = {
  epochs: { default: 25, description: "passes over the training windows at most", integer: true, min: 1 },
  batchSize: { default: 32, description: "windows in one batch", integer: true, min: 1, max: 65_536 },
  accumulate: {
    default: 1,
    description: "batches whose gradients make one optimizer step",
    integer: true,
    min: 1,
    max: 65_536,
  },
  stepsPerEpoch: { default: 10, description: "optimizer steps in one pass at most", integer: true, min: 1 },
  learningRate: { default: 5e-3, description: "peak step size of Adam", above: 0 },
  patience: {
    default: 15,
    description: "passes without a better validation loss before training stops",
    integer: true,
    min: 1,
  },
  clipNorm: { default: 1, description: "largest global norm of the gradients", above: 0 },
  averaging: {
    default: 0.99,
    description: "how slowly the averaged weights, which are kept, follow the optimizer's; 0: no average",
    min: 0,
    below: 1,
  },
  validationFraction: {
    default: 0.1,
    description: "share of the last rows held back for early stopping",
    min: 0,
    below: 1,
  },
  seed: { default: 1, description: "seed of the initial weights, the order of windows, and dropout", integer: true },
};
