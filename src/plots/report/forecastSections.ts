/** What the report of a backtest shows of the forecasts themselves: them, their errors, their intervals. */
import {
  calibration,
  countEarlier,
  residualDiagnostics,
  type BacktestResult,
  type Comparison,
} from "../../evaluation/index.ts";
import type { TimeSeries } from "../../series/index.ts";
import { backtestPlot } from "../backtestPlot.ts";
import { calibrationPlot } from "../calibrationPlot.ts";
import { errorPlot } from "../errorPlot.ts";
import { residualPlot } from "../residualPlot.ts";
import { moreNote } from "./dataSection.ts";
import { REPORT_WIDTH } from "./options.ts";
import { aligned, counted, percent } from "./phrases.ts";
import type { ReportBlock, ReportSection } from "./report.ts";

const MOST_DRAWN = 6; // series whose forecasts, and models whose intervals are drawn

/** What needs the forecasts themselves: none of it where an earlier run made them all. */
export function forecastSections(
  result: BacktestResult,
  comparison: Comparison,
  unit: string | undefined,
): ReportSection[] {
  const { forecasts, series } = result;
  const resumed = resumedNotes(result);
  if (forecasts.length === 0) return [{ title: "Forecasts", blocks: resumed }];
  const shown = series.filter(({ id }) => forecasts.some(({ seriesId }) => seriesId === id)).slice(0, MOST_DRAWN);
  const best = comparison.rows.find(({ model }) => forecasts.some((one) => one.model === model))?.model ?? "";
  return [
    {
      title: "Forecasts",
      blocks: [
        ...resumed,
        forecastsPlot(result, shown, unit),
        errorsPlot(result, comparison.metric),
        ...moreNote(series.length - shown.length, "series", "series"),
      ],
    },
    errorSection(result, best, unit),
    calibrationSection(result, comparison, unit),
  ].filter(({ blocks }) => blocks.length > 0);
}

function errorsPlot(result: BacktestResult, metric: string): ReportBlock {
  const title = "When and how far ahead each model errs";
  return { kind: "plot", plot: errorPlot(result, { width: REPORT_WIDTH, metric, title }) };
}

/** Says how many forecasts only their scores are left of. */
function resumedNotes(result: BacktestResult): ReportBlock[] {
  const { earlier, all } = countEarlier(result);
  if (earlier === 0) return [];
  const text = `${earlier} of ${counted(all, "forecast")} were made by an earlier run that this one went on from; only their scores are at hand, so that plots, errors and intervals show the others.`;
  return [{ kind: "note", text }];
}

function forecastsPlot(
  { forecasts }: BacktestResult,
  shown: readonly TimeSeries[],
  unit: string | undefined,
): ReportBlock {
  const ids = new Set(shown.map(({ id }) => id));
  const own = forecasts.filter(({ seriesId }) => ids.has(seriesId));
  const title = "What each model said at each cutoff, and what happened";
  return { kind: "plot", plot: backtestPlot(shown, own, { unit, width: REPORT_WIDTH, title }) };
}

function errorSection({ series, forecasts }: BacktestResult, best: string, unit: string | undefined): ReportSection {
  const own = forecasts.filter(({ model }) => model === best);
  const [diagnostics] = residualDiagnostics(series, own);
  if (!diagnostics || diagnostics.count === 0) return { title: "Errors", blocks: [] };
  const { bias } = diagnostics;
  const [mean, low, high] = aligned([bias!.mean, bias!.low, bias!.high], 4);
  const measured = unit === undefined ? "" : ` ${unit}`;
  const leans =
    bias!.low > 0 ? "it forecasts too low" : bias!.high < 0 ? "it forecasts too high" : "it leans to neither side";
  const text = `What ${best} leaves unexplained. Its mean error, actual less forecast, is ${mean}${measured} (95 % interval ${low} to ${high}${measured}): ${leans}. A pattern below could still be learned.`;
  return {
    title: `Errors of ${best}`,
    blocks: [
      { kind: "text", text },
      { kind: "plot", plot: residualPlot(diagnostics, { width: REPORT_WIDTH, title: `Residuals of ${best}` }) },
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
  const best = new Set(byRank.slice(0, MOST_DRAWN));
  const drawn = all.filter((one) => best.has(one));
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
      { kind: "plot", plot: calibrationPlot(drawn, { width: REPORT_WIDTH, title: "How often intervals cover" }) },
      ...moreNote(all.length - drawn.length, "model"),
    ],
  };
}
