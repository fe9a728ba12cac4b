/** The report of a backtest: which model did best, how sure that is, and everything needed to check it. */
import { DataError } from "../../errors.ts";
import {
  calibration,
  compare,
  residualDiagnostics,
  type BacktestResult,
  type CompareOptions,
  type Comparison,
} from "../../evaluation/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { refuseUnknown } from "../../options.ts";
import { backtestPlot } from "../backtestPlot.ts";
import { calibrationPlot } from "../calibrationPlot.ts";
import { criticalDifferencePlot } from "../criticalDifferencePlot.ts";
import { spoken } from "../forecastPlot.ts";
import { leaderboardPlot } from "../leaderboardPlot.ts";
import { residualPlot } from "../residualPlot.ts";
import { dataSection, moreNote } from "./dataSection.ts";
import { makingSection, type ReportedModel } from "./makingSection.ts";
import { reportOptionNames, requireSeries, subjectOf, type ReportOptions } from "./options.ts";
import { aligned, counted, lessOf, percent, spanOf, timeText } from "./phrases.ts";
import { assembleReport, type Report, type ReportBlock, type ReportFact, type ReportSection } from "./report.ts";
import { LEAST_CASES, metricName, verdictOf, withUnit } from "./verdict.ts";

/** Options of `backtestReport`. */
export interface BacktestReportOptions extends ReportOptions, Pick<CompareOptions, "metric" | "baseline" | "seed"> {}

const where = "backtestReport";
const WIDTH = 1080; // CSS pixels of the page's content
const MOST_DRAWN = 6; // series whose forecasts are drawn

/**
 * Reports a backtest as one page: a verdict in a sentence, the question, the data with their fingerprint, the leaderboard, how sure the
 * order is, forecasts, errors and calibration of intervals as tables and plots, options, seeds, versions and the command. A difference
 * is called significant where the bootstrap interval of its mean leaves out 0; overlapping horizons are resampled in blocks, and
 * of fewer than six cases nothing is said. A resumed backtest has only the forecasts of its last run, and the page says so.
 *
 * @throws {OptionError} for an unknown option, metric or baseline, or without any series; {DataError} without any score.
 * @example
 * const result = await backtest([load], [seasonalNaive({ horizon: 48 }), ridge({ horizon: 48 })], { folds: 8 });
 * await backtestReport(result, { unit: "MW" }).save("report.html");
 */
export function backtestReport(result: BacktestResult, options: BacktestReportOptions = {}): Report {
  refuseUnknown(where, options, [...reportOptionNames, "metric", "baseline", "seed"]);
  const { series, scores } = result;
  requireSeries(where, series);
  if (scores.length === 0) throw new DataError({ where, expected: "at least one score", found: "none" });
  const { unit, title, files = [], models = [], settings = {}, command, metric, baseline, seed = 0 } = options;
  const rolling = rollingOf(result, models);
  const { blockLength } = rolling;
  const comparison = compare(result, { metric, baseline, seed, blockLength });
  const seeds = [{ name: "resampling", value: String(seed) }];
  return assembleReport({
    title: title ?? `Backtest of ${subjectOf(series, unit)}`,
    verdict: verdictOf({ comparison, unit, blockLength }),
    figures: figuresOf(result, comparison, rolling, unit),
    sections: [
      questionSection(result, comparison, rolling, unit),
      dataSection(series, files),
      leaderboardSection(result, comparison, unit),
      ...forecastSections(result, comparison, unit),
      makingSection({ models, settings, seeds, command }),
    ],
  });
}

/** The cutoffs of a backtest. */
interface Rolling {
  /** Ascending, over all series. */
  readonly cutoffs: readonly number[];
  /** Steps ahead; undefined where no forecast is at hand. */
  readonly horizon: number | undefined;
  /** Rows between two cutoffs; undefined with one. */
  readonly stride: number | undefined;
  /** Cutoffs that follow one another whose horizons overlap. */
  readonly blockLength: number;
}

function rollingOf({ series, scores, forecasts }: BacktestResult, models: readonly ReportedModel[]): Rolling {
  const own = scores.filter(({ seriesId }) => seriesId === scores[0]!.seriesId);
  const { timestamps } = series.find(({ id }) => id === scores[0]!.seriesId) ?? series[0]!;
  const rows = [...new Set(own.map(({ cutoff }) => cutoff))]
    .sort((a, b) => a - b)
    .map((time) => timestamps.indexOf(time));
  const steps = rows.slice(1).map((row, i) => row - rows[i]!);
  const stride = steps.length > 0 ? Math.min(...steps) : undefined;
  const horizon = forecasts[0]?.timestamps.length ?? horizonOf(models);
  const cutoffs = [...new Set(scores.map(({ cutoff }) => cutoff))].sort((a, b) => a - b);
  const blockLength = horizon !== undefined && stride !== undefined && stride > 0 ? Math.ceil(horizon / stride) : 1;
  return { cutoffs, horizon, stride, blockLength };
}

function horizonOf(models: readonly ReportedModel[]): number | undefined {
  const horizon = models[0]?.options["horizon"];
  return typeof horizon === "number" ? horizon : undefined;
}

