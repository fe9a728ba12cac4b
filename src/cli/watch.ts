/** `seqcast watch`: forecasts, and forecasts again whenever the file has grown, until Ctrl-C. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { OptionError, SeqcastError } from "../errors.ts";
import { type FittedForecaster, type Forecaster, loadForecaster } from "../models/index.ts";
import { describeData, readSeries } from "./data.ts";
import { describeFailure } from "./failure.ts";
import { fileChanges } from "./fileChanges.ts";
import { fitModel } from "./fitModel.ts";
import {
  addDataFlags,
  addModelFlags,
  type DataFlags,
  type OutputFlags,
  levelsOption,
  refitWord,
  requireFlags,
  themeOption,
  wholeNumber,
} from "./flags.ts";
import { type ForecastResult, presentForecasts } from "./forecastOutput.ts";
import { createForecasters, findModel, type ModelFlags } from "./modelOptions.ts";
import { checkOutputs } from "./outputs.ts";
import { countOf } from "./paragraph.ts";
import { openProgress, type Progress } from "./progress.ts";
import type { TimeSeries } from "../series/index.ts";
import { type SkipFlags, skippingShort, skipShortOption } from "./skipShort.ts";
import type { Terminal } from "./terminal.ts";

interface WatchFlags extends DataFlags, ModelFlags, OutputFlags, SkipFlags {
  readonly model: string;
  readonly load?: string;
  readonly refit: "never" | "every" | number;
  readonly levels: readonly number[];
  readonly out: string;
  readonly settle: number;
}

const examples = `
Examples:
  seqcast watch datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model ets \\
    --out forecast.csv
  seqcast watch datasets/air-passengers.csv --load passengers.model \\
    --time timestamp --target passengers --out forecast.csv`;

/** Adds the command to the program. */
export function addWatch(program: Command, terminal: Terminal): void {
  const command = program
    .command("watch")
    .summary("forecast again whenever the file has grown")
    .description(
      "Forecasts beyond the end of a file, and again whenever it has changed, until Ctrl-C. Each forecast replaces the file of the one before as a whole.",
    )
    .argument("<csv...>", "the file, or several one behind the other");
  requireFlags(command, ["time", "target", "horizon", "out"]);
  addDataFlags(command)
    .addOption(skipShortOption())
    .optionsGroup("Model:")
    .option("--load <file>", "a saved model to forecast with; nothing is fitted then")
    .option("--horizon <steps>", "steps ahead (required without --load)", wholeNumber(1))
    .option("--model <name>", "see `seqcast models`", "highway-rnn")
    .addOption(
      new Option("--refit <when>", "fit once (never), for every forecast (every), or for every so many (a number)")
        .argParser(refitWord)
        .default("never"),
    )
    .addOption(levelsOption());
  addModelFlags(command)
    .optionsGroup("Output:")
    .option("--out <file>", "write the forecast to this file; JSON Lines if it ends in .jsonl (required)")
    .option("--escape-formulas", "put an apostrophe before texts that a spreadsheet takes for formulas")
    .option("--plot <path>", "write a plot: a page (.html) or a picture (.png, .svg)")
    .addOption(themeOption())
    .option("--unit <text>", "unit of the values, shown in the plot")
    .option("--settle <seconds>", "time that the file stays as it is before it is read", seconds, 0.5)
    .option("--json", "print a JSON document a line for each forecast and nothing else")
    .option("--quiet", "no progress and no notes on standard error")
    .addHelpText(
      "after",
      `\nA file that cannot be read is told of, and tried again after its next change.\n${examples}`,
    )
    .action((files: string[], flags: WatchFlags) => watch(files, flags, terminal));
}

function seconds(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= 0 && value <= 3600) return value;
  throw new InvalidArgumentError("Expected seconds from 0 to 3600.");
}

async function watch(files: readonly string[], flags: WatchFlags, terminal: Terminal): Promise<void> {
  refuseStreams(files, flags);
  const source = await sourceOf(flags);
  const made = await checkOutputs([...files, ...(flags.load === undefined ? [] : [flags.load])], flags);
  const { signal, stderr } = terminal;
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  let done = 0;
  try {
    for await (const _ of fileChanges(files, { settle: 1000 * flags.settle, signal })) {
      try {
        await forecastOnce(files, source, flags, { terminal, progress, done });
        done++;
        progress.working("waiting for a change; Ctrl-C ends");
      } catch (cause) {
        // Before the first forecast nothing has worked yet: then it is a wrong use.
        if (signal.aborted || done === 0 || !(cause instanceof SeqcastError)) throw cause;
        progress.clear();
        stderr.write(describeFailure(cause, terminal));
      }
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  } finally {
    progress.clear();
  }
  progress.note(`ended after ${countOf(done, "forecast")}${done > 0 ? `; the last is in ${flags.out}` : ""}`);
}

/** @throws OptionError for standard input and output, which cannot be watched or replaced */
function refuseStreams(files: readonly string[], { out }: WatchFlags): void {
  if (!files.includes("-") && out !== "-") return;
  const where = out === "-" ? "option --out" : "seqcast watch";
  throw new OptionError({
    where,
    expected: "a file",
    found: `"-"`,
    remedy: "`seqcast forecast` reads and writes streams",
  });
}

/** Where the fitted model comes from; `fitted` is kept from one forecast to the next. */
interface ModelSource {
  readonly forecaster: Forecaster | undefined;
  fitted: FittedForecaster | undefined;
}

async function sourceOf(flags: WatchFlags): Promise<ModelSource> {
  if (flags.load !== undefined) return { forecaster: undefined, fitted: await loadForecaster(flags.load) };
  const definition = findModel(flags.model, "option --model");
  return { forecaster: createForecasters([definition], flags)[0]!, fitted: undefined };
}

interface Surroundings {
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly done: number;
}

async function forecastOnce(
  files: readonly string[],
  source: ModelSource,
  flags: WatchFlags,
  { terminal, progress, done }: Surroundings,
): Promise<void> {
  let series: readonly TimeSeries[] = await readSeries(files, flags, terminal, progress.note);
  for (const line of describeData(files, series, flags)) progress.note(line);
  const { refit, levels } = flags;
  const due = refit === "every" || (typeof refit === "number" && done % refit === 0);
  if (source.forecaster && (due || !source.fitted)) {
    const { forecaster } = source;
    const { kept, result } = await skippingShort(series, flags, progress, (some) =>
      fitModel(forecaster, some, progress, terminal),
    );
    for (const line of result.report) progress.note(line);
    source.fitted = result.fitted;
    series = kept;
  }
  const fitted = source.fitted!;
  const { kept, result: forecasts } = await skippingShort(series, flags, progress, (some) =>
    fitted.predict(some, { levels }),
  );
  progress.clear();
  const result: ForecastResult = { command: "watch", files, fitted, series: kept, forecasts };
  await presentForecasts(result, { ...flags, preview: false }, terminal);
}
