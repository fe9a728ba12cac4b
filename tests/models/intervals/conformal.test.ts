import { describe, expect, it } from "vitest";
import { DataError, ModelFileError, OptionError, UnsupportedError } from "../../../src/errors.ts";
import { backtest, calibration } from "../../../src/evaluation/index.ts";
import {
  conformal,
  loadForecaster,
  lstm,
  mean,
  naive,
  seasonalNaive,
  type ConformalMethod,
  type Forecaster,
} from "../../../src/models/index.ts";
import { createRandom } from "../../../src/random.ts";
import { createSeries, head, type TimeSeries } from "../../../src/series/index.ts";
import { bytesOf, medians, sine, withCovariates } from "../../contract/examples.ts";

const methods: ConformalMethod[] = ["split", "adaptive", "quantile", "bootstrap"];
const tiny = (): Forecaster =>
  lstm({ horizon: 4, contextLength: 8, hiddenSize: 3, epochs: 1, stepsPerEpoch: 2, seasonLength: 8 });
const every = describe.each(methods.map((method) => ({ method })));

/** A random walk, whose naive forecast misses by the root of the step; `jump` makes its steps larger from a row on. */
function walk(rows: number, seed: number, jump = Infinity): TimeSeries {
  const random = createRandom(seed);
  let level = 0;
  const target = Array.from({ length: rows }, (_, t) => (level += random.normal() * (t < jump ? 1 : 4)));
  return createSeries({ id: `walk ${seed}`, start: "2024-01-01", frequency: "1h", target });
}

every("$method", ({ method }) => {
  const series = [sine(120), sine(110, { id: "other" })];

  it("covers about as often as it says, at every step", async () => {
    const walks = Array.from({ length: 8 }, (_, i) => walk(900, 100 * (i + 1))); // of one alone, what was measured may be calm by chance
    const wrapped = conformal(naive({ horizon: 3 }), { method });
    const result = await backtest(walks, [wrapped], { folds: 150, stride: 3 });
    const [outcome] = calibration(result);
    for (const { level, coverage, bySteps } of outcome!.levels) {
      expect(Math.abs(coverage - level / 100), `${level} %: ${coverage}`).toBeLessThan(0.05);
      for (const step of bySteps) expect(Math.abs(step.coverage - level / 100)).toBeLessThan(0.08);
    }
  });

  it("keeps the forecaster's own median, and its quantiles do not cross", async () => {
    const base = await tiny().fit(series);
    const wrapped = await conformal(tiny(), { method }).fit(series);
    const [own, other] = [base.predict(series), wrapped.predict(series)];
    own.forEach((forecast, i) => expect(medians(other[i]!)).toEqual(medians(forecast)));
    for (const { values, quantiles } of other) {
      values.forEach((value, i) => i % quantiles.length === 0 || expect(value).toBeGreaterThanOrEqual(values[i - 1]!));
    }
  });

  it("says its name, method and base", async () => {
    const wrapped = await conformal(tiny(), { method }).fit(series);
    expect(wrapped.name).toBe(`lstm-${method}`);
    expect(wrapped.options).toMatchObject({ horizon: 4, base: "lstm", method });
    expect(wrapped.predict(series)[0]!.model).toBe(`lstm-${method}`);
  });

  it("forecasts the same bytes again, loaded, and alone", async () => {
    const wrapped = await conformal(tiny(), { method }).fit(series);
    const longer = [sine(140), sine(120, { id: "other" })];
    const bytes = bytesOf(wrapped.predict(longer));
    const loaded = await loadForecaster(wrapped.save());
    expect(bytesOf(loaded.predict(longer))).toEqual(bytes);
    expect(loaded.name).toBe(wrapped.name);
    expect(bytesOf(wrapped.predict([longer[1]!]))).toEqual([bytes[1]]);
    const again = await conformal(tiny(), { method }).fit(series);
    expect(bytesOf(again.predict(longer))).toEqual(bytes);
  });

  const run = async (one: TimeSeries): Promise<string[]> => {
    const wrapped = await conformal(tiny(), { method }).fit([head(one, 110)]);
    return bytesOf(wrapped.predict([head(one, 115), head(one, 120)]));
  };

  it("does not see what comes after the cutoff", async () => {
    const whole = withCovariates(140, 20);
    const poisoned = {
      ...whole,
      target: { ...whole.target, values: whole.target.values.map((value, t) => (t >= 120 ? 1e9 : value)) },
    };
    expect(await run(poisoned)).toEqual(await run(whole));
  });

  it("gives a history the same interval beside longer histories of the same memory", async () => {
    const whole = sine(140);
    const wrapped = await conformal(tiny(), { method }).fit([head(whole, 110)]);
    const together = wrapped.predict([head(whole, 112), head(whole, 130), whole]);
    const alone = [112, 130, 140].flatMap((rows) => wrapped.predict([head(whole, rows)]));
    expect(bytesOf(together)).toEqual(bytesOf(alone));
  });

  it("measures a series that it was not fitted on by its own rows", async () => {
    const wrapped = await conformal(naive({ horizon: 3 }), { method }).fit([walk(300, 4)]);
    const loud = walk(300, 5, 0);
    const [calm, wide] = [wrapped.predict([walk(300, 6)])[0]!, wrapped.predict([loud])[0]!];
    const width = ({ values }: typeof calm): number => values[4]! - values[0]!;
    if (method !== "quantile") expect(width(wide)).toBeGreaterThan(2 * width(calm));
    expect(width(calm)).toBeGreaterThan(0);
  });

  it("leaves missing rows out", async () => {
    const gappy = sine(120, { target: Array.from(sine(120).target.values, (v, t) => (t % 7 === 3 ? NaN : v)) });
    const [forecast] = (await conformal(tiny(), { method }).fit([gappy])).predict([gappy]);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
  });
});

