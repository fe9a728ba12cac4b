/** Fingerprints of training data: a saved forecaster says what it was fitted on, and whoever has the data can hold it against. */
import { Sha256 } from "../sha256.ts";
import { formatFrequency, type Columns, type TimeSeries } from "../series/index.ts";
import { fieldsOf, isCount, isText, listOf, type Check } from "./savedFields.ts";

/** What a forecaster was fitted on. */
export interface DataFingerprint {
  readonly frequency: string;
  readonly series: readonly SeriesRange[];
  /** SHA-256, in hexadecimal digits, of the series in order: ids, names, times, static covariates and all values up to the last row. */
  readonly sha256: string;
}

/** Which rows of a series there were. */
export interface SeriesRange {
  readonly id: string;
  readonly rows: number;
  /** Time of the first row, ISO 8601 in UTC. */
  readonly first: string;
  /** Time of the last row. */
  readonly last: string;
}

/**
 * The fingerprint of some series; equal data in the same order give an equal one, on every machine.
 * @example fingerprintOf([train]).sha256 === fitted.trainedOn?.sha256
 */
export function fingerprintOf(series: readonly TimeSeries[]): DataFingerprint {
  const fingerprint = createFingerprint();
  for (const one of series) fingerprint.add(one);
  return fingerprint.done();
}

/** A fingerprint that is taken series by series, so that they need not be in memory together. */
export function createFingerprint(): { add(series: TimeSeries): void; done(): DataFingerprint } {
  const hash = new Sha256();
  const ranges: SeriesRange[] = [];
  let frequency = "";
  return {
    add(one) {
      takeSeries(hash, one);
      if (ranges.length === 0) frequency = formatFrequency(one.frequency);
      const { id, timestamps } = one;
      ranges.push({ id, rows: timestamps.length, first: timeOf(timestamps[0]), last: timeOf(timestamps.at(-1)) });
    },
    done: () => ({ frequency, series: ranges, sha256: hash.hex() }),
  };
}

const timeOf = (timestamp: number | undefined): string =>
  timestamp === undefined ? "" : new Date(timestamp).toISOString();

/** Head and values of a series; the head holds every length, so that no two lists of series look alike. */
function takeSeries(hash: Sha256, series: TimeSeries): void {
  const { id, frequency, timezone, timestamps, target, pastCovariates, futureCovariates, staticCovariates } = series;
  const { weight } = series;
  const rows = timestamps.length;
  const statics = Object.entries(staticCovariates ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = [target, pastCovariates, futureCovariates];
  const names = blocks.map((block) => block?.names ?? []);
  const head = [id, formatFrequency(frequency), timezone, rows, names, statics, ...(weight ? ["weight"] : [])];
  const text = new TextEncoder().encode(JSON.stringify(head));
  hash
    .update(bytesOf([text.length]))
    .update(text)
    .update(bytesOf(timestamps));
  for (const block of blocks) if (block) hash.update(bytesOf(valuesUpTo(block, rows)));
  if (weight) hash.update(bytesOf(weight));
}

/** Values of the training rows: what is known of the future covariates behind them is not learned from. */
const valuesUpTo = ({ names, values }: Columns, rows: number): Float64Array => values.subarray(0, rows * names.length);

/** Little-endian 64-bit floats; a missing value has one pattern, whichever NaN it was. */
function bytesOf(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) view.setUint32(8 * i + 4, 0x7ff80000, true);
    else view.setFloat64(8 * i, values[i]!, true);
  }
  return new Uint8Array(view.buffer);
}

/** The form of a fingerprint of series of that frequency; files of format 1 have none. */
export const isFingerprint = (frequency: string): Check => {
  const isFull = fieldsOf({
    frequency: (value) => value === frequency,
    series: listOf(fieldsOf({ id: isText, rows: isCount, first: isText, last: isText })),
    sha256: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
  });
  return (value) => value === undefined || isFull(value);
};
