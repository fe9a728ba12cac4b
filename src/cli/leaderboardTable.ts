/** The result of a backtest as a person reads it: models by their scores, best first, with what the numbers mean. */
import { compare, leaderboard, type BacktestResult, type ComparisonRow } from "../evaluation/index.ts";
import { extentOf } from "../extent.ts";
import { costOf, type Metric } from "../metrics/index.ts";
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
  /** Rows in the season of MASE. */
  readonly seasonLength: number;
  readonly metrics: readonly Metric[];
}

/** The leaderboard with its headline and notes. */
export function leaderboardText(result: BacktestResult, plan: BacktestPlan, palette: Palette, width: number): string {
  const notes = notesOf(result, plan).map((note) => `${palette.dim(wrap(note, width, 2))}\n`);
  const table = leaderboardTable(result, plan.metrics, palette);
  return `${palette.bold(headlineOf(result, plan))}\n\n${table}\n${notes.join("")}${comparisonTable(result.scores, plan, palette)}`;
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

function notesOf({ scores, series, errors }: BacktestResult, plan: BacktestPlan): string[] {
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
    ...(metrics.some(({ name }) => name === "mase")
      ? [`mase is scaled by the seasonal naive error with a season of ${season}`]
      : []),
    ...missingNotes(scores),
    ...comparisonNotes(scores, metrics[0]!.name),
    ...undefinedNotes(scores),
    ...failureNotes(errors),
  ];
}

/** Resamples of the intervals that are shown: their ends are given in whole percents. */
const RESAMPLES = 500;

const MOST_SENTENCES = 3; // more models stand in a table

/** Every model but the baseline, unless a share of the metric means nothing. */
function comparedTo(scores: BacktestResult["scores"], metric: string) {
  if (scores.every(({ value }) => Number.isNaN(value))) return { compared: [], baseline: "", cases: 0 };
  const { rows, baseline, cases } = compare({ scores }, { metric, resamples: RESAMPLES });
  return { compared: rows.filter(({ model, skill }) => model !== baseline && !Number.isNaN(skill)), baseline, cases };
}

/** How each of a few models stands to the baseline, and how sure that is. */
function comparisonNotes(scores: BacktestResult["scores"], metric: string): string[] {
  const { compared, baseline, cases } = comparedTo(scores, metric);
  if (compared.length > MOST_SENTENCES) return [];
  return compared.map((row) => {
    const range = rangeOf(row);
    const sure = range === "" ? "" : ` (95 % of resamples: ${range})`;
    const { model, skill, wins } = row;
    return `${model}: ${share(skill)} ${metric} than ${baseline}${sure}; best in ${wins} of ${countOf(cases, "case")}`;
  });
}

/** The same of many models, a row each. */
function comparisonTable(scores: BacktestResult["scores"], { metrics }: BacktestPlan, { dim }: Palette): string {
  const metric = metrics[0]!.name;
  const { compared, baseline, cases } = comparedTo(scores, metric);
  if (compared.length <= MOST_SENTENCES) return "";
  const header = [`beside ${baseline}`, metric, "95 % of resamples", "best in"].map((name) => dim(name));
  const rows = compared.map((row) => [
    row.model,
    share(row.skill),
    rangeOf(row),
    `${row.wins} of ${countOf(cases, "case")}`,
  ]);
  return `\n${formatTable([header, ...rows], ["left", "right", "right", "right"])}`;
}

/** The interval of the difference as shares of the baseline's mean; empty where that means nothing. */
function rangeOf({ skill, difference }: ComparisonRow): string {
  if (!difference || difference.count < 2) return "";
  const { mean, low, high } = difference;
  const base = skill === 0 ? NaN : -mean / skill;
  return base > 0 ? `${share(-low / base)} to ${share(-high / base)}` : "";
}

/** @example share(0.08) //=> "8 % less" */
function share(skill: number): string {
  const percent = Math.abs(100 * skill);
  return `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} % ${skill >= 0 ? "less" : "more"}`;
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
