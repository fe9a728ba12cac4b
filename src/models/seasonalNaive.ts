/** Seasonal naive forecaster: every step is the value one season before. C channels, S the season's rows. Reference: FPP3, 5.2. */
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import { standardize } from "../transforms/index.ts";
import { chooseAnchor, seasonCandidates, typicalRows } from "../windows/index.ts";
import type { CommonOptions, Forecaster, ForecasterDefinition, GivenOptions } from "./forecaster.ts";
import { column, residualDeviation } from "./residuals.ts";
import { fieldsOf, isNumber, listOf } from "./savedFields.ts";
import { statisticalForecaster } from "./statisticalForecaster.ts";

/** Options of `seasonalNaive`. */
export interface SeasonalNaiveOptions extends CommonOptions {
  /** Rows in a season; chosen among the usual seasons of the frequency unless given. */
  readonly seasonLength: number;
}

/** The registry's entry. Interval widths grow with the square root of the seasons since the value. */
export const seasonalNaiveDefinition: ForecasterDefinition<SeasonalNaiveOptions> = statisticalForecaster<
  SeasonalNaiveOptions,
  { deviations: number[] }
>({
  name: "seasonal-naive",
  summary: "every step is the value one season before",
  reference: "Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5",
  options: {
    seasonLength: {
      optional: true,
      description: "rows in a season; chosen from the frequency's usual seasons unless given",
      integer: true,
      min: 1,
    },
  },
  complete: (options, train) => ({
    ...options,
    seasonLength: options.seasonLength ?? chosenSeason(train, options.horizon),
  }),
  rows: ({ seasonLength }) => ({
    count: seasonLength + 1,
    why: `seasonLength ${seasonLength} + 1 to measure its error`,
  }),
  fit: (series, { seasonLength }) => ({
    deviations: series.target.names.map((_, c) => residualDeviation(column(series, c), seasonLength)),
  }),
  isState: (channels) => fieldsOf({ deviations: listOf(isNumber, channels) }),
  forecast(history, { deviations }, { seasonLength }) {
    const columns = history.target.names.map((_, c) => column(history, c));
    return (h, c) => {
      const { value, seasons } = seasonBefore(columns[c]!, h, seasonLength, history, c);
      return { mean: value, deviation: deviations[c]! * Math.sqrt(seasons) };
    };
  },
});

/**
 * The usual season of the frequency with the least error on the training rows; 1 where the frequency has none. It is judged by the series
 * that are as long as the middle one, so that a short one beside them does not hide their season.
 */
export function chosenSeason(train: readonly TimeSeries[], horizon: number): number {
  const rows = typicalRows(train);
  const long = train.filter(({ timestamps }) => timestamps.length >= rows);
  const transform = standardize().fit(long);
  const scaled = long.map((series) => transform.apply(series));
  const errors = seasonCandidates(train[0]!.frequency)
    .filter((season) => rows >= season + horizon)
    .map((seasonLength) => chooseAnchor(scaled, { contextLength: 0, horizon, seasonLength, normalization: "none" }));
  return errors.sort((a, b) => a.scale - b.scale)[0]?.seasonLength ?? 1;
}

/** The latest observed value a whole number of seasons before step h, and that number. */
function seasonBefore(
  values: Float64Array,
  h: number,
  seasonLength: number,
  { id, target }: TimeSeries,
  c: number,
): { readonly value: number; readonly seasons: number } {
  const step = values.length + h;
  let t = step;
  do t -= seasonLength;
  while (t >= values.length || (t >= 0 && Number.isNaN(values[t]!)));
  if (t >= 0) return { value: values[t]!, seasons: (step - t) / seasonLength };
  throw new DataError({
    where: `seasonal-naive.predict: series "${id}"`,
    column: target.names[c],
    expected: `an observed value of "${target.names[c]}" in each of the ${seasonLength} rows of a season`,
    found: `none ${h + 1} steps ahead of the cutoff in any earlier season`,
    remedy: "give more history, or another seasonLength",
  });
}

/**
 * The value one season before; a missing one is replaced by that of the season before it.
 * @throws OptionError when an option is outside its range
 * @example const fitted = await seasonalNaive({ horizon: 48, seasonLength: 336 }).fit([train])
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2
 */
export function seasonalNaive(options: GivenOptions<SeasonalNaiveOptions>): Forecaster {
  return seasonalNaiveDefinition.create(options);
}
