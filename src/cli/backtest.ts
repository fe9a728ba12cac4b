/** `seqcast backtest`: scores models at several cutoffs of a file, each forecasting what it has not seen. */
import { type Command, Option } from "commander";
import { CancelledError } from "../errors.ts";
import {
  backtest,
  foreignForecasts,
  compare,
  leaderboard,
  scoresToCsv,
  scoresToJsonLines,
  type BacktestResult,
  type Comparison,
  type Score,
} from "../evaluation/index.ts";
import { allMetrics, findMetric, levelMetrics, pointMetrics } from "../metrics/index.ts";
import type { Forecaster, ForecasterDefinition } from "../models/index.ts";
import { backtestPlot, backtestReport, type Report } from "../plots/index.ts";
import { formatTimestamp, type TimeSeries } from "../series/index.ts";
import { writeWhole } from "#platform";
import { commandLine } from "./commandLine.ts";
import { assertGoingOn, describeData, readSeries } from "./data.ts";
import {
  addDataFlags,
  addModelFlags,
  type DataFlags,
  type OutputFlags,
  refitWord,
  reportFlag,
  requireFlags,
  themeOption,
  wholeNumber,
  words,
} from "./flags.ts";
import { jsonText } from "./json.ts";
import { type BacktestPlan, leaderboardText } from "./leaderboardTable.ts";
import { createForecasters, findModel, type ModelFlags, unknownWord } from "./modelOptions.ts";
import { checkOutputs, describeWritten, isJsonLines, writtenOf } from "./outputs.ts";
import { countOf } from "./paragraph.ts";
import { duration, endProgress, openProgress, type Progress } from "./progress.ts";
import { earlierNotes, earlierScores, nothingToPlot, takenOver } from "./resumeScores.ts";
import { type SkipFlags, skipShortOption, withoutShort } from "./skipShort.ts";
import { paletteOf, type Terminal, wrapWidth } from "./terminal.ts";
import { describeUnused } from "./unusedColumns.ts";

interface BacktestFlags extends DataFlags, ModelFlags, OutputFlags, SkipFlags {
  readonly models?: readonly string[];
  readonly folds: number;
  readonly stride?: number;
  readonly refit: "never" | "every" | number;
  readonly gap?: number;
  readonly trainLength?: number;
  readonly metrics?: readonly string[];
  readonly steps?: true;
  readonly unweighted?: true;
  readonly resume?: true;
  readonly workers: number;
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
    .addOption(skipShortOption())
    .optionsGroup("Backtest:")
    .option("--horizon <steps>", "steps ahead (required)", wholeNumber(1))
    .option("--folds <count>", "cutoffs", wholeNumber(1), 1)
    .option("--stride <rows>", "rows between cutoffs (default: the horizon)", wholeNumber(1))
    .addOption(
      new Option("--refit <when>", "fit once (never), anew at every cutoff (every), or at every so many (a number)")
        .argParser(refitWord)
        .default("never"),
    )
    .option(
      "--workers <count>",
      "threads that fit and forecast beside this one; any number, same result",
      wholeNumber(0),
      0,
    )
    .option("--gap <rows>", "rows before each cutoff that a fit does not see", wholeNumber(0))
    .option("--unweighted", "count all rows alike in the scores, whatever --weight says of them")
    .option("--train-length <rows>", "rows that a fit learns from, the last ones (default: all)", wholeNumber(1))
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
    .option("--resume", "go on from the scores that --out already holds")
    .option("--plot <path>", "write a plot of all forecasts: a page (.html) or a picture (.png, .svg)")
    .addOption(themeOption())
    .option(...reportFlag)
    .option("--unit <text>", "unit of the values, shown in plots and report")
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
  const made = await checkOutputs(files, flags);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  try {
    const series = await readSeries(files, flags, terminal, progress.note);
    for (const line of describeData(files, series, flags)) progress.note(line);
    for (const line of describeUnused(forecasters, flags)) progress.note(line);
    const kept = withoutShort(series, rowsFor(plan, definitions), flags, progress);
    const resumeFrom = flags.resume ? await earlierScores(flags.out, kept) : [];
    if (resumeFrom.length > 0) {
      const foreign = foreignForecasts(kept, forecasters, { ...plan, steps: flags.steps === true, resumeFrom });
      progress.note(takenOver(flags.out!, resumeFrom, foreign));
    }
    const result = await score(kept, forecasters, plan, { flags, resumeFrom, progress, terminal });
    endProgress(progress, terminal);
    await present(
      { result, plan, files, series: kept, forecasters, comparison: comparisonOf(result, plan, flags) },
      flags,
      terminal,
    );
  } finally {
    progress.clear();
  }
}

