/**
 * The gate of the highway: how much challengers may say beside a base forecast, block of steps by block. Windows are held back and
 * forecast by all; they are grouped into stretches of time, and the share of a block is the one whose mean gain lies furthest
 * beyond its standard error. Shapes: H steps, C channels.
 */

/** How an error counts. */
export type GateLoss = "absolute" | "squared";

/** One block of steps, and what was decided for it. */
export interface Gate {
  /** First step, counted from 1. */
  readonly from: number;
  /** Last step. */
  readonly to: number;
  /** Which challengers speak, by their number; their mean is taken. */
  readonly challengers: readonly number[];
  /** How much they say: 0 for the base alone, 1 for the challengers alone. */
  readonly share: number;
  /** How much less the loss is than that of the base, a share of it; 0 where the base speaks alone. */
  readonly gain: number;
  /** The standard error of that gain, a share of the same loss. */
  readonly standardError: number;
}

/** A window that was held back, and its forecasts. */
export interface HeldBackWindow {
  /** Windows of one stretch of time count as one observation. */
  readonly stretch: number;
  /** (H,C), NaN where missing */
  readonly actual: Float64Array;
  /** (H,C) */
  readonly base: Float64Array;
  /** One (H,C) each. */
  readonly challengers: readonly Float64Array[];
  /** (C): what an error of each channel is measured by */
  readonly units: readonly number[];
}

const SHARES = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
const LEAST_STRETCHES = 5; // fewer say next to nothing of how a gain varies, and the best of thirty mixtures is taken

/** Blocks of steps that double in length up to the horizon, at most four; the first and the last step of each. */
export function gateBlocks(horizon: number): [from: number, to: number][] {
  const ends = [8, 4, 2, 1].map((part) => Math.floor(horizon / part)).filter((end) => end > 0);
  return [...new Set(ends)].map((end, i, all) => [(all[i - 1] ?? 0) + 1, end]);
}

/** Decides each block. */
export function chooseGates(windows: readonly HeldBackWindow[], horizon: number, loss: GateLoss): Gate[] {
  const challengers = windows[0]?.challengers.length ?? 0;
  const each = Array.from({ length: challengers }, (_, k) => [k]);
  const candidates = challengers > 1 ? [...each, each.flat()] : each;
  const enough = new Set(windows.map(({ stretch }) => stretch)).size >= LEAST_STRETCHES;
  return gateBlocks(horizon).map(([from, to]) => {
    const closed: Gate = { from, to, challengers: [], share: 0, gain: 0, standardError: 0 };
    if (!enough) return closed;
    const base = meanOf(changes(windows, [from, to], undefined, loss));
    let best = closed;
    for (const some of candidates) {
      for (const share of SHARES) {
        const losses = changes(windows, [from, to], { some, share }, loss);
        const [gain, standardError] = [-meanOf(losses) / base, standardErrorOf(losses) / base];
        const better = gain - standardError > best.gain - best.standardError;
        if (better) best = { from, to, challengers: some, share, gain, standardError };
      }
    }
    return best;
  });
}

/** A number of each step and channel, blended: base + share (mean of challengers - base). */
export function blend(base: number, challengers: readonly number[], share: number): number {
  return challengers.length === 0 ? base : base + share * (meanOf(challengers) - base);
}

/** For each stretch the mean change of the loss in a block of steps against the base; the base's own loss where none speaks. */
function changes(
  windows: readonly HeldBackWindow[],
  [from, to]: readonly [number, number],
  mix: { readonly some: readonly number[]; readonly share: number } | undefined,
  loss: GateLoss,
): number[] {
  const sums = new Map<number, [sum: number, count: number]>();
  const measure = (error: number): number => (loss === "absolute" ? Math.abs(error) : error * error);
  for (const { stretch, actual, base, challengers, units } of windows) {
    const total = sums.get(stretch) ?? [0, 0];
    for (let i = (from - 1) * units.length; i < to * units.length; i++) {
      if (Number.isNaN(actual[i]!)) continue;
      const unit = units[i % units.length]!;
      const own = measure((actual[i]! - base[i]!) / unit);
      if (mix) {
        const others = mix.some.map((k) => challengers[k]![i]!);
        total[0] += measure((actual[i]! - blend(base[i]!, others, mix.share)) / unit) - own;
      } else {
        total[0] += own;
      }
      total[1]++;
    }
    sums.set(stretch, total);
  }
  return [...sums.values()].filter(([, count]) => count > 0).map(([sum, count]) => sum / count);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardErrorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
