/** How sample paths are drawn: options of networks that draw them, which each forecast may set anew. */
import type { OptionSpecs } from "../options.ts";

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
