/** A learning rate that falls when the loss stops falling: the one schedule that depends on what it sees. */
import { OptionError } from "../errors.ts";

/** Options of `createPlateau`. */
export interface PlateauOptions {
  /** What the rate is multiplied by, in (0, 1); 0.1 unless given. */
  readonly factor?: number;
  /** Losses without improvement that are tolerated; 10 unless given. */
  readonly patience?: number;
  /** Relative improvement that counts, in [0, 1); 1e-4 unless given. */
  readonly threshold?: number;
  /** Losses after a reduction that do not count as bad; 0 unless given. */
  readonly cooldown?: number;
  /** The smallest factor of the base rate; 0 unless given. */
  readonly floor?: number;
}

/** The state of a plateau schedule. */
export interface Plateau {
  /** The factor of the base learning rate in force. */
  readonly factor: number;
  /** Takes the loss of an epoch, the lower the better and not below 0; gives the factor for the next one. */
  observe(loss: number): number;
}

function assertOptions({ factor, patience, threshold, cooldown, floor }: Required<PlateauOptions>): void {
  const rules: [string, number, boolean, string][] = [
    ["factor", factor, factor > 0 && factor < 1, "a number in (0, 1)"],
    ["patience", patience, Number.isInteger(patience) && patience >= 0, "a whole number of at least 0"],
    ["threshold", threshold, threshold >= 0 && threshold < 1, "a number in [0, 1)"],
    ["cooldown", cooldown, Number.isInteger(cooldown) && cooldown >= 0, "a whole number of at least 0"],
    ["floor", floor, floor >= 0 && floor <= 1, "a factor in [0, 1]"],
  ];
  for (const [name, value, fits, expected] of rules) {
    if (!fits) throw new OptionError({ where: `createPlateau ${name}`, expected, found: `${value}` });
  }
}

/**
 * Makes a schedule that multiplies the rate by `factor` after more than `patience` losses without improvement, as
 * PyTorch's ReduceLROnPlateau does with its relative threshold. A loss that is NaN counts as no improvement.
 * @throws OptionError when an option is outside its range
 * @example createPlateau({ factor: 0.5, patience: 0 }).observe(NaN) //=> 0.5
 */
export function createPlateau(options: PlateauOptions = {}): Plateau {
  const { factor: step = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, floor = 0 } = options;
  assertOptions({ factor: step, patience, threshold, cooldown, floor });
  let factor = 1;
  let best = Infinity;
  let bad = 0;
  let resting = 0;
  return {
    get factor() {
      return factor;
    },
    observe(loss) {
      const improved = loss < best * (1 - threshold);
      if (improved) best = loss;
      bad = improved || resting > 0 ? 0 : bad + 1;
      resting = Math.max(0, resting - 1);
      if (bad > patience) {
        factor = Math.max(floor, factor * step);
        resting = cooldown;
        bad = 0;
      }
      return factor;
    },
  };
}
