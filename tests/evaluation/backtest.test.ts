import { describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError } from "../../src/errors.ts";
import { backtest, leaderboard, type BacktestProgress } from "../../src/evaluation/index.ts";
import { mae, me } from "../../src/metrics/index.ts";
import { lstm, naive, seasonalNaive, type FittedForecaster, type Forecaster } from "../../src/models/index.ts";
import { createSeries, readCsv, type TimeSeries } from "../../src/series/index.ts";
import { sine } from "../contract/examples.ts";

const seriesOf = (id: string, rows: number): TimeSeries =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target: { y: Array.from({ length: rows }, (_, t) => t) } });

/** A forecaster that records what it is given, and forecasts as naive does. */
function recorder(horizon: number, name = "recorder") {
  const inner = naive({ horizon });
  const fits: { ids: string[]; rows: number[] }[] = [];
  const predictions: { fit: number; rows: number[]; levels: unknown }[] = [];
  const forecaster: Forecaster = {
    ...inner,
    name,
    async fit(train, options) {
      const fit = fits.push({ ids: train.map(({ id }) => id), rows: train.map(({ timestamps }) => timestamps.length) });
      const fitted = await inner.fit(train, options);
      const recording: FittedForecaster = {
        ...fitted,
        predict(history, asked) {
          predictions.push({ fit, rows: history.map(({ timestamps }) => timestamps.length), levels: asked?.levels });
          return fitted.predict(history, asked);
        },
      };
      return recording;
    },
  };
  return { forecaster, fits, predictions };
}

