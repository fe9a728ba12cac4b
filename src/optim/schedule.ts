/** Learning-rate schedules: pure functions of the step, as factors of the base rate. */
import { cos, power } from "../elementary.ts";
import { OptionError } from "../errors.ts";

/** The factor of the base learning rate at step 0, 1, … of `total`. */
export type Schedule = (step: number, total: number) => number;

/** The base rate throughout. */
export const constantSchedule: Schedule = () => 1;

function assertSteps(where: string, steps: number, least = 1): void {
  if (Number.isInteger(steps) && steps >= least) return;
  const expected = least === 0 ? "a whole number of steps" : `a whole number of at least ${least}`;
  throw new OptionError({ where, expected, found: `${steps}` });
}

function assertFactor(where: string, factor: number): void {
  if (factor >= 0 && factor <= 1) return;
  throw new OptionError({ where, expected: "a factor in [0, 1]", found: `${factor}` });
}

/** Half a cosine from `from` to `to` as progress goes from 0 to 1. */
function halfCosine(from: number, to: number, progress: number): number {
  return to + (from - to) * 0.5 * (1 + cos(Math.PI * progress));
}

/**
 * The factor is multiplied by `gamma` every `stepSize` steps.
 * @throws OptionError unless `stepSize` is a whole number of at least 1 and `gamma` lies in [0, 1]
 * @example stepSchedule({ stepSize: 3, gamma: 0.5 })(6, 100) //=> 0.25
 */
export function stepSchedule({
  stepSize,
  gamma = 0.1,
}: {
  readonly stepSize: number;
  readonly gamma?: number;
}): Schedule {
  assertSteps("stepSchedule stepSize", stepSize);
  assertFactor("stepSchedule gamma", gamma);
  return (step) => power(gamma, Math.floor(step / stepSize));
}

/**
 * The factor is multiplied by `gamma` every step.
 * @throws OptionError unless `gamma` lies in [0, 1]
 * @example exponentialSchedule({ gamma: 0.5 })(3, 100) //=> 0.125
 */
export function exponentialSchedule({ gamma }: { readonly gamma: number }): Schedule {
  assertFactor("exponentialSchedule gamma", gamma);
  return (step) => power(gamma, step);
}

/**
 * The factor rises in equal steps from `start` to 1 over `warmup` steps; then another schedule takes over for the rest.
 * @throws OptionError unless `warmup` is a whole number of at least 1 and `start` lies in [0, 1]
 * @example warmupSchedule({ warmup: 5, start: 0.1 })(0, 100) //=> 0.1
 * @see Goyal et al. 2017, "Accurate, large minibatch SGD", arXiv:1706.02677
 */
export function warmupSchedule({
  warmup,
  start = 0,
  after = constantSchedule,
}: {
  readonly warmup: number;
  readonly start?: number;
  readonly after?: Schedule;
}): Schedule {
  assertSteps("warmupSchedule warmup", warmup);
  assertFactor("warmupSchedule start", start);
  return (step, total) =>
    step < warmup ? start + ((1 - start) * step) / warmup : after(step - warmup, Math.max(0, total - warmup));
}

/**
 * A linear warm-up, then a half cosine from 1 down to `floor`.
 * @throws OptionError unless `warmup` is a whole number of steps and `floor` lies in [0, 1]
 * @example cosineSchedule({ warmup: 10 })(0, 100) //=> 0.1
 * @see Loshchilov & Hutter 2017, "SGDR", ICLR
 */
export function cosineSchedule({
  warmup = 0,
  floor = 0,
}: { readonly warmup?: number; readonly floor?: number } = {}): Schedule {
  assertSteps("cosineSchedule warmup", warmup, 0);
  assertFactor("cosineSchedule floor", floor);
  return (step, total) => {
    if (step < warmup) return (step + 1) / warmup;
    const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return halfCosine(1, floor, progress);
  };
}

/**
 * Half cosines from 1 down to `floor`, each `multiplier` times as long as the one before: warm restarts.
 * @throws OptionError unless `period` and `multiplier` are whole numbers of at least 1 and `floor` lies in [0, 1]
 * @example cosineRestartSchedule({ period: 4 })(4, 100) //=> 1
 * @see Loshchilov & Hutter 2017, "SGDR", ICLR
 */
export function cosineRestartSchedule({
  period,
  multiplier = 1,
  floor = 0,
}: {
  readonly period: number;
  readonly multiplier?: number;
  readonly floor?: number;
}): Schedule {
  assertSteps("cosineRestartSchedule period", period);
  assertSteps("cosineRestartSchedule multiplier", multiplier);
  assertFactor("cosineRestartSchedule floor", floor);
  return (step) => {
    let length = period;
    let at = multiplier === 1 ? step % period : step;
    for (; at >= length; length *= multiplier) at -= length;
    return halfCosine(1, floor, at / length);
  };
}

/**
 * One cycle: half a cosine from 1/`division` up to 1 over the share `rise` of all steps, then one down to
 * 1/(`division` `finalDivision`). The base rate is the peak.
 * @throws OptionError unless `rise` lies in [0, 1] and both divisions are at least 1
 * @example oneCycleSchedule({ division: 4 })(0, 13) //=> 0.25
 * @see Smith & Topin 2018, "Super-convergence", arXiv:1708.07120
 */
export function oneCycleSchedule({
  rise = 0.3,
  division = 25,
  finalDivision = 1e4,
}: {
  readonly rise?: number;
  readonly division?: number;
  readonly finalDivision?: number;
} = {}): Schedule {
  assertFactor("oneCycleSchedule rise", rise);
  for (const [name, value] of Object.entries({ division, finalDivision })) {
    if (value >= 1) continue;
    throw new OptionError({
      where: `oneCycleSchedule ${name}`,
      expected: "a number of at least 1",
      found: `${value}`,
    });
  }
  return (step, total) => {
    const peak = Math.max(0, rise * total - 1);
    const last = Math.max(peak, total - 1);
    if (step < peak) return halfCosine(1 / division, 1, step / peak);
    return halfCosine(1, 1 / division / finalDivision, last === peak ? 0 : Math.min(1, (step - peak) / (last - peak)));
  };
}
