/** Every transform and every chain: what it did can be undone, missing values stay, and no series breaks it. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeries, type Forecast, head, type TimeSeries } from "../../src/series/index.ts";
import {
  boxCox,
  chain,
  clipOutliers,
  difference,
  impute,
  log1pTransform,
  logitTransform,
  logTransform,
  maxAbsScale,
  meanScale,
  minMaxScale,
  restoreTransform,
  robustScale,
  seasonalDifference,
  standardize,
  type Transform,
  type TransformState,
  yeoJohnson,
} from "../../src/transforms/index.ts";

const roles = ["target", "pastCovariates", "futureCovariates"] as const;
const invertible: Readonly<Record<string, () => Transform>> = {
  standardize,
  robustScale,
  minMaxScale: () => minMaxScale({ range: [-1, 1] }),
  maxAbsScale,
  meanScale,
  logTransform,
  log1pTransform: () => log1pTransform({ roles }),
  logitTransform: () => logitTransform({ lower: 0, upper: 2000 }),
  "boxCox by Guerrero": () => boxCox({ roles }),
  "boxCox by likelihood": () => boxCox({ method: "likelihood" }),
  yeoJohnson,
  difference,
  "difference of lag 3": () => difference({ lag: 3, roles: ["target", "pastCovariates"] }),
  seasonalDifference,
  "two differences": () => chain(difference(), difference()),
  "log, season, standard": () => chain(logTransform(), seasonalDifference(), standardize()),
  "Box-Cox, difference, robust": () => chain(boxCox(), difference(), robustScale()),
  "a chain in a chain": () => chain(meanScale(), chain(log1pTransform(), difference({ lag: 2 }))),
};

const HORIZON = 5;
const value = fc.double({ min: 0.5, max: 1000, noNaN: true });
const rows = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(NaN) }), {
    minLength: length,
    maxLength: length,
  });
/** A series of which the last rows of a week and the horizon are observed, so that every difference has a value to add to. */
const observedEnd = fc.integer({ min: 20, max: 40 }).chain((length) =>
  rows(length).map((target) =>
    createSeries({
      id: "s",
      start: "2024-01-01",
      frequency: "1d",
      target: target.map((one, t) => (t >= length - HORIZON - 7 && Number.isNaN(one) ? 1 + t : one)),
    }),
  ),
);
const anySeries = fc.integer({ min: HORIZON + 1, max: 40 }).chain((length) =>
  fc.record({ a: rows(length), b: rows(length), p: rows(length), f: rows(length + 2) }).map(({ a, b, p, f }) =>
    createSeries({
      id: "s",
      start: "2024-01-01",
      frequency: "1d",
      target: { a, b },
      pastCovariates: { p },
      futureCovariates: { f },
    }),
  ),
);

/** The rows behind the history as a forecast on the transform's scale, with two quantiles that are equal. */
function forecastFrom(scaled: TimeSeries, history: TimeSeries): Forecast {
  const first = history.timestamps.length;
  const channels = scaled.target.names;
  const values = scaled.target.values.subarray(first * channels.length);
  return {
    seriesId: scaled.id,
    model: "demo",
    cutoff: history.timestamps.at(-1)!,
    frequency: scaled.frequency,
    timezone: scaled.timezone,
    timestamps: scaled.timestamps.subarray(first),
    channels,
    levels: [],
    quantiles: [0.4, 0.5],
    values: Float64Array.from({ length: values.length * 2 }, (_, i) => values[Math.floor(i / 2)]!),
    samples: Float64Array.from({ length: values.length * 2 }, (_, i) => values[i % values.length]!),
  };
}

/** Within rounding of the largest value, and missing where that is. */
function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(expected[i]!)) expect(found[i]).toBeNaN();
    else expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(1e-9);
  }
}

const asJson = (state: TransformState): TransformState => JSON.parse(JSON.stringify(state)) as TransformState;

describe.each(Object.entries(invertible))("%s", (_, make) => {
  it("inverts what it applied, row for row, in all its columns", () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const fitted = make().fit([series]);
        const back = fitted.invertSeries(fitted.apply(series));
        for (const role of roles) expectSame(back[role]!.values, series[role]!.values);
      }),
      { numRuns: 60 },
    );
  });

  it("inverts a forecast that goes on from the history, and its sample paths", () => {
    fc.assert(
      fc.property(observedEnd, (series) => {
        const history = head(series, series.timestamps.length - HORIZON);
        const fitted = make().fit([history]);
        const { values, samples } = fitted.invert(forecastFrom(fitted.apply(series), history), history);
        const expected = Array.from(series.target.values.subarray(history.timestamps.length));
        expectSame(
          values,
          expected.flatMap((one) => [one, one]),
        );
        expectSame(samples!, [...expected, ...expected]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps missing values missing, changes no input, and is restored from JSON to the last bit", () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const before = structuredClone(series);
        const fitted = make().fit([series]);
        const scaled = fitted.apply(series);
        expect(series).toEqual(before);
        series.target.values.forEach((one, i) => {
          if (Number.isNaN(one)) expect(scaled.target.values[i]).toBeNaN();
        });
        const restored = restoreTransform(asJson(fitted.state()));
        expect(restored.apply(series)).toEqual(scaled);
        expect(asJson(restored.state())).toEqual(asJson(fitted.state()));
        expect(restored.invertSeries(scaled)).toEqual(fitted.invertSeries(scaled));
      }),
      { numRuns: 30 },
    );
  });

  it("learns from the rows given and no others", () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const rows = series.timestamps.length - HORIZON;
        const spoilt = structuredClone(series);
        spoilt.target.values.fill(7e5, rows * 2);
        spoilt.pastCovariates!.values.fill(7e5, rows);
        spoilt.futureCovariates!.values.fill(7e5, rows);
        expect(
          make()
            .fit([head(spoilt, rows)])
            .state(),
        ).toEqual(
          make()
            .fit([head(series, rows)])
            .state(),
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["constant", Array.from({ length: 20 }, () => 3)],
    ["all missing", Array.from({ length: 20 }, () => NaN)],
    ["of one row", [3]],
    ["of one observed row", [NaN, 3, NaN]],
  ])("takes a series that is %s", (_, target) => {
    const series = createSeries({ start: "2024-01-01", frequency: "1d", target });
    const fitted = make().fit([series]);
    const scaled = fitted.apply(series);
    scaled.target.values.forEach((one, t) => expect(Number.isFinite(one) || Number.isNaN(one), `row ${t}`).toBe(true));
    expectSame(fitted.invertSeries(scaled).target.values, target);
    expect(restoreTransform(asJson(fitted.state())).apply(series)).toEqual(scaled);
  });

  it("refuses to invert a series that it does not know", () => {
    const series = createSeries({ start: 0, frequency: "1d", id: "a", target: [1, 2, 3] });
    const other = { ...series, id: "b" };
    expect(() => make().fit([series]).invertSeries(other)).toThrow('series "b": expected a series that the transform');
  });
});

describe.each([
  ["clipOutliers", () => clipOutliers({ window: 5 })],
  ["impute", () => impute({ method: "median" })],
] as const)("%s, which takes something away for good", (_, make) => {
  it("leaves forecasts as they are, and observed or usual values too", () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const history = head(series, series.timestamps.length - HORIZON);
        const fitted = make().fit([history]);
        const forecast = forecastFrom(series, history);
        expectSame(fitted.invert(forecast, history).values, forecast.values);
        expect(restoreTransform(asJson(fitted.state())).apply(series)).toEqual(fitted.apply(series));
      }),
      { numRuns: 40 },
    );
  });
});
