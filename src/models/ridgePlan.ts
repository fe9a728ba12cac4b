/** Sizes that the ridge takes from data where its options leave them open: season, look-backs, clusters, validation tail. */
import { OptionError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import { seasonCandidates } from "../windows/index.ts";
import type { RidgeOptions } from "./ridge.ts";
import { anchorWeights, type RidgeAnchor, type WindowShape } from "./ridgeWindows.ts";

/** One kind of members: windows as they are, or of what is left when the mean seasonal pattern is taken off. */
export interface RidgeBranch {
  readonly adjusted: boolean;
  /** Parts of the short season with weights of their own. */
  readonly phases: number;
  /** Forms of its windows, one a look-back. */
  readonly shapes: readonly WindowShape[];
  readonly anchors: readonly RidgeAnchor[];
  /** One an anchor; undefined where they are to be chosen. */
  readonly penalties: readonly number[] | undefined;
}

/** All sizes of a fit. */
export interface RidgeSizes {
  readonly horizon: number;
  /** Rows in the season; 1 where there is none. */
  readonly seasonLength: number;
  /** Rows in the shortest season of the frequency that divides it. */
  readonly lag: number;
  readonly clusters: number;
  readonly branches: readonly RidgeBranch[];
  /** Rows that the longest look-back needs. */
  readonly contextLength: number;
  /** Rows at each series' end that choices and intervals are measured on; 0 where rows are too few. */
  readonly tail: number;
}

const LONGEST_SEASON = 672; // rows: beyond it, two seasons make matrices of thousands of rows
const LONGEST_CONTEXT = 1344;
const SHORTEST_CONTEXT = 24;
const SHORTEST_ADJUSTED = 12;
const CLUSTERS = 3;
const VARIATES_FOR_CLUSTERS = 50;
const TAIL_SHARE = 0.2;
const PHASES = 8;
const PLENTY = 50; // windows a row of the season
const ANCHORS: readonly RidgeAnchor[] = ["none", "season"];

/** Fills in sizes from the training series. */
export function ridgeSizes(options: RidgeOptions, train: readonly TimeSeries[]): RidgeSizes {
  const { horizon } = options;
  const rows = median(train.map(({ timestamps }) => timestamps.length));
  const seasons = seasonCandidates(train[0]!.frequency);
  const fits = (season: number): boolean => season <= LONGEST_SEASON && 3 * season + horizon <= rows;
  const seasonLength = Math.max(1, options.seasonLength ?? seasons.findLast(fits) ?? 1);
  const lag = seasons.find((season) => seasonLength % season === 0) ?? seasonLength;
  const season = { seasonLength, lag };
  const variates = train.length * train[0]!.target.names.length;
  const branches = branchesOf(options, season, rows, variates);
  const contextLength = Math.max(...branches.map(lookBack));
  const clusters = options.clusters ?? (variates >= VARIATES_FOR_CLUSTERS ? CLUSTERS : 1);
  return { horizon, ...season, clusters, branches, contextLength, tail: tailOf(rows, contextLength, horizon) };
}

/** The longest look-back in words, such as "contextLength 24 + season 8". */
export function describeLookBack({ branches, contextLength, seasonLength }: RidgeSizes): string {
  const { adjusted } = branches.find((branch) => lookBack(branch) === contextLength)!;
  return adjusted
    ? `contextLength ${contextLength - seasonLength} + season ${seasonLength}`
    : `contextLength ${contextLength}`;
}

/** Rows that the windows of a branch need; the first season of adjusted values has no pattern. */
function lookBack({ adjusted, shapes }: RidgeBranch): number {
  const longest = Math.max(...shapes.map(({ contextLength }) => contextLength));
  return longest + (adjusted ? shapes[0]!.seasonLength : 0);
}

type Season = Pick<RidgeSizes, "seasonLength" | "lag">;

/** Windows as they are, of adjusted values, or both; the plain branch comes first. */
function branchesOf(options: RidgeOptions, season: Season, rows: number, variates: number): RidgeBranch[] {
  const plain = plainBranch(options, season, rows);
  const adjustment = adjustmentOf(options, season, rows, variates * (rows - lookBack(plain) - options.horizon));
  if (adjustment === "none") return [plain];
  const adjusted = adjustedBranch({ ...options, adjustment }, season, rows);
  return adjustment === "always" ? [adjusted] : [plain, adjusted];
}

/**
 * How the season is treated where the options do not say it. Where a short season lies in a long one, plain windows have so many
 * weights that they need windows in plenty. Without three seasons there is no pattern to take off.
 */
function adjustmentOf(
  options: RidgeOptions,
  season: Season,
  rows: number,
  windows: number,
): "none" | "always" | "both" {
  const { adjustment, anchor, horizon } = options;
  const { seasonLength, lag } = season;
  if (seasonLength < 2 || rows < 3 * seasonLength + horizon) return "none";
  if (adjustment !== undefined) return adjustment;
  if (anchor !== undefined) return "none";
  if (lag === seasonLength) return "both";
  return windows < PLENTY * seasonLength ? "always" : "none";
}

function plainBranch(options: RidgeOptions, season: Season, rows: number): RidgeBranch {
  const lengths = listed(options.contextLength) ?? usualContexts(rows, season.seasonLength, options.horizon);
  const shapes = lengths.map((contextLength) => ({ ...frameOptions(options), ...season, contextLength }));
  const shortest = { ...shapes[0]!, contextLength: Math.min(...lengths) };
  const anchors =
    listed(options.anchor) ?? ANCHORS.filter((anchor) => anchor === "none" || anchorWeights(anchor, shortest));
  return {
    adjusted: false,
    phases: options.phases ?? 1,
    shapes,
    anchors,
    penalties: penaltiesOf(options.penalty, anchors),
  };
}

/** What is left without the season needs one and two short seasons of rows and a long one, and its last value as centre. */
function adjustedBranch(options: RidgeOptions, season: Season, rows: number): RidgeBranch {
  const given = options.adjustment === "always" ? listed(options.contextLength) : undefined;
  const base = Math.max(season.lag, SHORTEST_ADJUSTED);
  const long = season.seasonLength > 2 * base ? [season.seasonLength] : [];
  const lengths = given ?? clipped([base, 2 * base, ...long], rows, options.horizon);
  const shape = (contextLength: number): RidgeBranch["shapes"][number] => ({
    ...frameOptions(options),
    ...season,
    contextLength,
    centre: "last",
  });
  const shapes = lengths.map(shape);
  const [penalty] = listed(options.penalty) ?? [];
  const { seasonLength, lag } = season;
  const phases = options.phases ?? (lag < seasonLength && lag >= PHASES ? PHASES : 1);
  return {
    adjusted: true,
    phases,
    shapes,
    anchors: ["none"],
    penalties: penalty === undefined ? undefined : [penalty],
  };
}

function frameOptions({
  horizon,
  centre,
  scale,
  drift,
}: RidgeOptions): Omit<WindowShape, keyof Season | "contextLength"> {
  return { horizon, centre, scale, drift: drift === "always" };
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

/** Two and three seasons, at least 24 rows. */
function usualContexts(rows: number, season: number, horizon: number): number[] {
  const base = season * Math.max(2, Math.ceil(SHORTEST_CONTEXT / season));
  return clipped([base, base + season * Math.max(1, Math.floor(base / (2 * season)))], rows, horizon);
}

/** Look-backs, less where a third of the rows is less. */
function clipped(lengths: readonly number[], rows: number, horizon: number): number[] {
  const most = Math.max(1, Math.min(LONGEST_CONTEXT, Math.floor((rows - horizon) / 3)));
  return [...new Set(lengths.map((length) => Math.min(length, most)))];
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
