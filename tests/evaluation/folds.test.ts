/** Cutoffs, windows that slide, gaps, refits, failures, cancelling and resuming. */
import { describe, expect, it } from "vitest";
import { CancelledError, DataError } from "../../src/errors.ts";
import {
  backtest,
  scoresFromCsv,
  scoresToCsv,
  type BacktestOptions,
  type BacktestProgress,
  type BacktestResult,
} from "../../src/evaluation/index.ts";
import { mae, mape } from "../../src/metrics/index.ts";
import { gru, lstm, naive, ridge, seasonalNaive, type Forecaster } from "../../src/models/index.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, sine } from "../contract/examples.ts";

const DAY = 86_400_000;
const seriesOf = (id: string, rows: number): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target: { y: Array.from({ length: rows }, (_, t) => t) } });

const span = ({ target: { values } }: TimeSeries): string => `${values[0]}-${values.at(-1)}`;

/** Forecasts as naive does and records the rows that it is given, as first and last value. */
function recorder(horizon = 2) {
  const inner = naive({ horizon });
  const fits: string[][] = [];
  const histories: string[] = [];
  const forecaster: Forecaster = {
    ...inner,
    name: "recorder",
    async fit(train) {
      fits.push(train.map(span));
      const fitted = await inner.fit(train);
      return {
        ...fitted,
        predict(history, asked) {
          histories.push(...history.map(span));
          return fitted.predict(history, asked);
        },
      };
    },
  };
  return { forecaster, fits, histories };
}

const run = async (options: BacktestOptions, series = [seriesOf("a", 30)]) => {
  const { forecaster, fits, histories } = recorder();
  const result = await backtest(series, [forecaster], { metrics: [mae], ...options });
  return { result, fits: fits.flat(), histories };
};

describe("folds", () => {
  it("lie at explicit cutoffs, the last times seen, whatever the length of each series", async () => {
    const cutoffs = [Date.UTC(2024, 0, 11), new Date(Date.UTC(2024, 0, 20, 5))];
    const { result, histories, fits } = await run({ cutoffs, refit: "every" }, [seriesOf("a", 30), seriesOf("b", 22)]);
    expect(histories).toEqual(["0-10", "0-10", "0-19", "0-19"]);
    expect(fits).toEqual(["0-10", "0-10", "0-19", "0-19"]);
    expect(new Set(result.scores.map(({ cutoff }) => cutoff))).toEqual(
      new Set([Date.UTC(2024, 0, 11), Date.UTC(2024, 0, 20)]),
    );
  });

  it("refuse a cutoff without rows on either side, naming the series", async () => {
    await expect(run({ cutoffs: [Date.UTC(2024, 0, 1)] })).rejects.toThrow(
      'backtest: series "a", cutoff 2024-01-01: expected at least 2 rows up to the cutoff and 2 behind it, found 1 and 29',
    );
    await expect(run({ cutoffs: [Date.UTC(2025, 0, 1)] })).rejects.toThrow(DataError);
  });

  it("learn from a window that slides when given its length, and forecast from where it begins", async () => {
    const { fits, histories } = await run({ folds: 3, refit: "every", trainLength: 10 });
    expect(fits).toEqual(["14-23", "16-25", "18-27"]);
    expect(histories).toEqual(["14-23", "16-25", "18-27"]);
    const kept = await run({ folds: 3, trainLength: 10 });
    expect(kept.fits).toEqual(["14-23"]);
    expect(kept.histories).toEqual(["14-23", "14-25", "14-27"]);
  });

  it("leave a gap before the cutoff that the fit does not see, though the forecast starts from it", async () => {
    const { fits, histories } = await run({ folds: 2, refit: "every", gap: 5 });
    expect(fits).toEqual(["0-20", "0-22"]);
    expect(histories).toEqual(["0-25", "0-27"]);
    await expect(run({ gap: 40 })).rejects.toThrow("gap 40 + 1");
  });

  it("fit anew at every so many folds, or where a function says so", async () => {
    expect((await run({ folds: 5, stride: 1, refit: 2 })).fits).toEqual(["0-23", "0-25", "0-27"]);
    const cutoffs: number[] = [];
    const refit: BacktestOptions["refit"] = ({ fold, cutoff }) => {
      cutoffs.push(cutoff);
      return fold === 3;
    };
    expect((await run({ folds: 5, stride: 1, refit })).fits).toEqual(["0-23", "0-26"]);
    expect(cutoffs).toEqual([24, 25, 26, 27].map((day) => Date.UTC(2024, 0, day + 1))); // the first fold always fits
  });

  it("go on from the weights of the fit before when asked to", async () => {
    const model = lstm({ horizon: 2, contextLength: 4, hiddenSize: 2, epochs: 1, stepsPerEpoch: 2, seasonLength: 0 });
    const cold = await backtest([sine(60)], [model], { folds: 3, refit: "every", metrics: [mae] });
    const warm = await backtest([sine(60)], [model], { folds: 3, refit: "every", metrics: [mae], warmStart: true });
    expect(bytesOf(warm.forecasts)[0]).toBe(bytesOf(cold.forecasts)[0]);
    expect(bytesOf(warm.forecasts)[1]).not.toBe(bytesOf(cold.forecasts)[1]);
  });
});

