/** What the page and its worker say to each other: plain data. */

/** What a column stands for; "none" is left out. */
export type Role = "time" | "id" | "target" | "past" | "future" | "static" | "none";

/** In which order day and month stand where both orders read all dates. */
export type DateOrder = "day-first" | "month-first";

/** How times and series are read; null for what is found out. */
export interface Columns {
  /** Empty: rows are numbered. */
  readonly time: string | null;
  /** Empty: the file holds one series. */
  readonly id: string | null;
  readonly order: DateOrder | null;
  /** IANA zone of times that name none. */
  readonly zone: string | null;
  /** Step between rows. */
  readonly step: string | null;
  /** Time of each series' first row where rows are numbered, in ISO 8601. */
  readonly start: string;
}

/** What is to be forecast, and how. */
export interface Choice {
  /** Columns of the times; empty where rows are numbered from `start`. */
  readonly time: readonly string[];
  readonly start: string | null;
  readonly id: string | null;
  /** Columns to forecast (C). */
  readonly target: readonly string[];
  /** Covariates by when they are known; `categories` are those of them that hold words. */
  readonly past: readonly string[];
  readonly future: readonly string[];
  readonly statics: readonly string[];
  readonly categories: readonly string[];
  /** Whether the calendar stands beside them. */
  readonly calendar: boolean;
  /** Whether the model reads what is known ahead. */
  readonly aheadIsRead: boolean;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** What begins lines that are passed over. */
  readonly comment: string | null;
  /** IANA zone of times that name none, where that was said. */
  readonly zone: string | null;
  /** How times are written, where that is not plain from the file. */
  readonly timeFormat: string | null;
  /** Steps ahead (H). */
  readonly horizon: number;
  readonly model: string;
  /** Rows in a season; null lets the model choose. */
  readonly seasonLength: number | null;
  /** Passes over the training windows at most; null for the model's own. */
  readonly epochs: number | null;
  readonly seed: number;
  /** Words that mean a missing value. */
  readonly missing: readonly string[];
  /** Step between rows; null where the times say it by themselves. */
  readonly frequency: string | null;
  /** Whether rows beside the grid, or of one time, are averaged. */
  readonly average: boolean;
  /** Origins of the backtest; 0 for none. */
  readonly folds: number;
}

export type Request =
  | { readonly kind: "open"; readonly file: File; readonly columns: Columns }
  | { readonly kind: "train"; readonly file: File; readonly choice: Choice };

/** A model that can be chosen. */
export interface ModelEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: "Networks" | "Closed form and statistics" | "Simple";
  readonly hasSeason: boolean;
  readonly hasEpochs: boolean;
  /** The kinds of covariates that it reads. */
  readonly covariates: readonly ("past" | "future" | "static")[];
}

/** A column as it was found. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: "time" | "number" | "text" | "empty";
  readonly missing: number;
  readonly distinct: number;
  readonly values: string;
  /** Cells that are not of the column's type, and the first of them. */
  readonly strange: number;
  readonly firstStrange: string;
  readonly missingWords: readonly string[];
  /** Whether its numbers can be read as times. */
  readonly isTime: boolean;
  /** Rows of the longest series up to its last one with a value. */
  readonly known: number;
  /** Whether each series has one value of it alone. */
  readonly constant: boolean;
}

/** A season that a column has. */
export interface SeasonFacts {
  readonly rows: number;
  /** Such as "1 week"; empty where the step has no plain length. */
  readonly spoken: string;
  /** 0 to 1. */
  readonly strength: number;
}

/** What was found in one target of the longest series. */
export interface TargetFacts {
  readonly name: string;
  readonly missing: number;
  readonly extremes: number;
  readonly firstExtreme: string;
  readonly constant: boolean;
  readonly seasons: readonly SeasonFacts[];
  /** Steps ahead that the file suggests. */
  readonly horizon: number;
  readonly model: string;
}

/** A line of observed values. */
export interface Line {
  /** Epoch milliseconds, ascending. */
  readonly times: Float64Array;
  /** The same as the clock on the wall shows them. */
  readonly walls: Float64Array;
  /** NaN is missing. */
  readonly values: Float64Array;
}

