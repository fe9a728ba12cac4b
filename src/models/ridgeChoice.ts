/**
 * Choices of the ridge that its options leave open: logs and the penalty of each anchor with the least absolute error on the
 * validation tail, measured in standard deviations of each series, by least squares of the first look-back.
 */
import { meanOf, RidgeFit, type Pause } from "./ridgeFit.ts";
import { forecastWindows } from "./ridgeForecast.ts";
import type { RidgeOptions } from "./ridge.ts";
import type { RidgeSizes } from "./ridgePlan.ts";
import { fromVariate, type PreparedVariates } from "./ridgeVariates.ts";
import { anchorWeights, listWindows, type WindowList, type WindowShape } from "./ridgeWindows.ts";

/** What is chosen. */
export interface RidgeChoice {
  readonly logs: boolean;
  /** One an anchor. */
  readonly penalties: readonly number[];
}

/** What a choice is made from: the training series as variates, in logs or not. */
export type Prepare = (logs: boolean) => PreparedVariates;

const PENALTIES = [1e-4, 1e-3, 1e-2, 0.1, 1, 10];
const USUAL_PENALTY = 0.1;
const MOST_WINDOWS = 4000; // neighbours overlap: more cost time and tell little

/** The choice with the least error on the tail; the usual one where there is no tail or nothing is open. */
export async function chooseRidge(
  options: RidgeOptions,
  sizes: RidgeSizes,
  prepare: Prepare,
  pause: Pause,
): Promise<RidgeChoice> {
  const openLogs = options.logs === "auto" && prepare(false).positive;
  const usual = {
    logs: options.logs === "always",
    penalties: sizes.penalties ?? sizes.anchors.map(() => USUAL_PENALTY),
  };
  if (sizes.tail === 0 || (!openLogs && sizes.penalties)) return usual;
  let [least, best] = [Infinity, usual];
  for (const logs of openLogs ? [false, true] : [usual.logs]) {
    const { error, penalties } = await bestPenalties(prepare(logs), { ...options, ...sizes }, pause);
    if (error < least) [least, best] = [error, { logs, penalties }];
  }
  return best;
}

/** The best penalty of each anchor by itself, and the error of their mean. */
async function bestPenalties(
  prepared: PreparedVariates,
  sizes: RidgeSizes & Pick<RidgeOptions, "centre" | "scale" | "drift">,
  pause: Pause,
): Promise<{ readonly error: number; readonly penalties: readonly number[] }> {
  const { contextLengths, horizon, seasonLength, lag, tail, anchors, centre, scale } = sizes;
  const drift = sizes.drift === "always";
  const { variates } = prepared;
  const contextLength = contextLengths[0]!;
  const shape: WindowShape = { contextLength, horizon, seasonLength, lag, centre, scale, drift };
  const order = Int32Array.from(variates.keys());
  const range = { contextLength, horizon, tail, most: MOST_WINDOWS };
  const held = listWindows(variates, order, { ...range, part: "tail" });
  const fit = new RidgeFit(variates, listWindows(variates, order, { ...range, part: "before" }), shape);
  const pulls = anchors.flatMap((anchor, a) => {
    const weights = anchorWeights(anchor, shape);
    return (sizes.penalties ? [sizes.penalties[a]!] : PENALTIES).map((penalty) => ({ anchor: weights, penalty }));
  });
  const solved = await fit.grid(pulls, pause);
  const each = solved.length / anchors.length;
  const chosen: number[] = [];
  for (let a = 0; a < anchors.length; a++) {
    const errors: number[] = [];
    for (const weights of solved.slice(a * each, (a + 1) * each)) {
      errors.push(each === 1 ? 0 : errorOf(weights, shape, prepared, held));
      await pause();
    }
    chosen.push(a * each + errors.indexOf(Math.min(...errors)));
  }
  const error = errorOf(meanOf(chosen.map((i) => solved[i]!)), shape, prepared, held);
  return { error, penalties: chosen.map((i) => pulls[i]!.penalty) };
}

/** The mean absolute error of weights on windows, in standard deviations of each series. */
function errorOf(
  weights: Float64Array,
  shape: WindowShape,
  { variates, scales, deviations }: PreparedVariates,
  windows: WindowList,
): number {
  const { horizon } = shape;
  const forecasts = forecastWindows(
    [{ shape, weights: [weights] }],
    variates,
    windows,
    new Int32Array(variates.length),
  );
  let sum = 0;
  forecasts.forEach((forecast, i) => {
    const [r, h] = [Math.floor(i / horizon), i % horizon];
    const v = windows.variate[r]!;
    const actual = variates[v]!.values[windows.end[r]! + h]!;
    sum += Math.abs(fromVariate(forecast, scales[v]!) - fromVariate(actual, scales[v]!)) / deviations[v]!;
  });
  return sum / forecasts.length;
}
