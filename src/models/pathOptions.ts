/** How sample paths are drawn: options of networks that draw them, which each forecast may set anew. */
import { UnsupportedError } from "../errors.ts";
import type { OptionSpecs } from "../options.ts";
import type { PredictOptions } from "./forecaster.ts";

/** How paths are drawn. */
export interface PathOptions {
  /** Sample paths of each forecast (K). */
  readonly samples: number;
  /** How far draws lie from the middle of their distribution, as a multiple of what was learned. */
  readonly temperature: number;
}

/** The table of the options. */
export const pathOptions: OptionSpecs<PathOptions> = {
  samples: { default: 100, description: "sample paths of each forecast", integer: true, min: 1, max: 100_000 },
  temperature: {
    default: 1,
    description: "how far draws lie from the middle of their distribution, as a multiple of what was learned",
    min: 0,
    max: 100,
  },
};

/** @throws UnsupportedError where sample paths are asked of a forecaster that draws none */
export function refusePaths(name: string, { samples, temperature }: Omit<PredictOptions, "levels">): void {
  if (samples === undefined && temperature === undefined) return;
  throw new UnsupportedError({
    where: `${name}.predict`,
    expected: "a forecaster that draws sample paths",
    found: name,
  });
}
