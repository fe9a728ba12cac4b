/** Croston's method for intermittent demand: sizes and gaps of demands, each smoothed. C channels. Reference: Croston 1972. */
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "../forecaster.ts";
import { isNumber } from "../savedFields.ts";
import { channelForecaster } from "./channelForecaster.ts";
import { constantPath, rateError } from "./demandRate.ts";

/** Options of `croston`. */
export interface CrostonOptions extends CommonOptions {
  /** Weight of the newest demand, for sizes and gaps. */
  readonly alpha: number;
  /** Classic, or corrected for its bias by Syntetos and Boylan. */
  readonly variant: "classic" | "sba";
}

/** The rate forecast before each row and behind the last (T+1); 0 before the first demand. */
function crostonRates(y: Float64Array, { alpha, variant }: CrostonOptions): Float64Array {
  const correction = variant === "sba" ? 1 - alpha / 2 : 1;
  const rates = new Float64Array(y.length + 1);
  let [size, gap, rows] = [NaN, NaN, 1];
  y.forEach((value, t) => {
    if (Number.isNaN(value)) rates[t + 1] = rates[t]!;
    else {
      if (value !== 0) {
        size = Number.isNaN(size) ? value : size + alpha * (value - size);
        gap = Number.isNaN(gap) ? rows : gap + alpha * (rows - gap);
        rows = 0;
      }
      rows++;
      rates[t + 1] = Number.isNaN(size) ? 0 : (correction * size) / gap;
    }
  });
  return rates;
}

/** The registry's entry. */
export const crostonDefinition: ForecasterDefinition<CrostonOptions> = channelForecaster<CrostonOptions, number>(
  {
    name: "croston",
    summary: "intermittent demand: its size over its gap, both smoothed",
    reference:
      'Croston 1972, "Forecasting and stock control for intermittent demands", Operational Research Quarterly 23, 289-303',
    options: {
      alpha: { default: 0.1, description: "weight of the newest demand", above: 0, max: 1 },
      variant: {
        default: "classic",
        description: "sba takes the bias out that Syntetos and Boylan found",
        choices: ["classic", "sba"],
      },
    },
    rows: () => ({ count: 2, why: "one step to measure its error" }),
  },
  {
    fit: (y, options) => rateError(y, crostonRates(y, options)),
    forecast: (y, deviation, horizon, options) => constantPath(crostonRates(y, options)[y.length]!, deviation, horizon),
    isState: isNumber,
  },
);

/**
 * The mean demand a row, for series that are mostly 0.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await croston({ horizon: 12, variant: "sba" }).fit([train])
 * @see Croston 1972, Operational Research Quarterly 23, 289-303; Syntetos & Boylan 2005, IJF 21, 303-314
 */
export function croston(options: GivenOptions<CrostonOptions>): Forecaster {
  return crostonDefinition.create(options);
}
