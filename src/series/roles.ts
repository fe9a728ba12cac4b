/** Which columns of a table mean what. Declared once, in one plain object that every reader takes. */

/**
 * A column: its name in the header, or its index counted from 0. A text of digits that is no column's name counts as an
 * index, too.
 */
export type Column = string | number;

/** The words of columns, in the order of their classes. */
export type CategoryWords = Readonly<Record<string, readonly string[]>>;

/**
 * What the columns of a table mean; every column has one role only, besides that of a category. Where a list is meant a single
 * column will do. `readCsv`, `readJson`, `readRecords`, `readParquet`, `fromArrow`, `fromDanfo` and `readSql` take it, alone or with
 * options of their own beside it.
 * @example const roles: Roles = { time: "hour", target: "pm2.5", pastCovariates: ["dewp", "wind"], categories: "wind" };
 * const series = await readCsv("beijing.csv", { ...roles, frequency: "1h" });
 */
export interface Roles {
  /** Column of the times; several are joined by a blank, such as date and time, or year, month, day and hour. */
  readonly time?: Column | readonly Column[] | undefined;
  /** Column that tells the series apart; absent: the table holds one series, called by its first target. */
  readonly id?: Column | undefined;
  /** Columns of what is forecast (C); in the layouts "wide" and "rows" all columns without another role when absent. */
  readonly target?: Column | readonly Column[] | undefined;
  /** Columns known up to the cutoff only (P). */
  readonly pastCovariates?: Column | readonly Column[] | undefined;
  /** Columns known ahead (F). Last rows without any target value extend them beyond the end. */
  readonly futureCovariates?: Column | readonly Column[] | undefined;
  /** Columns that are constant inside each series (S). */
  readonly staticCovariates?: Column | readonly Column[] | undefined;
  /**
   * Those of the covariates whose cells are words, or numbers that are names. A past or future one becomes a column of 0 and 1 for
   * each word, called as in "wind=NE", words in their order; a static one stays a word. Words that are given, as in
   * `{ wind: ["NE", "NW"] }`, give the same columns whichever of them the rows hold; other words then are 0 in all columns.
   */
  readonly categories?: Column | readonly Column[] | CategoryWords | undefined;
  /** Column of how much each row counts in training and scores, at least 0; an empty cell counts 1. */
  readonly weight?: Column | undefined;
}

/** The names of the roles. */
export const roleNames: readonly (keyof Roles)[] = [
  "time",
  "id",
  "target",
  "pastCovariates",
  "futureCovariates",
  "staticCovariates",
  "categories",
  "weight",
];

/** A column of words, and the words where they are given. */
export interface CategoryColumn {
  readonly column: Column;
  readonly words: readonly string[] | undefined;
}

/** One column or several as a list. */
export function columnList(columns: Column | readonly Column[] | undefined): readonly Column[] {
  return columns === undefined ? [] : typeof columns === "object" ? columns : [columns];
}

function isColumns(given: Exclude<Roles["categories"], undefined>): given is Column | readonly Column[] {
  return typeof given !== "object" || Array.isArray(given);
}

/** The columns of words. */
export function categoryColumns(given: Roles["categories"]): readonly CategoryColumn[] {
  if (given === undefined || isColumns(given)) {
    return columnList(given).map((column) => ({ column, words: undefined }));
  }
  return Object.entries(given).map(([column, words]) => ({ column, words }));
}
