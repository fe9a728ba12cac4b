/** What `arima` may be told. */
import type { CommonOptions } from "../../forecaster.ts";

/** Options of `arima`. */
export interface ArimaOptions extends CommonOptions {
  /** Most lags of rows, in the autoregression and in the moving average each. */
  readonly maxLags: number;
  /** Most lags of seasons in each. */
  readonly maxSeasonalLags: number;
  /** Differences from row to row. */
  readonly differences: "auto" | "0" | "1" | "2";
  /** Differences from season to season. */
  readonly seasonalDifferences: "auto" | "0" | "1";
  /** Rows in a season. */
  readonly seasonLength: number;
}
