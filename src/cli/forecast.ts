/** `seqcast forecast`: fits on a whole file and forecasts beyond its end. */
import type { Command } from "commander";
import type { FittedForecaster, Forecaster } from "../models/index.ts";
import { checkKnownAhead, type TimeSeries } from "../series/index.ts";
import { assertGoingOn, describeData, readSeries } from "./data.ts";
import { describeFit } from "./fitReport.ts";
import {
  addDataFlags,
  addModelFlags,
  type DataFlags,
  type OutputFlags,
  levelsOption,
  reportFlag,
  requireFlags,
  wholeNumber,
} from "./flags.ts";
import { presentForecasts } from "./forecastOutput.ts";
import { createForecasters, findModel, type ModelFlags } from "./modelOptions.ts";
import { checkOutputs } from "./outputs.ts";
import { endProgress, openProgress, type Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface ForecastFlags extends DataFlags, ModelFlags, OutputFlags {
  readonly model: string;
  readonly levels: readonly number[];
}

const examples = `
Examples:
  seqcast forecast datasets/electricity-demand.csv \\
    --time timestamp --target demand --horizon 48
  seqcast forecast datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model seasonal-naive \\
    --out forecast.csv --plot forecast.html`;

/** Adds the command to the program. */
export function addForecast(program: Command, terminal: Terminal): void {
  const command = program
    .command("forecast")
    .summary("fit and forecast beyond the end of a file")
    .description("Fits a model on a whole CSV file and forecasts beyond its end.")
    .argument("<csv...>", 'the file, or several one behind the other; "-" is standard input');
  requireFlags(command, ["time", "target", "horizon"]);
  addDataFlags(command).optionsGroup("Model:");
  command
    .option("--horizon <steps>", "steps ahead (required)", wholeNumber(1))
    .option("--model <name>", "see `seqcast models`", "highway-rnn")
    .addOption(levelsOption());
  addModelFlags(command)
    .optionsGroup("Output:")
    .option(
      "--out <file>",
      'write the forecast to a file instead of a table; JSON Lines if it ends in .jsonl; "-" is standard output',
    )
    .option("--escape-formulas", "put an apostrophe before texts that a spreadsheet takes for formulas")
    .option("--plot <path>", "write a plot: a page (.html) or a picture (.png, .svg)")
    .option(...reportFlag)
    .option("--unit <text>", "unit of the values, shown in plots and report")
    .option("--save <file>", "write the fitted model, for `seqcast predict`")
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no progress and no notes on standard error")
    .addHelpText("after", examples)
    .action((files: string[], flags: ForecastFlags) => forecast(files, flags, terminal));
}

async function forecast(files: readonly string[], flags: ForecastFlags, terminal: Terminal): Promise<void> {
  const definition = findModel(flags.model, "option --model");
  const forecaster = createForecasters([definition], flags)[0]!;
  await checkOutputs(files, flags);
  const progress = openProgress(terminal, flags.quiet === true);
  try {
    const series = await readSeries(files, flags, terminal, progress.note);
    for (const line of describeData(files, series, flags)) progress.note(line);
    // Predicting would refuse it as well, but only after minutes of training.
    if (Object.hasOwn(definition.options, "epochs"))
      for (const one of series) checkKnownAhead("forecast", one, flags.horizon);
    const fitted = await fit(forecaster, series, progress, terminal);
    const forecasts = fitted.predict(series, { levels: flags.levels });
    endProgress(progress, terminal);
    await presentForecasts({ command: "forecast", files, fitted, series, forecasts }, flags, terminal);
  } finally {
    progress.clear();
  }
}

async function fit(
  forecaster: Forecaster,
  series: readonly TimeSeries[],
  progress: Progress,
  { signal }: Terminal,
): Promise<FittedForecaster> {
  const start = performance.now();
  progress.working(`${forecaster.name}: fitting …`);
  const fitted = await forecaster.fit(series, { signal, onProgress: progress.report });
  assertGoingOn(signal);
  for (const line of describeFit(fitted, performance.now() - start, Object.keys(forecaster.options)))
    progress.note(line);
  return fitted;
}
