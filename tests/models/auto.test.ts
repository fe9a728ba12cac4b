import { describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError, UnsupportedError } from "../../src/errors.ts";
import { backtest } from "../../src/evaluation/index.ts";
import {
  auto,
  choiceOf,
  conformal,
  deepAr,
  holtWinters,
  loadForecaster,
  lstm,
  naive,
  seasonalNaive,
  type Forecaster,
} from "../../src/models/index.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, medians, noisySine, SEASON, sine } from "../contract/examples.ts";

const candidates = (): Forecaster[] => [naive({ horizon: 4 }), seasonalNaive({ horizon: 4, seasonLength: SEASON })];

/** Fits on a series and forecasts it. */
const valuesOf = async (forecaster: Forecaster, series: TimeSeries): Promise<Float64Array> =>
  (await forecaster.fit([series])).predict([series])[0]!.values;

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

/** Always fails, where it is told to. */
const broken = (during: "fit" | "second fit"): Forecaster => {
  let fits = 0;
  const inner = seasonalNaive({ horizon: 4, seasonLength: SEASON });
  return {
    ...inner,
    name: "broken",
    fit(train, options) {
      if (during === "fit" || ++fits > 1) throw new DataError({ where: "broken.fit", expected: "luck", found: "none" });
      return inner.fit(train, options);
    },
  };
};

