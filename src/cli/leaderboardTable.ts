/** The result of a backtest as a person reads it: models by their scores, best first, with what the numbers mean. */
import {
  countEarlier,
  leaderboard,
  type BacktestResult,
  type Comparison,
  type ComparisonRow,
} from "../evaluation/index.ts";
import { extentOf } from "../extent.ts";
import { costOf, type Metric } from "../metrics/index.ts";
import { isTooFew, lessOf, shareRange, silentNotes } from "../plots/index.ts";
import { formatTimestamp } from "../series/index.ts";
import { countOf, wrap } from "./paragraph.ts";
import { formatTable, sameDecimals } from "./table.ts";
import type { Palette } from "./terminal.ts";

/** How a backtest was run. */
export interface BacktestPlan {
  readonly horizon: number;
  readonly folds: number;
  readonly stride: number;
  readonly refit: "never" | "every" | number;
  /** Rows before each cutoff that fits do not see. */
  readonly gap?: number;
  /** Rows that a fit learns from; all where absent. */
  readonly trainLength?: number;
  /** Whether rows count by their weights in the scores, where they have some; they do where absent. */
  readonly weighted?: boolean;
  /** Rows in the season of MASE. */
  readonly seasonLength: number;
  readonly metrics: readonly Metric[];
}

/** The leaderboard with its headline and notes. */
export function leaderboardText(
  result: BacktestResult,
  comparison: Comparison,
  plan: BacktestPlan,
  palette: Palette,
  width: number,
): string {
  const notes = notesOf(result, comparison, plan).map((note) => `${palette.dim(wrap(note, width, 2))}\n`);
  const table = leaderboardTable(result, plan.metrics, palette);
  return `${palette.bold(headlineOf(result, plan))}\n\n${table}\n${notes.join("")}${comparisonTable(comparison, palette)}`;
}

function headlineOf({ series }: BacktestResult, { horizon, folds }: BacktestPlan): string {
  const ids = series.map(({ id }) => id);
  const what = ids.length === 1 ? ids[0]! : `${ids.length} series`;
  return `Backtest of ${what}: ${countOf(horizon, "step")} ahead from ${countOf(folds, "cutoff")}`;
}

function leaderboardTable(result: BacktestResult, metrics: readonly Metric[], { bold, green, dim }: Palette): string {
  const rows = leaderboard(result);
  const noneWhole = rows.every(({ missing }) => missing !== undefined);
  const columns = metrics.map((metric) => {
    const values = rows.map(({ means }) => means[metric.name] ?? NaN);
    const costs = values.map((value) => costOf(metric, value));
    // A mean of fewer cases is not the best of a column.
    const whole = costs.filter((cost, i) => Number.isFinite(cost) && (rows[i]!.missing === undefined || noneWhole));
    const least = Math.min(...whole);
    const best = (i: number): boolean => costs[i] === least && (rows[i]!.missing === undefined || noneWhole);
    return sameDecimals(values, 6, 4).map((text, i) => (best(i) ? bold(green(`${text}*`)) : `${text} `));
  });
  const header = ["", "model", ...metrics.map(({ name }) => `${name} `)].map((name) => dim(name));
  const body = rows.map(({ model }, i) => [`${i + 1}`, model].concat(columns.map((column) => column[i]!)));
  return formatTable([header, ...body], ["right", "left", ...metrics.map(() => "right" as const)]);
}

function notesOf(result: BacktestResult, comparison: Comparison, plan: BacktestPlan): string[] {
  const { scores, series, errors, times, weighted } = result;
  const { folds, stride, seasonLength, metrics } = plan;
  const { frequency, timezone } = series[0]!;
  const [from, to] = extentOf(scores.map(({ cutoff }) => cutoff)).map((time) =>
    formatTimestamp(time, frequency, timezone),
  );
  const counts = [
    new Set(scores.map(({ seriesId }) => seriesId)).size,
    new Set(scores.map(({ channel }) => channel)).size,
  ];
  const lanes = [countOf(counts[0]!, "series", "series"), countOf(counts[1]!, "channel")].filter(
    (_, i) => counts[i]! > 1,
  );
  const over = [countOf(folds, "cutoff"), ...lanes].join(", ");
  const span = folds > 1 ? `cutoffs from ${from} to ${to}, ${countOf(stride, "row")} apart` : `cutoff at ${from}`;
  const season =
    seasonLength === 1 ? "1 row (the naive forecast; set --season-length for another)" : `${seasonLength} rows`;
  return [
    `* best of its column, ordered by ${metrics[0]!.name}; means over ${over}`,
    `${span}; ${describeFits(plan)}`,
    ...(weighted ? [weightNote(result)] : []),
    ...(metrics.some(({ name }) => name === "mase")
      ? [`mase is scaled by the seasonal naive error with a season of ${season}`]
      : []),
    ...missingNotes(scores),
    ...comparisonNotes(comparison),
    ...silentNotes(times),
    ...undefinedNotes(scores),
    ...failureNotes(errors),
  ];
}

