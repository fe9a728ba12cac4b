/** Reads series from the range queries of a Prometheus server, or of others that speak its HTTP API. */
import { DataError, OptionError } from "../../errors.ts";
import { refuseUnknown } from "../../options.ts";
import { type Time, timeOf } from "../createSeries.ts";
import { type Frequency, toFrequency } from "../frequency.ts";
import type { TimeSeries } from "../series.ts";
import { checkTimezone } from "../timezone.ts";
import { askPrometheus, type Labels, type RangeVector } from "./askPrometheus.ts";

/** Options of `readPrometheus`. */
export interface PrometheusOptions {
  /** First and last time, both included; text without a zone is local time of `timezone`. */
  readonly start: Time;
  readonly end: Time;
  /** Step between rows, from seconds to weeks, for example "1min". */
  readonly step: string | Frequency;
  /** The label whose value is the id. Default: name and labels as Prometheus writes them. */
  readonly id?: string | undefined;
  /** IANA zone of the series' calendar, for steps below a day. Default: "UTC". */
  readonly timezone?: string | undefined;
  /** What the target's channel is called. Default: "value". */
  readonly channel?: string | undefined;
  /** Headers of the requests, such as `{ Authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Cancels the requests. */
  readonly signal?: AbortSignal | undefined;
}

const known = [
  "start",
  "end",
  "step",
  "id",
  "timezone",
  "channel",
  "headers",
  "signal",
] as const satisfies readonly (keyof PrometheusOptions)[];

const milliseconds: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The server refuses more than 11,000 points a series in one answer. */
const POINTS = 10_000;

/** A checked question. */
interface Range {
  readonly frequency: Frequency;
  readonly timezone: string;
  /** Epoch milliseconds; the span of a step. */
  readonly start: number;
  readonly span: number;
  /** Rows from start to end. */
  readonly rows: number;
}

/**
 * Reads a series for every vector of a range query, called by its labels, in order of appearance; long ranges are asked for in
 * pieces. Each goes from its first to its last value; rows without a value, and NaN, are missing.
 * @param url - of the server, for example "http://localhost:9090"
 * @param query - PromQL that gives an instant vector or a scalar
 * @throws DataError where the server cannot be reached, refuses the query, or answers with infinite values, histograms or no series.
 * @throws OptionError for options out of range.
 * @throws CancelledError where `signal` was aborted.
 * @example
 * const series = await readPrometheus("http://localhost:9090", "sum by (service) (rate(requests_total[5m]))", {
 *   start: "2024-01-01", end: "2024-01-08", step: "5min", id: "service",
 * });
 */
export async function readPrometheus(url: string, query: string, options: PrometheusOptions): Promise<TimeSeries[]> {
  const range = rangeOf(options);
  const vectors = new Map<string, { labels: Labels; values: Float64Array }>();
  for (let row = 0; row < range.rows; row += POINTS) {
    const last = Math.min(range.rows, row + POINTS) - 1;
    const [start, end] = [row, last].map((at) => (range.start + at * range.span) / 1000);
    const question = { query, start: start!, end: end!, step: range.span / 1000 };
    for (const vector of await askPrometheus(url, question, options)) {
      const key = labelText(vector.metric, "");
      let held = vectors.get(key);
      if (!held) vectors.set(key, (held = { labels: vector.metric, values: new Float64Array(range.rows).fill(NaN) }));
      takeValues(vector, held.values, range, url);
    }
  }
  if (vectors.size === 0) throw nothingFound(url, query);
  return seriesOf([...vectors.values()], range, query, options);
}

function rangeOf(options: PrometheusOptions): Range {
  refuseUnknown("readPrometheus", options, known);
  const frequency = toFrequency(options.step);
  const timezone = options.timezone === undefined ? "UTC" : checkTimezone(options.timezone);
  const span = (milliseconds[frequency.unit] ?? 0) * frequency.step;
  if (span === 0 || frequency.on !== undefined) {
    throw refused("step", "a step of seconds, minutes, hours, days or weeks", JSON.stringify(options.step));
  }
  if (span >= milliseconds["day"]! && timezone !== "UTC") {
    throw refused("timezone", `"UTC" for steps of a day and more, which have 24 hours each`, `"${timezone}"`);
  }
  const start = timeOf(options.start, timezone, "readPrometheus option start");
  const end = timeOf(options.end, timezone, "readPrometheus option end");
  const rows = Math.floor((end - start) / span) + 1;
  if (rows < 1) throw refused("end", "a time at or after start", new Date(end).toISOString());
  if (rows > 10_000_000) throw refused("step", "at most 10,000,000 steps from start to end", `${rows} steps`);
  return { frequency, timezone, start, span, rows };
}

function refused(option: string, expected: string, found: string): OptionError {
  return new OptionError({ where: `readPrometheus option ${option}`, expected, found, remedy: "pass another one" });
}

function takeValues({ metric, values }: RangeVector, into: Float64Array, { start, span }: Range, url: string): void {
  for (const [time, text] of values) {
    const row = Math.round((time * 1000 - start) / span);
    const value = text === "NaN" ? NaN : Number(text);
    if (row >= 0 && row < into.length && (Number.isFinite(value) || text === "NaN")) into[row] = value;
    else throw badSample(url, labelText(metric, ""), time, text);
  }
}

function badSample(url: string, id: string, time: number, text: string): DataError {
  const at = new Date(time * 1000);
  return new DataError({
    where: `${url} series ${id}`,
    expected: "finite values at the times asked for",
    found: `${text} at ${Number.isNaN(at.getTime()) ? time : at.toISOString()}`,
    remedy: "leave such values out in the query, for example by `… < Inf`",
  });
}

function nothingFound(url: string, query: string): DataError {
  return new DataError({
    where: url,
    expected: "at least one series",
    found: `none for ${query}`,
    remedy: "check the query, its labels, and the time from start to end",
  });
}

/** Name and labels as Prometheus writes them: `up{instance="a:1",job="node"}`; the query where there are none. */
function labelText({ __name__: name = "", ...labels }: Labels, query: string): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return pairs.length === 0 ? name || query : `${name}{${pairs.join(",")}}`;
}

function isPresent(value: number): boolean {
  return !Number.isNaN(value);
}

function seriesOf(
  vectors: readonly { labels: Labels; values: Float64Array }[],
  range: Range,
  query: string,
  { id: label, channel = "value" }: PrometheusOptions,
): TimeSeries[] {
  const { frequency, timezone, start, span } = range;
  const seen = new Set<string>();
  return vectors.map(({ labels, values }) => {
    const id = label === undefined ? labelText(labels, query) : labels[label];
    if (id === undefined || id === "" || seen.has(id)) throw noId(label ?? "", id, labelText(labels, query));
    seen.add(id);
    const first = Math.max(0, values.findIndex(isPresent));
    const last = Math.max(first, values.findLastIndex(isPresent));
    return {
      id,
      frequency,
      timezone,
      timestamps: Float64Array.from({ length: last - first + 1 }, (_, t) => start + (first + t) * span),
      target: { names: [channel], values: values.slice(first, last + 1) },
    };
  });
}

function noId(label: string, id: string | undefined, series: string): OptionError {
  return new OptionError({
    where: "readPrometheus option id",
    expected: `a label that tells the series apart`,
    found: id ? `"${label}" with "${id}" twice, again in ${series}` : `no label "${label}" in ${series}`,
    remedy: "leave id out to have all labels in it, or sum by the label",
  });
}
