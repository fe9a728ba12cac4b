/**
 * Choices of the ridge that its options leave open: logs, and the penalty of each anchor. They are made by absolute errors on the
 * validation tail, measured by the mean seasonal difference of each series, of least squares of the first look-back.
 */
import { meanOf, RidgeFit, type Pause } from "./ridgeFit.ts";
import { forecastWindows, type RidgeMember } from "./ridgeForecast.ts";
import type { RidgeOptions } from "./ridge.ts";
import type { RidgeBranch, RidgeSizes } from "./ridgePlan.ts";
import { fromVariate, variatesOf, type PreparedVariates } from "./ridgeVariates.ts";
import { anchorWeights, listWindows, noWindows, type WindowList } from "./ridgeWindows.ts";

/** A branch whose penalties are known. */
export type ChosenBranch = RidgeBranch & { readonly penalties: readonly number[] };

/** What is chosen. */
export interface RidgeChoice {
  readonly logs: boolean;
  readonly branches: readonly ChosenBranch[];
}

/** What a choice is made from: the training series as variates, in logs or not. */
export type Prepare = (logs: boolean) => PreparedVariates;

const USUAL_PENALTY = 0.01;
const PENALTIES = [USUAL_PENALTY, 1e-4, 1e-3, 0.1, 1, 10];
const MOST_WINDOWS = 4000; // neighbours overlap: more cost time and tell little
const FEWEST_BLOCKS = 3; // fewer do not tell how far chance goes

/**
 * The choice by errors on the tail; the usual one where there is no tail or nothing is open. Branches without windows are left out.
 * @throws DataError where none is left
 */
export async function chooseRidge(
  options: RidgeOptions,
  sizes: RidgeSizes,
  prepare: Prepare,
  pause: Pause,
): Promise<RidgeChoice> {
  const openLogs = options.logs === "auto" && prepare(false).positive;
  const { tail } = sizes;
  const branches = usableBranches(prepare(options.logs === "always"), sizes);
  let best: RidgeChoice = { logs: options.logs === "always", branches: branches.map(withPenalties) };
  if (tail === 0 || !(openLogs || branches.some(({ penalties }) => !penalties))) return best;
  let least = Infinity;
  for (const logs of openLogs ? [false, true] : [best.logs]) {
    const prepared = prepare(logs);
    const held = heldBack(prepared, sizes);
    const solved: SolvedBranch[] = [];
    for (const branch of branches) solved.push(await solveBranch(prepared, branch, sizes, held, pause));
    const members = solved.map(({ member }) => member);
    const error = openLogs ? mean(errorsOf(members, prepared, held)) : 0;
    if (error < least) [least, best] = [error, { logs, branches: solved.map(({ branch }) => branch) }];
  }
  return best;
}

/** Branches that have windows before the tail in each of their forms; DataError where there is none. */
function usableBranches(prepared: PreparedVariates, { branches, seasonLength, tail }: RidgeSizes): RidgeBranch[] {
  const usable = branches.filter(({ adjusted: left, shapes }) => {
    const variates = variatesOf(prepared, left, seasonLength);
    return shapes.every(({ contextLength, horizon }) => {
      const range = { contextLength, horizon, tail, part: "before", most: 1 } as const;
      return listWindows(variates, Int32Array.from(variates.keys()), range).end.length > 0;
    });
  });
  if (usable.length > 0) return usable;
  const { adjusted, shapes } = branches[0]!;
  throw noWindows(variatesOf(prepared, adjusted, seasonLength), { ...shapes[0]!, tail, part: "before", most: 1 });
}

/** Windows of the tail, and the block of rows that each lies in: blocks are a horizon long, so that they tell different things. */
interface HeldBack extends WindowList {
  readonly block: Int32Array;
}

function heldBack({ variates }: PreparedVariates, { contextLength, horizon, tail }: RidgeSizes): HeldBack {
  const range = { contextLength, horizon, tail, part: "tail", most: MOST_WINDOWS } as const;
  const windows = listWindows(variates, Int32Array.from(variates.keys()), range);
  const block = windows.end.map((end, r) => {
    const start = variates[windows.variate[r]!]!.values.length - tail;
    return Math.floor((end - start) / horizon);
  });
  return { ...windows, block };
}

