/** Forecasts of fitted weights, on the variates' scale. Shapes: n windows, p inputs, H steps. */
import { linearAlgebra } from "../numerics/index.ts";
import type { RidgeWeights } from "./ridgeFit.ts";
import { adjusted, type Variate } from "./ridgeVariates.ts";
import {
  frameOf,
  groupsOf,
  inputCount,
  writeInputs,
  type WindowFrame,
  type WindowList,
  type WindowShape,
} from "./ridgeWindows.ts";

/** The weights of one look-back. */
export interface RidgeMember {
  readonly shape: WindowShape;
  /** Whether its windows are of values without their seasonal pattern. */
  readonly adjusted: boolean;
  /** Parts of the short season that have weights of their own. */
  readonly phases: number;
  /** One a cluster and phase: those of a cluster one behind the other. */
  readonly weights: RidgeWeights;
}

const CHUNK = 2048; // windows in one product

/** The mean over members of their forecasts (n,H) behind each window; `labels` tells the cluster of each variate. */
export function forecastWindows(
  members: readonly RidgeMember[],
  variates: readonly Variate[],
  windows: Pick<WindowList, "variate" | "end">,
  labels: Int32Array,
): Float64Array {
  const { horizon } = members[0]!.shape;
  const sums = new Float64Array(windows.end.length * horizon);
  const left = members.some((member) => member.adjusted)
    ? variates.map((variate) => adjusted(variate, members[0]!.shape.seasonLength))
    : variates;
  for (const { shape, adjusted, phases, weights } of members) {
    const groups = groupsOf(windows, variates, { labels, lag: shape.lag, phases });
    weights.forEach((matrix, group) => {
      const mine = indicesWhere(windows.end.length, (r) => groups[r] === group);
      for (let from = 0; from < mine.length; from += CHUNK) {
        addForecasts(shape, matrix, adjusted ? left : variates, windows, mine.slice(from, from + CHUNK), sums);
      }
    });
  }
  return sums.map((sum) => sum / members.length);
}

function indicesWhere(count: number, holds: (r: number) => boolean): number[] {
  return Array.from({ length: count }, (_, r) => r).filter(holds);
}

/** Adds one member's forecasts of some windows to the sums (n,H). */
function addForecasts(
  shape: WindowShape,
  weights: Float64Array,
  variates: readonly Variate[],
  { variate, end }: Pick<WindowList, "variate" | "end">,
  indices: readonly number[],
  sums: Float64Array,
): void {
  const inner = inputCount(shape);
  const { horizon: columns } = shape;
  const inputs = new Float64Array(indices.length * inner);
  const frames = indices.map((r, i): WindowFrame => {
    const { values } = variates[variate[r]!]!;
    const frame = frameOf(values, end[r]!, shape);
    writeInputs(values, end[r]!, shape, frame, inputs.subarray(i * inner, (i + 1) * inner));
    return frame;
  });
  const forecasts = linearAlgebra().multiply(inputs, weights, { rows: indices.length, inner, columns });
  indices.forEach((r, i) => {
    const { centre, scale } = frames[i]!;
    const { season } = variates[variate[r]!]!;
    for (let h = 0; h < columns; h++) {
      const pattern = season ? season.pattern[end[r]! + (h % season.length)]! : 0;
      sums[r * columns + h]! += centre + scale * forecasts[i * columns + h]! + pattern;
    }
  });
}
