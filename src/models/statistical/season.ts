/** The season of statistical forecasters, and the seasonal adjustment of the M4 competition about any model of a channel. */
import type { OptionSpec } from "../../options.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { CommonOptions } from "../forecaster.ts";
import { fieldsOf, type Check } from "../savedFields.ts";
import { chosenSeason } from "../seasonalNaive.ts";
import { seasonCandidates, typicalRows } from "../../windows/index.ts";
import type { ChannelModel } from "./channelForecaster.ts";
import { interpolated, isSeasonal, seasonalIndices } from "./decomposition.ts";

/** The option of a season's rows. */
export const seasonLengthOption: OptionSpec<number> = {
  optional: true,
  description: "rows in a season; chosen from the frequency's usual seasons unless given",
  integer: true,
  min: 1,
};

/** Options of a model that may be seasonally adjusted. */
export interface AdjustedOptions extends CommonOptions {
  /** Whether the season is taken out before and put back behind. */
  readonly adjustment: "none" | "season";
  /** Rows in a season. */
  readonly seasonLength: number;
}

/** The options of a seasonal adjustment as data. */
export const adjustmentOptions = (
  adjustment: AdjustedOptions["adjustment"],
): Readonly<{ adjustment: OptionSpec<AdjustedOptions["adjustment"]>; seasonLength: OptionSpec<number> }> => ({
  adjustment: {
    default: adjustment,
    description: "season takes a season out before and puts it back behind, where a test finds one",
    choices: ["none", "season"],
  },
  seasonLength: seasonLengthOption,
});

/** Completes the options with a season, if none is given. */
export function completeSeason<O extends CommonOptions & { readonly seasonLength: number }>(
  options: O,
  train: readonly TimeSeries[],
): O {
  return { ...options, seasonLength: options.seasonLength ?? chosenSeason(train, options.horizon) };
}

/** The same, with a season of 1 where nothing is adjusted. */
export function completeAdjustment<O extends AdjustedOptions>(options: O, train: readonly TimeSeries[]): O {
  return options.adjustment === "none" ? { ...options, seasonLength: 1 } : completeSeason(options, train);
}

/** The option of models that know several seasons. */
export const seasonLengthsOption: OptionSpec<readonly number[]> = {
  optional: true,
  description: "rows in each season; the frequency's usual ones unless given",
  integer: true,
  min: 1,
  list: true,
};

/** The frequency's usual seasons of which the middle series by length holds two and one row; 1 where there is none. */
export function chosenSeasons(train: readonly TimeSeries[]): number[] {
  const rows = typicalRows(train);
  const fitting = seasonCandidates(train[0]!.frequency).filter((season) => 2 * season < rows);
  return fitting.length > 0 ? fitting : [1];
}

type Adjustment = "none" | "added" | "multiplied";

/** What is kept of an adjusted channel. */
export interface AdjustedState<S> {
  readonly adjustment: Adjustment;
  readonly adjusted: S;
}

const isAdjustment: Check = (value) => value === "none" || value === "added" || value === "multiplied";

/** The adjustment that rows call for: by factors where all are above 0, else by summands. */
function adjustmentOf(y: Float64Array, seasonLength: number): Adjustment {
  const whole = interpolated(y);
  if (!isSeasonal(whole, seasonLength)) return "none";
  if (whole.some((value) => value <= 0)) return "added";
  return seasonalIndices(whole, seasonLength, true).every((factor) => factor > 1e-10) ? "multiplied" : "added";
}

/** The season of row t at t mod m; one without effect where the rows do not suffice. */
function indicesOf(y: Float64Array, adjustment: Adjustment, seasonLength: number): Float64Array {
  const multiplies = adjustment === "multiplied";
  if (adjustment === "none" || y.length <= 2 * seasonLength) return Float64Array.of(multiplies ? 1 : 0);
  return seasonalIndices(interpolated(y), seasonLength, multiplies);
}

/** Rows without their season. */
const adjust = (y: Float64Array, adjustment: Adjustment, indices: Float64Array): Float64Array =>
  y.map((value, t) => {
    const index = indices[t % indices.length]!;
    return adjustment === "multiplied" ? value / index : value - index;
  });

/**
 * A model of seasonally adjusted rows: classical decomposition where the autocorrelation at the season's lag says so.
 * @see Makridakis, Spiliotis & Assimakopoulos 2020, "The M4 Competition", IJF 36, section 2.4
 */
export function seasonallyAdjusted<O extends AdjustedOptions, S>(
  model: ChannelModel<O, S>,
): ChannelModel<O, AdjustedState<S>> {
  return {
    fit(y, options) {
      const adjustment = options.adjustment === "none" ? "none" : adjustmentOf(y, options.seasonLength);
      const adjusted = adjust(y, adjustment, indicesOf(y, adjustment, options.seasonLength));
      return { adjustment, adjusted: model.fit(adjusted, options) };
    },
    forecast(y, { adjustment, adjusted }, horizon, options) {
      const indices = indicesOf(y, adjustment, options.seasonLength);
      const { means, deviations } = model.forecast(adjust(y, adjustment, indices), adjusted, horizon, options);
      const indexOf = (h: number): number => indices[(y.length + h) % indices.length]!;
      const multiplies = adjustment === "multiplied";
      return {
        means: means.map((mean, h) => (multiplies ? mean * indexOf(h) : mean + indexOf(h))),
        deviations: multiplies ? deviations.map((deviation, h) => deviation * indexOf(h)) : deviations,
      };
    },
    realign(y, { adjustment, adjusted }, options) {
      const rows = adjust(y, adjustment, indicesOf(y, adjustment, options.seasonLength));
      return { adjustment, adjusted: model.realign ? model.realign(rows, adjusted, options) : adjusted };
    },
    isState: fieldsOf({ adjustment: isAdjustment, adjusted: model.isState }),
  };
}
