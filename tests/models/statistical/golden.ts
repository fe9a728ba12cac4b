/** Classic series with what R's package forecast says of them, and forecasts to hold against it. */
import { expect } from "vitest";
import { createForecaster } from "../../../src/models/index.ts";
import { createSeries, type Forecast, type TimeSeries } from "../../../src/series/index.ts";
import { readGolden } from "../../golden/golden.ts";

interface Interval {
  readonly mean: readonly number[];
  readonly lo95: readonly number[];
  readonly hi95: readonly number[];
}
interface Fitted extends Interval {
  readonly rmse: number;
  readonly alpha: number;
}
interface Ets extends Interval {
  readonly model: string;
  readonly par: Readonly<Record<string, number>>;
  readonly init_state: Readonly<Record<string, number>>;
  readonly sigma2: number;
  readonly loglik: number;
  readonly aicc: number;
  readonly mase: number;
}
interface Arima extends Interval {
  readonly model: string;
  readonly loglik: number;
  readonly aicc: number;
  readonly sigma2: number;
  readonly mase: number;
}
type Full = Interval & { readonly lo80: readonly number[]; readonly hi80: readonly number[] };

/** What is known of a series. */
export interface ClassicSeries {
  readonly m: number;
  readonly h: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly ets: Ets;
  readonly arima: Arima;
  readonly ses: Fitted;
  readonly holt: Fitted;
  readonly holt_damped: Fitted;
  readonly hw_add?: Fitted;
  readonly hw_mul?: Fitted;
  readonly stlf?: Full;
  readonly rwdrift: Full;
  readonly meanf: number;
  readonly thetaf: readonly number[];
}

interface Golden {
  readonly series: Readonly<Record<string, ClassicSeries>>;
  readonly fixed: {
    readonly ses_alpha03_simple_Nile: { readonly mean: readonly number[]; readonly fitted: readonly number[] };
    readonly holt_a08_b02_simple_austres: { readonly mean: readonly number[]; readonly fitted: readonly number[] };
    readonly hw_mul_fixed_simple_AirPassengers: {
      readonly mean: readonly number[];
      readonly fitted_last12: readonly number[];
    };
    readonly decompose_mul_AirPassengers: {
      readonly figure: readonly number[];
      readonly trend_7_18: readonly number[];
    };
    readonly decompose_add_co2: { readonly figure: readonly number[] };
    readonly stl_periodic_nottem: {
      readonly seasonal12: readonly number[];
      readonly trend_1_12: readonly number[];
      readonly remainder_1_12: readonly number[];
    };
    readonly stl_s7_co2: { readonly seasonal_last12: readonly number[]; readonly trend_last12: readonly number[] };
    readonly airline_model: { readonly coef: { readonly ma1: number; readonly sma1: number }; readonly loglik: number };
    readonly lakehuron_ar2: {
      readonly coef: { readonly ar1: number; readonly ar2: number; readonly intercept: number };
      readonly loglik: number;
    };
    readonly acf_AirPassengers: readonly number[];
  };
  readonly whole: Readonly<
    Record<"Nile" | "austres" | "AirPassengers" | "co2" | "nottem" | "LakeHuron", readonly number[]>
  >;
}

/** All of it. */
export const golden: Golden = readGolden<Golden>("statistical_golden");

/** Names of the series, of all or of those with a season. */
export const classicNames: readonly string[] = Object.keys(golden.series);
export const seasonalNames: readonly string[] = classicNames.filter((name) => golden.series[name]!.m > 1);

/** A series of its training rows. */
export function classic(name: string): TimeSeries {
  const { m, train } = golden.series[name]!;
  const frequency = ({ 12: "1mo", 4: "1q" } as const)[m] ?? "1y";
  return createSeries({ id: name, start: "1700-01-01", frequency, target: train });
}

/** A model's forecast of the test rows, with the levels 80 and 95. */
export async function forecastClassic(
  name: string,
  model: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Forecast> {
  const series = classic(name);
  const forecaster = createForecaster(model, { horizon: golden.series[name]!.h, ...options });
  const [forecast] = (await forecaster.fit([series])).predict([series]);
  return forecast!;
}

/** Middle and 95 % bounds of each step. */
export const columnOf = ({ values, timestamps }: Forecast, quantile: 0 | 2 | 4): number[] =>
  Array.from(timestamps, (_, h) => values[5 * h + quantile]!);

/** Every number within a share of the expected one. */
export function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number, what = ""): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    const off = Math.abs(value - expected[i]!) / Math.max(Math.abs(expected[i]!), 1e-9);
    expect(off, `${what}[${i}]: ${value}, R ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Means and 95 % bounds within a share of those of R. */
export function expectInterval(forecast: Forecast, expected: Interval, tolerance: number): void {
  expectNear(columnOf(forecast, 2), expected.mean, tolerance, "mean");
  expectNear(columnOf(forecast, 0), expected.lo95, tolerance, "lower");
  expectNear(columnOf(forecast, 4), expected.hi95, tolerance, "upper");
}