describe("a backtest without refits", () => {
  const options = { horizon: 3, contextLength: 6, hiddenSize: 3, epochs: 1, stepsPerEpoch: 2 };
  it.each([
    ["lstm", lstm({ ...options, seasonLength: 8 })],
    ["gru of two directions and Student's t", gru({ ...options, directions: "both", output: "studentT" } as never)],
    ["ridge", ridge({ horizon: 3 })],
    ["seasonal-naive", seasonalNaive({ horizon: 3, seasonLength: 8 })],
  ])("gives the bytes of one predict a cutoff: %s", async (_, model) => {
    const series = [sine(400), sine(300, { id: "other" })];
    const folds = 270; // more than a batch of a network
    const { forecasts } = await backtest(series, [model], { folds, stride: 1, metrics: [mae] });
    const first = series.map(({ timestamps }) => timestamps.length - 3 - (folds - 1));
    const earliest = head(series[1]!, first[1]!).timestamps.at(-1)!;
    const fitted = await model.fit(
      series.map((one) => head(one, one.timestamps.findLastIndex((time) => time <= earliest) + 1)),
    );
    const plain = Array.from({ length: folds }, (_, fold) =>
      series.flatMap((one, i) => fitted.predict([head(one, first[i]! + fold)])),
    ).flat();
    expect(bytesOf(forecasts)).toEqual(bytesOf(plain));
  });
});

/** Forecasts as naive does, and fails on one series. */
function failing(during: "fit" | "predict", id = "bad"): Forecaster {
  const inner = naive({ horizon: 2 });
  const refuse = (series: readonly TimeSeries[]): void => {
    if (!series.some((one) => one.id === id)) return;
    throw new DataError({ where: `failing.${during}: series "${id}"`, expected: "luck", found: "none" });
  };
  return {
    ...inner,
    name: "failing",
    async fit(train) {
      if (during === "fit") refuse(train);
      const fitted = await inner.fit(train);
      return {
        ...fitted,
        predict(history, asked) {
          if (during === "predict") refuse(history);
          return fitted.predict(history, asked);
        },
      };
    },
  };
}

describe("a model that fails", () => {
  const series = [seriesOf("good", 20), seriesOf("bad", 20)];

  it.each(["fit", "predict"] as const)("on a series in %s gives error rows; the rest goes on", async (during) => {
    const models = [failing(during), naive({ horizon: 2 })];
    const { scores, errors, forecasts } = await backtest(series, models, { folds: 2, metrics: [mae] });
    expect(errors).toEqual(
      [16, 18].map((rows) => ({
        model: "failing",
        seriesId: "bad",
        cutoff: Date.UTC(2024, 0, 1) + (rows - 1) * DAY,
        during,
        message: `failing.${during}: series "bad": expected luck, found none`,
      })),
    );
    expect(scores.map(({ model, seriesId, value }) => [model, seriesId, value])).toEqual([
      ["failing", "good", 1.5],
      ["failing", "bad", NaN],
      ["failing", "good", 1.5],
      ["failing", "bad", NaN],
      ["naive", "good", 1.5],
      ["naive", "bad", 1.5],
      ["naive", "good", 1.5],
      ["naive", "bad", 1.5],
    ]);
    expect(forecasts).toHaveLength(6);
  });

  it.each(["fit", "predict"] as const)(
    "in %s has its fallback's scores, and its error row says whose",
    async (during) => {
      const fallback = naive({ horizon: 2 });
      const { scores, errors, forecasts } = await backtest(series, [failing(during)], { metrics: [mae], fallback });
      expect(errors).toMatchObject([{ model: "failing", seriesId: "bad", fallback: "naive" }]);
      expect(scores.map(({ model, value }) => [model, value])).toEqual([
        ["failing", 1.5],
        ["failing", 1.5],
      ]);
      expect(forecasts.map(({ model }) => model)).toEqual(["failing", "failing"]);
    },
  );

  it("also by a forecast that is not finite", async () => {
    const inner = naive({ horizon: 2 });
    const broken: Forecaster = {
      ...inner,
      fit: async (train) => {
        const fitted = await inner.fit(train);
        const predict: typeof fitted.predict = (history) =>
          fitted.predict(history).map((one) => Object.assign(one, { values: one.values.map(() => NaN) }));
        return { ...fitted, predict };
      },
    };
    const { errors, scores } = await backtest(series, [broken, inner], { metrics: [mae] });
    expect(errors.map(({ message }) => message)).toContain(
      'naive.predict: series "good": expected a finite forecast, found values that are NaN or infinite; look for the model or the transform that made them',
    );
    expect(scores.slice(0, 2).map(({ value }) => value)).toEqual([NaN, NaN]);
  });

  it("everywhere, with all the others, ends in its error", async () => {
    await expect(backtest([series[1]!], [failing("fit")])).rejects.toThrow('failing.fit: series "bad"');
  });
});

