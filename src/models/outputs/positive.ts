/** The softplus link of numbers that must be positive: log(1 + e^x), its derivative and its inverse. */
import { exp, log, sigmoid } from "../../elementary.ts";

/**
 * log(1 + e^x)
 * @example softplus(0) //=> 0.6931471805599453
 */
export function softplus(x: number): number {
  return Math.max(x, 0) + log(1 + exp(-Math.abs(x)));
}

/** The derivative of `softplus`. */
export const softplusSlope: (x: number) => number = sigmoid;

/** The number whose softplus is y, above 0. */
export function inverseSoftplus(y: number): number {
  return y > 30 ? y : log(exp(y) - 1);
}
