/** Options of conformal intervals. */
import type { OptionSpecs } from "../../options.ts";

/** How the width of an interval follows from errors. */
export type ConformalMethod = "adaptive" | "split" | "quantile" | "bootstrap";

/** Options of `conformal`. */
export interface ConformalOptions {
  /**
   * "adaptive": a quantile of the newest absolute errors at each step, whose level follows whether the last intervals covered, for data that
   * drift or shift. "split": one quantile of the absolute errors. "quantile": the forecaster's own interval, made wider or narrower. "bootstrap": signed errors of whole paths, drawn
   * anew; gives samples.
   */
  readonly method: ConformalMethod;
  /** Forecasts whose errors are measured. */
  readonly origins: number;
  /** Share of the training rows, the last ones, over which they are spread. */
  readonly share: number;
  /**
   * Rows between forecasts, where they are always made at the same hours: errors are measured at these hours alone. Unless given, at all hours
   * alike, since the hour of the next forecast is not known.
   */
  readonly every: number;
  /** Levels in percent that "quantile" can give: the forecaster's own intervals of these are measured. */
  readonly levels: number | readonly number[];
  /** How fast "adaptive" moves the level. */
  readonly rate: number;
  /** Paths that "bootstrap" draws. */
  readonly samples: number;
  /** Seed of the paths. */
  readonly seed: number;
}

/** The options as data. */
export const conformalOptions: OptionSpecs<ConformalOptions> = {
  method: {
    default: "adaptive",
    description: "how the width follows from errors",
    choices: ["adaptive", "split", "quantile", "bootstrap"],
  },
  origins: { default: 100, description: "forecasts whose errors are measured", integer: true, min: 1, max: 100_000 },
  share: { default: 0.3, description: "share of the training rows over which they are spread", above: 0, below: 1 },
  every: {
    optional: true,
    description: "rows between forecasts that are always made at the same hours",
    integer: true,
    min: 1,
  },
  levels: {
    default: [80, 95],
    description: "levels in percent that quantile can give",
    min: 1,
    below: 100,
    list: true,
  },
  rate: { default: 0.05, description: "how fast adaptive moves the level", above: 0, max: 1 },
  samples: { default: 200, description: "paths that bootstrap draws", integer: true, min: 1, max: 100_000 },
  seed: { default: 0, description: "seed of the paths", integer: true },
};
