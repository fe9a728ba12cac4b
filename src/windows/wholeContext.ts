/**
 * The usual context, several channels without a missing value and without a season, measured and written four channels at a time: its rows
 * are then read as they lie. Every channel's sums have the order of `measureWindow`, so that the bytes are the same.
 */
import type { Tensor } from "../autograd/index.ts";
import { usableDeviation, type Normalization } from "./normalization.ts";

/** Location and deviation of each channel (C), overwritten for each window. */
export interface ChannelStatistics {
  readonly locations: Float64Array;
  readonly deviations: Float64Array;
}

/** Room for the statistics of so many channels. */
export function channelStatistics(channels: number): ChannelStatistics {
  return { locations: new Float64Array(channels), deviations: new Float64Array(channels) };
}

/** Adds up to four channels: sums, or squared distances from locations. */
type Sum = (rows: Float64Array, c: number, channels: number, at: Float64Array, to: Float64Array) => void;

const sumFour: Sum = (rows, c, channels, _at, to) => {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = c; i < rows.length; i += channels) {
    s0 += rows[i]!;
    s1 += rows[i + 1]!;
    s2 += rows[i + 2]!;
    s3 += rows[i + 3]!;
  }
  to[c] = s0;
  to[c + 1] = s1;
  to[c + 2] = s2;
  to[c + 3] = s3;
};

const sumOne: Sum = (rows, c, channels, _at, to) => {
  let sum = 0;
  for (let i = c; i < rows.length; i += channels) sum += rows[i]!;
  to[c] = sum;
};

const squareFour: Sum = (rows, c, channels, at, to) => {
  const m0 = at[c]!;
  const m1 = at[c + 1]!;
  const m2 = at[c + 2]!;
  const m3 = at[c + 3]!;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = c; i < rows.length; i += channels) {
    const d0 = rows[i]! - m0;
    const d1 = rows[i + 1]! - m1;
    const d2 = rows[i + 2]! - m2;
    const d3 = rows[i + 3]! - m3;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  to[c] = s0;
  to[c + 1] = s1;
  to[c + 2] = s2;
  to[c + 3] = s3;
};

const squareOne: Sum = (rows, c, channels, at, to) => {
  const mean = at[c]!;
  let sum = 0;
  for (let i = c; i < rows.length; i += channels) {
    const distance = rows[i]! - mean;
    sum += distance * distance;
  }
  to[c] = sum;
};

function eachFour(channels: number, four: (c: number) => void, one: (c: number) => void): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4) four(c);
  for (; c < channels; c++) one(c);
}

/** Measures the rows (L,C) of a context in which nothing is missing. */
function measure(rows: Float64Array, normalization: Normalization, scale: number, to: ChannelStatistics): void {
  const { locations, deviations } = to;
  const channels = locations.length;
  const count = rows.length / channels;
  deviations.fill(scale);
  if (normalization === "none") locations.fill(0);
  else if (normalization === "last") locations.set(rows.subarray(rows.length - channels));
  else {
    const sum = (c: number, add: Sum, sums: Float64Array): void => add(rows, c, channels, locations, sums);
    eachFour(
      channels,
      (c) => sum(c, sumFour, locations),
      (c) => sum(c, sumOne, locations),
    );
    for (let c = 0; c < channels; c++) locations[c] = locations[c]! / count;
    if (normalization === "mean") return;
    eachFour(
      channels,
      (c) => sum(c, squareFour, deviations),
      (c) => sum(c, squareOne, deviations),
    );
    for (let c = 0; c < channels; c++) {
      deviations[c] = scale * usableDeviation(Math.sqrt(deviations[c]! / count));
    }
  }
}

/** Writes four channels; gives their sum, which is not finite where any value is missing or infinite. */
function writeFour(
  rows: Float64Array,
  c: number,
  { locations, deviations }: ChannelStatistics,
  out: Tensor["data"],
  to: number,
): number {
  const channels = locations.length;
  const m0 = locations[c]!;
  const m1 = locations[c + 1]!;
  const m2 = locations[c + 2]!;
  const m3 = locations[c + 3]!;
  const v0 = deviations[c]!;
  const v1 = deviations[c + 1]!;
  const v2 = deviations[c + 2]!;
  const v3 = deviations[c + 3]!;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = c, j = to + c; i < rows.length; i += channels, j += channels) {
    const x0 = (rows[i]! - m0) / v0;
    const x1 = (rows[i + 1]! - m1) / v1;
    const x2 = (rows[i + 2]! - m2) / v2;
    const x3 = (rows[i + 3]! - m3) / v3;
    out[j] = x0;
    out[j + 1] = x1;
    out[j + 2] = x2;
    out[j + 3] = x3;
    s0 += x0;
    s1 += x1;
    s2 += x2;
    s3 += x3;
  }
  return s0 + s1 + s2 + s3;
}

function writeOne(
  rows: Float64Array,
  c: number,
  { locations, deviations }: ChannelStatistics,
  out: Tensor["data"],
  to: number,
): number {
  const channels = locations.length;
  const [location, deviation] = [locations[c]!, deviations[c]!];
  let sum = 0;
  for (let i = c, j = to + c; i < rows.length; i += channels, j += channels) {
    const x = (rows[i]! - location) / deviation;
    out[j] = x;
    sum += x;
  }
  return sum;
}

/**
 * Measures the rows (L,C) of a context and writes them, normalized, from `to` on; false where a value is missing or infinite: then what
 * was written means nothing.
 */
export function writeWhole(
  rows: Float64Array,
  { normalization, scale }: { readonly normalization: Normalization; readonly scale: number },
  statistics: ChannelStatistics,
  out: Tensor["data"],
  to: number,
): boolean {
  if (normalization === "robust") return false;
  measure(rows, normalization, scale, statistics);
  let sum = 0;
  eachFour(
    statistics.locations.length,
    (c) => (sum += writeFour(rows, c, statistics, out, to)),
    (c) => (sum += writeOne(rows, c, statistics, out, to)),
  );
  return Number.isFinite(sum);
}

/**
 * Writes the rows (H,C) behind a cutoff from `to` on, less the anchors of the same places and divided by the scales (C); false as above.
 */
export function writeAhead(
  rows: Float64Array,
  anchors: Float64Array,
  scales: Float64Array,
  out: Tensor["data"],
  to: number,
): boolean {
  const channels = scales.length;
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const deviation = scales[c]!;
    for (let i = c, j = to + c; i < rows.length; i += channels, j += channels) {
      const x = (rows[i]! - anchors[j]!) / deviation;
      out[j] = x;
      sum += x;
    }
  }
  return Number.isFinite(sum);
}
