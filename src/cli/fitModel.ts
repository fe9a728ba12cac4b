/** Fits a model for a command: its progress is shown, and its report follows. */
import { CancelledError } from "../errors.ts";
import type { FittedForecaster, Forecaster } from "../models/index.ts";
import type { TimeSeries } from "../series/index.ts";
import { assertGoingOn } from "./data.ts";
import { describeFit } from "./fitReport.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What a fit gave. */
export interface FitOutcome {
  readonly fitted: FittedForecaster;
  /** The report, a line each. */
  readonly report: readonly string[];
  /** What was cancelled, where the fit holds what was learned until then. */
  readonly cancelled: CancelledError | undefined;
}

/**
 * Fits a model.
 * @param whenCancelled - "keep" gives what a network learned until Ctrl-C, once a pass is done
 * @throws CancelledError after Ctrl-C, unless something is kept
 */
export async function fitModel(
  forecaster: Forecaster,
  series: readonly TimeSeries[],
  progress: Progress,
  { signal }: Terminal,
  whenCancelled: "throw" | "keep" = "throw",
): Promise<FitOutcome> {
  const start = performance.now();
  progress.working(`${forecaster.name}: fitting …`);
  const fitted = await forecaster.fit(series, { signal, whenCancelled, onProgress: progress.report });
  const cancelled = whenCancelled === "keep" && signal.aborted ? cancelOf(fitted) : undefined;
  if (!cancelled) assertGoingOn(signal);
  const report = describeFit(fitted, performance.now() - start, Object.keys(forecaster.options));
  return { fitted, report, cancelled };
}

/** A fit that was cancelled, in the words of one that gave nothing; undefined where all of it was done. */
function cancelOf({ name, history, options }: FittedForecaster): CancelledError | undefined {
  if (history?.stoppedBecause !== "cancelled") return undefined;
  const { epochs } = options;
  const expected = typeof epochs === "number" ? `${epochs} epochs` : "all epochs";
  return new CancelledError({ where: `training ${name}`, expected, found: `a cancel after ${history.epochs.length}` });
}
