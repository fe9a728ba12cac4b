/** Teacher forcing: how often a decoder is fed with the truth in training, as training goes on (Bengio et al. 2015). */
import { tensor, type Tensor } from "../autograd/index.ts";
import { exp } from "../elementary.ts";
import type { ForwardContext } from "../nn/index.ts";
import type { OptionSpecs } from "../options.ts";

/** How the share of forced steps goes on. */
export type ForcingSchedule = "constant" | "linear" | "inverseSigmoid";

/** Options of teacher forcing. */
export interface ForcingOptions {
  /** How the share of forced steps goes on: as it is, or down to 0. */
  readonly teacherForcing: ForcingSchedule;
  /** The share of steps that are fed with the truth when training begins. */
  readonly forcedShare: number;
}

/** The table of the options. */
export const forcingOptions: OptionSpecs<ForcingOptions> = {
  teacherForcing: {
    default: "constant",
    description: "how the share of steps that are fed with the truth goes on in training: as it is, or down to 0",
    choices: ["constant", "linear", "inverseSigmoid"],
  },
  forcedShare: {
    default: 0,
    description: "share of steps that are fed with the truth when training begins",
    min: 0,
    max: 1,
  },
};

const STEEPNESS = 10; // of the sigmoid: it falls between a quarter and three quarters of the way

/**
 * The share of forced steps when so much of the training is done.
 * @example forcedShareAt({ teacherForcing: "linear", forcedShare: 1 }, 0.25) //=> 0.75
 * @see Bengio et al. 2015, "Scheduled sampling for sequence prediction with recurrent neural networks", NeurIPS
 */
export function forcedShareAt({ teacherForcing, forcedShare }: ForcingOptions, progress: number): number {
  if (teacherForcing === "constant") return forcedShare;
  if (teacherForcing === "linear") return forcedShare * (1 - progress);
  return forcedShare / (1 + exp(2 * STEEPNESS * (progress - 0.5)));
}

/** Which steps are forced (B,H): by chance in training, none otherwise. */
export function drawForced(options: ForcingOptions, context: ForwardContext, [batch, steps]: [number, number]): Tensor {
  const share = context.training ? forcedShareAt(options, context.progress ?? 0) : 0;
  const flags = Float32Array.from({ length: batch * steps }, () => {
    if (share === 0 || share === 1) return share;
    return Number(context.random.uniform() < share);
  });
  return tensor(flags, [batch, steps]);
}