function planOf({
  horizon,
  folds,
  stride = horizon,
  refit,
  gap = 0,
  trainLength,
  seasonLength = 1,
  metrics = defaultMetrics,
  unweighted,
}: BacktestFlags): BacktestPlan {
  const chosen = [...new Set(metrics)].map((name) => {
    const metric = findMetric(name.toLowerCase());
    if (metric) return metric;
    throw unknownWord("option --metrics", "the metrics", name, metricNames);
  });
  // A season of 0 means none to a network; MASE is then scaled by the naive forecast.
  const window = { gap, ...(trainLength !== undefined && { trainLength }), ...(unweighted && { weighted: false }) };
  return { horizon, folds, stride, refit, ...window, seasonLength: Math.max(1, seasonLength), metrics: chosen };
}

/** Rows of a series that every fold has enough of: for its steps ahead, and before its cutoff to learn from. */
function rowsFor(
  { horizon, folds, stride, gap = 0, seasonLength }: BacktestPlan,
  models: readonly ForecasterDefinition[],
): number {
  // A network, and what may choose one, learns from whole horizons, and holt-winters from two seasons.
  const learned = models.map(({ name, options }) => {
    if (name === "holt-winters") return 2 * seasonLength + 1;
    return name === "auto" || Object.hasOwn(options, "epochs") ? horizon + 2 : 2;
  });
  return horizon + (folds - 1) * stride + Math.max(...learned.map((rows) => gap + rows), seasonLength + 1);
}

/** What a run of the command has at hand. */
interface Surroundings {
  readonly flags: BacktestFlags;
  readonly resumeFrom: readonly Score[];
  readonly progress: Progress;
  readonly terminal: Terminal;
}

async function score(
  series: readonly TimeSeries[],
  forecasters: readonly Forecaster[],
  plan: BacktestPlan,
  { flags, resumeFrom, progress, terminal: { signal } }: Surroundings,
): Promise<BacktestResult> {
  const start = performance.now();
  let [fit, of] = [0, 0];
  const result = await backtest(series, forecasters, {
    ...plan,
    steps: flags.steps === true,
    resumeFrom,
    workers: flags.workers,
    signal,
    whenCancelled: "keep",
    onProgress(event) {
      if (event.stage === "backtest") [fit, of] = [event.fit, event.of];
      progress.report(event);
    },
  });
  if (!result.complete) throw await keepPart(result, `a cancel after ${Math.max(0, fit - 1)}`, `${of} fits`, flags);
  assertGoingOn(signal);
  const fits = result.times.reduce((sum, time) => sum + time.fits, 0);
  if (flags.plot !== undefined && fits === 0 && result.forecasts.length === 0) throw nothingToPlot(flags.plot);
  if (flags.plot !== undefined) for (const line of earlierNotes(result)) progress.note(line);
  progress.note(
    `${countOf(result.forecasts.length, "forecast")} from ${countOf(fits, "fit")} in ${duration(performance.now() - start)}`,
  );
  return result;
}

