/** What an error is worth beside another's. */
import { ratio } from "./observedMean.ts";

/**
 * Skill: 1 - error / baseline; the share of the baseline's error that is saved, below zero for a worse one. NaN where the
 * baseline's error is zero.
 * @example skill(75, 100) //=> 0.25
 * @see Murphy (1988), Skill scores based on the mean square error, Monthly Weather Review 116(12).
 */
export function skill(error: number, baseline: number): number {
  return 1 - ratio(error, baseline);
}

/** The two errors that OWA averages, each already a mean over all series. */
export interface OwaErrors {
  readonly smape: number;
  readonly mase: number;
}

/**
 * Overall weighted average of the M4 competition: the mean of sMAPE and MASE, each beside that of Naive2; below 1 is better than
 * Naive2. NaN where an error of Naive2 is zero.
 * @example owa({ smape: 12, mase: 0.9 }, { smape: 15, mase: 1 }) //=> 0.85
 * @see Makridakis, Spiliotis & Assimakopoulos (2020), The M4 competition, Int. J. Forecasting 36(1).
 */
export function owa({ smape, mase }: OwaErrors, naive2: OwaErrors): number {
  return (ratio(smape, naive2.smape) + ratio(mase, naive2.mase)) / 2;
}