const MOST_SENTENCES = 3; // more models stand in a table

/** Every model but the baseline, unless a share of the metric means nothing. */
function compared({ rows, baseline }: Comparison): ComparisonRow[] {
  return rows.filter(({ model, skill }) => model !== baseline && !Number.isNaN(skill));
}

/** How each of a few models stands to the baseline, and how sure that is. */
function comparisonNotes(comparison: Comparison): string[] {
  const { metric, baseline, cases } = comparison;
  const rows = compared(comparison);
  if (rows.length > MOST_SENTENCES) return [];
  return rows.map((row) => {
    const { range, few } = certaintyOf(row, comparison);
    const sure = range === "" ? "" : ` (95 % of resamples: ${range})`;
    return `${row.model}: ${lessOf(row.skill)} ${metric} than ${baseline}${sure}; best in ${row.wins} of ${countOf(cases, "case")}${few}`;
  });
}

/** The same of many models, a row each. */
function comparisonTable(comparison: Comparison, { dim }: Palette): string {
  const { metric, baseline, cases } = comparison;
  const rows = compared(comparison);
  if (rows.length <= MOST_SENTENCES) return "";
  const header = [`beside ${baseline}`, metric, "95 % of resamples", "best in"].map((name) => dim(name));
  const body = rows.map((row) => [
    row.model,
    lessOf(row.skill),
    certaintyOf(row, comparison).range || "too few cases",
    `${row.wins} of ${countOf(cases, "case")}`,
  ]);
  return `\n${formatTable([header, ...body], ["left", "right", "right", "right"])}`;
}

/** The interval of the difference, or that there are too few cases for one: as a report says it. */
function certaintyOf(row: ComparisonRow, comparison: Comparison): { range: string; few: string } {
  const { blockLength } = comparison;
  if (isTooFew(row, comparison)) {
    const blocks = blockLength > 1 ? `, which overlap in blocks of ${blockLength}` : "";
    return { range: "", few: `${blocks}: too few to tell whether that is chance` };
  }
  return { range: shareRange(row) ?? "", few: "" };
}

/** Scores that an earlier run left say nothing of how they were counted. */
function weightNote(result: BacktestResult): string {
  const { earlier } = countEarlier(result);
  const whose = earlier > 0 ? `; the ${countOf(earlier, "forecast")} of an earlier run as it counted them` : "";
  return `steps count by the weights of their rows (--unweighted counts them alike)${whose}`;
}

function describeFits({ refit, gap = 0, trainLength }: BacktestPlan): string {
  const when =
    refit === "every"
      ? "models fitted anew at each cutoff"
      : refit === "never"
        ? "models fitted once, on the rows up to the first cutoff"
        : `models fitted anew at every ${countOf(refit, "cutoff")}`;
  const window = trainLength === undefined ? "" : `, on the last ${countOf(trainLength, "row")}`;
  return `${when}${window}${gap > 0 ? `, but the ${countOf(gap, "row")} before the cutoff` : ""}`;
}

/** A model that failed is told, with its first error. */
function failureNotes(errors: BacktestResult["errors"]): string[] {
  return [...new Set(errors.map(({ model }) => model))].map((name) => {
    const own = errors.filter(({ model }) => model === name);
    return `${name} failed at ${countOf(own.length, "forecast")}: ${own[0]!.message}`;
  });
}

/** A model that is ranked by fewer cases than others is told. */
function missingNotes(scores: BacktestResult["scores"]): string[] {
  return leaderboard({ scores }).flatMap(({ model, missing }) =>
    missing === undefined
      ? []
      : [`${model} lacks ${countOf(missing, "case")} that others have, so that it ranks behind models with all cases`],
  );
}

/** A mean over fewer scores than it seems is told. */
function undefinedNotes(scores: BacktestResult["scores"]): string[] {
  const whole = scores.filter(({ horizonStep }) => horizonStep === undefined);
  return [...new Set(whole.map(({ metric }) => metric))].flatMap((name) => {
    const own = whole.filter(({ metric }) => metric === name);
    const missing = own.filter(({ value }) => Number.isNaN(value)).length;
    return missing === 0
      ? []
      : [`${name} is undefined in ${missing} of ${own.length} scores, which its means leave out`];
  });
}