/** Writes the scores that there are; the error says how to go on from them. */
async function keepPart(
  result: BacktestResult,
  found: string,
  expected: string,
  flags: BacktestFlags,
): Promise<CancelledError> {
  const { out } = flags;
  const facts = { where: "backtest", expected, found };
  if (out === undefined || out === "-" || result.scores.length === 0) return new CancelledError(facts);
  await writeWhole(out, scoresText(result, flags));
  const kept = `${countOf(result.scores.length, "score")} so far are in ${out}`;
  const remedy = isJsonLines(out) ? kept : `${kept}; --resume goes on from them`;
  return new CancelledError({ ...facts, remedy });
}

function scoresText(result: BacktestResult, { out, escapeFormulas }: BacktestFlags): string {
  return out !== undefined && isJsonLines(out) ? scoresToJsonLines(result) : scoresToCsv(result, { escapeFormulas });
}

/** A finished backtest, and what it was made of. */
interface Finished {
  readonly result: BacktestResult;
  readonly plan: BacktestPlan;
  readonly files: readonly string[];
  readonly series: readonly TimeSeries[];
  readonly forecasters: readonly Forecaster[];
  /** What both the table and a report say of the models. */
  readonly comparison: Comparison;
}

/** Coverage of the intervals, which takes a walk over all forecasts, is in a report alone. */
function comparisonOf(result: BacktestResult, { metrics }: BacktestPlan, { report }: BacktestFlags): Comparison {
  return compare(report === undefined ? { ...result, forecasts: [] } : result, { metric: metrics[0]!.name });
}

async function present(finished: Finished, flags: BacktestFlags, terminal: Terminal): Promise<void> {
  const { result, plan, series } = finished;
  const { out, plot, report, unit, theme, json } = flags;
  const text = scoresText(result, flags);
  if (out !== undefined && out !== "-") await writeWhole(out, text);
  if (report !== undefined) await reportOf(finished, unit, terminal).save(report);
  if (plot !== undefined) await backtestPlot(series, result.forecasts, { unit }).save(plot, { theme });
  const { stdout } = terminal;
  if (out === "-") return stdout.write(text);
  if (json) {
    stdout.write(jsonText(backtestDocument(result, plan, flags)));
    return;
  }
  const written = describeWritten(writtenOf(flags), countOf(result.scores.length, "score"));
  stdout.write(leaderboardText(result, finished.comparison, plan, paletteOf(stdout, terminal), wrapWidth(stdout)));
  if (written !== undefined) stdout.write(`\n${written}\n`);
}

function reportOf(finished: Finished, unit: string | undefined, { words = [], env }: Terminal): Report {
  const { result, plan, files, forecasters: models, comparison } = finished;
  const settings = { ...plan, metrics: plan.metrics.map(({ name }) => name) };
  return backtestReport(result, { unit, files, models, settings, comparison, command: commandLine(words, env) });
}

function backtestDocument(result: BacktestResult, plan: BacktestPlan, flags: BacktestFlags): object {
  const calendars = new Map(result.series.map(({ id, frequency, timezone }) => [id, { frequency, timezone }]));
  const timeOf = (id: string, time: number): string => {
    const { frequency, timezone } = calendars.get(id)!;
    return formatTimestamp(time, frequency, timezone);
  };
  const scores = result.scores.map(
    ({ model, seriesId: id, channel, cutoff, horizonStep: step = null, metric, value }) => {
      return { model, id, channel, cutoff: timeOf(id, cutoff), step, metric, value };
    },
  );
  const errors = result.errors.map(({ model, seriesId: id, cutoff, during, message }) => {
    return { model, id, cutoff: timeOf(id, cutoff), during, message };
  });
  return {
    command: "backtest",
    options: { ...plan, metrics: plan.metrics.map(({ name }) => name) },
    leaderboard: leaderboard(result),
    scores,
    errors,
    written: { out: flags.out ?? null, plot: flags.plot ?? null, report: flags.report ?? null },
  };
}
