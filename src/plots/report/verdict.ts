/** The sentence on top of the report of a backtest: which model, how much better, and whether that may be chance. */
import type { BacktestResult, Comparison, ComparisonRow } from "../../evaluation/index.ts";
import { findMetric } from "../../metrics/index.ts";
import { aligned, between, counted, lessOf, numbered } from "./phrases.ts";
import type { Verdict } from "./report.ts";

/** Cases that do not depend on each other, below which nothing is called significant: of five all may agree by chance (1 in 16). */
export const LEAST_CASES = 6;

const metricNames: Readonly<Record<string, string>> = {
  mae: "mean absolute error",
  rmse: "root mean squared error",
  mse: "mean squared error",
  mase: "mean absolute scaled error",
  rmsse: "root mean squared scaled error",
  mape: "mean absolute percentage error",
  smape: "symmetric mean absolute percentage error",
  wape: "weighted absolute percentage error",
  pinball: "pinball loss",
  crps: "continuous ranked probability score",
};

/** A metric in words, with its short name behind. */
export function metricName(metric: string): string {
  const words = metricNames[metric];
  return words === undefined ? metric : `${words} (${metric})`;
}

/** A comparison, and the unit of the data. */
export interface Judged {
  readonly comparison: Comparison;
  readonly unit: string | undefined;
}

/**
 * Says of each model with a network beside a ridge in how many fits the network stayed silent.
 * @example silentNotes(times) //=> ["highway-rnn is its ridge alone in 2 of 7 fits: …"]
 */
export function silentNotes(times: BacktestResult["times"]): string[] {
  return times.flatMap(({ model, fits, silentFits = 0 }) => {
    if (silentFits === 0) return [];
    const where = silentFits < fits ? ` in ${silentFits} of ${counted(fits, "fit")}` : "";
    return [
      `${model} is its ridge alone${where}: its network did not do better on held-back rows, or rows were too few`,
    ];
  });
}

/** Says which model did best, and which are ranked behind the others since they lack cases. */
export function verdictOf(judged: Judged): Verdict {
  const { sentence, outcome } = judgementOf(judged);
  const lacking = judged.comparison.rows.flatMap(({ model, missing }) =>
    missing === undefined ? [] : [`${model} lacks ${counted(missing, "case")} that others have`],
  );
  const rule = "; models that lack cases rank behind those with all.";
  return { sentence: lacking.length > 0 ? `${sentence} ${lacking.join(", ")}${rule}` : sentence, outcome };
}

function judgementOf(judged: Judged): Verdict {
  const { comparison, unit } = judged;
  const { rows, metric, baseline, cases } = comparison;
  const [best, second] = rows;
  const value = (row: ComparisonRow): string => withUnit(row.means[metric] ?? NaN, metric, unit);
  const error = metricName(metric);
  if (!best || Number.isNaN(best.means[metric] ?? NaN))
    return { sentence: `No model has a defined ${error}, so that none can be called the best.`, outcome: "none" };
  if (!second) {
    const sentence = `${best.model} was judged alone: its ${error} is ${value(best)} over ${counted(cases, "case")}. Whether that is good only a second model, such as seasonal-naive, can tell.`;
    return { sentence, outcome: "none" };
  }
  const base = rows.find(({ model }) => model === baseline)!;
  const rival = best === base ? second : best;
  const { words, outcome } = certaintyOf(rival, judged);
  if (best === base) {
    const share = Number.isNaN(rival.skill) ? value(rival) : lessOf(rival.skill);
    const sentence = `No model${rows.some(({ missing }) => missing) ? " with all cases" : ""} beats the baseline ${baseline}, whose ${error} is ${value(best)}: the next best, ${rival.model}, has ${share}. ${words}`;
    return { sentence, outcome: "none" };
  }
  const share = Number.isNaN(best.skill) ? "better than" : `${lessOf(best.skill)} than`;
  const sentence = `${best.model} is the most accurate: its ${error} of ${value(best)} is ${share} that of the baseline ${baseline}, ${value(base)}. ${words}`;
  return { sentence, outcome };
}

/** Whether a difference from the baseline may be chance, and in which words. */
function certaintyOf(row: ComparisonRow, { comparison }: Judged): { words: string; outcome: Verdict["outcome"] } {
  const { difference } = row;
  const { baseline, blockLength } = comparison;
  const count = difference?.count ?? 0;
  if (difference === undefined || isTooFew(row, comparison)) {
    const blocks = blockLength > 1 ? `, which overlap in blocks of ${blockLength},` : "";
    return {
      words: `${counted(count, "case")}${blocks} are too few to tell whether that is chance.`,
      outcome: "unsure",
    };
  }
  const range = `in 95 % of resamples of the ${counted(count, "case")} its error is ${rangeOf(row, baseline)}`;
  const sure = difference.low > 0 || difference.high < 0;
  return sure
    ? { words: `The difference is significant: ${range}.`, outcome: "better" }
    : { words: `The difference is not significant and may be chance: ${range}.`, outcome: "unsure" };
}

/** Whether nothing can be said of a difference: cases, or the blocks that they overlap in, are too few. */
export function isTooFew({ difference }: ComparisonRow, { blockLength }: Pick<Comparison, "blockLength">): boolean {
  return (difference?.count ?? 0) / blockLength < LEAST_CASES;
}

/**
 * The ends of the interval of the difference as shares of the baseline's mean; undefined where that has no meaning.
 * @example shareRange(row) //=> "between 12 % and 19 % less"
 */
export function shareRange({ skill, difference }: ComparisonRow): string | undefined {
  if (difference === undefined) return undefined;
  const { mean, low, high } = difference;
  const base = skill === 0 || Number.isNaN(skill) ? NaN : -mean / skill;
  return base > 0 ? between(-high / base, -low / base) : undefined;
}

/** The interval of the difference in words. */
function rangeOf(row: ComparisonRow, baseline: string): string {
  const shares = shareRange(row);
  if (shares !== undefined) return `${shares} than that of ${baseline}`;
  const { low, high } = row.difference!;
  const [from, to] = aligned([low, high]);
  return `${from} to ${to} beside that of ${baseline}`;
}

/** A mean with its unit, where the metric has that of the data. */
export function withUnit(value: number, metric: string, unit: string | undefined): string {
  const kind = findMetric(metric)?.unit;
  if (kind === "percent") return `${numbered(value)} %`;
  return unit !== undefined && kind === "data" ? `${numbered(value)} ${unit}` : numbered(value);
}