describe("time", () => {
  it("is told: that of fits and forecasts a model, and what is left", async () => {
    const events: BacktestProgress[] = [];
    const models = [naive({ horizon: 2 }), seasonalNaive({ horizon: 2, seasonLength: 3 })];
    const { times } = await backtest([seriesOf("a", 30)], models, {
      folds: 3,
      refit: "every",
      onProgress: (event) => event.stage === "backtest" && events.push(event),
    });
    expect(times.map(({ model, fits, forecasts }) => [model, fits, forecasts])).toEqual([
      ["naive", 3, 3],
      ["seasonal-naive", 3, 3],
    ]);
    for (const { fitMilliseconds, predictMilliseconds } of times) {
      expect(fitMilliseconds).toBeGreaterThan(0);
      expect(predictMilliseconds).toBeGreaterThan(0);
    }
    expect(events.map(({ fit, of }) => [fit, of])).toEqual([1, 2, 3, 4, 5, 6].map((fit) => [fit, 6]));
    expect(events[0]!.timeLeft).toBeUndefined();
    for (const { timeLeft } of events.slice(1)) expect(timeLeft).toBeGreaterThan(0);
  });
});

describe("a backtest that is stopped", () => {
  const series = [seriesOf("a", 30), seriesOf("b", 28)];
  const tiny = lstm({ horizon: 2, contextLength: 4, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1, seasonLength: 0 });
  const models = [naive({ horizon: 2 }), tiny];
  const options: BacktestOptions = { folds: 4, refit: 2, metrics: [mae, mape], steps: true };
  const stopAt = async (fit: number): Promise<BacktestResult> => {
    const controller = new AbortController();
    return backtest(series, models, {
      ...options,
      signal: controller.signal,
      whenCancelled: "keep",
      onProgress: (event) => event.stage === "backtest" && event.fit === fit && controller.abort(),
    });
  };

  it("keeps what is done when asked to", async () => {
    const whole = await backtest(series, models, options);
    const part = await stopAt(3);
    expect([whole.complete, part.complete]).toEqual([true, false]);
    expect(part.scores.length).toBeGreaterThan(0);
    expect(part.scores).toEqual(whole.scores.slice(0, part.scores.length));
  });

  it.each([1, 2, 3, 4])("at fit %d goes on from its scores file and ends with the same file", async (fit) => {
    const whole = await backtest(series, models, options);
    const text = scoresToCsv(await stopAt(fit));
    const resumed = await backtest(series, models, { ...options, resumeFrom: scoresFromCsv(text, series) });
    expect(scoresToCsv(resumed)).toBe(scoresToCsv(whole));
    expect(resumed.complete).toBe(true);
  });

  it("fits nothing where all is done, and takes up a file that was cut off in a line", async () => {
    const whole = await backtest(series, models, options);
    const text = scoresToCsv(whole);
    const again = await backtest(series, models, { ...options, resumeFrom: scoresFromCsv(text, series) });
    expect(again.times.map(({ fits }) => fits)).toEqual([0, 0]);
    expect(again.forecasts).toEqual([]);
    const cut = scoresFromCsv(text.slice(0, Math.floor(text.length / 2)), series);
    const resumed = await backtest(series, models, { ...options, resumeFrom: cut });
    expect(scoresToCsv(resumed)).toBe(text);
  });

  it("throws unless told to keep", async () => {
    const run = backtest(series, models, { ...options, signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow(CancelledError);
    await expect(run).rejects.toThrow('whenCancelled: "keep" gives what is done');
  });

  it("refuses a file of other columns, and a line that is no score", () => {
    expect(() => scoresFromCsv("a,b\n", series)).toThrow("scoresFromCsv: line 1");
    const header = "model,id,channel,cutoff,step,metric,value\n";
    expect(() => scoresFromCsv(`${header}naive,a,y,2024-01-05,,mae,much\n`, series)).toThrow("scoresFromCsv: line 2");
    expect(scoresFromCsv(`${header}naive,elsewhere,y,2024-01-05,,mae,1\n`, series)).toEqual([]);
  });
});
