/** A run of `seqcast` from its words to its exit code, without a process: tests call it with outputs of their own. */
import { Command } from "commander";
import { nearestWord } from "../nearestWord.ts";
import { version } from "../version.generated.ts";
import { addBacktest } from "./backtest.ts";
import { addCompletion } from "./completion.ts";
import { addConfig } from "./config.ts";
import { addDefaults } from "./defaults.ts";
import { exitCodes, reportFailure } from "./failure.ts";
import { addForecast } from "./forecast.ts";
import { addInspect } from "./inspect.ts";
import { addModels } from "./models.ts";
import { addPlot } from "./plot.ts";
import { addPredict } from "./predict.ts";
import { addTrain } from "./train.ts";
import { addUpdate } from "./update.ts";
import { addWatch } from "./watch.ts";
import { hasColors, paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

const quickStart = `
Quick start:
  seqcast inspect datasets/air-passengers.csv
  seqcast models
  seqcast forecast datasets/air-passengers.csv --time timestamp \\
    --target passengers --horizon 12 --model seasonal-naive
  seqcast backtest datasets/electricity-demand.csv --time timestamp \\
    --target demand --horizon 48 --folds 7

Exit codes: 0 done, 1 failed or cancelled, 2 wrong usage or bad input.`;

const commands = [
  addForecast,
  addTrain,
  addPredict,
  addUpdate,
  addWatch,
  addBacktest,
  addInspect,
  addPlot,
  addModels,
  addConfig,
  addCompletion,
];

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage or bad input
 * @example await run(["models", "--json"], terminal) //=> 0
 */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const program = createProgram({ ...terminal, words });
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCodes.done;
  } catch (cause) {
    return reportFailure(cause, terminal);
  }
}

/** The commands and flags of a run; nothing is done yet. */
export function createProgram(terminal: Terminal): Command {
  const { stdout, stderr } = terminal;
  const program = new Command("seqcast")
    .description("Forecasts time series from CSV, JSON and Parquet files.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for the options)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => wrapWidth(stdout),
      getErrHelpWidth: () => wrapWidth(stderr),
      getOutHasColors: () => hasColors(stdout, terminal),
      getErrHasColors: () => hasColors(stderr, terminal),
      outputError: (text, write) => write(withRedLabel(withMeantChoice(text), terminal)),
    })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => paletteOf(stdout, terminal).bold(title) })
    .addHelpText("after", quickStart);
  for (const add of commands) add(program, terminal);
  addDefaults(program, terminal);
  return program;
}

/** Commander suggests commands and options; words that an option chooses from are suggested here. */
function withMeantChoice(text: string): string {
  const [, found, choices] = /(?:argument|value) '(.*)' is invalid.*Allowed choices are (.*)\.$/m.exec(text) ?? [];
  const meant = found && choices && nearestWord(found, choices.split(", "));
  return meant ? `${text.trimEnd()}\n(Did you mean ${meant}?)\n` : text;
}

function withRedLabel(text: string, terminal: Terminal): string {
  const { red, bold } = paletteOf(terminal.stderr, terminal);
  return text.replace(/^error:/, bold(red("error:")));
}
