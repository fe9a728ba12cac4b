import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import { calibration } from "../../src/evaluation/index.ts";
import { normalQuantile } from "../../src/numerics/index.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, type Forecast } from "../../src/series/index.ts";

const quantiles = [0.025, 0.1, 0.5, 0.9, 0.975];

/** Forecasts of one step of standard normal values, each a deviation too wide or too narrow. */
function example(count: number, deviation: number, bias = 0) {
  const random = createRandom(6);
  const target = Array.from({ length: count + 1 }, () => random.normal());
  const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target: { y: target } });
  const forecasts = Array.from({ length: count }, (_, t): Forecast => {
    const { frequency, timezone, timestamps } = series;
    return {
      seriesId: "s",
      model: "normal",
      cutoff: timestamps[t]!,
      frequency,
      timezone,
      timestamps: timestamps.slice(t + 1, t + 2),
      channels: ["y"],
      levels: [80, 95],
      quantiles,
      values: Float64Array.from(quantiles, (p) => bias + deviation * normalQuantile(p)),
    };
  });
  return { series: [series], forecasts };
}

describe("calibration", () => {
  it("finds that right forecasts cover as they say, and how wide they are", () => {
    const [outcome] = calibration(example(4000, 1));
    for (const { level, coverage, width, count } of outcome!.levels) {
      expect(Math.abs(coverage - level / 100)).toBeLessThan(0.02);
      expect(width).toBeCloseTo(2 * normalQuantile(0.5 + level / 200), 10);
      expect(count).toBe(4000);
    }
    for (const { from, to, share } of outcome!.pit) expect(Math.abs(share - (to - from))).toBeLessThan(0.025);
    expect(outcome!.pit.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("tells narrow intervals by the ends of the histogram, and bias by its slope", () => {
    const [narrow] = calibration(example(2000, 0.5));
    expect(narrow!.levels[0]!.coverage).toBeLessThan(0.55);
    expect(narrow!.pit[0]!.share + narrow!.pit.at(-1)!.share).toBeGreaterThan(0.2);
    const [low] = calibration(example(2000, 1, -1));
    expect(low!.pit.at(-1)!.share).toBeGreaterThan(5 * low!.pit[0]!.share);
  });

  it("counts observed steps only, step by step", () => {
    const { series, forecasts } = example(3, 1);
    series[0]!.target.values[2] = NaN;
    const [outcome] = calibration({ series, forecasts });
    expect(outcome!.levels[0]!.bySteps.map(({ count }) => count)).toEqual([2]);
  });

  it("refuses forecasts of different quantiles", () => {
    const { series, forecasts } = example(2, 1);
    const other = { ...forecasts[0]!, quantiles: [0.1, 0.2, 0.5, 0.8, 0.9] };
    expect(() => calibration({ series, forecasts: [forecasts[1]!, other] })).toThrow(DataError);
  });
});