/** What a file holds. */
export interface Findings {
  readonly kind: "findings";
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
  /** Whether the first row names them. */
  readonly header: boolean;
  /** What begins lines that are passed over. */
  readonly comment: string | null;
  /** Columns of the times; null where none holds times and the rows are numbered. */
  readonly time: readonly string[] | null;
  /** Time of the first row where they are numbered. */
  readonly start: string;
  /** The order that dates are read in where both read all of them; null where the file tells. */
  readonly order: DateOrder | null;
  /** This order, or the pattern of times that was found. */
  readonly timeFormat: string | null;
  readonly timezone: string;
  /** The zone that was said, and whether one is to be asked for, since an hour stands twice when a clock was set back. */
  readonly zone: string | null;
  readonly asksZone: boolean;
  readonly id: string | null;
  readonly seriesCount: number;
  /** Of the longest series, like all that follows. */
  readonly seriesId: string;
  readonly seriesRows: number;
  readonly from: string;
  readonly to: string;
  /** Step between rows: found out, said, or the usual one that is nearest. */
  readonly frequency: string | null;
  /** Whether rows do not stand one each on its grid, so that they must be put together. */
  readonly uneven: boolean;
  /** Such as "30 minutes". */
  readonly step: string;
  /** Whether the times say the step by themselves. */
  readonly certain: boolean;
  readonly gaps: number;
  readonly gapRows: number;
  readonly longestGap: string;
  readonly duplicates: number;
  readonly offGrid: number;
  /** Features of the calendar that change from row to row, in words. */
  readonly calendar: readonly string[];
  readonly targets: readonly TargetFacts[];
  readonly lines: Readonly<Record<string, Line>>;
  readonly notes: readonly string[];
}

/** An interval level and its ends (H). */
export interface Band {
  readonly level: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A series with its forecast. */
export interface View extends Line {
  readonly id: string;
  readonly channel: string;
  readonly ahead: {
    readonly times: Float64Array;
    readonly walls: Float64Array;
    readonly labels: readonly string[];
    readonly median: Float64Array;
    readonly bands: readonly Band[];
  };
}

/** A forecast, and the files to take home. */
export interface Result {
  readonly kind: "result";
  readonly model: string;
  readonly views: readonly View[];
  /** Forecasts that have no view, since there are too many. */
  readonly more: number;
  readonly csv: string;
  readonly page: string;
  readonly report: string;
  readonly saved: Uint8Array;
  readonly notes: readonly string[];
  readonly command: string;
  /** Whether that is a program, since the command line lacks a part of it. */
  readonly isProgram: boolean;
}

/** How models did where the truth is known. */
export interface Leaderboard {
  readonly kind: "leaderboard";
  readonly metrics: readonly string[];
  readonly rows: readonly { readonly model: string; readonly means: readonly number[] }[];
  readonly folds: number;
  readonly horizon: number;
  /** The report of the forecast, with the comparison in it. */
  readonly report: string;
}

/** How far the work is. */
export type Progress =
  | { readonly kind: "progress"; readonly stage: "reading" | "fitting" | "forecasting" }
  | {
      readonly kind: "progress";
      readonly stage: "training";
      readonly backtest: boolean;
      readonly model: string;
      readonly epoch: number;
      readonly of: number;
      readonly trainingLoss: number;
      readonly validationLoss: number | null;
    }
  | {
      readonly kind: "progress";
      readonly stage: "judging";
      readonly model: string;
      readonly fit: number;
      readonly of: number;
    };

/** A failure in words. */
export interface Failure {
  readonly kind: "failure";
  /** What was being done. */
  readonly doing: "open" | "train" | "judge";
  /** The type of the error, such as "DataError". */
  readonly name: string;
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

export type Reply =
  | { readonly kind: "models"; readonly models: readonly ModelEntry[]; readonly version: string }
  | Findings
  | Result
  | Leaderboard
  | Progress
  | Failure
  | { readonly kind: "done" };
