/** Static covariates that are words: each gets a class, and the network learns a vector of each class. */
import type { TimeSeries } from "../series/index.ts";

/** The words of each static covariate that has any, sorted; numbers among them count as words. */
export type Categories = Readonly<Record<string, readonly string[]>>;

/** What a network needs to know of such a covariate. */
export interface CategoryTask {
  /** Its place among the static covariates, which are sorted by name. */
  readonly column: number;
  /** Words, and class 0 for those that training never saw. */
  readonly classes: number;
  /** Numbers in the vector of a class. */
  readonly size: number;
}

const LARGEST = 16; // numbers in a vector

/** The words of training series. */
export function categoriesOf(series: readonly TimeSeries[]): Categories {
  return joinedCategories(series.map(staticsOf));
}

/** The static covariates of one series, each as a list. */
export function staticsOf({ staticCovariates = {} }: TimeSeries): StaticLists {
  return Object.entries(staticCovariates);
}

/** Static covariates by name. */
export type StaticLists = readonly (readonly [name: string, value: number | string])[];

/** The words of several series, sorted; a covariate is one of words where any of them has a word. */
export function joinedCategories(all: readonly StaticLists[]): Categories {
  const words = new Map<string, Set<string>>();
  for (const statics of all) {
    for (const [name, value] of statics) if (typeof value === "string") words.set(name, new Set());
  }
  for (const statics of all) for (const [name, value] of statics) words.get(name)?.add(String(value));
  return Object.fromEntries(
    [...words].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, [...own].sort()]),
  );
}

/** The series with classes in the place of words: from 1 on, 0 where training never saw the word. */
export function withClasses(series: TimeSeries, categories: Categories): TimeSeries {
  if (!series.staticCovariates || Object.keys(categories).length === 0) return series;
  const coded = Object.entries(series.staticCovariates).map(([name, value]) => {
    const words = Object.hasOwn(categories, name) ? categories[name] : undefined;
    return [name, words ? words.indexOf(String(value)) + 1 : value] as const;
  });
  return { ...series, staticCovariates: Object.fromEntries(coded) };
}

/** What a network needs to know of the words of static covariates of these names, sorted. */
export function categoryTasks(names: readonly string[], categories: Categories): CategoryTask[] {
  return names.flatMap((name, column) => {
    const words = Object.hasOwn(categories, name) ? categories[name] : undefined;
    if (!words) return [];
    return [{ column, classes: words.length + 1, size: Math.min(LARGEST, Math.ceil((words.length + 1) / 2)) }];
  });
}

/** Numbers that static covariates of these names become (S): one each, and of words their vectors. */
export function staticSize(names: readonly string[], categories: Categories): number {
  return categoryTasks(names, categories).reduce((total, { size }) => total + size - 1, names.length);
}
