/** The options that say what a network forecasts of every step, and by which loss it learns. */
import { OptionError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import type { TimeSeries } from "../series/index.ts";
import { assertInRange, describeTargetRange, type TargetRange } from "../transforms/index.ts";
import { assertCounts } from "./counts.ts";
import { outputNames, outputOf, type OutputSettings } from "./outputs/outputs.ts";
import { pointLosses } from "./outputs/point.ts";
import type { StepWeights } from "./stepWeights.ts";

/** What a network forecasts of every step. */
export interface OutputOptions extends OutputSettings {
  /** How much each step counts in the loss; all alike unless given. */
  readonly stepWeights?: StepWeights | undefined;
  /** Where targets lie, and forecasts with all their quantiles stay; anywhere unless given. */
  readonly range?: TargetRange | undefined;
}

/** The table of these options. */
export const outputOptions: OptionSpecs<OutputOptions> = {
  output: {
    default: "quantiles",
    description:
      "what is forecast: quantiles, one number with intervals from held-back errors, or a distribution; negativeBinomial and poisson are for counts",
    choices: outputNames,
  },
  quantiles: {
    optional: true,
    description:
      "ascending probabilities of output quantiles, with 0.5; others are interpolated; 13 from 0.025 to 0.975 unless given",
    list: true,
    above: 0,
    below: 1,
  },
  loss: {
    optional: true,
    description: "what output point makes small; absolute unless given",
    choices: pointLosses,
  },
  stepWeights: {
    optional: true,
    description:
      "how much each step counts in the loss: less along a line, half with each quarter of the horizon, or a number for each; alike unless given",
    choices: ["linear", "exponential"],
    numbers: true,
    min: 0,
  },
  range: {
    optional: true,
    description: "where targets lie and forecasts stay: above 0, or between two bounds; anywhere unless given",
    choices: ["positive"],
    numbers: true,
    length: 2,
  },
};

/** @throws DataError when targets are not what the options say of them */
export function assertTargets(where: string, series: TimeSeries, options: OutputOptions): void {
  if (outputOf(options).counts) assertCounts(where, series);
  if (options.range) assertInRange(where, series, options.range);
}

/** @throws OptionError when options do not go together */
export function checkOutputOptions(where: string, options: OutputOptions & { readonly horizon: number }): void {
  const { output, quantiles, loss, range, stepWeights, horizon } = options;
  const only = (option: string, needed: string): OptionError =>
    new OptionError({
      where: `${where} ${option}`,
      expected: `output ${needed}`,
      found: `output ${output}`,
      remedy: `leave ${option} out, or choose output: "${needed}"`,
    });
  if (quantiles && output !== "quantiles") throw only("quantiles", "quantiles");
  if (loss && output !== "point") throw only("loss", "point");
  if (quantiles) checkQuantiles(`${where} quantiles`, quantiles);
  if (range) checkRange(`${where} range`, range, options);
  if (Array.isArray(stepWeights)) checkStepWeights(`${where} stepWeights`, stepWeights, horizon);
}

function checkQuantiles(where: string, quantiles: readonly number[]): void {
  const ascending = quantiles.every((q, i) => i === 0 || q > quantiles[i - 1]!);
  if (ascending && quantiles.includes(0.5) && quantiles.length > 1) return;
  throw new OptionError({
    where,
    expected: "two ascending probabilities or more, 0.5 among them",
    found: JSON.stringify(quantiles),
    remedy:
      quantiles.length > 1 ? "for example quantiles: [0.1, 0.5, 0.9]" : 'for one number a step choose output: "point"',
  });
}

function checkRange(where: string, range: TargetRange, { output }: OutputSettings): void {
  if (outputOf({ output }).counts) {
    throw new OptionError({
      where,
      expected: "an output that is not of counts",
      found: `output ${output}, which stays at 0 and above by itself`,
      remedy: "leave range out",
    });
  }
  if (range === "positive" || range[0] < range[1]) return;
  throw new OptionError({
    where,
    expected: "a lower and an upper bound, in this order",
    found: describeTargetRange(range),
  });
}

function checkStepWeights(where: string, weights: readonly number[], horizon: number): void {
  if (weights.length === horizon && weights.some((weight) => weight > 0)) return;
  throw new OptionError({
    where,
    expected: `${horizon} numbers, one for each step, and one of them above 0`,
    found: weights.length === horizon ? "zeros only" : `${weights.length}`,
    remedy: 'give one for each step of the horizon, or "linear" or "exponential"',
  });
}
