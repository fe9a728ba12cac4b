/**
 * Choices of the ridge that its options leave open: logs and penalty with the least absolute error on the validation tail,
 * measured in standard deviations of each series, by least squares of the first look-back.
 */
import { meanOf, RidgeFit, type Pause } from "./ridgeFit.ts";
import { forecastWindows } from "./ridgeForecast.ts";
import type { RidgeOptions } from "./ridge.ts";
import type { RidgeSizes } from "./ridgePlan.ts";
import { fromVariate, type PreparedVariates } from "./ridgeVariates.ts";
import { anchorWeights, listWindows, type RidgeAnchor, type WindowShape } from "./ridgeWindows.ts";

/** What is chosen. */
export interface RidgeChoice {
  readonly logs: boolean;
  readonly anchor: RidgeAnchor;
  readonly penalty: readonly number[];
}

/** What a choice is made from: the training series as variates, in logs or not. */
export type Prepare = (logs: boolean) => PreparedVariates;

const PENALTIES = [1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100];
const NEIGHBOURS = 3; // averaged, so that the choice of one matters less
const USUAL_PENALTIES = [1e-2, 0.1, 1];
const MOST_WINDOWS = 4000; // neighbours overlap: more cost time and tell little

/** The choice with the least error on the tail; the usual one where there is no tail or nothing is open. */
export async function chooseRidge(
  options: RidgeOptions,
  sizes: RidgeSizes,
  prepare: Prepare,
  pause: Pause,
): Promise<RidgeChoice> {
  const openLogs = options.logs === "auto" && prepare(false).positive;
  const anchors: RidgeAnchor[] = options.anchor ? [options.anchor] : ["season", "seasons", "none"];
  const penalties = penaltiesOf(options) ?? neighbours(PENALTIES);
  const usual = {
    logs: options.logs === "always",
    anchor: anchors[0]!,
    penalty: penaltiesOf(options)?.[0] ?? USUAL_PENALTIES,
  };
  if (sizes.tail === 0 || (!openLogs && anchors.length * penalties.length === 1)) return usual;
  let [least, best] = [Infinity, usual];
  for (const logs of openLogs ? [false, true] : [usual.logs]) {
    const errors = await errorsOf(prepare(logs), anchors, penalties, { ...options, ...sizes }, pause);
    errors.forEach((error, i) => {
      const [anchor, penalty] = [anchors[Math.floor(i / penalties.length)]!, penalties[i % penalties.length]!];
      if (error < least) [least, best] = [error, { logs, anchor, penalty }];
    });
  }
  return best;
}

function penaltiesOf({ penalty }: RidgeOptions): (readonly number[])[] | undefined {
  return penalty === undefined ? undefined : [typeof penalty === "number" ? [penalty] : penalty];
}

/** Runs of neighbouring penalties. */
function neighbours(all: readonly number[]): number[][] {
  return all.slice(NEIGHBOURS - 1).map((_, i) => all.slice(i, i + NEIGHBOURS));
}

/** The mean absolute error on the tail of each anchor and penalty. */
async function errorsOf(
  { variates, scales, deviations }: PreparedVariates,
  anchors: readonly RidgeAnchor[],
  penalties: readonly (readonly number[])[],
  {
    contextLengths,
    horizon,
    seasonLength,
    lag,
    tail,
    centre,
    scale,
  }: RidgeSizes & Pick<RidgeOptions, "centre" | "scale">,
  pause: Pause,
): Promise<number[]> {
  const contextLength = contextLengths[0]!;
  const shape: WindowShape = { contextLength, horizon, seasonLength, lag, centre, scale };
  const order = Int32Array.from(variates.keys());
  const range = { contextLength, horizon, tail, most: MOST_WINDOWS };
  const fit = new RidgeFit(variates, listWindows(variates, order, { ...range, part: "before" }), shape);
  const held = listWindows(variates, order, { ...range, part: "tail" });
  const labels = new Int32Array(variates.length);
  const errors: number[] = [];
  const towards = anchors.map((anchor) => anchorWeights(anchor, shape));
  const single = [...new Set(penalties.flat())];
  const grid = await fit.grid(towards, single, pause);
  const candidates = grid.flatMap((solved) =>
    penalties.map((some) => meanOf(some.map((penalty) => solved[single.indexOf(penalty)]!))),
  );
  for (const weights of candidates) {
    const forecasts = forecastWindows([{ shape, weights: [weights] }], variates, held, labels);
    let sum = 0;
    forecasts.forEach((forecast, i) => {
      const [r, h] = [Math.floor(i / horizon), i % horizon];
      const v = held.variate[r]!;
      const actual = variates[v]!.values[held.end[r]! + h]!;
      sum += Math.abs(fromVariate(forecast, scales[v]!) - fromVariate(actual, scales[v]!)) / deviations[v]!;
    });
    errors.push(sum / forecasts.length);
    await pause();
  }
  return errors;
}