describe("backtest", () => {
  it("cuts each fold's histories at its cutoff; the last leaves one horizon", async () => {
    const { forecaster, fits, predictions } = recorder(3);
    const { forecasts } = await backtest([seriesOf("a", 30)], [forecaster], { folds: 3, stride: 2, levels: [50] });
    expect(predictions).toEqual([
      { fit: 1, rows: [23, 25, 27], levels: [50] }, // all cutoffs of a fit at once
    ]);
    expect(fits).toEqual([{ ids: ["a"], rows: [23] }]); // once, before the first cutoff
    expect(forecasts.map(({ cutoff }) => cutoff)).toEqual([23, 25, 27].map((rows) => Date.UTC(2024, 0, rows)));
  });

  it("never fits on what came after another series' cutoff, and leaves out a series that begins behind it", async () => {
    const long = seriesOf("a", 60);
    const short = seriesOf("b", 40);
    const late = { ...seriesOf("c", 60), id: "c" };
    const starting = { ...late, timestamps: late.timestamps.map((time) => time + 60 * 86400000) };
    const { forecaster, fits, predictions } = recorder(2);
    await backtest([long, short, starting], [forecaster], { folds: 2 });
    expect(fits).toEqual([{ ids: ["a", "b"], rows: [36, 36] }]);
    expect(predictions.map(({ rows }) => rows)).toEqual([[56, 36, 56, 58, 38, 58]]);
  });

  it("hears a signal between folds, also of forecasters that never wait", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const options = { folds: 5000, stride: 1, refit: "every", signal: controller.signal } as const;
    const run = backtest([seriesOf("a", 6000)], [naive({ horizon: 2 })], options);
    await expect(run).rejects.toThrow(CancelledError);
  });

  it("refuses an option that it does not know", async () => {
    const run = backtest([seriesOf("a", 20)], [naive({ horizon: 2 })], { stirde: 3 } as object);
    await expect(run).rejects.toThrow('found "stirde"; did you mean stride?');
  });

  it("fits anew at every cutoff when asked to", async () => {
    const { forecaster, fits, predictions } = recorder(2);
    await backtest([seriesOf("a", 20)], [forecaster], { folds: 4, refit: "every" });
    expect(fits.map(({ rows }) => rows)).toEqual([[12], [14], [16], [18]]); // the stride is the horizon
    expect(predictions.map(({ fit, rows }) => [fit, rows[0]])).toEqual([
      [1, 12],
      [2, 14],
      [3, 16],
      [4, 18],
    ]);
  });

  it("fits all series together on rows up to the earliest cutoff, and forecasts each from its own", async () => {
    const { forecaster, fits } = recorder(2);
    const { forecasts, scores } = await backtest([seriesOf("a", 20), seriesOf("b", 30)], [forecaster], {
      folds: 2,
      metrics: [mae],
    });
    expect(fits).toEqual([{ ids: ["a", "b"], rows: [16, 16] }]);
    expect(forecasts.map(({ seriesId }) => seriesId)).toEqual(["a", "b", "a", "b"]);
    expect(scores.map(({ seriesId, value }) => [seriesId, value])).toEqual([
      ["a", 1.5],
      ["b", 1.5],
      ["a", 1.5],
      ["b", 1.5],
    ]);
  });

  it("has one fold, and the metrics mae, rmse, mase and smape, unless told otherwise", async () => {
    const { scores, forecasts } = await backtest([seriesOf("a", 10)], [naive({ horizon: 2 })]);
    expect(forecasts).toHaveLength(1);
    const cutoff = Date.UTC(2024, 0, 8);
    const place = { model: "naive", seriesId: "a", channel: "y", cutoff };
    expect(scores).toEqual([
      { ...place, metric: "mae", value: 1.5 }, // 7 against 8 and 9
      { ...place, metric: "rmse", value: Math.sqrt(2.5) },
      { ...place, metric: "mase", value: 1.5 },
      { ...place, metric: "smape", value: expect.closeTo((200 / 15 + 400 / 16) / 2, 12) as number },
    ]);
  });

  it("scales mase by the rows up to the cutoff and the season", async () => {
    const target = [0, 10, 2, 12, 4, 14, 6, 16, 8];
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
    const { scores } = await backtest([series], [naive({ horizon: 1 })], { seasonLength: 2 });
    expect(scores.find(({ metric }) => metric === "mase")!.value).toBe(8 / 2); // |8 - 16| by seasonal steps of 2
  });

  it("scores each step as well when asked to", async () => {
    const { scores } = await backtest([seriesOf("a", 10)], [naive({ horizon: 3 })], {
      steps: true,
      metrics: [mae, me],
    });
    expect(scores.map(({ metric, horizonStep, value }) => [metric, horizonStep, value])).toEqual([
      ["mae", undefined, 2],
      ["mae", 1, 1],
      ["mae", 2, 2],
      ["mae", 3, 3],
      ["me", undefined, expect.any(Number)],
      ["me", 1, expect.any(Number)],
      ["me", 2, expect.any(Number)],
      ["me", 3, expect.any(Number)],
    ]);
  });

  it("scores every channel, and leaves missing rows out", async () => {
    const target = { x: [1, 1, 1, 1, 5, 7], y: [2, 2, 2, 2, 2, 2], z: [3, 3, 3, 3, NaN, 4], w: [1, 1, 1, 1, NaN, NaN] };
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target });
    const { scores } = await backtest([series], [naive({ horizon: 2 })], { metrics: [mae] });
    expect(scores.map(({ channel, value }) => [channel, value])).toEqual([
      ["x", 5],
      ["y", 0],
      ["z", 1],
      ["w", NaN],
    ]);
  });

  it("tells forecasters of one name apart", async () => {
    const models = [naive({ horizon: 2 }), seasonalNaive({ horizon: 2, seasonLength: 3 }), naive({ horizon: 2 })];
    const { scores, forecasts } = await backtest([seriesOf("a", 20)], models, { metrics: [mae] });
    expect(scores.map(({ model }) => model)).toEqual(["naive", "seasonal-naive", "naive-2"]);
    expect(forecasts.map(({ model }) => model)).toEqual(["naive", "seasonal-naive", "naive-2"]);
  });

  it("reports each fit, over all models, and the passes of networks", async () => {
    const events: BacktestProgress[] = [];
    const passes: unknown[] = [];
    const tiny = lstm({ horizon: 2, contextLength: 4, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1, seasonLength: 0 });
    await backtest([seriesOf("a", 40)], [naive({ horizon: 2 }), tiny], {
      folds: 2,
      refit: "every",
      onProgress: (event) => (event.stage === "backtest" ? events.push(event) : passes.push(event)),
    });
    expect(events.map(({ model, fit, of }) => [model, fit, of])).toEqual([
      ["naive", 1, 4],
      ["naive", 2, 4],
      ["lstm", 3, 4],
      ["lstm", 4, 4],
    ]);
    expect(passes).toHaveLength(2);
  });

  it("stops when cancelled", async () => {
    await expect(
      backtest([seriesOf("a", 20)], [naive({ horizon: 2 })], { signal: AbortSignal.abort() }),
    ).rejects.toThrow(CancelledError);
    const controller = new AbortController();
    const run = backtest([seriesOf("a", 20)], [naive({ horizon: 2 })], {
      folds: 3,
      refit: "every",
      signal: controller.signal,
      onProgress: (event) => event.stage === "backtest" && event.fit === 2 && controller.abort(),
    });
    await expect(run).rejects.toThrow(CancelledError);
  });

  it("leaves the series as they were", async () => {
    const series = sine(40);
    const before = structuredClone(series);
    await backtest([series], [naive({ horizon: 2 })], { folds: 3 });
    expect(series).toEqual(before);
  });

  it.each([
    [{ folds: 0 }, "backtest folds: expected a whole number of at least 1, found 0"],
    [{ folds: 1.5 }, "backtest folds: expected a whole number of at least 1, found 1.5"],
    [{ stride: 0 }, "backtest stride: expected a whole number of at least 1, found 0"],
    [{ seasonLength: -1 }, "backtest seasonLength: expected a whole number of at least 1, found -1"],
    [
      { horizon: 3 },
      "backtest: expected forecasters of horizon 3, found naive of horizon 2; give all forecasters the horizon of the backtest",
    ],
    [
      { refit: "sometimes" as "never" },
      'backtest refit: expected "never", "every", a whole number of folds or a function, found "sometimes"',
    ],
    [{ refit: 0 }, "found 0"],
    [{ gap: -1 }, "backtest gap: expected a whole number of at least 0, found -1"],
    [{ trainLength: 0 }, "backtest trainLength"],
    [{ cutoffs: [] }, "backtest cutoffs: expected at least one time"],
    [{ cutoffs: [5, 3] }, "ascending, found 5, 3"],
    [{ cutoffs: [5], folds: 2 }, "expected either cutoffs, or folds and stride, found both"],
    [{ fallback: naive({ horizon: 9 }) }, "found naive of horizon 9"],
    [{ levels: [101] }, "levels: expected percentages of at least 1 and below 100, found 101"],
  ])("refuses %j", async (options, message) => {
    const run = (): Promise<unknown> => backtest([seriesOf("a", 20)], [naive({ horizon: 2 })], options);
    await expect(run()).rejects.toThrow(OptionError);
    await expect(run()).rejects.toThrow(message);
  });

  it("refuses no forecaster, forecasters of two horizons, no series and repeated ids", async () => {
    await expect(backtest([seriesOf("a", 20)], [])).rejects.toThrow(
      "backtest: expected at least one forecaster, found none",
    );
    const mixed = [naive({ horizon: 2 }), naive({ horizon: 3 })];
    await expect(backtest([seriesOf("a", 20)], mixed)).rejects.toThrow("found naive of horizon 3");
    await expect(backtest([], [naive({ horizon: 2 })])).rejects.toThrow("expected at least one series, found none");
    await expect(backtest([seriesOf("a", 20), seriesOf("a", 20)], [naive({ horizon: 2 })])).rejects.toThrow(
      'two of id "a"',
    );
  });

  it("names a series that is too short for its folds, before anything is fitted", async () => {
    const { forecaster, fits } = recorder(4);
    const run = backtest([seriesOf("a", 40), seriesOf("b", 13)], [forecaster], {
      folds: 3,
      stride: 4,
      seasonLength: 2,
    });
    await expect(run).rejects.toThrow(DataError);
    await expect(run).rejects.toThrow(
      'backtest: series "b": expected at least 15 rows (horizon 4 + 2 strides of 4 + seasonLength 2 + 1), found 13; use fewer folds',
    );
    expect(fits).toEqual([]);
    await expect(
      backtest([seriesOf("b", 15)], [naive({ horizon: 4 })], { folds: 3, seasonLength: 2 }),
    ).resolves.toBeDefined();
  });

  it("gives the seasonal naive forecast of a week of half-hours its known error on electricity demand", async () => {
    const path = new URL("../../datasets/electricity-demand.csv", import.meta.url).pathname;
    const series = await readCsv(path, { time: "timestamp", target: "demand" });
    const models = [naive({ horizon: 48 }), seasonalNaive({ horizon: 48, seasonLength: 336 })];
    const result = await backtest(series, models, { folds: 7, stride: 48, seasonLength: 336, metrics: [mae] });
    const [best] = leaderboard(result);
    expect(best!.model).toBe("seasonal-naive");
    expect(best!.means["mae"]).toBeCloseTo(370.12, 2);
  });

  it("counts the fits in which no network of a highway speaks, of models with gates alone", async () => {
    const { forecaster } = recorder(2);
    let fits = 0;
    const gated: Forecaster = {
      ...forecaster,
      async fit(train, options) {
        const fitted = await forecaster.fit(train, options);
        const gate = { from: 1, to: 2, challengers: [], gain: 0, standardError: 0, share: fits++ === 1 ? 0.5 : 0 };
        return { ...fitted, gates: [gate] };
      },
    };
    const { times } = await backtest([seriesOf("a", 20)], [gated, naive({ horizon: 2 })], { folds: 3, refit: "every" });
    expect(times.map(({ fits: count, silentFits }) => [count, silentFits])).toEqual([[3, 2], [3, undefined]]); // prettier-ignore
  });

  it("keeps more scores of one forecast than a call takes arguments", async () => {
    const [channels, horizon] = [3000, 48];
    const target = Object.fromEntries(Array.from({ length: channels }, (_, c) => [`c${c}`, new Float64Array(horizon + 2).fill(c)])); // prettier-ignore
    const wide = createSeries({ id: "wide", start: "2024-01-01", frequency: "1d", target });
    const { scores } = await backtest([wide], [naive({ horizon })], { metrics: [mae], steps: true, levels: [] });
    expect(scores).toHaveLength(channels * (horizon + 1));
  });
});