/** The figures that a reader wants first. */
function figuresOf(
  result: BacktestResult,
  comparison: Comparison,
  rolling: Rolling,
  unit: string | undefined,
): ReportFact[] {
  const { rows, metric, baseline, cases } = comparison;
  const best = rows[0]!;
  const figures = [
    { name: "best model", value: best.model },
    { name: metricName(metric), value: withUnit(best.means[metric] ?? NaN, metric, unit) },
  ];
  if (best.model !== baseline && !Number.isNaN(best.skill))
    figures.push({ name: `error than ${baseline}`, value: lessOf(best.skill) });
  figures.push({ name: `best of ${counted(cases, "case")}`, value: best.wins.toLocaleString("en-US") });
  const level = calibration(result).find(({ model }) => model === best.model)?.levels[0];
  if (level && level.count > 0)
    figures.push({ name: `inside the ${level.level} % interval`, value: percent(level.coverage) });
  if (rolling.horizon !== undefined)
    figures.push({ name: "ahead", value: spanOf(result.series[0]!.frequency, rolling.horizon) });
  return figures;
}

function questionSection(
  { series, scores }: BacktestResult,
  { rows, metric }: Comparison,
  { cutoffs, horizon, stride }: Rolling,
  unit: string | undefined,
): ReportSection {
  const { frequency, timezone } = series[0]!;
  const ahead = horizon === undefined ? "ahead" : `${counted(horizon, "step")} (${spanOf(frequency, horizon)}) ahead`;
  const who = rows.length === 1 ? `How well does ${rows[0]!.model} forecast` : "Which model forecasts";
  const names = rows.length === 1 ? "" : ` Compared are ${spoken(rows.map(({ model }) => model))}.`;
  const [first, last] = [cutoffs[0]!, cutoffs.at(-1)!].map((time) => timeText(time, frequency, timezone));
  const apart = stride === undefined ? "" : `, ${counted(stride, "row")} (${spanOf(frequency, stride)}) apart`;
  const from =
    cutoffs.length === 1
      ? `from one cutoff, ${first}`
      : `from ${counted(cutoffs.length, "cutoff")}, ${first} to ${last}${apart}`;
  const metrics = [...new Set(scores.map((score) => score.metric))];
  return {
    title: "Question",
    blocks: [
      {
        kind: "text",
        text: `${who} ${subjectOf(series, unit)} best, ${ahead}?`.replace(/^(How.*) best,/, "$1,") + names,
      },
      {
        kind: "text",
        text: `Each model forecast ${from}, and never saw a row behind the cutoff that it forecast from. What it said was held against what then happened, by ${spoken(metrics.map(metricName))}; models are ranked by the mean of ${metric}.`,
      },
    ],
  };
}

function leaderboardSection(result: BacktestResult, comparison: Comparison, unit: string | undefined): ReportSection {
  const { rows, metric, baseline, friedman, cases } = comparison;
  const metrics = Object.keys(rows[0]!.means);
  const failed = rows.some(({ failures }) => failures > 0);
  const seconds = (pick: (row: Comparison["rows"][number]) => number): string[] =>
    aligned(
      rows.map((row) => pick(row) / 1000),
      3,
    );
  const columns = [
    ...metrics.map((name) => aligned(rows.map(({ means }) => means[name] ?? NaN))),
    rows.map(({ model, skill }) => (model === baseline ? "baseline" : Number.isNaN(skill) ? "–" : lessOf(skill))),
    rows.map(({ wins }) => `${wins} of ${cases}`),
    seconds((row) => row.fitMilliseconds),
    seconds((row) => row.predictMilliseconds),
    ...(failed ? [rows.map(({ failures }) => String(failures))] : []),
  ];
  const names = [
    "model",
    ...metrics,
    `${metric} beside ${baseline}`,
    "best in",
    "fit [s]",
    "predict [s]",
    ...(failed ? ["failures"] : []),
  ];
  const blocks: ReportBlock[] = [
    {
      kind: "table",
      columns: names,
      rows: rows.map(({ model }, i) => [model].concat(columns.map((column) => column[i]!))),
    },
    {
      kind: "note",
      text: "Means over all series, channels and cutoffs. Times depend on the machine; all other figures do not.",
    },
    ...errorNotes(result),
  ];
  if (rows.length > 1)
    blocks.push({
      kind: "plot",
      plot: leaderboardPlot(comparison, {
        width: WIDTH,
        title: `${metricName(metric)} of each model${unit === undefined ? "" : `, ${unit}`}`,
      }),
    });
  if (friedman && friedman.cases >= LEAST_CASES)
    blocks.push(
      { kind: "text", text: ranksText(comparison) },
      {
        kind: "plot",
        plot: criticalDifferencePlot(friedman, { width: WIDTH, title: "Mean ranks and their critical difference" }),
      },
    );
  return { title: "Leaderboard", blocks };
}

