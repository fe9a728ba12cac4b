/** `seqcast update`: appends rows to the history in a model file and forecasts again, without fitting. */
import type { Command } from "commander";
import { loadForecaster } from "../models/index.ts";
import { describeData, readSeriesBy } from "./data.ts";
import { addDataFlags, addForecastFileFlags, type DataFlags, type OutputFlags, levelsOption } from "./flags.ts";
import { presentForecasts } from "./forecastOutput.ts";
import { describeKept, keptBy, readOptionsBy } from "./keeping.ts";
import { checkOutputs } from "./outputs.ts";
import { noPreviewOption, previewOption } from "./preview.ts";
import { endProgress, openProgress } from "./progress.ts";
import { addSteps, formatTimestamp, type TimeSeries } from "../series/index.ts";
import type { Terminal } from "./terminal.ts";

interface UpdateFlags extends DataFlags, OutputFlags {
  readonly levels: readonly number[];
}

const examples = `
Example:
  seqcast train datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model ets \\
    --save passengers.model --keep all
  seqcast update passengers.model datasets/air-passengers.csv --out forecast.csv`;

/** Adds the command to the program. */
export function addUpdate(program: Command, terminal: Terminal): void {
  const command = program
    .command("update")
    .summary("append rows to a saved model's history and forecast again")
    .description(
      "Appends the rows of a file to the history that a model keeps (saved with --keep) and forecasts beyond its new end, without fitting. " +
        "Rows that it has already take the new values. The file is read as those before it, unless flags say otherwise.",
    )
    .argument("<model>", "file of the saved model; it is written again with the longer history")
    .argument("<csv...>", 'the file of new rows, or several one behind the other; "-" is standard input');
  addForecastFileFlags(addDataFlags(command).optionsGroup("Output:").addOption(levelsOption()))
    .option("--unit <text>", "unit of the values, shown in the plot")
    .option("--save <file>", "write the model there instead of where it was read")
    .addOption(previewOption())
    .addOption(noPreviewOption())
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no notes on standard error")
    .addHelpText("after", examples)
    .action((model: string, files: string[], flags: UpdateFlags) => update(model, files, flags, terminal));
}

async function update(model: string, files: readonly string[], flags: UpdateFlags, terminal: Terminal): Promise<void> {
  const outputs = { ...flags, save: flags.save ?? model };
  const made = await checkOutputs(files, outputs);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  const loaded = await loadForecaster(model);
  const kept = keptBy(model, loaded);
  progress.note(`${model}: ${loaded.name}, horizon ${loaded.options.horizon}, ${describeKept(kept)}`);
  const reading = readOptionsBy(kept.reading, flags);
  const rows = await readSeriesBy(reading, files, flags, terminal, progress.note);
  const told = { ...flags, frequency: flags.frequency ?? "as before" }; // it was not inferred from these rows
  for (const line of describeData(files, rows, told)) progress.note(line);
  for (const line of gapsBetween(kept.series, rows)) progress.note(line);
  const fitted = loaded.update!(rows);
  const series = fitted.kept!.series;
  progress.note(`${model}: ${describeKept(fitted.kept!)}`);
  const forecasts = fitted.predict(series, { levels: flags.levels });
  endProgress(progress, terminal);
  await presentForecasts({ command: "update", files, fitted, series, forecasts }, outputs, terminal);
}

/** What is missing between the rows that are kept and the new ones: nothing is bridged in silence. */
function gapsBetween(kept: readonly TimeSeries[], rows: readonly TimeSeries[]): string[] {
  return rows.flatMap(({ id, timestamps, frequency, timezone }) => {
    const last = kept.find((one) => one.id === id)?.timestamps.at(-1);
    if (last === undefined || timestamps[0]! <= addSteps(last, 1, frequency, timezone)) return [];
    const [from, to] = [last, timestamps[0]!].map((time) => formatTimestamp(time, frequency, timezone));
    return [`note: ${id} has no rows between ${from}, where the history ends, and ${to}: they count as missing`];
  });
}
