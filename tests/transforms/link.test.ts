import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeries, type Forecast, type TimeSeries } from "../../src/series/index.ts";
import { restoreScaling, standardizeLinked, type TargetRange } from "../../src/transforms/index.ts";
import { linked, unlinked } from "../../src/transforms/link.ts";

const daily = { start: "2024-01-01", frequency: "1d" };
const forecastOf = (series: TimeSeries, values: Float64Array): Forecast => ({
  seriesId: series.id,
  model: "m",
  cutoff: 0,
  frequency: series.frequency,
  timezone: series.timezone,
  timestamps: series.timestamps,
  channels: series.target.names,
  levels: [],
  quantiles: [0.5],
  values,
});

describe("linked and unlinked", () => {
  it("are each other's inverse inside the margins, and rise", () => {
    const share = fc.double({ min: 0.005, max: 0.995, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (a, b, low) => {
        for (const range of ["positive", [low, low + 7]] as TargetRange[]) {
          const [x, y] = [a, b].map((one) => (range === "positive" ? 100 * one : low + 7 * one)) as [number, number];
          expect(Math.abs(unlinked(linked(x, range, 0.1), range) - x)).toBeLessThan(1e-9);
          if (x < y) expect(linked(x, range, 0.1)).toBeLessThanOrEqual(linked(y, range, 0.1));
        }
      }),
    );
  });

  it("hold what is nearer to a bound than a two-hundredth of their distance there", () => {
    expect(linked(0, [0, 10], 0)).toBe(linked(0.05, [0, 10], 0));
    expect(linked(10, [0, 10], 0)).toBeCloseTo(-linked(0, [0, 10], 0), 12);
    expect(linked(0, "positive", 0.5)).toBe(linked(0.5, "positive", 0.5));
    expect(linked(NaN, "positive", 0.5)).toBeNaN();
    expect(linked(NaN, [0, 10], 0)).toBeNaN();
  });

  it("come back inside the range, whatever is forecast", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(unlinked(value, "positive")).toBeGreaterThanOrEqual(0);
        expect(unlinked(value, [-3, 0.1])).toBeGreaterThanOrEqual(-3);
        expect(unlinked(value, [-3, 0.1])).toBeLessThanOrEqual(0.1);
      }),
    );
  });
});

describe.each(["positive", [0, 40]] as TargetRange[])("standardizeLinked(%j)", (range) => {
  const series = createSeries({ ...daily, target: { x: [1, 2, NaN, 8, 16], y: [0, 10, 20, 30, 40] } });
  const other = createSeries({ ...daily, id: "other", target: { x: [3, 9, 27, 1], y: [5, 5, 5, 5] } });

  it("inverts what it applied, but for what lay in the margins", () => {
    const fitted = standardizeLinked(range).fit([series]);
    for (const one of [series, other]) {
      const back = fitted.invert(forecastOf(one, fitted.apply(one).target.values), one).values;
      one.target.values.forEach((value, i) => {
        if (Number.isNaN(value)) expect(back[i]).toBeNaN();
        else expect(Math.abs(back[i]! - value)).toBeLessThan(value === 0 || value === 40 ? 0.21 : 1e-9);
      });
    }
  });

  it("gives what is learned mean 0 and deviation 1", () => {
    const { values } = standardizeLinked(range).fit([series]).apply(series).target;
    const y = values.filter((_, i) => i % 2 === 1);
    expect(y.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(y.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(5, 12);
  });

  it("comes back from its state", () => {
    const fitted = standardizeLinked(range).fit([series]);
    const restored = restoreScaling(JSON.parse(JSON.stringify(fitted.state())) as ReturnType<typeof fitted.state>);
    for (const one of [series, other]) expect(restored.apply(one)).toEqual(fitted.apply(one));
  });
});

it("a channel that is 0 throughout has a finite logarithm", () => {
  const zero = createSeries({ ...daily, target: [0, 0, 0] });
  expect(Array.from(standardizeLinked("positive").fit([zero]).apply(zero).target.values)).toEqual([0, 0, 0]);
});
