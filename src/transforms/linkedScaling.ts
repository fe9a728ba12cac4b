/** Standardization of targets that have a range: of their logarithms or logits, so that whatever comes back lies inside it. */
import type { Columns, Forecast, TimeSeries } from "../series/index.ts";
import { floorOf, linked, unlinked, type TargetRange } from "./link.ts";
import { restoreStandardize, standardize } from "./standardize.ts";
import type { FittedScaling, Scaling, TargetUnits, TransformState } from "./transform.ts";

/** With a lower bound alone: what smaller values of each channel count as. */
type Floors = readonly number[];

const noFloors: Floors = [];

/**
 * Standardization as by `standardize`, of the logarithms or logits of targets that have a range.
 * @example standardizeLinked("positive").fit([train]).apply(train).target.values
 */
export function standardizeLinked(range?: TargetRange): Scaling {
  if (!range) return standardize();
  return {
    fit(series) {
      const floors = new Map(series.map((one) => [one.id, floorsOf(one, range)]));
      const inner = standardize().fit(series.map((one) => withLink(one, range, floors.get(one.id)!)));
      return new Linked(range, floors, inner);
    },
  };
}

/** Restores what `state()` of a standardization gave, with a range or without. */
export function restoreLinked(state: TransformState): FittedScaling {
  const inner = restoreStandardize(state);
  if (!state.range) return inner;
  const saved = state.series as Readonly<Record<string, { readonly target: { readonly floors?: Floors } }>>;
  const floors = Object.entries(saved).map(([id, { target }]) => [id, target.floors ?? noFloors] as const);
  return new Linked(state.range, new Map(floors), inner);
}

/** The floors of a series by its own rows. */
function floorsOf(series: TimeSeries, range: TargetRange): Floors {
  if (range !== "positive") return noFloors;
  return standardize().fit([series]).units(series).means.map(floorOf);
}

function withLink(series: TimeSeries, range: TargetRange, floors: Floors): TimeSeries {
  const { names, values } = series.target;
  const target: Columns = {
    names,
    values: values.map((value, i) => linked(value, range, floors[i % names.length] ?? 0)),
  };
  return { ...series, target };
}

class Linked implements FittedScaling {
  readonly #range: TargetRange;
  readonly #floors: ReadonlyMap<string, Floors>;
  readonly #inner: FittedScaling;

  constructor(range: TargetRange, floors: ReadonlyMap<string, Floors>, inner: FittedScaling) {
    this.#range = range;
    this.#floors = floors;
    this.#inner = inner;
  }

  apply(series: TimeSeries): TimeSeries {
    return this.#inner.apply(this.#linked(series));
  }

  invert(forecast: Forecast, history: TimeSeries): Forecast {
    const inverted = this.#inner.invert(forecast, this.#linked(history));
    const restored = (values: Float64Array): Float64Array => values.map((value) => unlinked(value, this.#range));
    const { values, samples } = inverted;
    return { ...inverted, values: restored(values), ...(samples && { samples: restored(samples) }) };
  }

  invertSeries(series: TimeSeries): TimeSeries {
    const inverted = this.#inner.invertSeries(series);
    const { names, values } = inverted.target;
    return { ...inverted, target: { names, values: values.map((value) => unlinked(value, this.#range)) } };
  }

  units(series: TimeSeries): TargetUnits {
    return this.#inner.units(this.#linked(series));
  }

  state(): TransformState {
    const { kind, series } = this.#inner.state();
    const withFloors = Object.entries(series as Record<string, { readonly target: object }>).map(([id, one]) => {
      const floors = this.#floors.get(id) ?? noFloors;
      return [id, floors.length > 0 ? { ...one, target: { ...one.target, floors } } : one];
    });
    return { kind, range: this.#range, series: Object.fromEntries(withFloors) };
  }

  #linked(series: TimeSeries): TimeSeries {
    return withLink(series, this.#range, this.#floors.get(series.id) ?? floorsOf(series, this.#range));
  }
}