/** A series whose values before a row are missing. */
const lateFrom = (first: number): TimeSeries =>
  sine(120, { id: "late", target: Array.from(sine(120).target.values, (v, t) => (t < first ? NaN : v)) });

every("$method of series that are first observed late", ({ method }) => {
  it("measures errors where there is something to forecast from", async () => {
    for (const first of [100, 118]) {
      const series = [sine(120), lateFrom(first)];
      const wrapped = await conformal(naive({ horizon: 4 }), { method }).fit(series);
      const forecasts = wrapped.predict(series);
      for (const { values } of forecasts) expect(values.every(Number.isFinite)).toBe(true);
      expect(bytesOf((await loadForecaster(wrapped.save())).predict(series))).toEqual(bytesOf(forecasts));
      if (first === 100) expect(forecasts[1]!.values[4]! - forecasts[1]!.values[0]!).toBeGreaterThan(0);
    }
  });

  it("refuses a fit where no series is observed in more rows than the horizon", async () => {
    const fit = conformal(naive({ horizon: 4 }), { method }).fit([lateFrom(116)]);
    await expect(fit).rejects.toThrow("observed in more rows than the horizon");
  });
});

/** Coverage at 80 % of a forecaster that was fitted on the first rows, at cutoffs of so many rows, by the name of the forecaster. */
async function coverageOf(
  series: TimeSeries,
  models: Forecaster[],
  rows: number,
  cutoffs: number[],
): Promise<number[]> {
  const fitted = await Promise.all(models.map((model) => model.fit([head(series, rows)])));
  return fitted.map((one) => {
    const forecasts = one.predict(
      cutoffs.map((count) => head(series, count)),
      { levels: [80] },
    );
    return calibration({ forecasts, series: [series] })[0]!.levels[0]!.coverage;
  });
}

/** Rows from one on. */
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

/** A random walk about a day of 24 hours, known where `known` says so, with weights where `weight` gives them. */
function hours(
  rows: number,
  { known, weight }: { known?: (t: number) => boolean; weight?: (t: number) => number },
): TimeSeries {
  const { values } = walk(rows, 21).target;
  const target = Array.from(values, (v, t) => (known && !known(t) ? NaN : v + 9 * Math.sin((2 * Math.PI * t) / 24)));
  const weights = weight && { weight: target.map((_, t) => weight(t)) };
  return createSeries({ id: "hours", start: "2024-01-01", frequency: "1h", target, ...weights });
}

/** Widths at 80 and 95 % of each step. */
const widthsOf = ({ values }: { readonly values: Float64Array }): [number, number][] =>
  Array.from({ length: values.length / 5 }, (_, h) => {
    const [low95, low80, , high80, high95] = values.subarray(5 * h, 5 * h + 5);
    return [high80! - low80!, high95! - low95!];
  });

const daily = (): Forecaster => seasonalNaive({ horizon: 4, seasonLength: 24 });

