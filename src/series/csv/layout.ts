/** Which column of a CSV plays which role: the options of `readCsv`, checked against the header. */
import { OptionError } from "../../errors.ts";
import { duplicateHeader, unknownColumn } from "./problems.ts";
import { type Frequency, toFrequency } from "../frequency.ts";
import { checkTimezone } from "../timezone.ts";

/** Options of `readCsv`. Where a list is meant a single name will do. */
export interface ReadCsvOptions {
  /** Column of the times. */
  readonly time: string;
  /** Columns of what is forecast (C). */
  readonly target: string | readonly string[];
  /** Column that tells the series apart; absent: the file holds one series, called by its first target. */
  readonly id?: string | undefined;
  /** Columns known up to the cutoff only (P). */
  readonly pastCovariates?: string | readonly string[] | undefined;
  /** Columns known ahead (F). Last rows without any target value extend them beyond the end. */
  readonly futureCovariates?: string | readonly string[] | undefined;
  /** Columns that are constant inside each series (S). */
  readonly staticCovariates?: string | readonly string[] | undefined;
  /** Step between rows, for example "30min"; inferred when absent. */
  readonly frequency?: string | Frequency | undefined;
  /** IANA zone of the calendar and of times that name no zone; absent: "floating", or "UTC" where times name their zone. */
  readonly timezone?: string | undefined;
  /** Words that mean a missing value, beside the empty cell. */
  readonly missing?: string | readonly string[] | undefined;
  /** One character; detected among comma, semicolon, tab and bar when absent. */
  readonly delimiter?: string | undefined;
}

/** Checked options. */
export interface CsvPlan {
  readonly time: string;
  readonly id: string | undefined;
  readonly target: readonly string[];
  readonly pastCovariates: readonly string[];
  readonly futureCovariates: readonly string[];
  readonly staticCovariates: readonly string[];
  readonly frequency: Frequency | undefined;
  readonly timezone: string | undefined;
  readonly missing: ReadonlySet<string>;
  readonly delimiter: string | undefined;
}

/** Where the roles stand in a row. */
export interface CsvLayout {
  /** Cells in a row. */
  readonly width: number;
  readonly time: number;
  /** -1 for no such column. */
  readonly id: number;
  /** Places of the target, past and future columns, in this order. */
  readonly numeric: readonly number[];
  readonly statics: readonly number[];
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  return typeof names === "string" ? [names] : (names ?? []);
}

/**
 * Checks options before anything is read.
 * @throws OptionError
 */
export function planOf(options: ReadCsvOptions): CsvPlan {
  const plan: CsvPlan = {
    time: options.time,
    id: options.id,
    target: list(options.target),
    pastCovariates: list(options.pastCovariates),
    futureCovariates: list(options.futureCovariates),
    staticCovariates: list(options.staticCovariates),
    frequency: options.frequency === undefined ? undefined : toFrequency(options.frequency),
    timezone: options.timezone === undefined ? undefined : checkTimezone(options.timezone),
    missing: new Set(list(options.missing).map((word) => word.trim())),
    delimiter: options.delimiter,
  };
  checkRoles(plan);
  if (plan.delimiter !== undefined && !/^[^"\r\n\ufeff]$/.test(plan.delimiter)) {
    throw new OptionError({
      where: "readCsv option delimiter",
      expected: "one character that is no quote or line break",
      found: JSON.stringify(plan.delimiter),
      remedy: "leave it out to have it detected",
    });
  }
  return plan;
}

/** A column's name behind the option that names it. */
type Role = readonly [string, string];

function named(option: string, names: readonly string[]): Role[] {
  return names.map((name) => [option, name]);
}

function roles(plan: CsvPlan): Role[] {
  return [
    ...named("time", [plan.time]),
    ...named("id", list(plan.id)),
    ...named("target", plan.target),
    ...named("pastCovariates", plan.pastCovariates),
    ...named("futureCovariates", plan.futureCovariates),
    ...named("staticCovariates", plan.staticCovariates),
  ];
}

function checkRoles(plan: CsvPlan): void {
  if (!plan.time) throw absent("time", "the column of the times");
  if (plan.target.length === 0) throw absent("target", "the columns of what is forecast");
  const seen = new Map<string, string>();
  for (const [option, column] of roles(plan)) {
    const other = seen.get(column);
    if (other !== undefined) {
      throw new OptionError({
        where: `readCsv option ${option}`,
        expected: "every column in one role only",
        found: `"${column}", which ${other} holds already`,
        remedy: `remove it from ${option} or from ${other}`,
      });
    }
    seen.set(column, option);
  }
}

function absent(option: string, meaning: string): OptionError {
  return new OptionError({
    where: `readCsv option ${option}`,
    expected: meaning,
    found: "nothing",
    remedy: `pass ${option}: "…" with a name of the header`,
  });
}

/**
 * Finds the columns in a header.
 * @throws DataError for a column that is not there or a name that is there twice.
 */
export function layoutOf(header: readonly string[], plan: CsvPlan, file: string): CsvLayout {
  const names = header.map((name) => name.trim());
  const duplicate = names.find((name, i) => name !== "" && names.indexOf(name) < i);
  if (duplicate !== undefined) throw duplicateHeader(file, duplicate);
  const places = new Map(names.map((name, i) => [name, i]));
  for (const [option, column] of roles(plan)) {
    if (!places.has(column)) throw unknownColumn(file, option, column, names);
  }
  const place = (column: string): number => places.get(column) ?? -1;
  return {
    width: names.length,
    time: place(plan.time),
    id: plan.id === undefined ? -1 : place(plan.id),
    numeric: [...plan.target, ...plan.pastCovariates, ...plan.futureCovariates].map(place),
    statics: plan.staticCovariates.map(place),
  };
}
