/**
 * Ridge forecaster: regularized least squares from windows to all steps at once and channels, in
 * closed form. N series, L context, H horizon, p = L + 1 inputs. Reference: Hoerl & Kennard 1970.
 */
import { resolveOptions, type OptionSpecs } from "../options.ts";
import { FittedRidge } from "./fittedRidge.ts";
import {
  commonOptions,
  type CommonOptions,
  type FittedForecaster,
  type Forecaster,
  type ForecasterDefinition,
  type GivenOptions,
} from "./forecaster.ts";
import { trainRidge } from "./ridgeTraining.ts";
import type { RidgeAnchor, WindowCentre, WindowScale } from "./ridgeWindows.ts";
import { noteRecipe } from "./recipes.ts";

/** Options of `ridge`. */
export interface RidgeOptions extends CommonOptions {
  /** Rows that a window reads (L); the forecasts of several are averaged; unless given two and three seasons, or where a pattern is taken off one and two short seasons and a long one. */
  readonly contextLength?: number | readonly number[] | undefined;
  /** Rows in the longest season, 0 for none; the longest usual one of the frequency that fits unless given. */
  readonly seasonLength?: number | undefined;
  /** What is taken off a window: its last value, or the mean of its last season. */
  readonly centre: WindowCentre;
  /** What a window is divided by: nothing, its standard deviation, or its mean absolute seasonal difference. */
  readonly scale: WindowScale;
  /** Whether a seasonal pattern is taken off first; both averages the forecasts of either way; unless given: always with two seasons and few windows, none with many, both with one season. */
  readonly adjustment?: "none" | "always" | "both" | undefined;
  /** What weights are shrunk to: the centre alone, the last season, or the mean of all seasons in the window; the weights of several are averaged; none and season unless given. */
  readonly anchor?: RidgeAnchor | readonly RidgeAnchor[] | undefined;
  /** Whether a constant stands beside the rows of a window, so that forecasts may drift away from its centre. */
  readonly drift: "always" | "never";
  /** Whether logarithms are taken; "auto" chooses where all values are above 0. */
  readonly logs: "auto" | "always" | "never";
  /** What is made small: absolute errors, by reweighting, or squared ones. */
  readonly loss: "absolute" | "squared";
  /** Rounds of reweighting for absolute errors. */
  readonly passes: number;
  /** Penalty on squared weights, or their difference from the anchor, in mean diagonals of the Gram matrix; chosen unless given. */
  readonly penalty?: number | readonly number[] | undefined;
  /** Parts of the short season with weights of their own for windows that end in them; 8 where a seasonal pattern of two seasons is taken off, else 1, unless given. */
  readonly phases?: number | undefined;
  /** Clusters of series with weights of their own; 3 for 50 channels and more, else 1, unless given. */
  readonly clusters?: number | undefined;
  /** Penalty on a cluster's difference from the shared weights, in mean diagonals of its Gram matrix. */
  readonly shrinkage: number;
}

const name = "ridge";

const specs: OptionSpecs<RidgeOptions> = {
  ...commonOptions,
  contextLength: {
    optional: true,
    description:
      "rows that a window reads; the forecasts of several are averaged; unless given two and three seasons, or where a pattern is taken off one and two short seasons and a long one",
    integer: true,
    min: 1,
    max: 10_000,
    list: true,
  },
  seasonLength: {
    optional: true,
    description:
      "rows in the longest season, 0 for none; the longest usual one of the frequency that fits unless given",
    integer: true,
    min: 0,
  },
  centre: {
    default: "season",
    description: "what is taken off a window: its last value, or the mean of its last season",
    choices: ["last", "season"],
  },
  scale: {
    default: "deviation",
    description:
      "what a window is divided by: nothing, its standard deviation, or its mean absolute seasonal difference",
    choices: ["none", "deviation", "difference"],
  },
  adjustment: {
    optional: true,
    description:
      "whether a seasonal pattern is taken off first; both averages the forecasts of either way; unless given: always with two seasons and few windows, none with many, both with one season",
    choices: ["none", "always", "both"],
  },
  anchor: {
    optional: true,
    description:
      "what weights are shrunk to: the centre alone, the last season, or the mean of all seasons in the window; the weights of several are averaged; none and season unless given",
    choices: ["none", "season", "seasons"],
    list: true,
  },
  drift: {
    default: "always",
    description:
      "whether a constant stands beside the rows of a window, so that forecasts may drift away from its centre",
    choices: ["always", "never"],
  },
  logs: {
    default: "auto",
    description: "whether logarithms are taken; auto chooses where all values are above 0",
    choices: ["auto", "always", "never"],
  },
  loss: {
    default: "absolute",
    description: "what is made small: absolute errors, by reweighting, or squared ones",
    choices: ["absolute", "squared"],
  },
  passes: { default: 2, description: "rounds of reweighting for absolute errors", integer: true, min: 1, max: 20 },
  penalty: {
    optional: true,
    description:
      "penalty on squared weights, or their difference from the anchor, in mean diagonals of the Gram matrix; one, or one for each anchor; chosen unless given",
    min: 0,
    list: true,
  },
  phases: {
    optional: true,
    description:
      "parts of the short season with weights of their own for windows that end in them; 8 where a seasonal pattern of two seasons is taken off, else 1, unless given",
    integer: true,
    min: 1,
    max: 100,
  },
  clusters: {
    optional: true,
    description: "clusters of series with weights of their own; 3 for 50 channels and more, else 1, unless given",
    integer: true,
    min: 1,
    max: 100,
  },
  shrinkage: {
    default: 3e-3,
    description: "penalty on a cluster's difference from the shared weights, in mean diagonals of its Gram matrix",
    min: 0,
  },
};

/** The registry's entry. */
export const ridgeDefinition: ForecasterDefinition<RidgeOptions> = {
  name,
  summary: "regularized least squares from windows to all steps at once",
  reference: "Hoerl & Kennard 1970, Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12",
  covariates: [],
  weight: true,
  options: specs,
  create(given) {
    const options = resolveOptions(name, specs, given as Partial<RidgeOptions>);
    return noteRecipe({
      name,
      options: options as unknown as FittedForecaster["options"],
      async fit(train, fitOptions) {
        const learned = await trainRidge(options, train, fitOptions);
        return new FittedRidge({ ...learned, options: resolveOptions(name, specs, learned.options) });
      },
    });
  },
  restore: (saved) => FittedRidge.restore(specs, saved),
};

/**
 * Regularized least squares over windows of all series: the fastest strong forecaster, and the yardstick of every network.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await ridge({ horizon: 48 }).fit([train])
 * @see Hoerl & Kennard 1970, Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12
 */
export function ridge(options: GivenOptions<RidgeOptions>): Forecaster {
  return ridgeDefinition.create(options);
}
