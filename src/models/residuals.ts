/** What the naive forecasters share: a channel as a column, and the spread of its differences at a lag. */
import type { TimeSeries } from "../series/index.ts";

/** One channel of a series (T). */
export function column({ target: { names, values }, timestamps }: TimeSeries, c: number): Float64Array {
  const rows = new Float64Array(timestamps.length); // a loop: every history of a backtest comes here
  for (let t = 0; t < rows.length; t++) rows[t] = values[t * names.length + c]!;
  return rows;
}

/** Root mean square of x(t) - x(t-lag) over pairs that are both observed; 0 without any. */
export function residualDeviation(values: Float64Array, lag: number): number {
  let squares = 0;
  let count = 0;
  for (let t = lag; t < values.length; t++) {
    const difference = values[t]! - values[t - lag]!;
    if (Number.isNaN(difference)) continue;
    squares += difference * difference;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
