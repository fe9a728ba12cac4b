/** `seqcast backtest`: scores models at several cutoffs of a file, each forecasting what it has not seen. */
import { type Command, Option } from "commander";
import { backtest, leaderboard, scoresToCsv, scoresToJsonLines, type BacktestResult } from "../evaluation/index.ts";
import { allMetrics, findMetric, levelMetrics, pointMetrics } from "../metrics/index.ts";
import type { Forecaster } from "../models/index.ts";
import { backtestPlot } from "../plots/index.ts";
import { formatTimestamp, type TimeSeries } from "../series/index.ts";
import { writeWhole } from "#platform";
import { assertGoingOn, describeData, readSeries } from "./data.ts";
import {
  addDataFlags,
  addModelFlags,
  type DataFlags,
  type OutputFlags,
  requireFlags,
  wholeNumber,
  words,
} from "./flags.ts";
import { jsonText } from "./json.ts";
import { type BacktestPlan, leaderboardText } from "./leaderboardTable.ts";
import { createForecasters, findModel, type ModelFlags, unknownWord } from "./modelOptions.ts";
import { checkOutputs, describeWritten, isJsonLines, writtenOf } from "./outputs.ts";
import { countOf } from "./paragraph.ts";
import { duration, endProgress, openProgress, type Progress } from "./progress.ts";
import { paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

interface BacktestFlags extends DataFlags, ModelFlags, OutputFlags {
  readonly models?: readonly string[];
  readonly folds: number;
  readonly stride?: number;
  readonly refit: "never" | "every";
  readonly metrics?: readonly string[];
  readonly steps?: true;
}

const defaultModels = ["seasonal-naive", "highway-rnn"];
const metricNames = [...allMetrics.map(({ name }) => name), ...Object.keys(levelMetrics).map((name) => `${name}-80`)];
const defaultMetrics = pointMetrics.map(({ name }) => name);

const examples = `
Example:
  seqcast backtest datasets/electricity-demand.csv \\
    --time timestamp --target demand --horizon 48 --folds 7 \\
    --models naive,seasonal-naive --season-length 336 --out scores.csv`;

/** Adds the command to the program. */
export function addBacktest(program: Command, terminal: Terminal): void {
  const command = program
    .command("backtest")
    .summary("compare models on held-out rows of a file")
    .description("Scores models at several cutoffs of a CSV file, each on rows that it has not seen, and ranks them.")
    .argument("<csv...>", 'the file, or several one behind the other; "-" is standard input');
  requireFlags(command, ["time", "target", "horizon"]);
  addDataFlags(command)
    .optionsGroup("Backtest:")
    .option("--horizon <steps>", "steps ahead (required)", wholeNumber(1))
    .option("--folds <count>", "cutoffs", wholeNumber(1), 1)
    .option("--stride <rows>", "rows between cutoffs (default: the horizon)", wholeNumber(1))
    .addOption(
      new Option("--refit <when>", "fit once, or anew at every cutoff").choices(["never", "every"]).default("never"),
    )
    .addOption(
      new Option("--metrics <names>", `of ${metricNames.join(", ")} (default: ${defaultMetrics.join()})`).argParser(
        words,
      ),
    )
    .optionsGroup("Models:")
    .addOption(
      new Option("--models <names>", `see \`seqcast models\` (default: ${defaultModels.join()})`).argParser(words),
    );
  addModelFlags(command)
    .optionsGroup("Output:")
    .option("--steps", "score each step ahead as well")
    .option("--out <file>", 'write all scores to a file; JSON Lines if it ends in .jsonl; "-" is standard output')
    .option("--escape-formulas", "put an apostrophe before texts that a spreadsheet takes for formulas")
    .option("--plot <html>", "write a plot of all forecasts, a page for any browser")
    .option("--unit <text>", "unit of the values, shown in the plot")
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no progress and no notes on standard error")
    .addHelpText(
      "after",
      `\nA model's option goes to the models that have it; --season-length scales mase.\n${examples}`,
    )
    .action((files: string[], flags: BacktestFlags) => runBacktest(files, flags, terminal));
}

async function runBacktest(files: readonly string[], flags: BacktestFlags, terminal: Terminal): Promise<void> {
  const plan = planOf(flags);
  const definitions = (flags.models ?? defaultModels).map((name) => findModel(name, "option --models"));
  const forecasters = createForecasters(definitions, flags, ["seasonLength"]);
  await checkOutputs(files, flags);
  const progress = openProgress(terminal, flags.quiet === true);
  try {
    const series = await readSeries(files, flags, terminal, progress.note);
    for (const line of describeData(files, series, flags)) progress.note(line);
    const result = await score(series, forecasters, plan, flags.steps === true, progress, terminal);
    endProgress(progress, terminal);
    await present(result, plan, series, flags, terminal);
  } finally {
    progress.clear();
  }
}

function planOf({
  horizon,
  folds,
  stride = horizon,
  refit,
  seasonLength = 1,
  metrics = defaultMetrics,
}: BacktestFlags): BacktestPlan {
  const chosen = [...new Set(metrics)].map((name) => {
    const metric = findMetric(name.toLowerCase());
    if (metric) return metric;
    throw unknownWord("option --metrics", "the metrics", name, metricNames);
  });
  // A season of 0 means none to a network; MASE is then scaled by the naive forecast.
  return { horizon, folds, stride, refit, seasonLength: Math.max(1, seasonLength), metrics: chosen };
}

async function score(
  series: readonly TimeSeries[],
  forecasters: readonly Forecaster[],
  plan: BacktestPlan,
  steps: boolean,
  progress: Progress,
  { signal }: Terminal,
): Promise<BacktestResult> {
  const start = performance.now();
  const result = await backtest(series, forecasters, { ...plan, steps, signal, onProgress: progress.report });
  assertGoingOn(signal);
  const fits = forecasters.length * (plan.refit === "every" ? plan.folds : 1);
  progress.note(
    `${countOf(result.forecasts.length, "forecast")} from ${countOf(fits, "fit")} in ${duration(performance.now() - start)}`,
  );
  return result;
}

async function present(
  result: BacktestResult,
  plan: BacktestPlan,
  series: readonly TimeSeries[],
  flags: BacktestFlags,
  terminal: Terminal,
): Promise<void> {
  const { out, plot, unit, json, escapeFormulas } = flags;
  const text =
    out !== undefined && isJsonLines(out) ? scoresToJsonLines(result) : scoresToCsv(result, { escapeFormulas });
  if (out !== undefined && out !== "-") await writeWhole(out, text);
  if (plot !== undefined) await backtestPlot(series, result.forecasts, { unit }).save(plot);
  const { stdout } = terminal;
  if (out === "-") return stdout.write(text);
  if (json) {
    stdout.write(jsonText(backtestDocument(result, plan, flags)));
    return;
  }
  const written = describeWritten(writtenOf(flags), countOf(result.scores.length, "score"));
  stdout.write(leaderboardText(result, plan, paletteOf(stdout, terminal), wrapWidth(stdout)));
  if (written !== undefined) stdout.write(`\n${written}\n`);
}

function backtestDocument(result: BacktestResult, plan: BacktestPlan, flags: BacktestFlags): object {
  const calendars = new Map(
    result.forecasts.map(({ seriesId, frequency, timezone }) => [seriesId, { frequency, timezone }]),
  );
  const scores = result.scores.map(
    ({ model, seriesId: id, channel, cutoff, horizonStep: step = null, metric, value }) => {
      const { frequency, timezone } = calendars.get(id)!;
      return { model, id, channel, cutoff: formatTimestamp(cutoff, frequency, timezone), step, metric, value };
    },
  );
  return {
    command: "backtest",
    options: { ...plan, metrics: plan.metrics.map(({ name }) => name) },
    leaderboard: leaderboard(result),
    scores,
    written: { out: flags.out ?? null, plot: flags.plot ?? null },
  };
}