/** Friedman's test in words. */
function ranksText({ friedman, confidenceSet }: Comparison): string {
  const { imanDavenport, cases } = friedman!;
  const { pValue } = imanDavenport;
  const differ =
    pValue < 0.05 ? "The models rank differently" : "The ranks of the models do not differ more than chance allows";
  const set = confidenceSet
    ? ` The best one is, by the model confidence set, among ${spoken(confidenceSet.models)}.`
    : "";
  return `${differ} (Friedman's test over ${counted(cases, "case")}, p = ${pValue < 0.001 ? "below 0.001" : pValue.toPrecision(2)}). Models whose intervals below do not overlap differ by Nemenyi's test.${set}`;
}

/** Each model that failed, with its first error. */
function errorNotes({ errors }: BacktestResult): ReportBlock[] {
  return [...new Set(errors.map(({ model }) => model))].map((name) => {
    const own = errors.filter(({ model }) => model === name);
    return { kind: "note", text: `${name} failed at ${counted(own.length, "forecast")}: ${own[0]!.message}` };
  });
}

/** What needs the forecasts themselves: none of it where an earlier run made them all. */
function forecastSections(result: BacktestResult, comparison: Comparison, unit: string | undefined): ReportSection[] {
  const { forecasts, scores, series } = result;
  const made = new Set(scores.map(({ model, seriesId, cutoff }) => JSON.stringify([model, seriesId, cutoff]))).size;
  const earlier = made - forecasts.length - result.errors.length;
  const resumed: ReportBlock[] =
    earlier > 0 && !(result.errors.length > 0 && forecasts.length > 0)
      ? [
          {
            kind: "note",
            text: `${earlier} of ${counted(made, "forecast")} were made by an earlier run that this one went on from; only their scores are at hand, so that plots, errors and intervals show the others.`,
          },
        ]
      : [];
  if (forecasts.length === 0) return [{ title: "Forecasts", blocks: resumed }];
  const shown = series.filter(({ id }) => forecasts.some(({ seriesId }) => seriesId === id)).slice(0, MOST_DRAWN);
  const best = comparison.rows.find(({ model }) => forecasts.some((one) => one.model === model))?.model ?? "";
  return [
    {
      title: "Forecasts",
      blocks: [
        ...resumed,
        forecastsPlot(result, shown, unit),
        ...moreNote(series.length - shown.length, "series", "series"),
      ],
    },
    errorSection(result, best),
    calibrationSection(result, comparison, unit),
  ].filter(({ blocks }) => blocks.length > 0);
}

function forecastsPlot(
  { forecasts }: BacktestResult,
  shown: readonly TimeSeries[],
  unit: string | undefined,
): ReportBlock {
  const ids = new Set(shown.map(({ id }) => id));
  const own = forecasts.filter(({ seriesId }) => ids.has(seriesId));
  const title = "What each model said at each cutoff, and what happened";
  return { kind: "plot", plot: backtestPlot(shown, own, { unit, width: WIDTH, title }) };
}

function errorSection({ series, forecasts }: BacktestResult, best: string): ReportSection {
  const own = forecasts.filter(({ model }) => model === best);
  const [diagnostics] = residualDiagnostics(series, own);
  if (!diagnostics || diagnostics.count === 0) return { title: "Errors", blocks: [] };
  const { bias } = diagnostics;
  const [mean, low, high] = aligned([bias!.mean, bias!.low, bias!.high]);
  const leans =
    bias!.low > 0 ? "it forecasts too low" : bias!.high < 0 ? "it forecasts too high" : "it leans to neither side";
  const text = `What ${best} leaves unexplained. Its mean error, actual less forecast, is ${mean} (95 % interval ${low} to ${high}): ${leans}. A pattern below could still be learned.`;
  return {
    title: `Errors of ${best}`,
    blocks: [
      { kind: "text", text },
      { kind: "plot", plot: residualPlot(diagnostics, { width: WIDTH, title: `Residuals of ${best}` }) },
    ],
  };
}

function calibrationSection(
  result: BacktestResult,
  { rows: ranked }: Comparison,
  unit: string | undefined,
): ReportSection {
  const rankOf = new Map(ranked.map(({ model }, i) => [model, i]));
  const all = calibration(result).filter(({ levels }) => levels.some(({ count }) => count > 0));
  if (all.length === 0) return { title: "Intervals", blocks: [] };
  const byRank = all.toSorted((a, b) => rankOf.get(a.model)! - rankOf.get(b.model)!);
  const rows = byRank.flatMap(({ model, levels }) => {
    const widths = aligned(levels.map(({ width }) => width));
    return levels.map(({ level, coverage, count }, i) => [
      model,
      `${level} %`,
      percent(coverage),
      widths[i]!,
      count.toLocaleString("en-US"),
    ]);
  });
  return {
    title: "Intervals",
    blocks: [
      {
        kind: "text",
        text: "An 80 % interval should hold what happens 80 times in 100: less is too narrow, more is wider than needed. Of two models that cover alike the one with the narrower intervals knows more.",
      },
      {
        kind: "table",
        columns: ["model", "interval", "covered", unit === undefined ? "mean width" : `mean width [${unit}]`, "values"],
        rows,
      },
      { kind: "plot", plot: calibrationPlot(all, { width: WIDTH, title: "How often intervals cover" }) },
    ],
  };
}
