/** What a forecast lets expect, as a sentence, and as a table of several. */
import { extentOf } from "../../extent.ts";
import type { Forecast, TimeSeries } from "../../series/index.ts";
import { spoken } from "../forecastPlot.ts";
import { moreNote } from "./dataSection.ts";
import { subjectOf } from "./options.ts";
import { aligned, lessOf, theSpan, timeText } from "./phrases.ts";
import type { ReportBlock, Verdict } from "./report.ts";

const MOST_ROWS = 50; // of the table

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is expected of one channel. */
interface Expected {
  /** Medians by step (H), and their mean. */
  readonly medians: readonly number[];
  readonly average: number;
  /** The narrowest interval in percent, and half its mean width; undefined and NaN without one. */
  readonly level: number | undefined;
  readonly half: number;
}

/** Reads one channel of a forecast. */
export function expectedOf({ values, channels, quantiles, timestamps, levels }: Forecast, channel: number): Expected {
  const [C, Q] = [channels.length, quantiles.length];
  const middle = (Q - 1) / 2;
  const at = (h: number, q: number): number => values[(h * C + channel) * Q + q]!;
  const steps = Array.from(timestamps, (_, h) => h);
  const medians = steps.map((h) => at(h, middle));
  const half = levels.length === 0 ? NaN : mean(steps.map((h) => at(h, middle + 1) - at(h, middle - 1))) / 2;
  return { medians, average: mean(medians), level: levels[0], half };
}

/** What is to be expected, in a sentence. */
export function expectationOf(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  unit: string | undefined,
): Verdict {
  const [forecast] = forecasts;
  const { model, frequency, timezone, timestamps, cutoff, channels } = forecast!;
  const span = theSpan(frequency, timestamps.length);
  const ahead = `${span} after ${timeText(cutoff, frequency, timezone)}`;
  const models = spoken([...new Set(forecasts.map((one) => one.model))].filter((name) => name !== ""));
  if (forecasts.length > 1 || channels.length > 1) {
    const sentence = `${models || "The model"} forecasts ${subjectOf(series)} for ${ahead}${rising(series, forecasts)}.`;
    return { sentence, outcome: "none" };
  }
  const { medians, average } = expectedOf(forecast!, 0);
  const [least, most] = extentOf(medians);
  const timeOf = (value: number): string => timeText(timestamps[medians.indexOf(value)]!, frequency, timezone);
  const [middle, low, high] = aligned([average, least, most], 4).map((text) =>
    unit === undefined ? text : `${text} ${unit}`,
  );
  const change = changeOf(series, forecast!, 0, average);
  const beside = change === undefined ? "" : `, ${lessOf(-change)} than over ${span} before`;
  const range =
    least === most ? "" : `; the lowest, ${low}, on ${timeOf(least)}, and the highest, ${high}, on ${timeOf(most)}`;
  const sentence = `${model || "The model"} expects ${channels[0]} to be ${middle} on average over ${ahead}${beside}${range}.`;
  return { sentence, outcome: "none" };
}

/** How many of the channels of all series are expected to rise; nothing where that is not known of all. */
function rising(series: readonly TimeSeries[], forecasts: readonly Forecast[]): string {
  const changes = forecasts.flatMap((forecast) =>
    forecast.channels.map((_, c) => changeOf(series, forecast, c, expectedOf(forecast, c).average)),
  );
  const models = new Set(forecasts.map(({ model }) => model)).size;
  if (models > 1 || changes.includes(undefined)) return "";
  const up = changes.filter((change) => change !== undefined && change > 0).length;
  const { frequency, timestamps } = forecasts[0]!;
  const before = `${theSpan(frequency, timestamps.length)} before`;
  return `: ${up.toLocaleString("en-US")} of ${changes.length.toLocaleString("en-US")} are expected to be higher than over ${before}`;
}

/** The mean expected beside that of as many rows before the cutoff, as a share; undefined where a share means nothing. */
function changeOf(
  series: readonly TimeSeries[],
  { seriesId, cutoff, timestamps, channels }: Forecast,
  channel: number,
  expected: number,
): number | undefined {
  const own = series.find(({ id }) => id === seriesId);
  const c = own?.target.names.indexOf(channels[channel]!) ?? -1;
  if (!own || c < 0) return undefined;
  const end = own.timestamps.indexOf(cutoff) + 1;
  const rows = Array.from({ length: timestamps.length }, (_, i) => end - timestamps.length + i);
  const before = rows
    .filter((row) => row >= 0)
    .map((row) => own.target.values[row * own.target.names.length + c]!)
    .filter((value) => !Number.isNaN(value));
  if (before.length < timestamps.length || before.some((value) => value < 0) || !(mean(before) > 0)) return undefined;
  return expected / mean(before) - 1;
}

/** What is expected of each of several series or channels; nothing of one alone, which the sentence tells of. */
export function expectedTable(
  series: readonly TimeSeries[],
  forecasts: readonly Forecast[],
  unit: string | undefined,
): ReportBlock[] {
  const lanes = forecasts.flatMap((forecast) => forecast.channels.map((_, channel) => ({ forecast, channel })));
  if (lanes.length < 2) return [];
  const models = new Set(forecasts.map(({ model }) => model)).size;
  const shown = lanes.slice(0, MOST_ROWS).map(({ forecast, channel }) => {
    const expected = expectedOf(forecast, channel);
    const change = changeOf(series, forecast, channel, expected.average);
    const [least, most] = extentOf(expected.medians);
    const [average, low, high, half] = aligned([expected.average, least, most, expected.half], 4);
    const reach = expected.level === undefined ? "–" : `± ${half}`;
    return [
      nameOf(forecast, channel, models),
      average!,
      low!,
      high!,
      reach,
      change === undefined ? "–" : lessOf(-change),
    ];
  });
  const { frequency, timestamps, levels } = forecasts[0]!;
  const own = unit === undefined ? "" : ` [${unit}]`;
  const before = `beside ${theSpan(frequency, timestamps.length)} before`;
  const interval = levels[0] === undefined ? "interval" : `${levels[0]} % interval`;
  const columns = ["series", `mean${own}`, "lowest", "highest", interval, before];
  return [{ kind: "table", columns, rows: shown }, ...moreNote(lanes.length - shown.length, "row")];
}

/** A row's name: as much of series, channel and model as tells it apart. */
function nameOf({ seriesId, channels, model }: Forecast, channel: number, models: number): string {
  const name = channels.length === 1 || seriesId === channels[channel] ? seriesId : `${seriesId}: ${channels[channel]}`;
  return models > 1 ? `${name}, ${model}` : name;
}
