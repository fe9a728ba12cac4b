/** The outputs by the names that options give them. */
import { gaussian } from "./gaussian.ts";
import { negativeBinomial } from "./negativeBinomial.ts";
import type { Output } from "./output.ts";
import { poisson } from "./poisson.ts";
import { quantiles } from "./quantiles.ts";
import { studentT } from "./studentT.ts";

/** The names of the outputs. */
export type OutputName = "quantiles" | "gaussian" | "studentT" | "negativeBinomial" | "poisson";

/** Every output by its name. */
export const outputs: Readonly<Record<OutputName, Output>> = {
  quantiles,
  gaussian,
  studentT,
  negativeBinomial,
  poisson,
};

/** All names, in the order of help texts. */
export const outputNames: readonly OutputName[] = ["quantiles", "gaussian", "studentT", "negativeBinomial", "poisson"];

export type { Output } from "./output.ts";
