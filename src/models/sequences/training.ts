/** Options of training that the sequence models share, with defaults of their own. */
import type { OptionSpecs } from "../../options.ts";
import { trainingOptions, type TrainingOptions } from "../../training/index.ts";

/** How a sequence model is trained; a pass sees all of the training part. */
export interface SequenceTraining extends Pick<
  TrainingOptions,
  "epochs" | "learningRate" | "patience" | "clipNorm" | "averaging"
> {
  /** Share of the training data held back for early stopping. */
  readonly validationFraction: number;
  /** Seed of the initial weights and of all else that is left to chance. */
  readonly seed: number;
}

/** Their table. */
export function sequenceTraining(
  defaults: Pick<SequenceTraining, "epochs" | "learningRate" | "patience" | "averaging">,
  heldBack: string,
): OptionSpecs<SequenceTraining> {
  const { epochs, learningRate, patience, clipNorm, averaging, validationFraction } = trainingOptions;
  return {
    epochs: { ...epochs, default: defaults.epochs, description: "passes over the training data at most" },
    learningRate: { ...learningRate, default: defaults.learningRate },
    patience: { ...patience, default: defaults.patience },
    clipNorm,
    averaging: { ...averaging, default: defaults.averaging },
    validationFraction: { ...validationFraction, description: heldBack },
    seed: {
      default: 1,
      description: "seed of the initial weights and of all else that is left to chance",
      integer: true,
    },
  };
}
