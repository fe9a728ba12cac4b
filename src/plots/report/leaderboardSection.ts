/** What the report of a backtest says of its models side by side. */
import type { BacktestResult, Comparison } from "../../evaluation/index.ts";
import { findMetric } from "../../metrics/index.ts";
import { criticalDifferencePlot } from "../criticalDifferencePlot.ts";
import { spoken } from "../forecastPlot.ts";
import { leaderboardPlot } from "../leaderboardPlot.ts";
import { REPORT_WIDTH } from "./options.ts";
import { aligned, counted, lessOf } from "./phrases.ts";
import type { ReportBlock, ReportSection } from "./report.ts";
import { LEAST_CASES, metricName, silentNotes } from "./verdict.ts";

/** The section of the leaderboard: a table, bars, and what the tests of ranks say where there are cases enough. */
export function leaderboardSection(
  result: BacktestResult,
  comparison: Comparison,
  { unit, seasonLength }: { unit: string | undefined; seasonLength: unknown },
): ReportSection {
  const { rows, metric, friedman, blockLength } = comparison;
  const weights = result.weighted ? " The steps of a forecast count by the weights of their rows." : "";
  const text = `Means over all series, channels and cutoffs; ranked, and held beside the baseline, by ${metric}.${weights} Times depend on the machine; all other figures do not.`;
  const blocks = [
    boardTable(comparison, unit),
    { kind: "note", text } as const,
    ...scaleNotes(comparison, seasonLength),
    ...unitNotes(result, metric),
    ...silentNotes(result.times).map((silent) => ({ kind: "note", text: `${silent}.` }) as const),
    ...errorNotes(result),
  ];
  if (rows.length > 1) {
    const own = findMetric(metric)?.unit === "data" ? unit : undefined;
    const title = `${upperFirst(metricName(metric))} of each model${own === undefined ? "" : `, in ${own}`}`;
    blocks.push({ kind: "plot", plot: leaderboardPlot(comparison, { width: REPORT_WIDTH, title }) });
  }
  if (friedman && friedman.cases / blockLength >= LEAST_CASES) {
    const title = "Mean ranks and their critical difference";
    const plot = criticalDifferencePlot(friedman, { width: REPORT_WIDTH, title });
    blocks.push({ kind: "text", text: ranksText(comparison) }, { kind: "plot", plot });
  }
  return { title: "Leaderboard", blocks };
}

const seconds = (milliseconds: readonly number[]): string[] =>
  aligned(
    milliseconds.map((value) => value / 1000),
    3,
  );

/** A row a model, best first; failures only where there are some. */
function boardTable({ rows, baseline, cases }: Comparison, unit: string | undefined): ReportBlock {
  const metrics = Object.keys(rows[0]!.means);
  const failed = rows.some(({ failures }) => failures > 0);
  const beside = rows.map(({ model, skill }) =>
    model === baseline ? "baseline" : Number.isNaN(skill) ? "–" : lessOf(skill),
  );
  const columns = [
    ...metrics.map((name) => aligned(rows.map(({ means }) => means[name] ?? NaN))),
    beside,
    rows.map(({ wins }) => `${wins} of ${cases}`),
    seconds(rows.map(({ fitMilliseconds }) => fitMilliseconds)),
    seconds(rows.map(({ predictMilliseconds }) => predictMilliseconds)),
    ...(failed ? [rows.map(({ failures }) => String(failures))] : []),
  ];
  const heads = metrics.map((name) => headOf(name, unit));
  const names = ["model", ...heads, `beside ${baseline}`, "best in", "fit [s]", "predict [s]"];
  return {
    kind: "table",
    columns: failed ? [...names, "failures"] : names,
    rows: rows.map(({ model }, i) => [model].concat(columns.map((column) => column[i]!))),
  };
}

/** A metric with the unit of its values. */
function headOf(metric: string, unit: string | undefined): string {
  const kind = findMetric(metric)?.unit;
  const own = kind === "percent" ? "%" : kind === "data" ? unit : undefined;
  return own === undefined ? metric : `${metric} [${own}]`;
}

/** What scaled errors are scaled by. */
function scaleNotes({ rows }: Comparison, seasonLength: unknown): ReportBlock[] {
  const scaled = Object.keys(rows[0]!.means).filter((name) => name === "mase" || name === "rmsse");
  if (scaled.length === 0 || typeof seasonLength !== "number") return [];
  const before = seasonLength === 1 ? "the row before" : counted(seasonLength, "row") + " before";
  const text = `${spoken(scaled)}: 1 is the mean error, in the rows up to the cutoff, of taking the value of ${before}.`;
  return [{ kind: "note", text }];
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Friedman's test and the model confidence set in words. */
function ranksText({ friedman, confidenceSet, rows, blockLength }: Comparison): string {
  const { imanDavenport, cases } = friedman!;
  const { pValue } = imanDavenport;
  const differ =
    pValue < 0.05 ? "The models rank differently" : "The ranks of the models do not differ more than chance allows";
  const p = pValue < 0.001 ? "p below 0.001" : `p = ${pValue.toPrecision(2)}`;
  const overlap =
    blockLength > 1
      ? ` Horizons overlap in blocks of ${blockLength}, so that this test is surer than it should be.`
      : "";
  const best = rows.map(({ model }) => model).filter((model) => confidenceSet?.models.includes(model));
  const set =
    best.length > 0
      ? ` The best model is, with 95 % confidence, ${spoken(best).replace(/ and (?=\S+$)/, " or ")} (model confidence set).`
      : "";
  return `${differ} (Friedman's test over ${counted(cases, "case")}, ${p}).${overlap} Models whose intervals below do not overlap differ by Nemenyi's test.${set}`;
}

/** A mean over channels says little where each has a unit of its own. */
function unitNotes({ series }: BacktestResult, metric: string): ReportBlock[] {
  const channels = new Set(series.flatMap(({ target }) => target.names)).size;
  if (channels === 1 || findMetric(metric)?.unit !== "data") return [];
  const text = `${metric} is averaged over ${counted(channels, "channel")}: where their units differ the largest values decide, and a ratio such as mase ranks more fairly (--metrics mase).`;
  return [{ kind: "note", text }];
}

/** Each model that failed, with its first error. */
function errorNotes({ errors }: BacktestResult): ReportBlock[] {
  return [...new Set(errors.map(({ model }) => model))].map((name) => {
    const own = errors.filter(({ model }) => model === name);
    return { kind: "note", text: `${name} failed at ${counted(own.length, "forecast")}: ${own[0]!.message}` };
  });
}
