/**
 * The road of a highway's fit: recurrent parts trained by themselves, their last rows held back; a ridge fitted before those rows;
 * gates from the errors of all on them; and the ridge fitted again on all rows. Shapes: H steps, C channels.
 */
import { CancelledError } from "../errors.ts";
import { head, type Forecast, type TimeSeries } from "../series/index.ts";
import type { FitOptions } from "../training/index.ts";
import { seasonCandidates } from "../windows/index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { LearnedHighway } from "./fittedHighway.ts";
import type { FittedForecaster, Forecaster } from "./forecaster.ts";
import { chooseGates, type Gate, type GateLoss, type HeldBackWindow } from "./highwayGate.ts";
import { unitOf } from "./ridgeVariates.ts";
import { checkTraining } from "./trainingData.ts";
import { tailRows } from "./trainingWindows.ts";

/** What is trained, and how it is judged. */
export interface HighwayPlan {
  readonly horizon: number;
  readonly linear: Forecaster;
  readonly recurrent: readonly Forecaster[];
  readonly validationFraction: number;
  readonly gateLoss: GateLoss;
  readonly refit: "always" | "never";
}

const MOST_WINDOWS = 512; // of all series: neighbours overlap, more cost time and tell little
const TOGETHER = 64; // histories in one call
const NAME = "highway-rnn";

/**
 * Learns from the training rows.
 * @throws DataError naming the series where a part cannot learn from it; CancelledError when the signal is aborted
 */
export async function trainHighway(
  plan: HighwayPlan,
  train: readonly TimeSeries[],
  options: FitOptions = {},
): Promise<Omit<LearnedHighway, "options">> {
  const known = { signature: checkTraining(NAME, train), trainedOn: fingerprintOf(train) };
  const tails = tailsOf(plan, train);
  const challengers = tails.some((rows) => rows > 0) ? await trainNetworks(plan.recurrent, train, options) : [];
  const history = challengers.at(-1)?.history;
  const unstoppable = options.whenCancelled === "keep" && challengers.length > 0; // what is left is short
  const rest = unstoppable ? { ...options, signal: undefined } : options;
  const fitLinear = (rows: readonly TimeSeries[]): Promise<FittedForecaster> =>
    plan.linear.fit(rows, forPart(plan.linear, rest));
  if (!challengers.every(heldBack) || challengers.length === 0) {
    const gates = chooseGates([], plan.horizon, plan.gateLoss);
    return { linear: await fitLinear(train), recurrent: [], gates, history, ...known };
  }
  const base = await fitLinear(train.map((series, i) => head(series, series.timestamps.length - tails[i]!)));
  const windows = judge(train, tails, plan, [base, ...challengers]);
  const chosen = chooseGates(windows, plan.horizon, plan.gateLoss);
  const linear = plan.refit === "never" ? base : await fitLinear(train);
  return { linear, ...speaking(challengers, chosen), history, ...known };
}

/** Trains one after the other; after a cancel whose result is to be kept no further one. */
async function trainNetworks(
  recurrent: readonly Forecaster[],
  train: readonly TimeSeries[],
  options: FitOptions,
): Promise<FittedForecaster[]> {
  const trained: FittedForecaster[] = [];
  for (const one of recurrent) {
    try {
      trained.push(await one.fit(train, forPart(one, options)));
    } catch (cause) {
      if (cause instanceof CancelledError && options.whenCancelled === "keep" && trained.length > 0) return trained;
      throw cause;
    }
    if (trained.at(-1)!.history?.stoppedBecause === "cancelled") return trained;
  }
  return trained;
}

/** Rows that are held back of each series: as many as the recurrent parts hold back, none of a series too short for the least context besides. */
function tailsOf({ horizon, validationFraction }: HighwayPlan, train: readonly TimeSeries[]): number[] {
  const tail = validationFraction > 0 ? tailRows(train, horizon, validationFraction) : 0;
  const least = tail + Math.ceil(horizon / 2) + 2 * horizon;
  return train.map(({ timestamps }) => (timestamps.length >= least ? tail : 0));
}

/** Whether training held rows back: without them, nobody knows what a network is worth. */
function heldBack({ history }: FittedForecaster): boolean {
  return history?.epochs[0]?.validationLoss !== undefined;
}

/** What a part's fit is given: its progress names both. */
function forPart({ name }: Forecaster, { signal, whenCancelled, onProgress }: FitOptions): FitOptions {
  const model = `${NAME} (${name})`;
  return { signal, whenCancelled, onProgress: onProgress && ((progress) => onProgress({ ...progress, model })) };
}

/** Forecasts of the first part and its challengers from cutoffs spread over the rows held back. */
function judge(
  train: readonly TimeSeries[],
  tails: readonly number[],
  { horizon }: HighwayPlan,
  [base, ...challengers]: readonly [FittedForecaster, ...FittedForecaster[]],
): HeldBackWindow[] {
  const each = Math.max(1, Math.floor(MOST_WINDOWS / tails.filter((rows) => rows > 0).length));
  return train.flatMap((series, i) => {
    if (tails[i] === 0) return [];
    const season = seasonCandidates(series.frequency)[0] ?? 1;
    const units = series.target.names.map((_, c) => unitOf(series, c, season));
    const all = spread(series.timestamps.length - tails[i]!, series.timestamps.length - horizon, each);
    const lengths = all.filter((length) => isKnown(series, length, horizon));
    const said = [base, ...challengers].map((one) => mediansOf(one, series, lengths));
    return lengths.map((length, k) => ({
      stretch: `${i} ${Math.floor((length - all[0]!) / Math.max(horizon, season))}`,
      actual: series.target.values.subarray(length * units.length, (length + horizon) * units.length),
      base: said[0]![k]!,
      challengers: said.slice(1).map((one) => one[k]!),
      units,
    }));
  });
}

/** At most `most` whole numbers from first to last, evenly spread, the last among them. */
function spread(first: number, last: number, most: number): number[] {
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const count = Math.floor((last - first) / stride) + 1;
  return Array.from({ length: count }, (_, k) => last - (count - 1 - k) * stride);
}

/** Whether all future covariates of the steps behind the first rows are there: without them nothing is forecast. */
function isKnown({ futureCovariates }: TimeSeries, length: number, horizon: number): boolean {
  if (!futureCovariates) return true;
  const { names, values } = futureCovariates;
  return !values.subarray(length * names.length, (length + horizon) * names.length).some(Number.isNaN);
}

/** The medians (H,C) of forecasts from the first rows of a series, so many each. */
function mediansOf(fitted: FittedForecaster, series: TimeSeries, lengths: readonly number[]): Float64Array[] {
  const medians: Float64Array[] = [];
  for (let from = 0; from < lengths.length; from += TOGETHER) {
    const histories = lengths.slice(from, from + TOGETHER).map((length) => head(series, length));
    medians.push(...fitted.predict(histories, { levels: [] }).map(({ values }: Forecast) => values));
  }
  return medians;
}

/** Those challengers that speak in any block, and the gates that name them by their place among these. */
function speaking(
  challengers: readonly FittedForecaster[],
  gates: readonly Gate[],
): Pick<LearnedHighway, "recurrent" | "gates"> {
  const places = [...new Set(gates.flatMap((gate) => gate.challengers))].sort((a, b) => a - b);
  return {
    recurrent: places.map((place) => challengers[place]!),
    gates: gates.map((gate) => ({ ...gate, challengers: gate.challengers.map((one) => places.indexOf(one)) })),
  };
}
