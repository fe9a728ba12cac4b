/** Transforms one after another: each is fitted on what those before it make of the training rows. */
import type { Forecast, TimeSeries } from "../series/index.ts";
import type { FittedTransform, Transform, TransformState } from "./transform.ts";

class Chain implements FittedTransform {
  readonly #steps: readonly FittedTransform[];

  constructor(steps: readonly FittedTransform[]) {
    this.#steps = steps;
  }

  apply(series: TimeSeries): TimeSeries {
    return this.#steps.reduce((one, step) => step.apply(one), series);
  }

  invert(forecast: Forecast, history: TimeSeries): Forecast {
    const histories = [history];
    for (const step of this.#steps.slice(0, -1)) histories.push(step.apply(histories.at(-1)!));
    return this.#steps.reduceRight((one, step, i) => step.invert(one, histories[i]!), forecast);
  }

  invertSeries(series: TimeSeries): TimeSeries {
    return this.#steps.reduceRight((one, step) => step.invertSeries(one), series);
  }

  state(): TransformState {
    return { kind: "chain", series: {}, steps: this.#steps.map((step) => step.state()) };
  }
}

/**
 * Transforms one after another, inverted in the opposite order. A chain is a transform, and may stand in another.
 * @example chain(logTransform(), seasonalDifference(), standardize()).fit([train]).apply(train)
 */
export function chain(...steps: readonly Transform[]): Transform {
  return {
    fit(series) {
      let rows = series;
      const fitted = steps.map((step) => {
        const one = step.fit(rows);
        rows = rows.map((each) => one.apply(each));
        return one;
      });
      return new Chain(fitted);
    },
  };
}

/** A chain of fitted transforms. */
export function chainOf(steps: readonly FittedTransform[]): FittedTransform {
  return new Chain(steps);
}
