/** The normalizations of windows as choices of an option. */
import type { Normalization } from "../windows/index.ts";

/** All of them, in the order of help texts. */
export const normalizations: readonly Normalization[] = ["none", "last", "mean", "standard", "robust", "revin"];

/** What the choices are. */
export const normalizationMeaning: string =
  "what a window, or its seasonal differences, is counted from and divided by; standard: mean and deviation, robust: median and quartiles, revin: as standard, with a learned scale";
