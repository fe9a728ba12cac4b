/** A series in one line: id, channels where they differ from it, frequency and zone, first time, values. */
import { formatFrequency, formatTimestamp, type TimeSeries } from "../../../src/series/index.ts";

/** @example summary(series) //=> "load 1d floating 2024-01-01: 1 2 NaN" */
export function summary({ id, frequency, timezone, timestamps, target }: TimeSeries): string {
  const first = formatTimestamp(timestamps[0]!, frequency, timezone);
  const channels = target.names.join() === id ? "" : ` [${target.names.join()}]`;
  const values = Array.from(target.values, (value) => (Object.is(value, -0) ? "-0" : String(value)));
  return `${id}${channels} ${formatFrequency(frequency)} ${timezone} ${first}: ${values.join(" ")}`;
}
