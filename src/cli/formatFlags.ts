/** The flags that say how a file is written, where that cannot be found out. */
import { type Command, Option } from "commander";
import type { ReadCsvOptions } from "../series/index.ts";
import { type FileFormat, fileFormats } from "./fileFormat.ts";

/** Flags of the way of writing; names are those of `readCsv` in kebab-case. */
export interface FormatFlags {
  /** How the file is written as a whole; the others are those of `readCsv`. */
  readonly format?: FileFormat;
  readonly start?: string;
  readonly layout?: "long" | "wide" | "rows";
  readonly timeFormat?: string;
  readonly aggregate?: "sum" | "mean" | "min" | "max" | "first" | "last" | "count";
  readonly tolerance?: string;
  readonly delimiter?: string;
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly comment?: string;
  /** False for `--no-header`. */
  readonly header?: boolean;
  readonly encoding?: string;
}

/** Options of `readCsv` that have a flag here. */
export const formatOptions: readonly Exclude<keyof FormatFlags, "format">[] = [
  "start",
  "layout",
  "timeFormat",
  "aggregate",
  "tolerance",
  "delimiter",
  "decimal",
  "thousands",
  "comment",
  "header",
  "encoding",
];

/** Adds the flags. */
export function addFormatFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--format <name>", "of the file (default: by its name, or how it begins)").choices(fileFormats),
    )
    .option("--start <time>", "time of the first row, in place of --time; needs --frequency")
    .addOption(
      new Option("--layout <name>", "long, one series a column (wide) or a row (rows)").choices([
        "long",
        "wide",
        "rows",
      ]),
    )
    .option(
      "--time-format <format>",
      "iso, seconds, milliseconds, day-first, month-first or a pattern: dd.MM.yyyy HH:mm (default: found out)",
    )
    .addOption(
      new Option("--aggregate <how>", "put the rows in a step of --frequency together").choices([
        "sum",
        "mean",
        "min",
        "max",
        "first",
        "last",
        "count",
      ]),
    )
    .option(
      "--tolerance <span>",
      "how far rows may stand beside the steps of --frequency, such as 5s: they are moved onto them",
    )
    .option("--delimiter <character>", "between cells (default: detected)")
    .addOption(new Option("--decimal <mark>", "decimal point or comma (default: found out)").choices([".", ","]))
    .option("--thousands <mark>", "between groups of three digits (default: found out)")
    .option("--comment <text>", "begins lines to pass over, such as #")
    .option("--no-header", "the file has none: columns are called 0, 1 and so on")
    .option("--encoding <label>", "such as latin1 (default: UTF-8, or Latin-1 where it is none)");
}

/** The flags as options of `readCsv`. */
export function formatOptionsOf(flags: FormatFlags): Omit<ReadCsvOptions, "time" | "target"> {
  const { start, layout, timeFormat, aggregate, tolerance, delimiter, decimal, thousands, comment, header, encoding } =
    flags;
  // A tab is hard to type in some shells.
  const dialect = { delimiter: delimiter === "\\t" ? "\t" : delimiter, decimal, thousands, comment, header, encoding };
  return { start, layout, timeFormat, aggregate, tolerance, ...dialect };
}
