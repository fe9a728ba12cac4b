/** The road of a ridge's fit: sizes, choices, intervals from a fit before the tail, and the fit on all rows. */
import { CancelledError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { FitOptions } from "../training/index.ts";
import type { LearnedRidge } from "./fittedRidge.ts";
import type { RidgeOptions } from "./ridge.ts";
import { chooseRidge, type Prepare, type RidgeChoice } from "./ridgeChoice.ts";
import { RidgeFit, type Labels, type Pause } from "./ridgeFit.ts";
import { forecastWindows, type RidgeMember } from "./ridgeForecast.ts";
import { learnIntervals, type RidgeIntervals } from "./ridgeIntervals.ts";
import { describeLookBack, ridgeSizes, type RidgeSizes } from "./ridgePlan.ts";
import { checkLogs, prepareVariates, variatesOf, type PreparedVariates, type Variate } from "./ridgeVariates.ts";
import { anchorWeights, inGroups, listWindows, noWindows, type WindowRange } from "./ridgeWindows.ts";
import { clusterOf, clusterVariates, type SeriesClusters } from "./seriesClusters.ts";
import { checkLength, checkTraining } from "./trainingData.ts";

const name = "ridge";
const MOST_WINDOWS = 250_000; // beyond it every second or third one is left out
const MOST_BEFORE_TAIL = 50_000; // intervals need no more
const MOST_HELD_BACK = 20_000;
const YIELD_AFTER = 40; // ms of work between turns of the event loop
const SMALLEST_CHANGE = 0.02; // of the mean: a series without seasonal differences must not outweigh all others
const IN_SAMPLE = 1.5; // how much wider intervals become where nothing could be held back

/** Everything that one fit holds fixed. */
interface RidgeJob {
  readonly options: RidgeOptions;
  readonly sizes: RidgeSizes;
  readonly choice: RidgeChoice;
  readonly prepared: PreparedVariates;
  readonly labels: Labels;
  readonly pause: Pause;
  readonly onPass: (error: number) => void;
}

/**
 * Learns from the training rows.
 * @throws DataError naming the series where rows are too few or of another kind; CancelledError when the signal is aborted
 */
export async function trainRidge(
  options: RidgeOptions,
  train: readonly TimeSeries[],
  fitOptions: FitOptions = {},
): Promise<LearnedRidge> {
  const signature = checkTraining(name, train);
  const sizes = ridgeSizes(options, train);
  checkRows(train, sizes);
  if (options.logs === "always") for (const series of train) checkLogs(`${name}.fit`, series);
  const passes = options.loss === "absolute" ? options.passes : 0;
  const progress = createProgress(fitOptions);
  await progress.pause();
  const prepare = preparedOnce((logs) => prepareVariates(train, logs, sizes));
  const choice = await chooseRidge(options, sizes, prepare, progress.pause);
  const looks = choice.branches.reduce((sum, { shapes }) => sum + shapes.length, 0);
  progress.expect((sizes.tail > 0 ? 2 : 1) * looks * (passes + 1));
  const prepared = prepare(choice.logs);
  const { clusters, labels } = clusteredBy(prepared, sizes);
  const job: RidgeJob = { options, sizes, choice, prepared, labels, ...progress };
  const held = sizes.tail > 0 ? await heldBack(job) : undefined;
  const members = await fitMembers(job, 0);
  return {
    options: completed(options, sizes, choice),
    signature,
    clusters,
    series: Object.fromEntries(train.map(({ id }, i) => [id, i])),
    scales: prepared.scales,
    intervals: held ?? intervalsOf(job, members, "before", IN_SAMPLE),
    members,
  };
}

/** Prepares once for each answer. */
function preparedOnce(prepare: Prepare): Prepare {
  const made = new Map<boolean, PreparedVariates>();
  return (logs) => {
    const found = made.get(logs) ?? prepare(logs);
    made.set(logs, found);
    return found;
  };
}

function checkRows(train: readonly TimeSeries[], sizes: RidgeSizes): void {
  const { contextLength, horizon } = sizes;
  const longest = train.reduce((one, other) => (other.timestamps.length > one.timestamps.length ? other : one));
  checkLength(`${name}.fit`, longest, contextLength + horizon, `${describeLookBack(sizes)} + horizon ${horizon}`);
  for (const series of train) checkRidgeHistory(`${name}.fit`, series);
}

/** @throws DataError when a series has not even two rows */
export function checkRidgeHistory(where: string, series: TimeSeries): void {
  checkLength(where, series, 2, "one to forecast from and one to see how it moves");
}

/** Options with everything that was chosen, as if it had been given. */
function completed(options: RidgeOptions, sizes: RidgeSizes, choice: RidgeChoice): RidgeOptions {
  const { shapes, phases, anchors: anchor, adjusted, penalties: penalty } = choice.branches[0]!;
  const contextLength = shapes.map((shape) => shape.contextLength);
  const seasonLength = sizes.seasonLength > 1 ? sizes.seasonLength : (options.seasonLength ?? 0);
  const adjustment = choice.branches.length === 2 ? "both" : adjusted ? "always" : "none";
  const logs = choice.logs ? "always" : "never";
  return {
    ...options,
    logs,
    penalty,
    phases,
    contextLength,
    seasonLength,
    adjustment,
    anchor,
    clusters: sizes.clusters,
  };
}

function clusteredBy(
  { variates, scales }: PreparedVariates,
  { clusters: count, lag, seasonLength }: RidgeSizes,
): { readonly clusters: SeriesClusters | undefined; readonly labels: Labels } {
  if (count === 1) return { clusters: undefined, labels: { labels: new Int32Array(variates.length), count } };
  const clusters = clusterVariates(variates, scales, count, [...new Set([1, lag, seasonLength])]);
  const labels = Int32Array.from(variates, (variate, i) => clusterOf(variate, scales[i]!, clusters));
  return { clusters, labels: { labels, count } };
}

/** Fits every look-back of every branch on the windows before the tail. */
async function fitMembers(job: RidgeJob, tail: number): Promise<RidgeMember[]> {
  const { options, sizes, choice, prepared, labels: clusters, pause, onPass } = job;
  const passes = options.loss === "absolute" ? options.passes : 0;
  const rule = { passes, clusters, shrinkage: options.shrinkage, importance: importanceOf(prepared, sizes, choice) };
  const most = tail > 0 ? MOST_BEFORE_TAIL : MOST_WINDOWS;
  const members: RidgeMember[] = [];
  for (const { adjusted: left, phases, shapes, anchors, penalties } of choice.branches) {
    const variates = variatesOf(prepared, left, sizes.seasonLength);
    for (const shape of shapes) {
      const range = { contextLength: shape.contextLength, tail, part: "before", most } as const;
      const groups = { labels: clusters.labels, lag: shape.lag, phases };
      const windows = inGroups(windowsOf(job, variates, range), variates, groups);
      const towards = anchors.map((anchor, a) => ({
        anchor: anchorWeights(anchor, shape),
        penalty: penalties[a]!,
      }));
      const weights = await new RidgeFit(variates, windows, shape).weights({ ...rule, phases, towards }, pause, onPass);
      members.push({ shape, adjusted: left, phases, weights });
    }
  }
  return members;
}

/** @throws DataError where missing values, or weights of 0, leave no window */
function windowsOf(
  { sizes }: RidgeJob,
  variates: readonly Variate[],
  range: Omit<WindowRange, "horizon">,
): ReturnType<typeof listWindows> {
  const { horizon } = sizes;
  const windows = listWindows(variates, Int32Array.from(variates.keys()), { ...range, horizon });
  if (windows.end.length > 0) return windows;
  throw noWindows(variates, { ...range, horizon });
}

/** What an absolute error of each variate counts: it is measured by the mean seasonal difference, in logs also as it is. */
function importanceOf(
  { variates, scales }: PreparedVariates,
  { lag }: RidgeSizes,
  { logs }: RidgeChoice,
): Float64Array {
  const changes = variates.map(({ values }, i) => (logs ? scales[i]!.scale : 1) * meanChange(values, lag));
  const usual = changes.reduce((sum, change) => sum + change, 0) / changes.length || 1;
  return Float64Array.from(changes, (change, i) => {
    const inverse = 1 / Math.max(change, SMALLEST_CHANGE * usual);
    return logs ? scales[i]!.scale * (inverse + 1 / usual) : inverse;
  });
}

/** Mean absolute difference of values a lag apart. */
function meanChange(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let t = lag; t < values.length; t++) sum += Math.abs(values[t]! - values[t - lag]!);
  return sum / Math.max(1, values.length - lag);
}

