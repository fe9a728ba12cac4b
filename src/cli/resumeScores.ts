/** `seqcast backtest --resume`: the scores that an earlier run has written, and what is said where its forecasts are missed. */
import { OptionError } from "../errors.ts";
import { countEarlier, scoresFromCsv, type BacktestResult, type Score } from "../evaluation/index.ts";
import type { TimeSeries } from "../series/index.ts";
import { readBytes } from "#platform";
import { isJsonLines } from "./outputs.ts";
import { countOf } from "./paragraph.ts";

/**
 * The scores of the file that is written to; none where there is no file yet.
 * @throws OptionError without a file that is read again; DataError where it holds no scores
 */
export async function earlierScores(out: string | undefined, series: readonly TimeSeries[]): Promise<Score[]> {
  if (out === undefined || out === "-" || isJsonLines(out)) {
    throw new OptionError({
      where: "option --resume",
      expected: "--out with the scores file of the backtest that was stopped, a CSV file",
      found: out === undefined ? "no --out" : out === "-" ? "standard output" : out,
      remedy: "give --out and the same options as before",
    });
  }
  const bytes = await readBytes(out).catch(() => undefined);
  return bytes ? scoresFromCsv(new TextDecoder().decode(bytes), series) : [];
}

/**
 * Says what is taken over. A scores file tells nothing of data and options but the forecasts that it has scores of: others would be lost
 * when it is written anew.
 * @throws OptionError where it tells of forecasts that are not asked for now
 */
export function takenOver(out: string, scores: readonly Score[], foreign: number): string {
  if (foreign === 0) {
    return `${out}: ${countOf(scores.length, "score")} taken over, as made of the same data by the same options`;
  }
  throw new OptionError({
    where: "option --resume",
    expected: `scores of this backtest in ${out}`,
    found: `${countOf(foreign, "forecast")} of other models, series, cutoffs or horizons`,
    remedy: "give the options of the earlier run, or another --out",
  });
}

/** A scores file holds no forecasts: where an earlier run has made all of them, there is nothing to draw. */
export function nothingToPlot(path: string): OptionError {
  return new OptionError({
    where: `option --plot ${path}`,
    expected: "forecasts of this run",
    found: "none: --out holds the scores of all of them already, and no forecasts",
    remedy: "leave out --resume to make them again, or --plot; --report is made from scores alone",
  });
}

/** Says how many forecasts a plot lacks. */
export function earlierNotes(result: BacktestResult): string[] {
  const { earlier, all } = countEarlier(result);
  if (earlier === 0) return [];
  return [`${earlier} of ${countOf(all, "forecast")} were made by an earlier run: the plot shows the others`];
}
