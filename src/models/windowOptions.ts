/** The options of windows that every network has, as types and as data. */
import type { OptionSpecs } from "../options.ts";
import type { Normalization } from "../windows/index.ts";
import { normalizationMeaning, normalizations } from "./normalizations.ts";

/** Options that every network has, besides those of training. */
export interface WindowOptions {
  /** Rows that the network reads (L); twice the horizon unless given, less where series are short. */
  readonly contextLength?: number | undefined;
  /** Rows in the season that forecasts are anchored to; 0 for none; chosen from the frequency's usual seasons unless given. */
  readonly seasonLength?: number | undefined;
  /** What windows (with a season: their seasonal differences) are counted from, and in which units; chosen among none, last and mean unless given. */
  readonly normalization?: Normalization | undefined;
}

/** The table of these options. */
export const windowOptions: OptionSpecs<WindowOptions> = {
  contextLength: {
    optional: true,
    description: "rows that the network reads; twice the horizon unless given, less where series are short",
    integer: true,
    min: 1,
  },
  seasonLength: {
    optional: true,
    description:
      "rows in the season that forecasts are anchored to, 0 for none; chosen from the frequency's usual seasons unless given",
    integer: true,
    min: 0,
  },
  normalization: {
    optional: true,
    description: `${normalizationMeaning}; none, last or mean chosen unless given`,
    choices: normalizations,
  },
};