describe("auto", () => {
  it("takes the model with the least error, fitted on all rows", async () => {
    const fitted = await auto({ horizon: 4 }, candidates()).fit([sine()]);
    const own = await candidates()[1]!.fit([sine()]);
    const named = own.predict([sine()]).map((forecast) => Object.assign(forecast, { model: "auto" }));
    expect(fitted.predict([sine()])).toEqual(named);
  });

  it("judges by the weights of rows: not at all by those of weight 0", async () => {
    const rows = 120;
    const weight = new Float64Array(rows).fill(1);
    const target = Array.from(noisySine(rows));
    // Of each season the last half is spoiled in a way that suits naive forecasts, and does not count.
    for (let t = 80; t < rows; t++) if (t % 2 === 1) [target[t], weight[t]] = [target[t - 1]!, 0];
    const [spoiled, alike] = [sine(rows, { target, weight }), sine(rows, { target })];
    const errorsOf = async (series: typeof spoiled): Promise<number[]> =>
      choiceOf(await auto({ horizon: 4 }, candidates()).fit([series]))!.map(({ error }) => error);
    expect(await errorsOf(spoiled)).not.toEqual(await errorsOf(alike));
    for (let t = 80; t < rows; t++) if (t % 2 === 1) spoiled.weight![t] = 1;
    expect(await errorsOf(spoiled)).toEqual(await errorsOf(alike));
    expect(await errorsOf(sine(rows, { target, weight: weight.fill(0) }))).toEqual([NaN, NaN]);
  });

  it("says why in one table, best first", async () => {
    const table = choiceOf(await auto({ horizon: 4 }, candidates()).fit([sine()]))!;
    expect(table.map(({ model, weight }) => [model, weight])).toEqual([
      ["seasonal-naive", 1],
      ["naive", 0],
    ]);
    expect(table[0]!.reason).toBe("least error");
    expect(table[1]!.reason).toBe(`${(table[1]!.error / table[0]!.error).toFixed(2)} times the least error`);
    expect(choiceOf(await naive({ horizon: 4 }).fit([sine()]))).toBeUndefined();
  });

  it("says why in words where the least error is 0", async () => {
    const level = sine(60, { target: Array.from({ length: 60 }, () => 5) });
    const above = naive({ horizon: 4 });
    const worse: Forecaster = {
      ...above,
      name: "worse",
      async fit() {
        return above.fit([level]).then((fitted) => ({
          ...fitted,
          predict: (history, options) =>
            fitted.predict(history, options).map((one) => Object.assign(one, { values: one.values.map((v) => v + 1) })),
        }));
      },
    };
    const table = choiceOf(await auto({ horizon: 4 }, [...candidates(), worse]).fit([level]))!;
    expect(table.map(({ model, reason }) => [model, reason])).toEqual([
      ["naive", "least error"],
      ["seasonal-naive", "no error either, but not the first of the list"],
      ["worse", "the least error is 0"],
    ]);
  });

  it("tells candidates of one name apart", async () => {
    const models = [naive({ horizon: 4 }), naive({ horizon: 4 })];
    const table = choiceOf(await auto({ horizon: 4 }, models).fit([sine()]))!;
    expect(table.map(({ model }) => model)).toEqual(["naive", "naive-2"]);
  });

  it("judges by rows inside the training rows that the candidates have not seen", async () => {
    const fits: number[] = [];
    const inner = naive({ horizon: 4 });
    const watching: Forecaster = {
      ...inner,
      fit(train, options) {
        fits.push(train[0]!.timestamps.length);
        return inner.fit(train, options);
      },
    };
    const table = choiceOf(await auto({ horizon: 4, folds: 3, share: 0.2 }, [watching]).fit([sine(100)]));
    expect(fits).toEqual([80, 100]); // origins at 80, 88 and 96 rows
    const values = sine(100).target.values;
    const error = [80, 88, 96].flatMap((rows) =>
      [0, 1, 2, 3].map((h) => Math.abs(values[rows + h]! - values[rows - 1]!)),
    );
    const steps = Array.from(values.subarray(1), (value, i) => Math.abs(value - values[i]!));
    expect(table![0]!.error).toBeCloseTo(mean(error) / mean(steps), 12);
  });

  it("blends by inverse error what is not much worse", async () => {
    const noisy = sine();
    const models = [...candidates(), { ...seasonalNaive({ horizon: 4, seasonLength: 2 * SEASON }), name: "double" }];
    const fitted = await auto({ horizon: 4, combine: "blend" }, models).fit([noisy]);
    const table = choiceOf(fitted)!;
    const blended = table.filter(({ weight }) => weight > 0);
    expect(blended.length).toBeGreaterThan(1);
    expect(blended.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (const { error, weight } of blended)
      expect(weight / blended[0]!.weight).toBeCloseTo(blended[0]!.error / error, 12);
    const parts = await Promise.all(
      blended.map(async ({ model, weight }) => {
        const own = await models.find(({ name }) => name === model)!.fit([noisy]);
        return medians(own.predict([noisy])[0]!).map((value) => value * weight);
      }),
    );
    const sums = [0, 1, 2, 3].map((h) => parts.reduce((sum, own) => sum + own[h]!, 0));
    medians(fitted.predict([noisy])[0]!).forEach((value, h) => expect(value).toBeCloseTo(sums[h]!, 10));
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict([noisy]))).toEqual(bytesOf(fitted.predict([noisy])));
    expect(choiceOf(loaded)).toEqual(table);
  });

  it("measures the intervals of what it chose, where each series has rows for it", async () => {
    const [long, short] = [sine(260), sine(120)];
    const model = candidates()[1]!;
    expect(await valuesOf(auto({ horizon: 4 }, candidates()), long)).toEqual(await valuesOf(conformal(model), long));
    expect(await valuesOf(auto({ horizon: 4 }, candidates()), short)).toEqual(await valuesOf(model, short));
    const own = auto({ horizon: 4, intervals: "own" }, candidates());
    expect(await valuesOf(own, long)).toEqual(await valuesOf(model, long));
    const already = auto({ horizon: 4 }, [conformal(model, { method: "split" })]);
    expect(await valuesOf(already, long)).toEqual(await valuesOf(conformal(model, { method: "split" }), long));
    const saved = await auto({ horizon: 4 }, candidates()).fit([long]);
    expect(bytesOf((await loadForecaster(saved.save())).predict([long]))).toEqual(bytesOf(saved.predict([long])));
  });

  it("keeps a model's own intervals where errors are known at too few rows of a step", async () => {
    const rows = noisySine(1000);
    const cases = [
      { known: (t: number) => t < 650 || t === 999, weight: () => 1 },
      { known: (t: number) => t < 430 || t % 24 === 0, weight: () => 1 },
      { known: () => true, weight: (t: number) => (t < 700 ? 1 : 0) },
    ];
    for (const { known, weight } of cases) {
      const target = Array.from({ length: 1000 }, (_, t) => (known(t) ? rows[t]! : NaN));
      const series = createSeries({
        start: "2024-01-01",
        frequency: "1h",
        target,
        weight: target.map((_, t) => weight(t)),
      });
      const model = seasonalNaive({ horizon: 4, seasonLength: 24 });
      expect(await valuesOf(auto({ horizon: 4 }, [model]), series)).toEqual(await valuesOf(model, series));
    }
  });

  it("keeps a model's own intervals where the fit that measures has too few rows for the model", async () => {
    const series = sine(400);
    const options = { horizon: 24, seasonLength: 168, folds: 1 };
    const fitted = await auto({ ...options, models: "holt-winters" }).fit([series]);
    const own = await holtWinters({ horizon: 24, seasonLength: 168 }).fit([series]);
    expect(fitted.predict([series])[0]!.values).toEqual(own.predict([series])[0]!.values);
    const both = choiceOf(await auto({ ...options, models: "holt-winters,naive" }).fit([series]))!;
    expect(both.find(({ model }) => model === "holt-winters")!.error).toBeGreaterThan(0); // not failed
  });

  it("passes over what fails, also when it is fitted on all rows, and says of what", async () => {
    for (const during of ["fit", "second fit"] as const) {
      const fitted = await auto({ horizon: 4 }, [broken(during), ...candidates()]).fit([sine()]);
      const table = choiceOf(fitted)!;
      expect(table[0]).toMatchObject({ model: "seasonal-naive", weight: 1 });
      expect(table.at(-1)).toEqual({
        model: "broken",
        error: NaN,
        weight: 0,
        reason: "failed: broken.fit: expected luck, found none",
      });
      expect(choiceOf(await loadForecaster(fitted.save()))).toEqual(table);
    }
    await expect(auto({ horizon: 4 }, [broken("fit")]).fit([sine()])).rejects.toThrow("broken.fit");
  });

  it("chooses by name among the registry's models, networks where they are named", async () => {
    const models = choiceOf(await auto({ horizon: 4, seasonLength: SEASON }).fit([sine()]))!.map(({ model }) => model);
    expect(models).toEqual(expect.arrayContaining(["naive", "seasonal-naive", "ridge"]));
    expect(models).not.toContain("lstm");
    const named = choiceOf(await auto({ horizon: 4, models: "naive,seasonal-naive" }).fit([sine()]))!;
    expect(named).toHaveLength(2);
  });

  it("keeps networks and conformal intervals through a file", async () => {
    const tiny = lstm({
      horizon: 4,
      contextLength: 8,
      hiddenSize: 2,
      epochs: 1,
      stepsPerEpoch: 1,
      seasonLength: SEASON,
    });
    for (const one of [tiny, conformal(naive({ horizon: 4 }), { method: "adaptive" })]) {
      const fitted = await auto({ horizon: 4 }, [one]).fit([sine()]);
      expect(bytesOf((await loadForecaster(fitted.save())).predict([sine()]))).toEqual(
        bytesOf(fitted.predict([sine()])),
      );
    }
  });

  it("passes on how paths are drawn, and keeps those of a lone winner", async () => {
    const paths = deepAr({ horizon: 4, contextLength: 8, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1, samples: 5 });
    const [own, fitted] = [await paths.fit([sine()]), await auto({ horizon: 4 }, [paths]).fit([sine()])];
    for (const options of [{}, { samples: 7, temperature: 0.5 }]) {
      const [forecast] = fitted.predict([sine()], options);
      expect(forecast).toEqual(Object.assign(own.predict([sine()], options)[0]!, { model: "auto" }));
      expect(forecast!.samples).toHaveLength(4 * (options.samples ?? 5));
    }
    const without = await auto({ horizon: 4 }, candidates()).fit([sine()]);
    expect(() => without.predict([sine()], { samples: 7 })).toThrow(UnsupportedError);
    expect(() => without.predict([sine()], { temperature: 0.5 })).toThrow("draws sample paths, found seasonal-naive");
  });

  it("is a forecaster that backtests take", async () => {
    const whole = sine(120);
    const { scores, errors } = await backtest([whole], [auto({ horizon: 4 }, candidates())], {
      folds: 3,
      refit: "every",
    });
    expect(errors).toEqual([]);
    expect(scores).toHaveLength(12);
  });

  it("judges by the other series and origins where one is first observed behind an origin", async () => {
    const late = sine(120, { id: "late", target: noisySine(120).map((value, t) => (t < 100 ? NaN : value)) });
    const y = noisySine(120);
    const channel = sine(120, { id: "channel", target: { a: y, b: y.map((value, t) => (t < 100 ? NaN : value)) } });
    const both = sine(120, { id: "both", target: { a: y, b: y } });
    for (const train of [
      [sine(120), late],
      [both, channel],
    ]) {
      const table = choiceOf(await auto({ horizon: 4 }, candidates()).fit(train))!;
      expect(table.map(({ reason }) => reason).filter((reason) => reason.startsWith("failed"))).toEqual([]);
      expect(table.every(({ error }) => error > 0)).toBe(true);
    }
  });

  it("judges a series by the rows from its first observed value on", async () => {
    const late = sine(120, { target: noisySine(120).map((value, t) => (t < 80 ? NaN : value)) });
    const table = choiceOf(await auto({ horizon: 4 }, candidates()).fit([late]))!;
    expect(table.every(({ error }) => error > 0)).toBe(true);
  });

  it("takes the first candidate where no series is observed in more rows than the horizon, and says so", async () => {
    const late = sine(120, { target: noisySine(120).map((value, t) => (t < 117 ? NaN : value)) });
    const fitted = await auto({ horizon: 4 }, candidates()).fit([late]);
    expect(choiceOf(fitted)!.map(({ model, weight, reason }) => [model, weight, reason])).toEqual([
      ["naive", 1, "the first of the list: nothing observed to judge by"],
      ["seasonal-naive", 0, "nothing observed to judge by"],
    ]);
    expect(choiceOf(await loadForecaster(fitted.save()))).toEqual(choiceOf(fitted));
    const table = choiceOf(await auto({ horizon: 4 }, [broken("fit"), ...candidates()]).fit([late]))!;
    expect(table[0]).toMatchObject({ model: "naive", weight: 1 });
  });

  it("stops when cancelled", async () => {
    const controller = new AbortController();
    const inner = naive({ horizon: 4 });
    const cancelling: Forecaster = {
      ...inner,
      fit(train, options) {
        controller.abort();
        return inner.fit(train, options);
      },
    };
    const fit = auto({ horizon: 4 }, [cancelling]).fit([head(sine(), 80)], { signal: controller.signal });
    await expect(fit).rejects.toThrow(CancelledError);
  });

  it("refuses no candidate, another horizon, itself, and names that nobody has", () => {
    expect(() => auto({ horizon: 4 }, [])).toThrow("expected at least one, of horizon 4, found none");
    expect(() => auto({ horizon: 5 }, candidates())).toThrow(OptionError);
    expect(() => auto({ horizon: 4, models: ["ridg"] })).toThrow("did you mean ridge?");
    for (const one of [auto({ horizon: 4 }), conformal(auto({ horizon: 4 }))]) {
      expect(() => auto({ horizon: 4 }, [one])).toThrow(OptionError);
      expect(() => auto({ horizon: 4 }, [one])).toThrow("expected forecasters other than auto, found auto");
    }
    expect(() => auto({ horizon: 4, models: ["naive", "auto"] })).toThrow("expected forecasters other than auto");
    expect(() => auto({ horizon: 4, combine: "worst" as "best" })).toThrow("one of best, blend");
  });
});
