import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import { createSeries, type Forecast, head, type TimeSeries } from "../../src/series/index.ts";
import { restoreStandardize, standardize } from "../../src/transforms/index.ts";

const daily = { start: "2024-01-01", frequency: "1d" };
const cells = (series: TimeSeries): number[] => Array.from(series.target.values);

/** A forecast that holds rows of a scaled series as its only quantile. */
function forecastOf(series: TimeSeries): Forecast {
  return {
    seriesId: series.id,
    model: "m",
    cutoff: 0,
    frequency: series.frequency,
    timezone: series.timezone,
    timestamps: series.timestamps,
    channels: series.target.names,
    levels: [],
    quantiles: [0.5],
    values: series.target.values,
  };
}

describe("standardize", () => {
  it("gives every channel mean 0 and population standard deviation 1", () => {
    const series = createSeries({ ...daily, target: { x: [1, 2, 3, 4], y: [10, 30, 10, 30] } });
    const { target } = standardize().fit([series]).apply(series);
    const unit = Math.sqrt(1.25);
    const expected = [-1.5 / unit, -1, -0.5 / unit, 1, 0.5 / unit, -1, 1.5 / unit, 1];
    expect(Array.from(target.values)).toEqual(expected.map((value) => expect.closeTo(value, 14) as number));
  });

  it("keeps missing values missing and measures the others", () => {
    const series = createSeries({ ...daily, target: [NaN, 2, NaN, 4] });
    expect(cells(standardize().fit([series]).apply(series))).toEqual([NaN, -1, NaN, 1]);
  });

  it("makes a constant column 0 and an empty one all missing", () => {
    const series = createSeries({ ...daily, target: { x: [0.1, 0.1, 0.1], y: [NaN, NaN, NaN] } });
    expect(cells(standardize().fit([series]).apply(series)).map((value) => value + 0)).toEqual([
      0,
      NaN,
      0,
      NaN,
      0,
      NaN,
    ]);
  });

  it("scales covariates by their training rows alone, future rows beyond them included", () => {
    const series = createSeries({
      ...daily,
      target: [1, 2],
      pastCovariates: { p: [5, 7] },
      futureCovariates: { f: [0, 2, 11] },
    });
    const scaled = standardize().fit([series]).apply(series);
    expect(Array.from(scaled.pastCovariates!.values)).toEqual([-1, 1]);
    expect(Array.from(scaled.futureCovariates!.values)).toEqual([-1, 1, 10]);
  });

  it("does not see what lies behind a head", () => {
    const whole = createSeries({ ...daily, target: [1, 2, 3, 1e9], futureCovariates: { f: [1, 2, 3, 1e9] } });
    const early = standardize().fit([head(whole, 3)]);
    whole.target.values[3] = -1e9;
    whole.futureCovariates!.values[3] = NaN;
    expect(
      standardize()
        .fit([head(whole, 3)])
        .state(),
    ).toEqual(early.state());
  });

  it("measures each series by itself, and one not seen in fitting by its own rows", () => {
    const [a, b, c] = [
      [0, 2],
      [100, 300],
      [7, 9],
    ].map((target, i) => createSeries({ ...daily, id: "abc"[i]!, target }));
    const fitted = standardize().fit([a!, b!]);
    for (const series of [a!, b!, c!]) expect(cells(fitted.apply(series))).toEqual([-1, 1]);
    const renamed = { ...c!, id: "a" };
    expect(cells(fitted.apply(renamed))).toEqual([6, 8]); // by the statistics of "a": mean 1, deviation 1
  });

  it("leaves its input as it was", () => {
    const series = createSeries({ ...daily, target: [1, NaN, 3], futureCovariates: { f: [1, 2, 3, 4] } });
    const before = structuredClone(series);
    standardize().fit([series]).apply(series);
    expect(series).toEqual(before);
  });

  it("inverts what it applied, for every channel, quantile and sample", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const rows = fc
      .integer({ min: 1, max: 8 })
      .chain((n) =>
        fc.tuple(fc.array(number, { minLength: n, maxLength: n }), fc.array(number, { minLength: n, maxLength: n })),
      );
    fc.assert(
      fc.property(rows, ([x, y]) => {
        const series = createSeries({ ...daily, target: { x, y } });
        const fitted = standardize().fit([series]);
        const scaled = fitted.apply(series);
        const back = fitted.invert({ ...forecastOf(scaled), samples: scaled.target.values }, series);
        const size = 1e-12 * Math.max(1, ...series.target.values.map(Math.abs));
        series.target.values.forEach((value, i) => {
          expect(Math.abs(back.values[i]! - value)).toBeLessThanOrEqual(size);
          expect(Math.abs(back.samples![i]! - value)).toBeLessThanOrEqual(size);
        });
      }),
    );
  });

  it("inverts quantiles of a channel by that channel's statistics", () => {
    const series = createSeries({ ...daily, target: { x: [0, 2], y: [100, 300] } });
    const forecast = { ...forecastOf(series), quantiles: [0.1, 0.5, 0.9], values: Float64Array.of(-1, 0, 1, -1, 0, 1) };
    expect(Array.from(standardize().fit([series]).invert(forecast, series).values)).toEqual([0, 1, 2, 100, 200, 300]);
  });

  it("restores from its state, as JSON, to the last bit", () => {
    const series = createSeries({ ...daily, id: "7", target: [0.1, 0.2, 0.7], pastCovariates: { p: [1, 2, 4] } });
    const fitted = standardize().fit([series]);
    const restored = restoreStandardize(JSON.parse(JSON.stringify(fitted.state())) as ReturnType<typeof fitted.state>);
    expect(restored.apply(series)).toEqual(fitted.apply(series));
    expect(restored.state()).toEqual(fitted.state());
  });

  it("refuses other columns than it was fitted on", () => {
    const one = createSeries({ ...daily, id: "s", target: [1, 2], pastCovariates: { p: [1, 2] } });
    const fitted = standardize().fit([one]);
    const two = createSeries({ ...daily, id: "s", target: { x: [1, 2], y: [1, 2] }, pastCovariates: { p: [1, 2] } });
    const bare = createSeries({ ...daily, id: "s", target: [1, 2] });
    expect(() => fitted.apply(two)).toThrow('series "s": expected 1 columns, as in training, found 2 (x, y)');
    expect(() => fitted.apply(bare)).toThrow('series "s": expected pastCovariates, as in training, found none');
    expect(() => standardize().fit([bare]).apply(one)).toThrow("expected no pastCovariates, as in training, found p");
    expect(() => fitted.apply(bare)).toThrow(DataError);
  });
});
