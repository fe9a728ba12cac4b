/**
 * Choices of the ridge that its options leave open: logs, adjustment, and the penalty of each anchor with the least absolute
 * error on the validation tail, measured by the mean seasonal difference of each series, by least squares of the first look-back.
 */
import { meanOf, RidgeFit, type Pause } from "./ridgeFit.ts";
import { forecastWindows, type RidgeMember } from "./ridgeForecast.ts";
import type { RidgeOptions } from "./ridge.ts";
import type { RidgeBranch, RidgeSizes } from "./ridgePlan.ts";
import { adjusted, fromVariate, type PreparedVariates } from "./ridgeVariates.ts";
import { anchorWeights, listWindows, type WindowList } from "./ridgeWindows.ts";

/** A branch whose penalties are known. */
export type ChosenBranch = RidgeBranch & { readonly penalties: readonly number[] };

/** What is chosen. */
export interface RidgeChoice {
  readonly logs: boolean;
  readonly branches: readonly ChosenBranch[];
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
  const open = openLogs || branches.length > 1 || branches.some(({ penalties }) => !penalties);
  let best: RidgeChoice = {
    logs: options.logs === "always",
    branches: branches.slice(0, options.adjustment === "both" ? 2 : 1).map(withPenalties),
  };
  if (tail === 0 || !open) return best;
  let least = Infinity;
  for (const logs of openLogs ? [false, true] : [best.logs]) {
    const solved: SolvedBranch[] = [];
    for (const branch of branches) solved.push(await solveBranch(prepare(logs), branch, sizes, pause));
    for (const some of options.adjustment ? [solved] : subsets(solved)) {
      const members = some.map(({ member }) => member);
      const error = errorOf(members, prepare(logs), heldBack(prepare(logs), sizes));
      if (error < least) [least, best] = [error, { logs, branches: some.map(({ branch }) => branch) }];
    }
  }
  return best;
}

/** Each one alone, and all together. */
function subsets<T>(all: readonly T[]): T[][] {
  return all.length === 1 ? [[...all]] : [...all.map((one) => [one]), [...all]];
}

/** Windows of the tail. */
function heldBack({ variates }: PreparedVariates, { contextLength, horizon, tail }: RidgeSizes): WindowList {
  const range = { contextLength, horizon, tail, part: "tail", most: MOST_WINDOWS } as const;
  return listWindows(variates, Int32Array.from(variates.keys()), range);
}

interface SolvedBranch {
  readonly branch: ChosenBranch;
  /** The mean of its anchors' weights, for its first look-back. */
  readonly member: RidgeMember;
}

/** The best penalty of each anchor by itself. */
async function solveBranch(
  prepared: PreparedVariates,
  branch: RidgeBranch,
  sizes: RidgeSizes,
  pause: Pause,
): Promise<SolvedBranch> {
  const { adjusted: left, shapes, anchors, penalties: given } = branch;
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
  return { member, branch: { ...branch, penalties: chosen.map((i) => pulls.flat()[i]!.penalty) } };
}

/** The mean absolute error of members on windows, in units of each series. */
function errorOf(
  members: readonly RidgeMember[],
  { variates, scales, units }: PreparedVariates,
  windows: WindowList,
): number {
  const { horizon } = members[0]!.shape;
  const forecasts = forecastWindows(members, variates, windows, new Int32Array(variates.length));
  let sum = 0;
  forecasts.forEach((forecast, i) => {
    const [r, h] = [Math.floor(i / horizon), i % horizon];
    const v = windows.variate[r]!;
    const actual = variates[v]!.values[windows.end[r]! + h]!;
    sum += Math.abs(fromVariate(forecast, scales[v]!) - fromVariate(actual, scales[v]!)) / units[v]!;
  });
  return sum / forecasts.length;
}

/** The branch with the penalties that it was given, or the usual ones. */
function withPenalties(branch: RidgeBranch): RidgeBranch & { readonly penalties: readonly number[] } {
  return { ...branch, penalties: branch.penalties ?? branch.anchors.map(() => USUAL_PENALTY) };
}
