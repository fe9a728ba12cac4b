/** What can be done with networks besides fitting and forecasting: finding a learning rate, fitting a stream, training further. */
import { UnsupportedError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { LearningRateCurve, LearningRateOptions } from "../training/index.ts";
import type { FineTuneOptions, FittedForecaster, Forecaster } from "./forecaster.ts";
import type { SeriesSource, StreamOptions } from "./seriesSource.ts";

const unsupported = (where: string, name: string): UnsupportedError =>
  new UnsupportedError({ where, expected: "a forecaster that is a network", found: name });

/**
 * The loss of a network's first steps against the learning rate, which grows from step to step, and a rate that it suggests.
 * @throws DataError when a series cannot be learned from; OptionError on a wrong range; UnsupportedError unless it is a network
 * @example const { suggestion } = await findLearningRate(lstm({ horizon: 48 }), [train])
 * @see Smith 2017, "Cyclical learning rates for training neural networks", WACV, section 3.3
 */
export async function findLearningRate(
  forecaster: Forecaster,
  train: readonly TimeSeries[],
  options?: LearningRateOptions,
): Promise<LearningRateCurve> {
  if (!forecaster.findLearningRate) throw unsupported("findLearningRate", forecaster.name);
  return forecaster.findLearningRate(train, options);
}

/**
 * Fits a network on series of which only some are in memory at once. A first walk over all of them learns their scales; then windows
 * are drawn from a pool, half of which makes room for other series before each pass. Anchor, season, sizes and the windows that early
 * stopping judges by are those of the first pool: in random order of numbered series, else the first ones. Series of the same order give the same
 * bytes.
 * @throws DataError when a series cannot be learned from, or is of another kind; UnsupportedError unless it is a network
 * @example const fitted = await fitStream(gru({ horizon: 24 }), { count: files.length, open: (i) => readOne(files[i]) })
 */
export async function fitStream(
  forecaster: Forecaster,
  source: SeriesSource,
  options?: StreamOptions,
): Promise<FittedForecaster> {
  if (!forecaster.fitStream) throw unsupported("fitStream", forecaster.name);
  return forecaster.fitStream(source, options);
}

/**
 * Trains a fitted network further, on new series of the same kind; what was given stays as it is. Its sizes, season and
 * anchor remain; series that are given again are scaled anew. Parts of it may be frozen by how their weights' names begin.
 * @throws DataError when a series cannot be learned from, or is of another kind; OptionError when an option is none of training,
 *   or `frozen` leaves nothing to train; UnsupportedError unless it is a network
 * @example const tuned = await fineTune(fitted, [fresh], { frozen: ["encoder."], epochs: 5, learningRate: 1e-3 })
 */
export async function fineTune(
  fitted: FittedForecaster,
  train: readonly TimeSeries[],
  options?: FineTuneOptions,
): Promise<FittedForecaster> {
  if (!fitted.fineTune) throw unsupported("fineTune", fitted.name);
  return fitted.fineTune(train, options);
}
