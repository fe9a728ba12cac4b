/** The report of a backtest: which model did best, how sure that is, and everything needed to check it. */
import { DataError, OptionError } from "../../errors.ts";
import {
  calibration,
  compare,
  rollingOf,
  type BacktestResult,
  type CompareOptions,
  type Comparison,
  type Rolling,
} from "../../evaluation/index.ts";
import { refuseUnknown } from "../../options.ts";
import { spoken } from "../forecastPlot.ts";
import { dataSection } from "./dataSection.ts";
import { forecastSections } from "./forecastSections.ts";
import { leaderboardSection } from "./leaderboardSection.ts";
import { makingSection } from "./makingSection.ts";
import { reportOptionNames, requireSeries, subjectOf, type ReportOptions } from "./options.ts";
import { counted, lessOf, percent, spanOf, timeText } from "./phrases.ts";
import { assembleReport, type Report, type ReportFact, type ReportSection } from "./report.ts";
import { metricName, verdictOf, withUnit } from "./verdict.ts";

/** Options of `backtestReport`. */
export interface BacktestReportOptions extends ReportOptions, Pick<CompareOptions, "metric" | "baseline" | "seed"> {
  /** What `compare` made of the result, to show the same figures; made anew unless given. Not together with metric, baseline or seed. */
  readonly comparison?: Comparison | undefined;
}

const where = "backtestReport";

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
  refuseUnknown(where, options, [...reportOptionNames, "metric", "baseline", "seed", "comparison"]);
  const { series, scores } = result;
  requireSeries(where, series);
  if (scores.length === 0) throw new DataError({ where, expected: "at least one score", found: "none" });
  const { unit, title, files = [], models = [], settings = {}, command, seed = 0 } = options;
  const rolling = rollingOf(result);
  const comparison = comparisonOf(result, options);
  const seeds = [{ name: "resampling", value: String(seed) }];
  return assembleReport({
    title: title ?? `Backtest of ${subjectOf(series)}`,
    verdict: verdictOf({ comparison, unit }),
    figures: figuresOf(result, comparison, rolling, unit),
    sections: [
      questionSection(result, comparison, rolling),
      dataSection(series, files, unit),
      leaderboardSection(result, comparison, { unit, seasonLength: settings["seasonLength"] }),
      ...forecastSections(result, comparison, unit),
      makingSection({ models, settings, seeds, command }),
    ],
  });
}

function comparisonOf(
  result: BacktestResult,
  { comparison, metric, baseline, seed }: BacktestReportOptions,
): Comparison {
  if (!comparison) return compare(result, { metric, baseline, seed });
  if (metric === undefined && baseline === undefined && seed === undefined) return comparison;
  throw new OptionError({
    where: `${where} comparison`,
    expected: "either a comparison, or metric, baseline and seed",
    found: "both",
    remedy: "give them to compare",
  });
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
    figures.push({ name: `than ${baseline}`, value: `${lessOf(best.skill)} error` });
  const [wins, all] = [best.wins, cases].map((count) => count.toLocaleString("en-US"));
  figures.push({
    name: cases === 1 ? "case that it is best in" : "cases that it is best in",
    value: `${wins} of ${all}`,
  });
  const level = calibration(result).find(({ model }) => model === best.model)?.levels[0];
  if (level && level.count > 0)
    figures.push({ name: `of values in its ${level.level} % interval`, value: percent(level.coverage) });
  if (rolling.horizon !== undefined)
    figures.push({ name: "ahead", value: spanOf(result.series[0]!.frequency, rolling.horizon) });
  return figures;
}

function questionSection(
  { series, scores }: BacktestResult,
  { rows, metric }: Comparison,
  { cutoffs, horizon, stride }: Rolling,
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
        text: `${who} ${subjectOf(series)} best, ${ahead}?`.replace(/^(How.*) best,/, "$1,") + names,
      },
      {
        kind: "text",
        text: `Each model forecast ${from}, and never saw a row behind the cutoff that it forecast from. What it said was held against what then happened, by ${spoken(metrics.map(metricName))}; models are ranked by the mean of ${metric}.`,
      },
    ],
  };
}
