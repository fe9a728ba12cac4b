/** `seqcast forecast`: fits on a whole file and forecasts beyond its end. */
import type { Command } from "commander";
import { checkKnownAhead } from "../series/index.ts";
import { describeData, readSeries } from "./data.ts";
import { fitModel } from "./fitModel.ts";
import {
  addDataFlags,
  addForecastFileFlags,
  addModelFlags,
  type DataFlags,
  type OutputFlags,
  levelsOption,
  reportFlag,
  requireFlags,
  wholeNumber,
} from "./flags.ts";
import { presentForecasts } from "./forecastOutput.ts";
import { checkKeep, type KeptRows, keeping, keepOption } from "./keeping.ts";
import { createForecasters, findModel, type ModelFlags } from "./modelOptions.ts";
import { checkOutputs } from "./outputs.ts";
import { noPreviewOption, previewOption } from "./preview.ts";
import { endProgress, openProgress } from "./progress.ts";
import { type SkipFlags, skippingShort, skipShortOption } from "./skipShort.ts";
import type { Terminal } from "./terminal.ts";
import { describeUnused } from "./unusedColumns.ts";

interface ForecastFlags extends DataFlags, ModelFlags, OutputFlags, SkipFlags {
  readonly model: string;
  readonly levels: readonly number[];
  readonly keep?: KeptRows;
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
  addDataFlags(command).addOption(skipShortOption()).optionsGroup("Model:");
  command
    .option("--horizon <steps>", "steps ahead (required)", wholeNumber(1))
    .option("--model <name>", "see `seqcast models`", "highway-rnn")
    .addOption(levelsOption());
  addForecastFileFlags(addModelFlags(command).optionsGroup("Output:"))
    .option(...reportFlag)
    .option("--unit <text>", "unit of the values, shown in plots and report")
    .option("--save <file>", "write the fitted model, for `seqcast predict`")
    .addOption(keepOption())
    .addOption(previewOption())
    .addOption(noPreviewOption())
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no progress and no notes on standard error")
    .addHelpText("after", examples)
    .action((files: string[], flags: ForecastFlags) => forecast(files, flags, terminal));
}

async function forecast(files: readonly string[], flags: ForecastFlags, terminal: Terminal): Promise<void> {
  const definition = findModel(flags.model, "option --model");
  const forecaster = createForecasters([definition], flags)[0]!;
  checkKeep(flags);
  const made = await checkOutputs(files, flags);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  try {
    const series = await readSeries(files, flags, terminal, progress.note);
    for (const line of describeData(files, series, flags)) progress.note(line);
    for (const line of describeUnused([forecaster], flags)) progress.note(line);
    // Predicting would refuse it as well, but only after minutes of training.
    if (Object.hasOwn(definition.options, "epochs"))
      for (const one of series) checkKnownAhead("forecast", one, flags.horizon);
    const { kept, result } = await skippingShort(series, flags, progress, (some) =>
      fitModel(forecaster, some, progress, terminal),
    );
    for (const line of result.report) progress.note(line);
    const fitted = keeping(result.fitted, kept, flags);
    const forecasts = fitted.predict(kept, { levels: flags.levels });
    endProgress(progress, terminal);
    await presentForecasts({ command: "forecast", files, fitted, series: kept, forecasts }, flags, terminal);
  } finally {
    progress.clear();
  }
}
