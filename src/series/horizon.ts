/** The times beyond a series' end. They are counted from its anchor, so that a view of a series goes on as the whole does. */
import { DataError, OptionError } from "../errors.ts";
import { anchorRow, stepsBetween, stepsFrom } from "./calendar.ts";
import type { TimeSeries } from "./series.ts";

/** The timestamps of the `count` steps beyond a series' end, counted from its anchor. */
export function timestampsAfter({ timestamps, frequency, timezone }: TimeSeries, count: number): Float64Array {
  if (timestamps.length === 0) return new Float64Array(0);
  const anchor = timestamps[anchorRow(timestamps, frequency, timezone)]!;
  const last = stepsBetween(anchor, timestamps[timestamps.length - 1]!, frequency, timezone) ?? timestamps.length - 1;
  return stepsFrom(anchor, last + 1, count, frequency, timezone);
}

/**
 * The timestamps of the next steps after a series' last row (H = horizon), on its calendar.
 * @throws DataError for a series without rows; OptionError for a horizon that is no whole number.
 * @example horizonTimestamps(daily, 2).length //=> 2
 */
export function horizonTimestamps(series: TimeSeries, horizon: number): Float64Array {
  const where = `horizonTimestamps of series "${series.id}"`;
  if (!Number.isInteger(horizon) || horizon < 0) {
    const found = String(horizon);
    throw new OptionError({ where, expected: "a whole number of steps", found, remedy: "pass for example 48" });
  }
  if (series.timestamps.length === 0) {
    throw new DataError({ where, expected: "at least one row", found: "none", remedy: "pass a series with rows" });
  }
  return timestampsAfter(series, horizon);
}