every("$method where errors are not known", ({ method }) => {
  const bases = [naive({ horizon: 4 }), daily()];

  it("never has less width than the forecaster's own interval where no row that it measures has weight", async () => {
    const series = hours(1000, { weight: (t) => (t < 700 ? 1 : 0) });
    for (const base of bases) {
      const [own] = (await base.fit([series])).predict([series]);
      const [found] = (await conformal(base, { method }).fit([series])).predict([series]);
      expect(found!.values).toEqual(own!.values);
    }
  });

  it("takes the forecaster's own where one error is known of some steps, and none of others", async () => {
    const series = hours(1000, { known: (t) => t < 650 || t === 999 });
    const base = daily();
    const own = widthsOf((await base.fit([series])).predict([series])[0]!);
    const found = widthsOf((await conformal(base, { method }).fit([series])).predict([series])[0]!);
    found.forEach(([w80, w95], h) => {
      expect(w80).toBeGreaterThanOrEqual(own[h]![0]);
      expect(w95).toBeGreaterThanOrEqual(own[h]![1]);
    });
  });

  it("keeps what it measured in training while new rows have no weight, or are observed at some steps alone", async () => {
    const weightless = hours(2500, { weight: (t) => (t < 1000 ? 1 : 0) });
    const fitted = await conformal(naive({ horizon: 4 }), { method }).fit([head(weightless, 1000)]);
    const [before, after] = [head(weightless, 1000), weightless].map((one) => widthsOf(fitted.predict([one])[0]!));
    if (method !== "quantile")
      after!.forEach((widths, h) => widths.forEach((width, l) => expect(width).toBeCloseTo(before![h]![l]!, 9)));
    const sparse = hours(2500, { known: (t) => t < 984 || t % 24 === 0 });
    const apart = await conformal(naive({ horizon: 4 }), { method, every: 24 }).fit([head(sparse, 984)]);
    const [start, later] = [head(sparse, 984), sparse].map((one) => widthsOf(apart.predict([one])[0]!));
    for (const h of [1, 2, 3]) {
      const pairs = later![h]!.map((width, l) => [width, start![h]![l]!] as const); // new rows are observed at step 0 alone
      for (const [width, before] of pairs) expect(width).toBeGreaterThan(before - 1e-9);
    }
  });

  it("tells 80 from 95 % although few errors of each step are known", async () => {
    const series = hours(600, { known: (t) => t < 430 || t % 24 === 0 });
    for (const base of bases) {
      const [forecast] = (await conformal(base, { method }).fit([series])).predict([series]);
      for (const [w80, w95] of widthsOf(forecast!)) {
        expect(w80).toBeGreaterThan(0);
        expect(w95).toBeGreaterThan(w80);
      }
    }
  });

  it("takes the forecaster's own for a series with too few rows to measure", async () => {
    const fitted = await conformal(naive({ horizon: 4 }), { method }).fit([walk(300, 4)]);
    const short = walk(4, 5);
    const own = (await naive({ horizon: 4 }).fit([walk(300, 4)])).predict([short])[0]!;
    expect(fitted.predict([short])[0]!.values).toEqual(own.values);
  });
});

describe("every", () => {
  it("is what an error names where it leaves no row before the first forecast", async () => {
    const fit = (rows: number, step: number) => conformal(naive({ horizon: 4 }), { every: step }).fit([walk(rows, 1)]);
    await expect(fit(100, 100)).rejects.toThrow("every 100 rows");
    await expect(fit(100, 100)).rejects.toThrow("smaller `every`");
    await expect(fit(4, 2)).rejects.toThrow("more rows than the horizon");
    expect((await fit(102, 100)).predict([walk(102, 1)])).toHaveLength(1);
  });

  it("is named as well where the first forecast lies before the first observed row, and such series are not measured", async () => {
    const late = lateFrom(80);
    await expect(conformal(naive({ horizon: 4 }), { every: 60 }).fit([late])).rejects.toThrow("`every`");
    const fitted = await conformal(naive({ horizon: 4 }), { every: 60 }).fit([walk(200, 1)]);
    for (const other of [late, walk(50, 2)]) {
      for (const [w80, w95] of widthsOf(fitted.predict([other])[0]!)) expect(w95).toBeGreaterThan(w80);
    }
  });
});

