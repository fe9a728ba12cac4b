/** Checks at the door of every forecaster: what is fitted, and what is forecast from. */
import { DataError } from "../errors.ts";
import { formatFrequency, type TimeSeries } from "../series/index.ts";

/** What training data had in common, and a history must share. */
export interface DataSignature {
  readonly frequency: string;
  readonly channels: readonly string[];
}

/** The signature of a series. */
export function signatureOf({ frequency, target }: TimeSeries): DataSignature {
  return { frequency: formatFrequency(frequency), channels: target.names };
}

/** @throws DataError when there is no series, an id repeats, a channel is never observed, or the series are not of one kind */
export function checkTraining(model: string, train: readonly TimeSeries[]): DataSignature {
  const first = train[0];
  if (!first) throw new DataError({ where: `${model}.fit`, expected: "at least one series", found: "none" });
  const signature = signatureOf(first);
  const seen = new Set<string>();
  for (const series of train) {
    if (seen.has(series.id)) {
      throw new DataError({
        where: `${model}.fit`,
        expected: "one series an id",
        found: `two of id "${series.id}"`,
        remedy: "give each series its own id",
      });
    }
    seen.add(series.id);
    checkHistory(`${model}.fit`, series, signature);
  }
  return signature;
}

/** @throws DataError when the history is of another kind than the training data, a value is infinite, or a channel is never observed */
export function checkHistory(where: string, series: TimeSeries, signature: DataSignature): void {
  const { frequency, channels } = signatureOf(series);
  const named = `${where}: series "${series.id}"`;
  if (frequency !== signature.frequency) {
    throw new DataError({
      where: named,
      expected: `frequency ${signature.frequency}`,
      found: frequency,
      remedy: "fit one forecaster a frequency",
    });
  }
  // A lone channel may have any name: createSeries calls it by the series' id.
  const lone = channels.length === 1 && signature.channels.length === 1;
  if (!lone && channels.join("\0") !== signature.channels.join("\0")) {
    throw new DataError({
      where: named,
      expected: `target ${signature.channels.join(", ")}`,
      found: channels.join(", "),
      remedy: "give the same target columns in the same order",
    });
  }
  channels.forEach((column, c) => {
    if (!checkColumn(named, series.target.values, column, c, channels.length))
      throw unobserved(named, series.id, column);
  });
}

/** Whether any value is observed. One loop without a copy: it runs for every history of a backtest. */
function checkColumn(named: string, values: Float64Array, column: string, c: number, width: number): boolean {
  let observed = false;
  for (let i = c; i < values.length; i += width) {
    const value = values[i]!;
    if (value === Infinity || value === -Infinity) {
      throw new DataError({
        where: named,
        column,
        expected: `finite values of "${column}", or NaN where one is missing`,
        found: `${value} in row ${(i - c) / width + 1}`,
        remedy: "mend the value, or write NaN",
      });
    }
    observed ||= value === value;
  }
  return observed;
}

function unobserved(named: string, seriesId: string, column: string): DataError {
  return new DataError({
    where: named,
    seriesId,
    column,
    expected: `at least one observed value of "${column}"`,
    found: "missing values only",
    remedy: "leave the series out",
  });
}

/** @throws DataError when a series has fewer rows than are needed */
export function checkLength(where: string, series: TimeSeries, rows: number, why: string): void {
  if (series.timestamps.length >= rows) return;
  throw new DataError({
    where: `${where}: series "${series.id}"`,
    seriesId: series.id,
    leastRows: rows,
    expected: `at least ${rows} rows (${why})`,
    found: `${series.timestamps.length}`,
    remedy: "give more history, or make contextLength, seasonLength or horizon smaller",
  });
}
