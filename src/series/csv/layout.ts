/** Where the roles of a plan stand in the rows of a file: names and indexes looked up in its header. */
import type { Column } from "../roles.ts";
import { type CsvPlan, inTwoRoles, noCovariate, rolesOf } from "./options.ts";
import { duplicateHeader, unknownColumn } from "./problems.ts";

/** Where the roles stand in a row. */
export interface CsvLayout {
  /** Cells in a row. */
  readonly width: number;
  /** Places of the columns that make the time; empty where rows are numbered. */
  readonly time: readonly number[];
  /** -1 for no such column. */
  readonly id: number;
  /** Places of the target, past and future columns and of the weight, in this order. */
  readonly numeric: readonly number[];
  readonly statics: readonly number[];
  /** Which of the numeric columns hold words, by their place among them, and the words where they are given. */
  readonly words: ReadonlyMap<number, readonly string[] | undefined>;
  /** Which of the static covariates are words whatever they look like, by their place among them. */
  readonly wordStatics: ReadonlySet<number>;
  readonly names: RoleNames;
}

/** What the columns of the roles are called. */
export interface RoleNames {
  /** Of several columns joined by a blank. */
  readonly time: string;
  readonly id: string;
  readonly target: readonly string[];
  readonly pastCovariates: readonly string[];
  readonly futureCovariates: readonly string[];
  readonly staticCovariates: readonly string[];
  readonly weight: readonly string[];
}

/** The names of columns in a file without a header. */
export function numberedColumns(width: number): string[] {
  return Array.from({ length: width }, (_, i) => String(i));
}

/**
 * Finds the columns in a header.
 * @param line of the header, for errors.
 * @throws DataError for a column that is not there or a name that is there twice.
 */
export function layoutOf(header: readonly string[], plan: CsvPlan, file: string, line: number): CsvLayout {
  const names = header.map((name) => name.trim());
  const duplicate = names.find((name, i) => name !== "" && names.indexOf(name) < i);
  if (duplicate !== undefined) throw duplicateHeader(file, line, duplicate);
  const places = new Map(names.map((name, i) => [name, i]));
  const seen = new Map<number, string>();
  const placed = new Map<Column, number>();
  for (const [option, column] of rolesOf(plan)) {
    const place = placeOf(column, places, names.length);
    if (place === undefined) throw unknownColumn({ file, line, option, column: String(column), names, plan });
    const other = seen.get(place);
    if (other !== undefined) throw inTwoRoles(plan, option, names[place]!, other);
    seen.set(place, option);
    placed.set(column, place);
  }
  const placesOf = (columns: readonly Column[]): number[] => columns.map((column) => placed.get(column)!);
  const rest = names.map((_, i) => i).filter((i) => !seen.has(i) && names[i] !== "");
  const target = plan.target.length > 0 ? placesOf(plan.target) : rest;
  if (target.length === 0) throw unknownColumn({ file, line, option: "target", column: "", names, plan });
  const [past, future] = [placesOf(plan.pastCovariates), placesOf(plan.futureCovariates)];
  const [statics, time] = [placesOf(plan.staticCovariates), placesOf(plan.time)];
  const weight = plan.weight === undefined ? [] : placesOf([plan.weight]);
  const called = (list: readonly number[]): string[] => list.map((place) => names[place]!);
  const id = plan.id === undefined ? -1 : placed.get(plan.id)!;
  return {
    width: names.length,
    time,
    id,
    numeric: [...target, ...past, ...future, ...weight],
    statics,
    ...wordsOf({ names, places, past, future, statics, targets: target.length }, plan, file, line),
    names: {
      time: called(time).join(" "),
      id: names[id] ?? "",
      target: called(target),
      pastCovariates: called(past),
      futureCovariates: called(future),
      staticCovariates: called(statics),
      weight: called(weight),
    },
  };
}

interface Places {
  readonly names: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly past: readonly number[];
  readonly future: readonly number[];
  readonly statics: readonly number[];
  readonly targets: number;
}

/** Which columns hold words. */
function wordsOf(
  { names, places, past, future, statics, targets }: Places,
  plan: CsvPlan,
  file: string,
  line: number,
): Pick<CsvLayout, "words" | "wordStatics"> {
  const words = new Map<number, readonly string[] | undefined>();
  const wordStatics = new Set<number>();
  for (const { column, words: given } of plan.categories) {
    const place = placeOf(column, places, names.length);
    if (place === undefined) {
      throw unknownColumn({ file, line, option: "categories", column: String(column), names, plan });
    }
    const [varying, constant] = [[...past, ...future].indexOf(place), statics.indexOf(place)];
    if (varying >= 0) words.set(targets + varying, given);
    else if (constant >= 0) wordStatics.add(constant);
    else throw noCovariate(plan, names[place]!);
  }
  return { words, wordStatics };
}

/** A name comes before an index, so that a column called "0" is found by its name. */
function placeOf(column: Column, places: ReadonlyMap<string, number>, width: number): number | undefined {
  const named = typeof column === "string" ? places.get(column) : undefined;
  if (named !== undefined) return named;
  if (typeof column === "string" && !/^\d{1,6}$/.test(column)) return undefined;
  return Number(column) < width ? Number(column) : undefined;
}