/** Intervals from the errors on the tail of weights that were fitted before it; undefined where it holds no window. */
async function heldBack(job: RidgeJob): Promise<RidgeIntervals | undefined> {
  const { tail, horizon } = job.sizes;
  const members = await fitMembers(job, tail);
  const windows = listWindows(job.prepared.variates, Int32Array.from(job.prepared.variates.keys()), {
    contextLength: job.sizes.contextLength,
    horizon,
    tail,
    part: "tail",
    most: MOST_HELD_BACK,
  });
  if (windows.end.length === 0) return undefined;
  return intervalsOf(job, members, "tail", 1 + Math.min(0.5, horizon / windows.end.length));
}

function intervalsOf(
  job: RidgeJob,
  members: readonly RidgeMember[],
  part: "before" | "tail",
  widen: number,
): RidgeIntervals {
  const { prepared, sizes, labels } = job;
  const { horizon } = sizes;
  const { variates } = prepared;
  const windows = listWindows(variates, Int32Array.from(variates.keys()), {
    contextLength: sizes.contextLength,
    horizon,
    tail: part === "tail" ? sizes.tail : 0,
    part,
    most: MOST_HELD_BACK,
  });
  const forecasts = forecastWindows(members, variates, windows, labels.labels);
  const errors = forecasts.map((forecast, i) => {
    const r = Math.floor(i / horizon);
    return variates[windows.variate[r]!]!.values[windows.end[r]! + (i % horizon)]! - forecast;
  });
  return learnIntervals({ errors, variate: windows.variate, horizon }, variates.length, widen);
}

/** What a fit tells its caller, and hears from it. */
function createProgress({
  signal,
  onProgress,
}: FitOptions): Pick<RidgeJob, "pause" | "onPass"> & { readonly expect: (passes: number) => void } {
  let of = 0;
  let epoch = 0;
  let last = performance.now();
  const stopIfAsked = (): void => {
    if (!signal?.aborted) return;
    throw new CancelledError({
      where: `training ${name}`,
      expected: of > 0 ? `${of} passes` : "a fit",
      found: `a cancel after ${epoch}`,
    });
  };
  return {
    expect: (passes) => (of = passes),
    async pause() {
      stopIfAsked();
      if (performance.now() - last < YIELD_AFTER) return;
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
      stopIfAsked();
    },
    onPass(trainingLoss) {
      epoch++;
      onProgress?.({ stage: "train", model: name, epoch, of, trainingLoss, bestEpoch: epoch });
    },
  };
}
