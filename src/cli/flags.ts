/** The flags that several commands share, and how their words become values. Names are those of the library in kebab-case. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ReadCsvOptions } from "../series/index.ts";
import type { PlotTheme } from "../plots/index.ts";
import { addFormatFlags, type FormatFlags, formatOptions, formatOptionsOf } from "./formatFlags.ts";

/** Flags of the file. */
export interface DataFlags extends FormatFlags {
  readonly time?: readonly string[];
  readonly target?: readonly string[];
  readonly id?: string;
  readonly past?: readonly string[];
  readonly future?: readonly string[];
  readonly static?: readonly string[];
  readonly categories?: readonly string[];
  readonly weight?: string;
  readonly frequency?: string;
  readonly timezone?: string;
  readonly missing?: readonly string[];
}

/** Flags of what is shown and written. */
export interface OutputFlags {
  readonly out?: string;
  readonly plot?: string;
  readonly theme?: PlotTheme;
  readonly report?: string;
  readonly unit?: string;
  readonly save?: string;
  /** Absent: where standard output is a terminal. */
  readonly preview?: boolean;
  readonly escapeFormulas?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Flags whose name is not that of the library's option in kebab-case. */
const shortFlags: Readonly<Record<string, string>> = {
  contextLength: "context",
  pastCovariates: "past",
  futureCovariates: "future",
  staticCovariates: "static",
};

/** Options of models that have a flag of their own; `--set` reaches the others. */
const modelFlags: readonly string[] = ["horizon", "contextLength", "seasonLength", "epochs", "seed"];

const plainFlags = new Set([...modelFlags, ...Object.keys(shortFlags)]);
const dataFlags = new Set<string>([
  "time",
  "target",
  "id",
  "categories",
  "weight",
  "frequency",
  "timezone",
  "missing",
  "levels",
  ...formatOptions,
]);

/**
 * The flag that sets an option of the library.
 * @example flagOf("seasonLength") //=> "--season-length"
 * @example flagOf("hiddenSize") //=> "--set hiddenSize"
 */
export function flagOf(option: string): string {
  if (!plainFlags.has(option) && !dataFlags.has(option)) return option.startsWith("--") ? option : `--set ${option}`;
  return `--${shortFlags[option] ?? option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads a whole number of at least `min`. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= min) return value;
    const bound = Number.isFinite(min) ? ` of at least ${min}` : "";
    throw new InvalidArgumentError(`Expected a whole number${bound}.`);
  };
}

/** Reads when models are fitted anew. */
export function refitWord(text: string): "never" | "every" | number {
  if (text === "never" || text === "every") return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Allowed choices are never, every, or a whole number of folds.");
}

/** A word of a list: in quotes, with "" for a quote inside, or as it is, with \\, for a comma. */
const listedWord = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|((?:\\,|[^,])*))(,|$)/y;

/**
 * Reads words between commas; a flag given twice adds to its list. A word with a comma stands in quotes as in a CSV file, or has a
 * backslash before the comma.
 * @example words('a,"b, c",d\\, e', undefined) //=> ["a", "b, c", "d, e"]
 */
export function words(text: string, earlier: readonly string[] | undefined): string[] {
  const list: string[] = [];
  listedWord.lastIndex = 0;
  for (let more = true; more;) {
    const [, quoted, plain = "", comma] = listedWord.exec(text)!;
    list.push(quoted === undefined ? plain.replaceAll("\\,", ",").trim() : quoted.replaceAll('""', '"'));
    more = comma === ",";
  }
  if (list.every((word) => word.trim() !== "")) return [...(earlier ?? []), ...list];
  throw new InvalidArgumentError("Expected names between commas, without empty ones.");
}

/** Reads interval levels in percent. */
function percentages(text: string): number[] {
  const levels = text.split(",").map((word) => (word.trim() === "" ? NaN : Number(word)));
  if (levels.every((level) => level >= 1 && level < 100)) return levels;
  throw new InvalidArgumentError("Expected percentages of at least 1 and below 100, for example 80,95.");
}

/** The flag of interval levels. */
export function levelsOption(): Option {
  const option = new Option("--levels <percent>", "interval levels, between commas");
  return option.argParser(percentages).default([80, 95], "80,95");
}

/** Where intervals come from: the model's own, or the ways to measure them. */
export const intervalKinds = ["own", "adaptive", "split", "quantile", "bootstrap"] as const;

/** Adds the flags that say what the file holds. */
export function addDataFlags(command: Command): Command {
  command
    .optionsGroup("Data:")
    .addOption(new Option("--time <columns>", "column of the times, or several to join (required)").argParser(words))
    .addOption(
      new Option("--target <columns>", "columns to forecast (required; all others with --layout)").argParser(words),
    )
    .option("--id <column>", "column that tells several series apart")
    .addOption(new Option("--past <columns>", "covariates known up to now only").argParser(words))
    .addOption(
      new Option("--future <columns>", "covariates known ahead; rows without a target extend them").argParser(words),
    )
    .addOption(new Option("--static <columns>", "covariates constant inside each series").argParser(words))
    .addOption(new Option("--categories <columns>", "those of the covariates that hold words").argParser(words))
    .option("--weight <column>", "how much each row counts, in training and in the scores of a backtest")
    .option("--frequency <step>", "step between rows, such as 30min, 1h, 1d, 1mo (default: inferred)")
    .option("--timezone <zone>", "IANA zone of times that name none (default: none, or UTC)")
    .addOption(
      new Option(
        "--missing <words>",
        "words, between commas, that mean a missing value besides empty cells: NA,null",
      ).argParser(words),
    );
  return addFormatFlags(command);
}

/** The flag of a plot's ground. */
export function themeOption(): Option {
  const help = "ground of the plot (default: light in pictures, that of the screen in pages)";
  return new Option("--theme <name>", help).choices(["light", "dark"]);
}

/** The words of --report, which several commands have. */
export const reportFlag: readonly [flags: string, description: string] = [
  "--report <file>",
  "write a report to show around: one page (.html) with verdict, data, plots, options and this command",
];

/** Adds the flags that reach a model's options. */
export function addModelFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--context <rows>", "rows that a network reads (default: the model's)").argParser(wholeNumber(1)),
    )
    .addOption(
      new Option("--season-length <rows>", "rows in a season (default: chosen by the model)").argParser(wholeNumber(0)),
    )
    .addOption(new Option("--epochs <count>", "passes over the training windows at most").argParser(wholeNumber(1)))
    .addOption(new Option("--seed <number>", "seed of all chance").argParser(wholeNumber(-Infinity)))
    .addOption(
      new Option(
        "--intervals <kind>",
        "the model's own, or measured on rows that it has not seen (default: own)",
      ).choices(intervalKinds),
    )
    .option(
      "--set <name=value>",
      "any other option of the model, see `seqcast models <name>`; may be repeated",
      (text: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), text],
    );
}

/**
 * Refuses a command line without these flags. Commander's own check comes before the one for unknown options, and would
 * hide that `--horizn` is a slip.
 * @param when - whether they are needed, by the command's arguments; always unless given
 */
export function requireFlags(
  command: Command,
  names: readonly string[],
  when: (words: readonly string[]) => boolean = () => true,
): void {
  command.hook("preAction", () => {
    if (!when(command.args)) return;
    const given: Record<string, unknown> = command.opts();
    const replaced = new Set<string>();
    if (given["start"] !== undefined) replaced.add("time");
    if (given["layout"] !== undefined) replaced.add("target");
    if (given["load"] !== undefined) replaced.add("horizon");
    const missing = names.filter((name) => given[name] === undefined && !replaced.has(name)).map((name) => `--${name}`);
    if (missing.length === 0) return;
    const list = [missing.slice(0, -1).join(", "), missing.at(-1)].filter(Boolean).join(" and ");
    command.error(`error: missing required ${missing.length === 1 ? "option" : "options"} ${list}`);
  });
}

/** The flags of the file as options of `readCsv`. */
export function readOptionsOf(flags: DataFlags): ReadCsvOptions {
  const { past, future, static: statics, time, target, id, categories, weight, frequency, timezone, missing } = flags;
  const covariates = { pastCovariates: past, futureCovariates: future, staticCovariates: statics, categories };
  return { time, target, id, ...covariates, weight, frequency, timezone, missing, ...formatOptionsOf(flags) };
}

/** Adds the flags of the files that a forecast goes to. */
export function addForecastFileFlags(command: Command): Command {
  return command
    .option(
      "--out <file>",
      'write the forecast to a file instead of a table; JSON Lines if it ends in .jsonl; "-" is standard output',
    )
    .option("--escape-formulas", "put an apostrophe before texts that a spreadsheet takes for formulas")
    .option("--plot <path>", "write a plot: a page (.html) or a picture (.png, .svg)")
    .addOption(themeOption());
}
