/** The outputs by the names that options give them. */
import { gaussian } from "./gaussian.ts";
import { negativeBinomial } from "./negativeBinomial.ts";
import type { Output } from "./output.ts";
import { pointOutput, type PointLoss } from "./point.ts";
import { poisson } from "./poisson.ts";
import { quantileOutput, quantiles } from "./quantiles.ts";
import { studentT } from "./studentT.ts";

/** The names of the outputs. */
export type OutputName = "quantiles" | "point" | "gaussian" | "studentT" | "negativeBinomial" | "poisson";

/** What decides on an output. */
export interface OutputSettings {
  readonly output: OutputName;
  /** Ascending probabilities of "quantiles"; those of `quantileGrid` unless given. */
  readonly quantiles?: readonly number[] | undefined;
  /** What "point" is learned by; absolute errors unless given. */
  readonly loss?: PointLoss | undefined;
}

/** Every output by its name, as it is without further settings. */
export const outputs: Readonly<Record<OutputName, Output>> = {
  quantiles,
  point: /* @__PURE__ */ pointOutput("absolute"),
  gaussian,
  studentT,
  negativeBinomial,
  poisson,
};

/** All names, in the order of help texts. */
export const outputNames: readonly OutputName[] = [
  "quantiles",
  "point",
  "gaussian",
  "studentT",
  "negativeBinomial",
  "poisson",
];

/** The output that settings ask for. */
export function outputOf({ output, quantiles: probabilities, loss }: OutputSettings): Output {
  if (output === "quantiles" && probabilities) return quantileOutput(probabilities);
  return output === "point" && loss ? pointOutput(loss) : outputs[output];
}

export type { Output } from "./output.ts";
