/** Sizes that the ridge takes from data where its options leave them open: season, look-backs, clusters, validation tail. */
import type { TimeSeries } from "../series/index.ts";
import { seasonCandidates } from "../windows/index.ts";
import { OptionError } from "../errors.ts";
import type { RidgeOptions } from "./ridge.ts";
import { anchorWeights, type RidgeAnchor } from "./ridgeWindows.ts";

/** All sizes of a fit. */
export interface RidgeSizes {
  readonly horizon: number;
  readonly contextLengths: readonly number[];
  /** Rows in the season; 1 where there is none. */
  readonly seasonLength: number;
  /** Rows in the shortest season of the frequency that divides it. */
  readonly lag: number;
  readonly clusters: number;
  readonly anchors: readonly RidgeAnchor[];
  /** One an anchor; undefined where they are to be chosen. */
  readonly penalties: readonly number[] | undefined;
  /** Rows at each series' end that choices and intervals are measured on; 0 where rows are too few. */
  readonly tail: number;
}

const LONGEST_SEASON = 672; // rows: beyond it, two seasons make matrices of thousands of rows
const LONGEST_CONTEXT = 1344;
const SHORTEST_CONTEXT = 24;
const CLUSTERS = 3;
const VARIATES_FOR_CLUSTERS = 50;
const TAIL_SHARE = 0.2;
const ANCHORS: readonly RidgeAnchor[] = ["none", "season"];

/** Fills in sizes from the training series. */
export function ridgeSizes(options: RidgeOptions, train: readonly TimeSeries[]): RidgeSizes {
  const { horizon } = options;
  const rows = median(train.map(({ timestamps }) => timestamps.length));
  const seasons = seasonCandidates(train[0]!.frequency);
  const fits = (season: number): boolean => season <= LONGEST_SEASON && 3 * season + horizon <= rows;
  const seasonLength = Math.max(1, options.seasonLength ?? seasons.findLast(fits) ?? 1);
  const lag = seasons.find((season) => seasonLength % season === 0) ?? seasonLength;
  const contextLengths = listed(options.contextLength) ?? usualContexts(rows, seasonLength, horizon);
  const variates = train.length * train[0]!.target.names.length;
  const clusters = options.clusters ?? (variates >= VARIATES_FOR_CLUSTERS ? CLUSTERS : 1);
  const tail = tailOf(rows, Math.max(...contextLengths), horizon);
  const shape = { contextLength: Math.min(...contextLengths), horizon, seasonLength, lag, drift: false };
  const anchors =
    listed(options.anchor) ?? ANCHORS.filter((anchor) => anchor === "none" || anchorWeights(anchor, shape));
  const penalties = penaltiesOf(options.penalty, anchors);
  return { horizon, contextLengths, seasonLength, lag, clusters, anchors, penalties, tail };
}

function listed<T extends number | string>(given: T | readonly T[] | undefined): readonly T[] | undefined {
  return given === undefined || typeof given === "object" ? given : [given];
}

/** @throws OptionError when there are neither one nor as many as anchors */
function penaltiesOf(given: RidgeOptions["penalty"], anchors: readonly RidgeAnchor[]): readonly number[] | undefined {
  const penalties = listed(given);
  if (penalties === undefined || penalties.length === anchors.length) return penalties;
  if (penalties.length === 1) return anchors.map(() => penalties[0]!);
  throw new OptionError({
    where: "ridge penalty",
    expected: `one penalty, or one for each anchor (${anchors.join(", ")})`,
    found: `${penalties.length}`,
    remedy: "give one number, or a list as long as that of the anchors",
  });
}

/** Two and three seasons, at least 24 rows; less where a third of the rows is less. */
function usualContexts(rows: number, season: number, horizon: number): number[] {
  const base = season * Math.max(2, Math.ceil(SHORTEST_CONTEXT / season));
  const most = Math.max(1, Math.min(LONGEST_CONTEXT, Math.floor((rows - horizon) / 3)));
  const longer = base + season * Math.max(1, Math.floor(base / (2 * season)));
  return [...new Set([base, longer].map((length) => Math.min(length, most)))];
}

/** A fifth of the rows, at least a horizon; none where fewer windows than a horizon were left before it. */
function tailOf(rows: number, context: number, horizon: number): number {
  const wanted = Math.max(horizon, Math.round(TAIL_SHARE * rows));
  const affordable = rows - context - 2 * horizon - Math.min(horizon, 8);
  const tail = Math.min(wanted, affordable);
  return tail >= horizon ? tail : 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
