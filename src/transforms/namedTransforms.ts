/** Transforms by their names, with their defaults, as options say them; and a scaling of what they make. */
import type { Forecast, TimeSeries } from "../series/index.ts";
import { boxCox } from "./boxCox.ts";
import { chain } from "./chain.ts";
import { clipOutliers } from "./clipOutliers.ts";
import { difference, seasonalDifference } from "./difference.ts";
import { impute } from "./impute.ts";
import { restoreLinked } from "./linkedScaling.ts";
import { log1pTransform, logTransform } from "./logTransforms.ts";
import { restoreTransform } from "./restoreTransform.ts";
import type { FittedScaling, FittedTransform, Scaling, TargetUnits, Transform, TransformState } from "./transform.ts";
import { yeoJohnson } from "./yeoJohnson.ts";

/** The name of a transform; `impute` fills forward. */
export type TransformName =
  "log" | "log1p" | "boxCox" | "yeoJohnson" | "difference" | "seasonalDifference" | "clipOutliers" | "impute";

const makers: Readonly<Record<TransformName, () => Transform>> = {
  log: () => logTransform(),
  log1p: () => log1pTransform(),
  boxCox: () => boxCox(),
  yeoJohnson: () => yeoJohnson(),
  difference: () => difference(),
  seasonalDifference: () => seasonalDifference(),
  clipOutliers: () => clipOutliers(),
  impute: () => impute({ method: "forwardFill" }),
};

/** The transforms that have a name. */
export function transformNames(): readonly TransformName[] {
  return Object.keys(makers) as TransformName[];
}

/**
 * The chain of named transforms, in their order.
 * @example transformOf(["log", "difference"]).fit([train]).apply(train)
 */
export function transformOf(names: readonly TransformName[]): Transform {
  return chain(...names.map((name) => makers[name]()));
}

/** A scaling behind a transform, fitted on what that makes of the training rows. */
export function scaledAfter(first: Transform, scaling: Scaling): Scaling {
  return {
    fit(series) {
      const before = first.fit(series);
      return new ScaledAfter(before, scaling.fit(series.map((one) => before.apply(one))));
    },
  };
}

class ScaledAfter implements FittedScaling {
  readonly #before: FittedTransform;
  readonly #scaling: FittedScaling;

  constructor(before: FittedTransform, scaling: FittedScaling) {
    this.#before = before;
    this.#scaling = scaling;
  }

  apply(series: TimeSeries): TimeSeries {
    return this.#scaling.apply(this.#before.apply(series));
  }

  invert(forecast: Forecast, history: TimeSeries): Forecast {
    return this.#before.invert(this.#scaling.invert(forecast, this.#before.apply(history)), history);
  }

  invertSeries(series: TimeSeries): TimeSeries {
    return this.#before.invertSeries(this.#scaling.invertSeries(series));
  }

  units(series: TimeSeries): TargetUnits {
    return this.#scaling.units(this.#before.apply(series));
  }

  state(): TransformState {
    return { ...this.#scaling.state(), steps: [this.#before.state()] };
  }
}

/** Restores what `state()` of a scaling gave, with a range, behind a transform, or alone. */
export function restoreScaling({ steps: [first] = [], ...state }: TransformState): FittedScaling {
  const scaling = restoreLinked(state);
  return first ? new ScaledAfter(restoreTransform(first), scaling) : scaling;
}

/** One state with the statistics of several of the same kind; of series that several know those of the last. */
export function joinedStates(states: readonly TransformState[]): TransformState {
  const last = states.at(-1)!;
  const series = Object.fromEntries(states.flatMap((state) => Object.entries(state.series)));
  const steps = last.steps?.map((_, i) => joinedStates(states.map((state) => state.steps![i]!)));
  return { ...last, series, ...(steps && { steps }) };
}
