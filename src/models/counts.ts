/** Counts: outputs that speak of the data's own units see targets there, and begin at the logarithm of the anchor. */
import { tensor, type Tensor } from "../autograd/index.ts";
import { log } from "../elementary.ts";
import { DataError } from "../errors.ts";
import type { TimeSeries } from "../series/index.ts";
import type { TargetUnits } from "../transforms/index.ts";
import { scaleAt, type Batch } from "../windows/index.ts";

const SMALLEST_SHARE = 0.1; // of the series' mean: an anchor of 0 must leave room to grow
const SMALLEST = 1e-2;

/** @throws DataError naming series and channel when a target is below 0 */
export function assertCounts(where: string, { id, target: { names, values } }: TimeSeries): void {
  const negative = values.findIndex((value) => value < 0);
  if (negative < 0) return;
  const column = names[negative % names.length]!;
  throw new DataError({
    where: `${where}: series "${id}"`,
    column,
    expected: `counts of at least 0 in "${column}"`,
    found: `${values[negative]} in row ${Math.floor(negative / names.length) + 1}`,
    remedy: 'choose another output, such as "gaussian" or "quantiles"',
  });
}

/** The logarithms of anchors (…,C) in the data's units. */
export function logAnchors(anchors: Float64Array, { means, scales }: TargetUnits): Float64Array {
  return anchors.map((anchor, i) => {
    const c = i % means.length;
    const least = Math.max(SMALLEST_SHARE * means[c]!, SMALLEST);
    return log(Math.max(anchor * scales[c]! + means[c]!, least));
  });
}

/** What is added to the numbers (B,H,C,Q) of a batch: the anchors' logarithms to the first of each Q; `units` are those of its rows. */
export function countOffsets({ anchors, size }: Batch, units: readonly TargetUnits[], width: number): Tensor {
  const each = anchors.length / size;
  const out = new Float64Array(anchors.length * width);
  units.forEach((one, b) => {
    const logs = logAnchors(anchors.subarray(b * each, (b + 1) * each), one);
    logs.forEach((value, i) => (out[(b * each + i) * width] = value));
  });
  const channels = units[0]!.means.length;
  return tensor(out, [size, each / channels, channels, width]);
}

/** The batch's targets (B,H,C) in the data's units. */
export function countTargets(batch: Batch, units: readonly TargetUnits[]): Tensor {
  const target = batch.futureTarget!;
  const width = batch.anchors.length / batch.size;
  const values = Float64Array.from(target.data, (value, i) => {
    const { means, scales } = units[Math.floor(i / width)]!;
    const c = i % means.length;
    const unit = scaleAt(batch.scales, i, target.shape[1]!, means.length);
    return (value * unit + batch.anchors[i]!) * scales[c]! + means[c]!;
  });
  return tensor(values, target.shape);
}

/** Logarithms of counts (B,H,C) less those of their anchors: what decoders are fed with, in the units of their own answers. */
export function logRatios(counts: Tensor, { anchors, size }: Batch, units: readonly TargetUnits[]): Tensor {
  const width = anchors.length / size;
  const out = Float64Array.from(counts.data, (count) => log(count + 0.5)); // 0 has no logarithm
  units.forEach((one, b) => {
    const logs = logAnchors(anchors.subarray(b * width, (b + 1) * width), one);
    logs.forEach((value, i) => (out[b * width + i]! -= value));
  });
  return tensor(out, counts.shape);
}
