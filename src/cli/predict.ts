/** `seqcast predict`: forecasts with a model that `seqcast forecast --save` or the library has saved. */
import type { Command } from "commander";
import { loadForecaster } from "../models/index.ts";
import { describeData, readSeries } from "./data.ts";
import {
  addDataFlags,
  addForecastFileFlags,
  type DataFlags,
  type OutputFlags,
  levelsOption,
  requireFlags,
} from "./flags.ts";
import { presentForecasts } from "./forecastOutput.ts";
import { describeKept, keptBy } from "./keeping.ts";
import { checkOutputs } from "./outputs.ts";
import { noPreviewOption, previewOption } from "./preview.ts";
import { endProgress, openProgress } from "./progress.ts";
import { type SkipFlags, skippingShort, skipShortOption } from "./skipShort.ts";
import type { Terminal } from "./terminal.ts";
import { describeOtherTarget, describeUnused } from "./unusedColumns.ts";

interface PredictFlags extends DataFlags, OutputFlags, SkipFlags {
  readonly levels: readonly number[];
}

const examples = `
Example:
  seqcast forecast datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model seasonal-naive \\
    --save passengers.model
  seqcast predict passengers.model datasets/air-passengers.csv \\
    --time timestamp --target passengers`;

/** Adds the command to the program. */
export function addPredict(program: Command, terminal: Terminal): void {
  const command = program
    .command("predict")
    .summary("forecast with a saved model")
    .description(
      "Forecasts beyond the end of a CSV file with a model saved by `seqcast train` or `seqcast forecast --save`.",
    )
    .argument("<model>", "file of the saved model")
    .argument(
      "[csv...]",
      'the file to forecast from, or several one behind the other; "-" is standard input; none where the model keeps its history',
    );
  requireFlags(command, ["time", "target"], ([, ...files]) => files.length > 0);
  addForecastFileFlags(
    addDataFlags(command).addOption(skipShortOption()).optionsGroup("Output:").addOption(levelsOption()),
  )
    .option("--unit <text>", "unit of the values, shown in the plot")
    .addOption(previewOption())
    .addOption(noPreviewOption())
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no notes on standard error")
    .addHelpText("after", examples)
    .action((model: string, files: string[], flags: PredictFlags) => predict(model, files, flags, terminal));
}

async function predict(
  model: string,
  files: readonly string[],
  flags: PredictFlags,
  terminal: Terminal,
): Promise<void> {
  const made = await checkOutputs([model, ...files], flags);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  const fitted = await loadForecaster(model);
  progress.note(`${model}: ${fitted.name}, horizon ${fitted.options.horizon}`);
  const series =
    files.length > 0 ? await readSeries(files, flags, terminal, progress.note) : keptBy(model, fitted).series;
  const told = files.length > 0 ? describeData(files, series, flags) : [`${model}: ${describeKept(fitted.kept!)}`];
  const doubts = [...describeUnused([fitted], flags), ...describeOtherTarget(fitted.targets, series)];
  for (const line of [...told, ...doubts]) progress.note(line);
  const { kept, result: forecasts } = await skippingShort(series, flags, progress, (some) =>
    fitted.predict(some, { levels: flags.levels }),
  );
  endProgress(progress, terminal);
  await presentForecasts({ command: "predict", files, fitted, series: kept, forecasts }, flags, terminal);
}
