/** Cutting time into segments of one length. L context, H horizon. */
import { concat, type Tensor } from "../autograd/index.ts";
import { zeros } from "./channelRows.ts";
import type { ForecastTask } from "./task.ts";

const SEGMENTS = 8; // of the context, about

/**
 * The largest length up to an eighth of the context that divides context and horizon; where that is no more than a sixteenth, an
 * eighth of the context, but no more than the horizon.
 */
export function usualSegment({ contextLength, horizon }: Pick<ForecastTask, "contextLength" | "horizon">): number {
  const most = Math.max(1, Math.round(contextLength / SEGMENTS));
  let length = most;
  while (contextLength % length > 0 || horizon % length > 0) length--;
  return 2 * length > most ? length : Math.min(most, horizon);
}

/** Zeros added along time, before or behind: (B,T,…) to (B,length,…). */
export function padded(x: Tensor, length: number, side: "before" | "behind"): Tensor {
  const [size, time, width] = x.shape as [number, number, number];
  if (time === length) return x;
  const rest = zeros([size, length - time, width]);
  return concat(side === "before" ? [rest, x] : [x, rest], 1);
}
