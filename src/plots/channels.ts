/** Which channel of a series a plot shows. */
import { DataError, OptionError } from "../errors.ts";
import { columnAt, type TimeSeries } from "../series/index.ts";

/**
 * The values of a channel (T) and its name; the first channel unless one is named.
 * @throws OptionError for a channel that the series lacks; DataError for a series without any value
 */
export function channelOf(
  where: string,
  { id, target }: TimeSeries,
  channel: string = target.names[0] ?? "",
): { channel: string; values: Float64Array } {
  const c = target.names.indexOf(channel);
  if (c < 0) {
    const expected = `one of the channels ${target.names.map((name) => `"${name}"`).join(", ")}`;
    throw new OptionError({ where: `${where} channel`, expected, found: `"${channel}"`, remedy: "pass one of these" });
  }
  const values = columnAt(target, c);
  if (values.some((value) => !Number.isNaN(value))) return { channel, values };
  throw new DataError({
    where,
    expected: `a value of ${channel} in series "${id}"`,
    found: "none",
    remedy: "leave the series out",
  });
}
