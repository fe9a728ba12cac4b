/**
 * The road of a highway's fit: recurrent parts trained by themselves, their last rows held back; a ridge fitted before those rows;
 * gates from the errors of all on them; and the ridge fitted again on all rows.
 */
import { CancelledError, DataError } from "../errors.ts";
import { head, type TimeSeries } from "../series/index.ts";
import type { FitOptions } from "../training/index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { LearnedHighway } from "./fittedHighway.ts";
import type { FittedForecaster, Forecaster } from "./forecaster.ts";
import { renamedError, withinBounds } from "./highwayBounds.ts";
import { joinCheckpoints, splitCheckpoints } from "./highwayCheckpoint.ts";
import { chooseGates, type Gate, type GateLoss } from "./highwayGate.ts";
import { heldBackWindows, tailsOf, unseenTails } from "./highwayJudging.ts";
import { assertTargets, type OutputOptions } from "./outputOptions.ts";
import { checkTraining } from "./trainingData.ts";

/** What is trained, and how it is judged. */
export interface HighwayPlan {
  readonly horizon: number;
  readonly linear: Forecaster;
  readonly recurrent: readonly Forecaster[];
  readonly validationFraction: number;
  /** Where targets lie, and forecasts stay. */
  readonly bounds: OutputOptions;
  readonly gateLoss: GateLoss;
  readonly refit: "always" | "never";
}

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
  for (const series of train) assertTargets(`${NAME}.fit`, series, plan.bounds);
  try {
    return { ...(await learn(plan, train, options)), ...known };
  } catch (cause) {
    throw renamedError(NAME, cause);
  }
}

async function learn(
  plan: HighwayPlan,
  train: readonly TimeSeries[],
  options: FitOptions,
): Promise<Pick<LearnedHighway, "linear" | "recurrent" | "gates" | "history">> {
  const { horizon, validationFraction, gateLoss } = plan;
  const tails = tailsOf(train, horizon, validationFraction);
  const networks = await trainNetworks(tails.some((rows) => rows > 0) ? plan.recurrent : [], train, options);
  const history = networks.at(-1)?.history;
  const unstoppable = options.whenCancelled === "keep" && networks.length > 0; // what is left is short
  const rest = unstoppable ? { ...options, signal: undefined } : options;
  const fitLinear = (rows: readonly TimeSeries[]): Promise<FittedForecaster> =>
    plan.linear.fit(rows, forPart(plan.linear, rest));
  const judged = networks.length > 0 && networks.every(heldBack) ? unseenTails(train, tails, horizon, networks) : [];
  const before = train.map((series, i) => head(series, series.timestamps.length - (judged[i] ?? 0)));
  const base = judged.some((rows) => rows > 0) ? await fitLinear(before).catch(unlessData) : undefined;
  if (!base)
    return { linear: await fitLinear(train), recurrent: [], gates: chooseGates([], horizon, gateLoss), history };
  const windows = heldBackWindows(train, judged, horizon, [base, ...networks], withinBounds(plan.bounds));
  const chosen = chooseGates(windows, horizon, gateLoss);
  const linear = plan.refit === "never" ? base : await fitLinear(train);
  return { linear, ...speaking(networks, chosen), history };
}

/** Rows before those held back may be too few for a ridge that all rows are enough for: nothing is judged then. */
function unlessData(cause: unknown): undefined {
  if (!(cause instanceof DataError)) throw cause;
}

/** Trains one after the other, from where their checkpoints end; after a cancel whose result is to be kept no further one. */
async function trainNetworks(
  recurrent: readonly Forecaster[],
  train: readonly TimeSeries[],
  options: FitOptions,
): Promise<FittedForecaster[]> {
  const { resumeFrom, onCheckpoint } = options;
  const trained: FittedForecaster[] = [];
  const checkpoints = resumeFrom ? splitCheckpoints(resumeFrom, recurrent.length) : []; // the last one of each network
  for (const [i, one] of recurrent.entries()) {
    const own = {
      ...forPart(one, options),
      resumeFrom: checkpoints[i],
      onCheckpoint:
        onCheckpoint &&
        ((bytes: Uint8Array) => {
          checkpoints[i] = bytes;
          return onCheckpoint(joinCheckpoints(checkpoints.slice(0, i + 1)));
        }),
    };
    try {
      trained.push(await one.fit(train, own));
    } catch (cause) {
      if (cause instanceof CancelledError && options.whenCancelled === "keep" && trained.length > 0) return trained;
      throw cause;
    }
    if (trained.at(-1)!.history?.stoppedBecause === "cancelled") return trained;
  }
  return trained;
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
