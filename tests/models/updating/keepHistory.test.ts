import { describe, expect, it } from "vitest";
import { DataError, ModelFileError, OptionError } from "../../../src/errors.ts";
import {
  arima,
  fineTune,
  keepHistory,
  loadForecaster,
  lstm,
  ridge,
  seasonalNaive,
  type Forecaster,
} from "../../../src/models/index.ts";
import { createSeries, head, splitAt, type TimeSeries } from "../../../src/series/index.ts";

const wave = (id: string, rows: number, phase: number): TimeSeries =>
  createSeries({
    id,
    start: "2024-01-01",
    frequency: "1d",
    target: { y: Array.from({ length: rows }, (_, t) => 20 + 5 * ((t + phase) % 7) + ((t * 37) % 11) / 4) },
    futureCovariates: { plan: Array.from({ length: rows + 8 }, (_, t) => t % 7) },
  });
const whole = [wave("a", 80, 0), wave("b", 80, 3)];
const { train, test } = splitAt(whole, { last: 10 });
const horizon = 4;

const models: [string, Forecaster][] = [
  ["seasonal-naive", seasonalNaive({ horizon, seasonLength: 7 })],
  ["arima", arima({ horizon, seasonLength: 1 })],
  ["ridge", ridge({ horizon, contextLength: 14 })],
  ["lstm", lstm({ horizon, contextLength: 14, hiddenSize: 4, epochs: 2, stepsPerEpoch: 2 })],
];

describe.each(models)("%s with its history", (name, forecaster) => {
  it("forecasts after an update as from the whole history, also when it was saved between", async () => {
    const fitted = await forecaster.fit(train);
    const keeping = keepHistory(fitted, train, { reading: { time: "day" } });
    expect(keeping.name).toBe(name);
    expect(keeping.predict()).toEqual(fitted.predict(train));
    const loaded = await loadForecaster(keeping.save());
    expect(loaded.kept).toEqual({ series: train, rows: undefined, reading: { time: "day" } });
    const updated = loaded.update!(test);
    const expected = fitted.predict(whole, { levels: [50] });
    expect(updated.predict(updated.kept!.series, { levels: [50] })).toEqual(expected);
    expect(updated.predict(whole, { levels: [50] })).toEqual(expected);
    const again = await loadForecaster(updated.save());
    expect(again.predict(again.kept!.series, { levels: [50] })).toEqual(expected);
    expect(Buffer.from(again.save()).equals(Buffer.from(updated.save()))).toBe(true);
    expect(loaded.kept!.series).toEqual(train); // itself it stays as it was
  });
});

describe("keepHistory", () => {
  const fitted = seasonalNaive({ horizon, seasonLength: 7 }).fit(train);

  it("keeps the last rows where it is told how many", async () => {
    const keeping = keepHistory(await fitted, train, { rows: 14 });
    expect(keeping.kept.series.map(({ timestamps }) => timestamps.length)).toEqual([14, 14]);
    const [first] = keeping.update(test.slice(0, 1)).kept.series;
    expect(first!.timestamps.length).toBe(14);
    expect(first!.timestamps.at(-1)).toBe(whole[0]!.timestamps.at(-1));
    expect(keeping.update([test[0]!]).predict()[0]!.values).toEqual((await fitted).predict(whole)[0]!.values);
  });

  it("keeps its history when it is trained further, where the forecaster can be", async () => {
    const network = await models[3]![1].fit(train);
    const tuned = await fineTune(keepHistory(network, train), whole, { epochs: 1 });
    expect(tuned.kept!.series).toEqual(train);
    await expect(fineTune(keepHistory(await fitted, train), whole)).rejects.toThrow("fineTune");
  });

  it("refuses no history, a count that is none, and rows of a series that it does not keep", async () => {
    const plain = await fitted;
    expect(() => keepHistory(plain, [])).toThrow(DataError);
    for (const rows of [0, -1, 1.5, NaN]) expect(() => keepHistory(plain, train, { rows })).toThrow(OptionError);
    expect(() => keepHistory(plain, train).update([wave("c", 80, 1)])).toThrow(
      'seasonal-naive.update: expected rows of the series that are kept: a, b, found rows of "c"; leave them out, or fit again with them',
    );
    expect("update" in plain).toBe(false);
  });

  it("keeps the weights of rows in its file, and refuses others of another length", async () => {
    const { decodeModel, encodeModel } = await import("../../../src/models/modelFile.ts");
    const heavy = { ...train[0]!, weight: train[0]!.timestamps.map((_, t) => t % 3) };
    const saved = keepHistory(await fitted, [heavy, train[1]!]).save();
    expect((await loadForecaster(saved)).kept!.series).toEqual([heavy, train[1]!]);
    const { config, tensors } = decodeModel(saved);
    for (const data of [Float64Array.of(1, 2), heavy.weight.map(() => -1)]) {
      const cut = { ...tensors, "weight.0": { shape: [data.length], data } };
      await expect(loadForecaster(encodeModel({ config, tensors: cut }))).rejects.toThrow("weight of series");
    }
  });

  it("refuses a file whose history was lost", async () => {
    const { decodeModel, encodeModel } = await import("../../../src/models/modelFile.ts");
    const { config, tensors } = decodeModel(keepHistory(await fitted, train).save());
    const { [`target.1`]: _, ...rest } = tensors;
    await expect(loadForecaster(encodeModel({ config, tensors: rest }))).rejects.toThrow(ModelFileError);
    await expect(loadForecaster(encodeModel({ config: { ...config, series: [{}] }, tensors }))).rejects.toThrow(
      'the field "series"',
    );
    const shorter = head(train[0]!, 3).target.values;
    const cut = { ...tensors, "target.0": { shape: [3, 1], data: shorter } };
    await expect(loadForecaster(encodeModel({ config, tensors: cut }))).rejects.toThrow("target of series");
  });
});
