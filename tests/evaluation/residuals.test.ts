import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import { backtest, residualDiagnostics } from "../../src/evaluation/index.ts";
import { naive, seasonalNaive } from "../../src/models/index.ts";
import { createSeries } from "../../src/series/index.ts";

describe("residualDiagnostics", () => {
  it("gives bias and error by step, hour and weekday", async () => {
    // Each hour rises by 1: the naive forecast of step h is too low by h.
    const target = Array.from({ length: 240 }, (_, t) => t);
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1h", timezone: "Europe/London", target });
    const { forecasts } = await backtest([series], [naive({ horizon: 3 })], { folds: 60 });
    const [outcome] = residualDiagnostics([series], forecasts);
    expect(outcome!.byStep).toEqual([
      { key: 1, count: 60, bias: 1, mae: 1 },
      { key: 2, count: 60, bias: 2, mae: 2 },
      { key: 3, count: 60, bias: 3, mae: 3 },
    ]);
    expect(outcome!.count).toBe(180);
    expect(outcome!.bias).toMatchObject({ mean: 2, low: 2, high: 2 });
    expect(outcome!.byHour.map(({ key }) => key)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
    expect(outcome!.byWeekday.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(outcome!.ljungBox).toBeUndefined(); // errors that are all equal have no correlation
  });

  it("counts hours and weekdays on the series' own clock", async () => {
    const series = createSeries({
      id: "s",
      start: "2024-07-01T00:00",
      frequency: "1h",
      timezone: "Asia/Tokyo",
      target: Array.from({ length: 30 }, (_, t) => (t === 29 ? 5 : 0)),
    });
    const { forecasts } = await backtest([series], [naive({ horizon: 1 })]);
    const [outcome] = residualDiagnostics([series], forecasts);
    expect(outcome!.byHour).toEqual([{ key: 5, count: 1, bias: 5, mae: 5 }]);
    expect(outcome!.byWeekday).toEqual([{ key: 2, count: 1, bias: 5, mae: 5 }]); // a Tuesday
  });

  it("finds the pattern that a model leaves", async () => {
    const target = Array.from({ length: 200 }, (_, t) => Math.sin((2 * Math.PI * t) / 12) + ((t * 7919) % 13) / 100);
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
    const models = [naive({ horizon: 1 }), seasonalNaive({ horizon: 1, seasonLength: 12 })];
    const { forecasts } = await backtest([series], models, { folds: 100 });
    const [plain, seasonal] = residualDiagnostics([series], forecasts, { lags: 3 });
    expect(plain!.autocorrelations).toHaveLength(3);
    expect(plain!.autocorrelations[0]).toBeGreaterThan(0.5);
    expect(plain!.ljungBox!.pValue).toBeLessThan(1e-6);
    expect(Math.abs(seasonal!.bias!.mean)).toBeLessThan(0.02);
  });

  it("leaves out missing rows, and refuses forecasts of another series", async () => {
    const target = [1, 2, 3, NaN, 5, NaN];
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
    const { forecasts } = await backtest([series], [naive({ horizon: 2 })]);
    expect(residualDiagnostics([series], forecasts)[0]!.count).toBe(1);
    expect(() => residualDiagnostics([], forecasts)).toThrow(DataError);
  });
});
