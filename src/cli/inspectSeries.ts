/** What is found in one series of a file: its step, its gaps, and of each target extremes, seasons and level. */
import {
  alignToGrid,
  differencesNeeded,
  estimateFrequency,
  extremesOf,
  findSeasons,
  formatFrequency,
  formatTimestamp,
  type Frequency,
  type FrequencyEstimate,
  listGaps,
  type Season,
  type TimeSeries,
} from "../series/index.ts";
import { channelsOf, type InspectedSeries } from "./inspectedSeries.ts";
import { type Jitter, jitterOf } from "./inspectJitter.ts";
import type { Roles } from "./inspectRoles.ts";

/** Times without a row. */
export interface TimeGap {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

/** What is found of one target. */
export interface TargetFindings {
  readonly column: string;
  readonly missing: number;
  readonly least: number;
  readonly most: number;
  /** Values far out, and the time of the first. */
  readonly extremes: number;
  readonly firstExtreme: string | null;
  readonly constant: boolean;
  readonly seasons: readonly Season[];
  /** How often it must be differenced until its level stays; null where that was not looked at. */
  readonly differences: number | null;
}

/** What is found of one series. */
export interface SeriesFindings {
  readonly id: string;
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  /** Null where no step explains the times. */
  readonly frequency: string | null;
  readonly confidence: number;
  /** Rows that stand beside the grid. */
  readonly offGrid: number;
  /** How far the farthest of them does, in seconds, where it is less than half a step, and the `--tolerance` that brings all onto the grid. */
  readonly jitter: { readonly farthest: number; readonly tolerance: string } | null;
  readonly duplicates: number;
  readonly gaps: { readonly count: number; readonly rows: number; readonly longest: TimeGap | null };
  readonly targets: readonly TargetFindings[];
}

const MOST_STEPS = 5_000_000;

/** Looks at one series. */
export function inspectSeries(series: InspectedSeries, roles: Roles): SeriesFindings {
  const { timezone } = roles;
  const { times, columns, id } = series;
  const { jitter, estimate, regular, frequency } = gridOf(series, roles);
  const shown = frequency ?? { unit: "second", step: 1 };
  const label = (time: number): string => formatTimestamp(time, shown, timezone);
  return {
    id,
    rows: times.length,
    from: label(times[0]!),
    to: label(times.at(-1)!),
    frequency: frequency ? formatFrequency(frequency) : null,
    confidence: estimate?.confidence ?? 0,
    offGrid: jitter
      ? jitter.moved
      : estimate
        ? Math.round((1 - estimate.regular) * (times.length - estimate.duplicates))
        : 0,
    jitter: jitter ? { farthest: jitter.farthest / 1000, tolerance: jitter.tolerance } : null,
    duplicates: estimate?.duplicates ?? times.length - new Set(times).size,
    gaps: regular ? gapsOf(regular, label) : { count: 0, rows: 0, longest: null },
    targets: channelsOf(roles).map((column, c) => {
      const values = columns[c]!;
      const { least, most, rows: far } = extremesOf(values);
      const even = regular?.target.names.length === columns.length + 1 ? columnOfGrid(regular, c) : undefined;
      return {
        column,
        missing: values.filter((value) => Number.isNaN(value)).length,
        least,
        most,
        extremes: far.length,
        firstExtreme: far.length > 0 ? label(times[far[0]!]!) : null,
        constant: least === most,
        seasons: even && frequency ? findSeasons(even, frequency) : [],
        differences: even ? differencesNeeded(even) : null,
      };
    }),
  };
}

/** A series on the grid of its step, and how that was found. */
interface SeriesGrid {
  readonly frequency: Frequency | undefined;
  /** Of rows that jitter, after they were moved, unless half of them stand on the grid anyway. */
  readonly estimate: FrequencyEstimate | undefined;
  readonly jitter: Jitter | undefined;
  /** See `onGrid`. */
  readonly regular: TimeSeries | undefined;
}

function gridOf(series: InspectedSeries, roles: Roles): SeriesGrid {
  const { timezone, frequency: told } = roles;
  const plain = estimateFrequency(series.times, timezone);
  const near = plain?.regular === 1 ? undefined : jitterOf(series.times, timezone, told, roles.snap);
  // Few rows beside the grid that fall together with others are no jitter: they are too many.
  const few = plain !== undefined && plain.regular >= 0.5;
  const jitter = near && few && sizeOf(near.times) < sizeOf(series.times) ? undefined : near;
  const times = jitter?.times ?? series.times;
  const snapped = jitter ? estimateFrequency(times, timezone) : plain;
  const estimate = few && snapped ? { ...plain, duplicates: snapped.duplicates } : snapped;
  const frequency = told ?? jitter?.frequency ?? estimate?.frequency;
  return { frequency, estimate, jitter, regular: onGrid({ ...series, times }, roles, { frequency, estimate }) };
}

const sizeOf = (times: Float64Array): number => new Set(times).size;

/** Steps between the first row and the last, so that one wrong year does not fill the memory. */
function spanOf(times: Float64Array, estimate: FrequencyEstimate | undefined): number {
  return estimate && estimate.present > 0 ? (times.length * estimate.regular) / estimate.present : Infinity;
}

/** The targets of a series (T) on its grid, each as a series of its own; none where no step explains the times. */
export function regularTargets(series: InspectedSeries, roles: Roles): TimeSeries[] {
  const { regular } = gridOf(series, roles);
  if (!regular) return [];
  if (roles.layout !== "long") return [{ ...regular, target: { names: ["value"], values: columnOfGrid(regular, 0) } }];
  return roles.targets.map(({ name }, c) => {
    const id = series.id === name || series.id === "" ? name : roles.id ? `${series.id}: ${name}` : name;
    return { ...regular, id, target: { names: [name], values: columnOfGrid(regular, c) } };
  });
}

/** The rows on their grid, each at the nearest time; a last column of ones says which times have a row. Undefined without a step. */
function onGrid(
  { times, columns, id }: InspectedSeries,
  { timezone }: Roles,
  { frequency, estimate }: { frequency: Frequency | undefined; estimate: FrequencyEstimate | undefined },
): TimeSeries | undefined {
  if (!frequency || spanOf(times, estimate) > MOST_STEPS) return undefined;
  const ones = new Float64Array(times.length).fill(1);
  const target = Object.fromEntries([...columns, ones].map((column, c) => [`column ${c}`, column]));
  const rows = { id: id || "series", timestamps: times, target };
  return alignToGrid({ ...rows, frequency, timezone, duplicates: "mean" }).series;
}

function columnOfGrid({ target }: TimeSeries, column: number): Float64Array {
  const width = target.names.length;
  return Float64Array.from({ length: target.values.length / width }, (_, t) => target.values[t * width + column]!);
}

function gapsOf(series: TimeSeries, label: (time: number) => string): SeriesFindings["gaps"] {
  const last = series.target.names.at(-1);
  const gaps = listGaps(series, ["target"]).filter(({ column }) => column === last);
  const longest = gaps.reduce<(typeof gaps)[number] | undefined>(
    (most, gap) => (gap.rows > (most?.rows ?? 0) ? gap : most),
    undefined,
  );
  return {
    count: gaps.length,
    rows: gaps.reduce((sum, gap) => sum + gap.rows, 0),
    longest: longest ? { from: label(longest.from), to: label(longest.to), rows: longest.rows } : null,
  };
}
