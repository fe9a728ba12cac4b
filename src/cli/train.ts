/** `seqcast train`: fits on a whole file and saves the model; nothing is forecast. */
import type { Command } from "commander";
import { CancelledError } from "../errors.ts";
import { choiceOf, type FittedForecaster, saveForecaster } from "../models/index.ts";
import { checkKnownAhead } from "../series/index.ts";
import { describeData, readSeries } from "./data.ts";
import { type FitOutcome, fitModel } from "./fitModel.ts";
import { addDataFlags, addModelFlags, type DataFlags, type OutputFlags, requireFlags, wholeNumber } from "./flags.ts";
import { jsonText } from "./json.ts";
import { type KeptRows, keeping, keepOption } from "./keeping.ts";
import { createForecasters, findModel, type ModelFlags } from "./modelOptions.ts";
import { checkOutputs, describeWritten, writtenOf } from "./outputs.ts";
import { endProgress, openProgress } from "./progress.ts";
import { wrap } from "./paragraph.ts";
import { type SkipFlags, skippingShort, skipShortOption } from "./skipShort.ts";
import { type Terminal, wrapWidth } from "./terminal.ts";
import { describeUnused } from "./unusedColumns.ts";

interface TrainFlags extends DataFlags, ModelFlags, OutputFlags, SkipFlags {
  readonly model: string;
  readonly save: string;
  readonly keep?: KeptRows;
}

const examples = `
Examples:
  seqcast train datasets/electricity-demand.csv \\
    --time timestamp --target demand --horizon 48 --save demand.model
  seqcast train datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model ets \\
    --save passengers.model --keep all`;

/** Adds the command to the program. */
export function addTrain(program: Command, terminal: Terminal): void {
  const command = program
    .command("train")
    .summary("fit a model and save it")
    .description("Fits a model on a whole file and saves it, for `seqcast predict` and `seqcast update`.")
    .argument("<csv...>", 'the file, or several one behind the other; "-" is standard input');
  requireFlags(command, ["time", "target", "horizon", "save"]);
  addDataFlags(command)
    .addOption(skipShortOption())
    .optionsGroup("Model:")
    .option("--horizon <steps>", "steps ahead (required)", wholeNumber(1))
    .option("--model <name>", "see `seqcast models`", "highway-rnn");
  addModelFlags(command)
    .optionsGroup("Output:")
    .option("--save <file>", "write the fitted model (required)")
    .addOption(keepOption())
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no progress and no notes on standard error")
    .addHelpText("after", `\nCtrl-C ends the training early: the model of its best pass is saved.\n${examples}`)
    .action((files: string[], flags: TrainFlags) => train(files, flags, terminal));
}

async function train(files: readonly string[], flags: TrainFlags, terminal: Terminal): Promise<void> {
  const definition = findModel(flags.model, "option --model");
  const forecaster = createForecasters([definition], flags)[0]!;
  const made = await checkOutputs(files, flags);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  try {
    const series = await readSeries(files, flags, terminal, progress.note);
    for (const line of describeData(files, series, flags)) progress.note(line);
    for (const line of describeUnused([forecaster], flags)) progress.note(line);
    if (Object.hasOwn(definition.options, "epochs"))
      for (const one of series) checkKnownAhead("train", one, flags.horizon);
    const { kept, result: outcome } = await skippingShort(series, flags, progress, (some) =>
      fitModel(forecaster, some, progress, terminal, "keep"),
    );
    await saveForecaster(flags.save, keeping(outcome.fitted, kept, flags));
    endProgress(progress, terminal);
    present(outcome, flags, terminal);
  } finally {
    progress.clear();
  }
}

/** @throws CancelledError where the training was ended early, saying what is saved of it */
function present({ fitted, report, cancelled }: FitOutcome, flags: TrainFlags, { stdout }: Terminal): void {
  if (cancelled) {
    const { where, expected, found } = cancelled;
    throw new CancelledError({ where, expected, found, remedy: `the model of its best pass is in ${flags.save}` });
  }
  const written = writtenOf(flags);
  const lines = [...report, describeWritten(written, "")!];
  const text = lines.map((line) => (stdout.isTTY ? wrap(line, wrapWidth(stdout), 2) : line)).join("\n");
  stdout.write(flags.json ? jsonText({ ...fitDocument(fitted), written }) : `${text}\n`);
}

function fitDocument(fitted: FittedForecaster): object {
  const { name: model, options, history = null, trainedOn = null } = fitted;
  return { command: "train", model, options, trainedOn, history, choice: choiceOf(fitted) ?? null };
}
