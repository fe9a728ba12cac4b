/** Resampling: confidence of a mean without an assumption about its distribution, seeded, with blocks for cases that follow in time. */
import { quantileOf } from "../../quantiles.ts";
import { DataError, OptionError } from "../../errors.ts";
import { refuseUnknown } from "../../options.ts";
import { createRandom, type Random } from "../../random.ts";

/** How cases are drawn anew. */
export interface BootstrapOptions {
  /** Confidence in percent; 95 unless given. */
  readonly level?: number | undefined;
  /** 2000 unless given. */
  readonly resamples?: number | undefined;
  /** 0 unless given. */
  readonly seed?: number | undefined;
  /** Cases that follow one another are drawn together in blocks of so many; 1 unless given: cases do not depend on each other. */
  readonly blockLength?: number | undefined;
}

/** A mean and its interval of confidence. */
export interface BootstrapMean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Values that are present. */
  readonly count: number;
}

/** The options with their defaults. */
export type ResolvedBootstrap = { readonly [K in keyof BootstrapOptions]-?: number };

/** @throws OptionError for an option outside its range */
export function resolveBootstrap(where: string, options: BootstrapOptions): ResolvedBootstrap {
  refuseUnknown(where, options, ["level", "resamples", "seed", "blockLength"]);
  const { level = 95, resamples = 2000, seed = 0, blockLength = 1 } = options;
  const whole = Object.entries({ resamples, blockLength }).find(([, value]) => !Number.isInteger(value) || value < 1);
  if (whole) {
    throw new OptionError({
      where: `${where} ${whole[0]}`,
      expected: "a whole number of at least 1",
      found: String(whole[1]),
    });
  }
  if (level > 0 && level < 100) return { level, resamples, seed, blockLength };
  throw new OptionError({ where: `${where} level`, expected: "a percentage above 0 and below 100", found: `${level}` });
}

/** Indices of `count` cases drawn anew in blocks, which go on at the first case behind the last. */
export function drawIndices(count: number, blockLength: number, random: Random): Int32Array {
  const indices = new Int32Array(count);
  for (let i = 0; i < count; i += blockLength) {
    const start = random.integer(count);
    for (let j = 0; j < blockLength && i + j < count; j++) indices[i + j] = (start + j) % count;
  }
  return indices;
}

/**
 * The mean of values, such as differences of two models' losses, and where it would lie had the cases come out otherwise: the middle
 * `level` percent of the means of resamples. NaN values are left out. The same seed gives the same interval.
 * @throws OptionError for an option outside its range; DataError without any value
 * @example bootstrapMean([1, 1, 1]).low //=> 1
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, 13.3; Künsch 1989, Annals of Statistics 17 (blocks)
 */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions = {}): BootstrapMean {
  const { level, resamples, seed, blockLength } = resolveBootstrap("bootstrapMean", options);
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  const count = present.length;
  if (count === 0) {
    throw new DataError({ where: "bootstrapMean", expected: "at least one value that is present", found: "none" });
  }
  const random = createRandom(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (const i of drawIndices(count, blockLength, random)) sum += present[i]!;
    return sum / count;
  }).sort();
  const tail = (100 - level) / 200;
  return {
    mean: present.reduce((sum, value) => sum + value, 0) / count,
    low: quantileOf(means, tail),
    high: quantileOf(means, 1 - tail),
    count,
  };
}
