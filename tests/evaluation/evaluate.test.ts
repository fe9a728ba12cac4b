import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { backtest, evaluate } from "../../src/evaluation/index.ts";
import { coverage, crps, mae, mape, mase, wape } from "../../src/metrics/index.ts";
import { naive } from "../../src/models/index.ts";
import { createSeries, head, type Forecast, type TimeSeries } from "../../src/series/index.ts";

const seriesOf = (id: string, target: number[] | Record<string, number[]>): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target });
const small = seriesOf("small", { y: [1, 2, 1, 2, 4, 2] });
const large = seriesOf("large", { y: [100, 200, 100, 200, 100, 300] });

const forecastsOf = async (series: readonly TimeSeries[], folds = 1) =>
  (await backtest(series, [naive({ horizon: 2 })], { folds, stride: 1, levels: [80] })).forecasts;

describe("evaluate", () => {
  it("gives one value a model, each series counting alike in a mean", async () => {
    const forecasts = await forecastsOf([small, large]);
    const [value] = evaluate([small, large], forecasts, { metrics: [mae] });
    expect(value).toEqual({ model: "naive", metric: "mae", value: (1 + 100) / 2, parts: 2, undefinedParts: 0 });
  });

  it("counts a series alike however many forecasts it has", async () => {
    const forecasts = [...(await forecastsOf([small], 3)), ...(await forecastsOf([large]))];
    const own = evaluate([small, large], forecasts, { metrics: [mae], by: ["series"] });
    const [both] = evaluate([small, large], forecasts, { metrics: [mae] });
    expect(own.map(({ seriesId, parts }) => [seriesId, parts])).toEqual([
      ["small", 3],
      ["large", 1],
    ]);
    expect(both!.value).toBe((own[0]!.value + own[1]!.value) / 2);
  });

  it("takes ratios of sums over all points together", async () => {
    const forecasts = await forecastsOf([small, large]);
    const [value] = evaluate([small, large], forecasts, { metrics: [wape] });
    expect(value!.value).toBe((2 + 0 + 100 + 100) / (4 + 2 + 100 + 300));
    const [covered] = evaluate([small, large], forecasts, { metrics: [coverage(80)] });
    expect(covered!.value).toBeGreaterThan(0);
  });

  it("weighs series", async () => {
    const forecasts = await forecastsOf([small, large]);
    const seriesWeights = { small: 3, large: 1 };
    expect(evaluate([small, large], forecasts, { metrics: [mae], seriesWeights })[0]!.value).toBe((3 + 100) / 4);
    const run = (): unknown => evaluate([small], forecasts, { seriesWeights: { small: -1 } });
    expect(run).toThrow(OptionError);
  });

  it("judges one fit at several horizons, as forecasts of these lengths would be", async () => {
    const target = Array.from({ length: 60 }, (_, t) => 5 + ((7 * t) % 11));
    const series = seriesOf("s", target);
    const metrics = [mae, mase, crps];
    const run = (horizon: number): Promise<Forecast[]> =>
      Promise.all(
        [20, 30, 40].map(async (rows) => {
          const fitted = await naive({ horizon }).fit([head(series, 20)]);
          return fitted.predict([head(series, rows)])[0]!;
        }),
      );
    const [short, long] = [await run(3), await run(8)];
    const rows = evaluate([series], long, { metrics, horizons: [3, 8] });
    expect(rows.map(({ horizon }) => horizon)).toEqual([3, 3, 3, 8, 8, 8]);
    expect(rows.slice(0, 2).map(({ value }) => value)).toEqual(
      evaluate([series], short, { metrics })
        .slice(0, 2)
        .map(({ value }) => value),
    );
    expect(rows.slice(3).map(({ value }) => value)).toEqual(
      evaluate([series], long, { metrics }).map(({ value }) => value),
    );
    for (const horizons of [[9], [0], [], [1.5]]) {
      expect(() => evaluate([series], long, { horizons })).toThrow(
        "evaluate horizons: expected whole numbers from 1 to",
      );
    }
    expect(() => evaluate([series], long, { horizons: [3], by: ["step"] })).toThrow("found horizons and steps");
  });

  it("tells channels, cutoffs and steps apart when asked to", async () => {
    const series = seriesOf("s", { a: [1, 1, 1, 2, 3, 5], b: [0, 0, 0, 0, 0, 0] });
    const forecasts = await forecastsOf([series], 2);
    const rows = evaluate([series], forecasts, { metrics: [mae], by: ["channel", "step"] });
    expect(rows.map(({ channel, horizonStep, value, cutoff }) => [channel, horizonStep, value, cutoff])).toEqual([
      ["a", 1, 1, undefined],
      ["a", 2, 2.5, undefined],
      ["b", 1, 0, undefined],
      ["b", 2, 0, undefined],
    ]);
    expect(evaluate([series], forecasts, { metrics: [mae], by: ["cutoff"] })).toHaveLength(2);
  });

  it("says in how many parts a metric is undefined, and leaves them out", async () => {
    const zero = seriesOf("zero", { y: [3, 1, 2, 1, 0, 0] });
    const forecasts = await forecastsOf([small, zero]);
    const [value] = evaluate([small, zero], forecasts, { metrics: [mape] });
    expect(value).toMatchObject({ value: 25, parts: 2, undefinedParts: 1 });
  });

  it("scales by the rows up to the cutoff", async () => {
    const forecasts = await forecastsOf([small]);
    expect(evaluate([small], forecasts, { metrics: [mase], seasonLength: 2 })[0]!.value).toBeNaN();
    expect(evaluate([small], forecasts, { metrics: [mase] })[0]!.value).toBe(1);
  });

  it("counts rows beyond the end of a series as missing, and needs no median", async () => {
    const [forecast] = await forecastsOf([small]);
    const cut = seriesOf("small", { y: [1, 2, 1, 2, 4] });
    expect(evaluate([cut], [forecast!], { metrics: [mae] })[0]!.value).toBe(2);
    const halves = { ...forecast!, quantiles: [0.1, 0.4, 0.9] };
    expect(evaluate([small], [halves], { metrics: [crps] })[0]!.value).toBeGreaterThan(0);
  });

  it("refuses a forecast of a series that is not there, or of another", async () => {
    const forecasts = await forecastsOf([small]);
    expect(() => evaluate([large], forecasts)).toThrow('forecast of "small": expected its series');
    const other = seriesOf("small", { y: [1, 2] });
    expect(() => evaluate([other], forecasts)).toThrow(DataError);
  });
});
