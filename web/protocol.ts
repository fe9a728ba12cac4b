/** What the page and its worker say to each other: plain data. */

/** Which columns play which part; null for the guess, or for "none" of the series column. */
export interface Columns {
  readonly time: string | null;
  /** "" means: the file holds one series. */
  readonly id: string | null;
}

/** What is to be forecast, and how. */
export interface Choice {
  readonly time: string;
  readonly id: string | null;
  readonly target: string;
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
  readonly time: string | null;
  readonly timezone: string;
  readonly id: string | null;
  readonly seriesCount: number;
  /** Of the longest series, like all that follows. */
  readonly seriesId: string;
  readonly seriesRows: number;
  readonly from: string;
  readonly to: string;
  readonly frequency: string | null;
  /** Such as "30 minutes". */
  readonly step: string;
  /** Whether the times say the step by themselves. */
  readonly certain: boolean;
  readonly gaps: number;
  readonly gapRows: number;
  readonly longestGap: string;
  readonly duplicates: number;
  readonly offGrid: number;
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
  readonly csv: string;
  readonly page: string;
  readonly saved: Uint8Array;
  readonly notes: readonly string[];
  readonly command: string;
}

/** How models did where the truth is known. */
export interface Leaderboard {
  readonly kind: "leaderboard";
  readonly metrics: readonly string[];
  readonly rows: readonly { readonly model: string; readonly means: readonly number[] }[];
  readonly folds: number;
  readonly horizon: number;
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