interface SolvedBranch {
  readonly branch: ChosenBranch;
  /** The mean of its anchors' weights, for its first look-back. */
  readonly member: RidgeMember;
}

/** The penalty of each anchor by itself. */
async function solveBranch(
  prepared: PreparedVariates,
  branch: RidgeBranch,
  sizes: RidgeSizes,
  held: HeldBack,
  pause: Pause,
): Promise<SolvedBranch> {
  const { adjusted: left, shapes, anchors, penalties: given } = branch;
  const shape = shapes[0]!;
  const variates = variatesOf(prepared, left, sizes.seasonLength);
  const { contextLength, horizon } = shape;
  const range = { contextLength, horizon, tail: sizes.tail, part: "before", most: MOST_WINDOWS } as const;
  const fit = new RidgeFit(variates, listWindows(variates, Int32Array.from(variates.keys()), range), shape);
  const pulls = anchors.map((anchor, a) => {
    const weights = anchorWeights(anchor, shape);
    return (given ? [given[a]!] : PENALTIES).map((penalty) => ({ anchor: weights, penalty }));
  });
  const solved = await fit.grid(pulls.flat(), pause);
  const memberOf = (weights: Float64Array): RidgeMember => ({ shape, adjusted: left, phases: 1, weights: [weights] });
  const chosen: number[] = [];
  for (const [a, some] of pulls.entries()) {
    const errors: Float64Array[] = [];
    for (let i = 0; i < some.length && some.length > 1; i++) {
      errors.push(errorsOf([memberOf(solved[a * some.length + i]!)], prepared, held));
      await pause();
    }
    chosen.push(a * some.length + surelyBest(errors, held.block));
  }
  const member = memberOf(meanOf(chosen.map((i) => solved[i]!)));
  return { member, branch: { ...branch, penalties: chosen.map((i) => pulls.flat()[i]!.penalty) } };
}

/**
 * The index of the errors that are surely smaller than the first ones, by most: where the mean gain over blocks exceeds its
 * standard error; 0 where none are. A tail is short, and the best of many on it is often the luckiest.
 */
function surelyBest(errors: readonly Float64Array[], block: Int32Array): number {
  const sure = errors.map((error, i) =>
    i === 0
      ? 0
      : sureGain(
          error.map((e, r) => errors[0]![r]! - e),
          block,
        ),
  );
  return Math.max(0, sure.indexOf(Math.max(...sure)));
}

/** The mean of gains over blocks less its standard error. */
function sureGain(gains: Float64Array, block: Int32Array): number {
  const sums = new Map<number, number[]>();
  gains.forEach((gain, r) => {
    const [sum, count] = sums.get(block[r]!) ?? [0, 0];
    sums.set(block[r]!, [sum! + gain, count! + 1]);
  });
  const means = Float64Array.from(sums.values(), ([sum, count]) => sum! / count!);
  if (means.length < FEWEST_BLOCKS) return -Infinity;
  const middle = mean(means);
  const variance = means.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (means.length - 1);
  return middle - Math.sqrt(variance / means.length);
}

/** The mean absolute error of members on each window (n), in units of its series. */
function errorsOf(
  members: readonly RidgeMember[],
  { variates, scales, units }: PreparedVariates,
  windows: WindowList,
): Float64Array {
  const { horizon } = members[0]!.shape;
  const forecasts = forecastWindows(members, variates, windows, new Int32Array(variates.length));
  const errors = new Float64Array(windows.end.length);
  forecasts.forEach((forecast, i) => {
    const [r, h] = [Math.floor(i / horizon), i % horizon];
    const v = windows.variate[r]!;
    const actual = variates[v]!.values[windows.end[r]! + h]!;
    const error = Math.abs(fromVariate(forecast, scales[v]!) - fromVariate(actual, scales[v]!));
    errors[r]! += error / (horizon * units[v]!);
  });
  return errors;
}

/** The branch with the penalties that it was given, or the usual ones. */
function withPenalties(branch: RidgeBranch): ChosenBranch {
  return { ...branch, penalties: branch.penalties ?? branch.anchors.map(() => USUAL_PENALTY) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
