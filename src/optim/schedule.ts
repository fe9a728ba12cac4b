/** Learning-rate schedules: pure functions of the step, as factors of the base rate. */
import { cos } from "../elementary.ts";
import { OptionError } from "../errors.ts";

/** The factor of the base learning rate at step 0, 1, … of `total`. */
export type Schedule = (step: number, total: number) => number;

/** The base rate throughout. */
export const constantSchedule: Schedule = () => 1;

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
  if (!(Number.isInteger(warmup) && warmup >= 0)) {
    throw new OptionError({ where: "cosineSchedule warmup", expected: "a whole number of steps", found: `${warmup}` });
  }
  if (!(floor >= 0 && floor <= 1)) {
    throw new OptionError({ where: "cosineSchedule floor", expected: "a factor in [0, 1]", found: `${floor}` });
  }
  return (step, total) => {
    if (step < warmup) return (step + 1) / warmup;
    const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return floor + (1 - floor) * 0.5 * (1 + cos(Math.PI * progress));
  };
}