describe("adaptive intervals", () => {
  it("are what conformal gives unless told otherwise", () => {
    expect(conformal(naive({ horizon: 2 })).options).toMatchObject({ method: "adaptive" });
  });

  it("cover from the shift on although errors are four times as large, where split ones do not", async () => {
    const series = walk(1200, 8, 700);
    const models = (["split", "adaptive"] as const).map((method) => conformal(naive({ horizon: 2 }), { method }));
    const [split, adaptive] = await coverageOf(series, models, 690, from(700, 200));
    expect(split).toBeLessThan(0.7);
    expect(Math.abs(adaptive! - 0.8)).toBeLessThan(0.05);
  });

  it("cover after the level has moved away from a forecaster that does not follow", async () => {
    const random = createRandom(6);
    const target = Array.from({ length: 1200 }, (_, t) => random.normal() + (t < 700 ? 0 : 20));
    const stuck = seasonalNaive({ horizon: 2, seasonLength: 200 }); // looks back before the shift for 200 rows
    const models = (["split", "adaptive"] as const).map((method) => conformal(stuck, { method }));
    const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
    const [split, adaptive] = await coverageOf(series, models, 690, from(700, 400));
    expect(Math.abs(adaptive! - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(split! - 0.8)).toBeGreaterThan(0.05);
  });
});

every("$method while history grows", ({ method }) => {
  it("measures the newest rows: wide intervals grow narrow when noise has gone", async () => {
    const random = createRandom(9);
    const target = Array.from({ length: 900 }, (_, t) => random.normal() * (t < 300 ? 10 : 1));
    const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
    const fitted = await conformal(naive({ horizon: 2 }), { method }).fit([head(series, 300)]);
    const width = (rows: number): number => {
      const { values } = fitted.predict([head(series, rows)], { levels: [80] })[0]!;
      return values[2]! - values[0]!;
    };
    expect(width(900)).toBeLessThan(width(300) / 5);
  });

  it("counts errors that are known: a gap longer than all origins takes nothing away", async () => {
    const series = walk(400, 3);
    const values = series.target.values.map((value, t) => (t >= 320 && t < 390 ? NaN : value));
    const gappy = { ...series, target: { ...series.target, values } };
    const fitted = await conformal(naive({ horizon: 1 }), { method, origins: 40 }).fit([head(gappy, 200)]);
    const [before, after] = [320, 390].map((rows) => fitted.predict([head(gappy, rows)])[0]!.values);
    const [narrow, wide] = [before!, after!].map((of) => of[4]! - of[0]!);
    if (method === "quantile")
      expect(wide).toBeGreaterThan(narrow!); // naive's own are wider behind a gap
    else expect(wide).toBeCloseTo(narrow!, 9);
  });

  it("meets all hours although the stride of its origins is a day", async () => {
    // Noise by day alone; 8,000 hours give a stride of 24 between 100 origins.
    const random = createRandom(4);
    const target = Array.from({ length: 8100 }, (_, t) => random.normal() * (t % 24 < 12 ? 10 : 1));
    const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
    const fitted = await conformal(mean({ horizon: 1 }), { method }).fit([head(series, 7930)]);
    const forecasts = fitted.predict(
      from(7930, 168).map((rows) => head(series, rows)),
      { levels: [80] },
    );
    const { coverage } = calibration({ forecasts, series: [series] })[0]!.levels[0]!;
    expect(Math.abs(coverage - 0.8)).toBeLessThan(0.1);
  });
});

every("$method of forecasts that are made at the same hour", ({ method }) => {
  it("cover the noise of that hour where every says so", async () => {
    const random = createRandom(14);
    const target = Array.from({ length: 5000 }, (_, t) => random.normal() * (t % 24 < 12 ? 10 : 1));
    const series = createSeries({ start: "2024-01-01", frequency: "1h", target });
    const midnights = Array.from({ length: 60 }, (_, i) => 3504 + 24 * i); // 3,504 hours are 146 days
    const models = [{ every: 24 }, {}].map((more) => conformal(mean({ horizon: 1 }), { method, ...more }));
    const [told, untold] = await coverageOf(series, models, 3504, midnights);
    expect(Math.abs(told! - 0.8)).toBeLessThan(0.155); // three standard errors of 60
    expect(untold).toBeLessThan(told!);
    const saved = await models[0]!.fit([head(series, 3504)]);
    const loaded = await loadForecaster(saved.save());
    expect(bytesOf(loaded.predict([series]))).toEqual(bytesOf(saved.predict([series])));
  });
});

describe("quantile intervals", () => {
  it("of a forecaster whose own never change are those of split, also where a spike made its own wider later", async () => {
    const series = walk(400, 11);
    const spike = {
      ...series,
      target: { ...series.target, values: series.target.values.map((v, t) => (t === 390 ? 500 : v)) },
    };
    const [split, quantile] = await Promise.all(
      (["split", "quantile"] as const).map((method) => conformal(naive({ horizon: 3 }), { method }).fit([spike])),
    );
    const [expected, found] = [split!, quantile!].map((one) => one.predict([spike])[0]!.values);
    found!.forEach((value, i) => expect(value).toBeCloseTo(expected![i]!, 9));
  });
});

describe("bootstrap", () => {
  it("gives whole paths, drawn by its seed", async () => {
    const series = walk(200, 3);
    const run = async (seed: number) =>
      (await conformal(naive({ horizon: 3 }), { method: "bootstrap", samples: 50, seed }).fit([series])).predict([
        series,
      ])[0]!;
    const forecast = await run(1);
    expect(forecast.samples).toHaveLength(150);
    expect(forecast.samples).toEqual((await run(1)).samples);
    expect(forecast.samples).not.toEqual((await run(2)).samples);
  });

  it("draws as many paths as a forecast asks for, as far from the middle as it asks", async () => {
    const series = walk(200, 3);
    const wrapped = await conformal(naive({ horizon: 3 }), { method: "bootstrap", samples: 50 }).fit([series]);
    const [whole, few, half] = [{}, { samples: 7 }, { temperature: 0.5 }].map((asked) => wrapped.predict([series], asked)[0]!); // prettier-ignore
    expect(few!.samples).toEqual(whole!.samples!.slice(0, 21));
    expect(few!.values).toEqual(whole!.values);
    const middle = whole!.values[2]!; // the naive forecast is the same at all steps
    half!.samples!.forEach((value, i) => expect(value - middle).toBeCloseTo((whole!.samples![i]! - middle) / 2, 10));
    expect(() => wrapped.predict([series], { samples: 0 })).toThrow(OptionError);
    expect(() => wrapped.predict([series], { temperature: -1 })).toThrow("naive-bootstrap.predict temperature");
  });

  it("alone serves paths: the other methods refuse them", async () => {
    const series = walk(200, 3);
    for (const method of ["split", "adaptive", "quantile"] as const) {
      const wrapped = await conformal(naive({ horizon: 3 }), { method }).fit([series]);
      for (const asked of [{ samples: 5 }, { temperature: 2 }]) {
        expect(() => wrapped.predict([series], asked)).toThrow(UnsupportedError);
      }
    }
  });
});

describe("conformal", () => {
  it("gives quantile only the levels that it measured", async () => {
    const wrapped = await conformal(seasonalNaive({ horizon: 4, seasonLength: 8 }), {
      method: "quantile",
      levels: [50, 90],
    }).fit([sine(120)]);
    expect(wrapped.predict([sine(120)])[0]!.levels).toEqual([50, 90]);
    expect(wrapped.predict([sine(120)], { levels: [90] })[0]!.levels).toEqual([90]);
    expect(() => wrapped.predict([sine(120)], { levels: [80] })).toThrow(OptionError);
    expect(() => wrapped.predict([sine(120)], { levels: [80] })).toThrow("of the levels that were measured: 50, 90");
  });

  it("refuses options outside their range, a series too short, none at all, and a file that is not whole", async () => {
    expect(() => conformal(tiny(), { share: 1 })).toThrow(OptionError);
    expect(() => conformal(tiny(), { method: "luck" as "split" })).toThrow(
      "one of adaptive, split, quantile, bootstrap",
    );
    await expect(conformal(naive({ horizon: 4 })).fit([sine(4)])).rejects.toThrow(
      'naive-adaptive.fit: series "sine": expected more rows than the horizon',
    );
    await expect(conformal(naive({ horizon: 4 })).fit([])).rejects.toThrow(DataError);
    const wrapped = await conformal(naive({ horizon: 4 })).fit([sine(60)]);
    const bytes = wrapped.save();
    bytes[bytes.length - 1]! ^= 1;
    await expect(loadForecaster(bytes)).rejects.toThrow(ModelFileError);
  });
});
