import * as danfo from "danfojs-node";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toDanfo } from "../../src/evaluation/index.ts";
import { createSeries, type Forecast, fromDanfo, seriesToCsv } from "../../src/series/index.ts";

describe("toDanfo", () => {
  it("makes frames of series that read back the same", async () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(NaN, -0));
    const shape = fc.record({
      values: fc.array(value, { minLength: 2, maxLength: 9 }),
      frequency: fc.constantFrom("30s", "15min", "1h", "1d", "1w", "1mo"),
      city: fc.constantFrom("Köln", 'a "b", c\n'),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ values, frequency, city }) => {
        const series = ["a", "b"].map((id) =>
          createSeries({
            id,
            start: Date.UTC(2024, 0, 31),
            frequency,
            target: { y: values },
            staticCovariates: { city },
          }),
        );
        const frame = toDanfo(danfo, series);
        const roles = { time: "timestamp", target: "y", id: "id", staticCovariates: "city", frequency };
        expect(await fromDanfo(frame, roles)).toEqual(series);
      }),
      { numRuns: 50 },
    );
  });

  it("makes frames of forecasts, of scores and of nothing, with NaN where values are missing", () => {
    const forecast: Forecast = {
      seriesId: "load",
      model: "demo",
      cutoff: 0,
      frequency: { unit: "hour", step: 1 },
      timezone: "UTC",
      timestamps: Float64Array.of(3_600_000, 7_200_000),
      channels: ["x"],
      levels: [80],
      quantiles: [0.1, 0.5, 0.9],
      values: Float64Array.of(1, NaN, 3, 4, 5, 6),
    };
    const frame = toDanfo(danfo, [forecast]);
    expect(frame.columns).toEqual(["id", "timestamp", "channel", "forecast", "lo-80", "hi-80"]);
    expect(frame.dtypes).toEqual(["string", "string", "string", "float32", "float32", "float32"]);
    expect(frame.values).toEqual([
      ["load", "1970-01-01T01:00:00Z", "x", NaN, 1, 3],
      ["load", "1970-01-01T02:00:00Z", "x", 5, 4, 6],
    ]);
    expect(frame["forecast"].add(1).values).toEqual([NaN, 6]);
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target: { x: [1, 2] } });
    const score = { model: "m", seriesId: "s", channel: "x", cutoff: series.timestamps[1]!, metric: "mae", value: 0.5 };
    const scores = toDanfo(danfo, { series: [series], scores: [score] });
    expect(scores.values).toEqual([["m", "s", "x", "2024-01-02", NaN, "mae", 0.5]]);
    expect(toDanfo(danfo, []).shape).toEqual([0, 2]);
  });

  it("leaves writing to writeCsv: danfojs puts no quotes around text that needs them", () => {
    const series = createSeries({ id: "a,b", start: "2024-01-01", frequency: "1d", target: { y: [1, 2] } });
    expect(danfo.toCSV(toDanfo(danfo, [series]))).toContain("\na,b,2024-01-01,1");
    expect(seriesToCsv([series])).toContain('\n"a,b",2024-01-01,1');
  });
});
