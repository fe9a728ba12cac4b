/** Naive2, the benchmark of the M competitions: naive on seasonally adjusted rows. C channels. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { residualDeviation } from "../residuals.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster, type ChannelModel } from "./channelForecaster.ts";
import {
  completeSeason,
  seasonallyAdjusted,
  seasonLengthOption,
  type AdjustedOptions,
  type AdjustedState,
} from "./season.ts";

/** Options of `naive2`. */
export interface Naive2Options extends CommonOptions {
  /** Rows in a season. */
  readonly seasonLength: number;
}

/** The last value, repeated; widths grow with the square root of the steps. */
export const lastValue: ChannelModel<unknown, number> = {
  fit: (y) => residualDeviation(y, 1),
  forecast: (y, deviation, horizon) => ({
    means: new Float64Array(horizon).fill(y.at(-1)!),
    deviations: new Float64Array(horizon).map((_, h) => deviation * Math.sqrt(h + 1)),
  }),
  isState: isNumber,
};

const adjusted = seasonallyAdjusted<AdjustedOptions, number>(lastValue);
const always = (options: Naive2Options): AdjustedOptions => ({ ...options, adjustment: "season" });

/** The registry's entry. */
export const naive2Definition: ForecasterDefinition<Naive2Options> = channelForecaster<
  Naive2Options,
  AdjustedState<number>
>(
  {
    name: "naive2",
    summary: "the last value, seasonally adjusted where a test finds a season",
    reference: 'Makridakis, Spiliotis & Assimakopoulos 2020, "The M4 Competition", IJF 36, section 2.4',
    options: { seasonLength: seasonLengthOption },
    complete: completeSeason,
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  {
    ...adjusted,
    fit: (y, options) => adjusted.fit(y, always(options)),
    forecast: (y, state, horizon, options) => adjusted.forecast(y, state, horizon, always(options)),
    realign: (_, state) => state,
  },
);

/**
 * The last value of the seasonally adjusted series, repeated, and the season put back.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await naive2({ horizon: 48, seasonLength: 24 }).fit([train])
 * @see Makridakis, Spiliotis & Assimakopoulos 2020, "The M4 Competition", IJF 36, section 2.4
 */
export function naive2(options: GivenOptions<Naive2Options>): Forecaster {
  return naive2Definition.create(options);
}
