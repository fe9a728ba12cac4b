/** The options of `readCsv`, and the plan that they are checked into before anything is read. */
import { OptionError } from "../../errors.ts";
import { refuseUnknown } from "../../options.ts";
import { addSteps } from "../calendar.ts";
import type { Time } from "../createSeries.ts";
import { type Frequency, toFrequency } from "../frequency.ts";
import { type CategoryColumn, categoryColumns, type Column, columnList, roleNames, type Roles } from "../roles.ts";
import { checkTimezone } from "../timezone.ts";
import { checkTimeFormat, type TimeFormat } from "./timeFormat.ts";

/** How series lie in a table: rows of one table with an id, one series a column, or one series a row. */
export type CsvLayoutName = "long" | "wide" | "rows";

/** What becomes of several rows in one step of the frequency. */
export type Aggregate = "sum" | "mean" | "min" | "max" | "first" | "last" | "count";

const layouts: readonly CsvLayoutName[] = ["long", "wide", "rows"];
const aggregates: readonly Aggregate[] = ["sum", "mean", "min", "max", "first", "last", "count"];

/** Options of `readCsv`, beside the roles of the columns. Where a list is meant a single word will do. */
export interface ReadCsvOptions extends Roles {
  /** Time of every series' first row, in place of a time column; needs `frequency`. */
  readonly start?: Time | undefined;
  /**
   * "long" (the default): a row holds all columns of one series at one time. "wide": every target column is a series, called
   * by its column. "rows": every row is a series, oldest value first, with `start` and `frequency`; empty cells at its end
   * are cut off. The channel of wide series and of rows is called "value".
   */
  readonly layout?: CsvLayoutName | undefined;
  /** Step between rows, for example "30min"; inferred when absent. */
  readonly frequency?: string | Frequency | undefined;
  /** IANA zone of the calendar and of times that name no zone; absent: "floating", or "UTC" where times name their zone. */
  readonly timezone?: string | undefined;
  /**
   * How times are written: "iso", "seconds" or "milliseconds" since 1970, "day-first", "month-first", or a pattern of date-fns
   * such as "dd.MM.yyyy HH:mm"; found out from the column when absent.
   */
  readonly timeFormat?: TimeFormat | undefined;
  /** Rows are put together step by step of `frequency` while they are read, so that memory holds the steps alone. */
  readonly aggregate?: Aggregate | undefined;
  /**
   * How far a row may stand beside the grid of `frequency`, in milliseconds or as a step such as "5s": it is moved to the nearest
   * grid time. With `aggregate` a row that comes so much before a step counts to it.
   */
  readonly tolerance?: number | string | undefined;
  /** Words that mean a missing value, beside the empty cell; a number such as "-9999" means all its spellings. */
  readonly missing?: string | number | readonly (string | number)[] | undefined;
  /** Decimal point or comma; found out from the first rows when absent. */
  readonly decimal?: "." | "," | undefined;
  /** The mark between groups of three digits; found out from the first rows when absent. */
  readonly thousands?: string | undefined;
  /** One character; detected among comma, semicolon, tab and bar when absent. */
  readonly delimiter?: string | undefined;
  /** Text that begins a line to be passed over, such as "#". */
  readonly comment?: string | undefined;
  /** Whether the first row names the columns (default); false: columns are called "0", "1" and so on. */
  readonly header?: boolean | undefined;
  /** "utf-8", "latin1" or another label of the Encoding standard; UTF-8, or Latin-1 where it is no UTF-8, when absent. */
  readonly encoding?: string | undefined;
  /** Hears of what was guessed and may be wrong, such as an encoding. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

const known = [
  ...roleNames,
  "start",
  "layout",
  "frequency",
  "timezone",
  "timeFormat",
  "aggregate",
  "tolerance",
  "missing",
  "decimal",
  "thousands",
  "delimiter",
  "comment",
  "header",
  "encoding",
  "onWarning",
] as const satisfies readonly (keyof ReadCsvOptions)[];

/** Checked options. */
export interface CsvPlan {
  /** The function's name in error messages. */
  readonly reader: string;
  readonly layout: CsvLayoutName;
  /** Empty: rows are numbered from `start`. */
  readonly time: readonly Column[];
  readonly start: Time | undefined;
  readonly id: Column | undefined;
  /** Empty: all columns without another role. */
  readonly target: readonly Column[];
  readonly pastCovariates: readonly Column[];
  readonly futureCovariates: readonly Column[];
  readonly staticCovariates: readonly Column[];
  readonly categories: readonly CategoryColumn[];
  readonly weight: Column | undefined;
  readonly frequency: Frequency | undefined;
  readonly timezone: string | undefined;
  readonly timeFormat: TimeFormat | undefined;
  readonly aggregate: Aggregate | undefined;
  /** Milliseconds. */
  readonly tolerance: number | undefined;
  readonly missing: ReadonlySet<string>;
  /** The missing words that are numbers. */
  readonly missingNumbers: ReadonlySet<number>;
  readonly decimal: "." | "," | undefined;
  readonly thousands: string | undefined;
  readonly delimiter: string | undefined;
  readonly comment: string | undefined;
  readonly header: boolean;
  readonly encoding: string | undefined;
  readonly warn: (warning: string) => void;
}

/** The missing words that are numbers, such as -9999: they stand for any spelling of the number. */
function numbersAmong(words: readonly (string | number)[]): number[] {
  return words.filter((word) => String(word).trim() !== "" && Number.isFinite(Number(word))).map(Number);
}

/**
 * Checks options before anything is read.
 * @throws OptionError
 */
export function planOf(options: ReadCsvOptions, reader = "readCsv"): CsvPlan {
  refuseUnknown(reader, options, known);
  const { tolerance } = options;
  const words = typeof options.missing === "object" ? options.missing : columnList(options.missing);
  const plan: CsvPlan = {
    reader,
    layout: options.layout ?? "long",
    time: columnList(options.time).filter((column) => column !== ""),
    start: options.start,
    id: options.id,
    target: columnList(options.target),
    pastCovariates: columnList(options.pastCovariates),
    futureCovariates: columnList(options.futureCovariates),
    staticCovariates: columnList(options.staticCovariates),
    categories: categoryColumns(options.categories),
    weight: options.weight,
    frequency: options.frequency === undefined ? undefined : toFrequency(options.frequency),
    timezone: options.timezone === undefined ? undefined : checkTimezone(options.timezone),
    timeFormat: options.timeFormat === undefined ? undefined : checkTimeFormat(options.timeFormat, reader),
    aggregate: options.aggregate,
    tolerance: typeof tolerance === "string" ? addSteps(0, 1, toFrequency(tolerance), "UTC") : tolerance,
    missing: new Set(words.map((word) => String(word).trim())),
    missingNumbers: new Set(numbersAmong(words)),
    decimal: options.decimal,
    thousands: options.thousands,
    delimiter: options.delimiter,
    comment: options.comment,
    header: options.header ?? true,
    encoding: options.encoding,
    warn: options.onWarning ?? (() => undefined),
  };
  checkRoles(plan);
  checkDialect(plan);
  checkTimes(plan);
  return plan;
}

/** A column behind the option that names it. */
export type RoleColumn = readonly [option: string, column: Column];

function named(option: string, columns: readonly Column[]): RoleColumn[] {
  return columns.map((column) => [option, column]);
}

/** All columns that have a role; categories have another besides. */
export function rolesOf(plan: CsvPlan): RoleColumn[] {
  return [
    ...named("time", plan.time),
    ...named("id", columnList(plan.id)),
    ...named("target", plan.target),
    ...named("pastCovariates", plan.pastCovariates),
    ...named("futureCovariates", plan.futureCovariates),
    ...named("staticCovariates", plan.staticCovariates),
    ...named("weight", columnList(plan.weight)),
  ];
}

function checkRoles(plan: CsvPlan): void {
  const { layout } = plan;
  checkChoice(plan, "layout", layout, layouts);
  if (plan.time.length === 0 && plan.start === undefined) throw absent(plan, "time", "the column of the times");
  if (plan.target.length === 0 && layout === "long") throw absent(plan, "target", "the columns of what is forecast");
  const seen = new Map<Column, string>();
  for (const [option, column] of rolesOf(plan)) {
    if (typeof column === "number" && !(Number.isSafeInteger(column) && column >= 0)) {
      throw refused(plan, option, "a column's name or its index from 0", String(column), "count columns from 0");
    }
    const other = seen.get(column);
    if (other !== undefined) throw inTwoRoles(plan, option, String(column), other);
    seen.set(column, option);
  }
  const needless = rolesOf(plan).find(
    ([option]) =>
      (layout === "wide" && (option === "id" || option === "staticCovariates")) ||
      (layout === "rows" && option !== "id" && option !== "target"),
  );
  if (!needless) return;
  const [option] = needless;
  const remedy = layout === "rows" ? "rows have start and frequency in its place" : "the column names the series";
  throw refused(plan, option, `no ${option} in the layout "${layout}"`, `"${needless[1]}"`, `leave it out; ${remedy}`);
}

/** A column that two options name. */
export function inTwoRoles(plan: CsvPlan, option: string, column: string, other: string): OptionError {
  return refused(
    plan,
    option,
    "every column in one role only",
    `"${column}", which ${other} holds already`,
    `remove it from ${option} or from ${other}`,
  );
}

/** A category that is no covariate. */
export function noCovariate(plan: CsvPlan, column: string): OptionError {
  const expected = "columns among pastCovariates, futureCovariates and staticCovariates";
  const remedy = "name it there, too: in pastCovariates unless its values are known ahead";
  return refused(plan, "categories", expected, `"${column}"`, remedy);
}

function checkDialect(plan: CsvPlan): void {
  const { delimiter, comment, decimal, thousands, aggregate } = plan;
  if (delimiter !== undefined && !/^[^"\r\n\ufeff]$/.test(delimiter)) {
    const found = JSON.stringify(delimiter);
    const remedy = "leave it out to have it detected";
    throw refused(plan, "delimiter", "one character that is no quote or line break", found, remedy);
  }
  if (comment !== undefined && (comment === "" || /[\r\n"]/.test(comment))) {
    throw refused(
      plan,
      "comment",
      "text without quotes and line breaks",
      JSON.stringify(comment),
      `pass for example "#"`,
    );
  }
  if (decimal !== undefined) checkChoice(plan, "decimal", decimal, [".", ","]);
  if (thousands !== undefined && (!/^[^\d+\-"\r\n]$/.test(thousands) || thousands === (decimal ?? ""))) {
    const expected = "one character other than a digit, a sign and the decimal mark";
    throw refused(plan, "thousands", expected, JSON.stringify(thousands), "leave it out to have it found out");
  }
  if (aggregate !== undefined) checkChoice(plan, "aggregate", aggregate, aggregates);
}

function checkTimes(plan: CsvPlan): void {
  const { time, start, frequency, aggregate, tolerance, layout } = plan;
  if (start !== undefined && time.length > 0) {
    throw refused(plan, "start", "either a time column or a start", "both", "leave out one of them");
  }
  if (start !== undefined && frequency === undefined) {
    throw refused(
      plan,
      "frequency",
      "the step between rows, beside start",
      "nothing",
      `pass for example frequency: "1h"`,
    );
  }
  if (tolerance !== undefined && !(tolerance >= 0))
    throw refused(
      plan,
      "tolerance",
      "milliseconds of at least 0, or a step",
      String(tolerance),
      `pass for example "5s"`,
    );
  const option = aggregate === undefined ? "tolerance" : "aggregate";
  if (plan[option] === undefined) return;
  if (frequency === undefined) {
    throw refused(plan, "frequency", `the step, beside ${option}`, "nothing", `pass for example frequency: "1h"`);
  }
  if (time.length === 0 || layout === "rows") {
    throw refused(plan, option, "a time column", "none", `leave out ${option}, or pass time`);
  }
  if (aggregate === undefined) return;
  if (plan.categories.length > 0 && aggregate !== "first" && aggregate !== "last") {
    const found = `"${aggregate}" beside categories`;
    throw refused(
      plan,
      "aggregate",
      `"first" or "last", since words have no ${aggregate}`,
      found,
      "leave out one of them",
    );
  }
}

function checkChoice(plan: CsvPlan, option: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const expected = `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
  throw refused(plan, option, expected, JSON.stringify(value), "leave it out for the default");
}

function absent(plan: CsvPlan, option: string, meaning: string): OptionError {
  return refused(plan, option, meaning, "nothing", `pass ${option}: "…" with a name of the header`);
}

function refused({ reader }: CsvPlan, option: string, expected: string, found: string, remedy: string): OptionError {
  return new OptionError({ where: `${reader} option ${option}`, expected, found, remedy });
}
