/** Which windows are drawn how often: a set in which each series has its share, still by numbers, none of them listed. */
import { OptionError } from "../errors.ts";
import { seriesAt, startsOf, type Window, type WindowSet } from "./window.ts";

/**
 * A set that holds each window of another at least once, and those of rarer series repeatedly, so that a number drawn evenly
 * belongs to each series with the same probability, or by its weight. Windows of one series differ by one repetition at most. A
 * series of weight 0 is left out.
 * @param weights one a series, at least 0; all alike unless given
 * @throws OptionError for weights that are negative, too few, or so small that the numbers of the set cannot be counted
 * @example balanceSeries(windowSets(series, { contextLength: 48, horizon: 24 }).training).length
 */
export function balanceSeries(set: WindowSet, weights?: readonly number[]): WindowSet {
  const counts = Array.from({ length: set.starts.length - 1 }, (_, i) => set.starts[i + 1]! - set.starts[i]!);
  const shares = weights ?? counts.map(() => 1);
  checkWeights(shares, counts.length);
  const unit = counts.reduce((most, count, i) => (shares[i]! > 0 ? Math.max(most, count / shares[i]!) : most), 0);
  const places = counts.map((count, i) =>
    count === 0 || shares[i] === 0 ? 0 : Math.max(count, Math.round(shares[i]! * unit)),
  );
  const starts = startsOf(places);
  const length = starts.at(-1)!;
  if (!Number.isSafeInteger(length)) throw refused("weights that differ less", `${length} windows`);
  return { length, starts, at: (index) => windowAt(set, starts, index) };
}

/** The places of a series go over its windows evenly, oldest first. */
function windowAt(set: WindowSet, starts: Float64Array, index: number): Window | undefined {
  if (!(index >= 0 && index < starts.at(-1)!)) return undefined;
  const s = seriesAt(starts, index);
  const count = set.starts[s + 1]! - set.starts[s]!;
  return set.at(set.starts[s]! + ((index - starts[s]!) % count));
}

function checkWeights(weights: readonly number[], series: number): void {
  if (weights.length !== series) throw refused(`${series} weights, one a series`, `${weights.length}`);
  const wrong = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong !== undefined) throw refused("finite weights of at least 0", `${wrong}`);
}

function refused(expected: string, found: string): OptionError {
  return new OptionError({ where: "balanceSeries weights", expected, found, remedy: "pass for example [1, 2, 0.5]" });
}
