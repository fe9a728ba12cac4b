/**
 * Choices of the ridge that its options leave open: logs and the penalty of each anchor with the least absolute error on the
 * validation tail, measured in standard deviations of each series, by least squares of the first look-back of each branch.
 */
import { meanOf, RidgeFit, type Pause } from "./ridgeFit.ts";
import { forecastWindows, type RidgeMember } from "./ridgeForecast.ts";
import type { RidgeOptions } from "./ridge.ts";
import type { RidgeBranch, RidgeSizes } from "./ridgePlan.ts";
import { adjusted, fromVariate, type PreparedVariates } from "./ridgeVariates.ts";
import { anchorWeights, listWindows, type WindowList } from "./ridgeWindows.ts";

/** What is chosen. */
export interface RidgeChoice {
  readonly logs: boolean;
  /** One an anchor, by branch. */
  readonly penalties: readonly (readonly number[])[];
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
  const { branches, tail } = sizes;
  const usual = {
    logs: options.logs === "always",
    penalties: branches.map(({ anchors, penalties }) => penalties ?? anchors.map(() => USUAL_PENALTY)),
  };
  if (tail === 0 || (!openLogs && branches.every(({ penalties }) => penalties))) return usual;
  let [least, best] = [Infinity, usual];
  for (const logs of openLogs ? [false, true] : [usual.logs]) {
    const solved: BestPenalties[] = [];
    for (const branch of branches) solved.push(await bestPenalties(prepare(logs), branch, sizes, pause));
    const error = errorOf(
      solved.map(({ member }) => member),
      prepare(logs),
      heldBack(prepare(logs), sizes),
    );
    if (error < least) [least, best] = [error, { logs, penalties: solved.map(({ penalties }) => penalties) }];
  }
  return best;
}

/** Windows of the tail. */
function heldBack({ variates }: PreparedVariates, { contextLength, horizon, tail }: RidgeSizes): WindowList {
  const range = { contextLength, horizon, tail, part: "tail", most: MOST_WINDOWS } as const;
  return listWindows(variates, Int32Array.from(variates.keys()), range);
}

interface BestPenalties {
  readonly penalties: readonly number[];
  /** The mean of the anchors' weights. */
  readonly member: RidgeMember;
}

/** The best penalty of each anchor by itself, for the first look-back of a branch. */
async function bestPenalties(
  prepared: PreparedVariates,
  { adjusted: left, shapes, anchors, penalties: given }: RidgeBranch,
  sizes: RidgeSizes,
  pause: Pause,
): Promise<BestPenalties> {
  const shape = shapes[0]!;
  const variates = left ? prepared.variates.map((one) => adjusted(one, sizes.seasonLength)) : prepared.variates;
  const { contextLength, horizon } = shape;
  const range = { contextLength, horizon, tail: sizes.tail, part: "before", most: MOST_WINDOWS } as const;
  const fit = new RidgeFit(variates, listWindows(variates, Int32Array.from(variates.keys()), range), shape);
  const pulls = anchors.map((anchor, a) => {
    const weights = anchorWeights(anchor, shape);
    return (given ? [given[a]!] : PENALTIES).map((penalty) => ({ anchor: weights, penalty }));
  });
  const solved = await fit.grid(pulls.flat(), pause);
  const held = heldBack(prepared, sizes);
  const memberOf = (weights: Float64Array): RidgeMember => ({ shape, adjusted: left, weights: [weights] });
  const chosen: number[] = [];
  for (const [a, some] of pulls.entries()) {
    const first = a * some.length;
    const errors: number[] = [];
    for (let i = 0; i < some.length; i++) {
      errors.push(some.length === 1 ? 0 : errorOf([memberOf(solved[first + i]!)], prepared, held));
      await pause();
    }
    chosen.push(first + errors.indexOf(Math.min(...errors)));
  }
  const member = memberOf(meanOf(chosen.map((i) => solved[i]!)));
  return { member, penalties: chosen.map((i) => pulls.flat()[i]!.penalty) };
}

/** The mean absolute error of members on windows, in standard deviations of each series. */
function errorOf(
  members: readonly RidgeMember[],
  { variates, scales, deviations }: PreparedVariates,
  windows: WindowList,
): number {
  const { horizon } = members[0]!.shape;
  const forecasts = forecastWindows(members, variates, windows, new Int32Array(variates.length));
  let sum = 0;
  forecasts.forEach((forecast, i) => {
    const [r, h] = [Math.floor(i / horizon), i % horizon];
    const v = windows.variate[r]!;
    const actual = variates[v]!.values[windows.end[r]! + h]!;
    sum += Math.abs(fromVariate(forecast, scales[v]!) - fromVariate(actual, scales[v]!)) / deviations[v]!;
  });
  return sum / forecasts.length;
}
