/** TSB for intermittent demand that may die out: its size, and how likely it is. C channels. Reference: Teunter et al. 2011. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster } from "./channelForecaster.ts";
import { constantPath, rateError } from "./demandRate.ts";

/** Options of `tsb`. */
export interface TsbOptions extends CommonOptions {
  /** Weight of the newest demand's size. */
  readonly alpha: number;
  /** Weight of the newest row in how likely a demand is. */
  readonly beta: number;
}

/** Where the smoothing starts: the first demand, and the share of rows with one up to it. */
function start(y: Float64Array): { readonly size: number; readonly chance: number } {
  const first = y.findIndex((value) => value !== 0 && !Number.isNaN(value));
  return first < 0 ? { size: 0, chance: 0 } : { size: y[first]!, chance: 1 / (first + 1) };
}

/** The rate forecast before each row and behind the last (T+1). */
function tsbRates(y: Float64Array, { alpha, beta }: TsbOptions): Float64Array {
  const rates = new Float64Array(y.length + 1);
  let { size, chance } = start(y);
  rates[0] = size * chance;
  y.forEach((value, t) => {
    if (!Number.isNaN(value)) {
      chance += beta * ((value === 0 ? 0 : 1) - chance);
      if (value !== 0) size += alpha * (value - size);
    }
    rates[t + 1] = size * chance;
  });
  return rates;
}

/** The registry's entry. */
export const tsbDefinition: ForecasterDefinition<TsbOptions> = channelForecaster<TsbOptions, number>(
  {
    name: "tsb",
    summary: "intermittent demand that may die out: its size times its chance",
    reference:
      'Teunter, Syntetos & Babai 2011, "Intermittent demand: Linking forecasting to inventory obsolescence", EJOR 214, 606-615',
    options: {
      alpha: { default: 0.1, description: "weight of the newest demand's size", above: 0, max: 1 },
      beta: { default: 0.1, description: "weight of the newest row in the chance of a demand", above: 0, max: 1 },
    },
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  {
    fit: (y, options) => rateError(y, tsbRates(y, options)),
    forecast: (y, deviation, horizon, options) => constantPath(tsbRates(y, options)[y.length]!, deviation, horizon),
    isState: isNumber,
  },
);

/**
 * The mean demand a row; it falls while there is none.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await tsb({ horizon: 12, beta: 0.05 }).fit([train])
 * @see Teunter, Syntetos & Babai 2011, European Journal of Operational Research 214, 606-615
 */
export function tsb(options: GivenOptions<TsbOptions>): Forecaster {
  return tsbDefinition.create(options);
}
