/** Compares forecasts with those of R's package forecast. */
import { expect } from "vitest";
import type { Forecast } from "../../src/series/index.ts";

export interface GoldenForecast {
  readonly mean: readonly number[];
  readonly lo80: readonly number[];
  readonly hi80: readonly number[];
  readonly lo95: readonly number[];
  readonly hi95: readonly number[];
}

export interface NaiveGolden {
  readonly series: Readonly<
    Record<string, { m: number; h: number; train: readonly number[]; naive: GoldenForecast; snaive: GoldenForecast }>
  >;
}

/** A forecast of one channel with the levels 80 and 95, to 1e-6 relative. */
export function expectGolden({ values, timestamps }: Forecast, golden: GoldenForecast): void {
  const columns = [golden.lo95, golden.lo80, golden.mean, golden.hi80, golden.hi95];
  expect(timestamps.length).toBe(golden.mean.length);
  columns.forEach((column, q) => {
    column.forEach((expected, h) => {
      const actual = values[h * columns.length + q]!;
      const off = Math.abs(actual - expected);
      expect(off, `step ${h + 1}, quantile ${q}: ${actual}, R ${expected}`).toBeLessThanOrEqual(
        1e-6 * Math.abs(expected),
      );
    });
  });
}
