import { describe, expect, it } from "vitest";
import { deepAr, fitStream, loadForecaster, lstm, nlinear, ridge } from "../../src/models/index.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, noisySine, withCovariates } from "../contract/examples.ts";

const small = { horizon: 4, contextLength: 8, seasonLength: 0, epochs: 6, stepsPerEpoch: 3, seed: 3 };
const all: readonly TimeSeries[] = Array.from({ length: 7 }, (_, i) =>
  createSeries({
    id: `s${i}`,
    start: "2024-01-01",
    frequency: "1h",
    target: noisySine(100 + 10 * i, i).map((value) => value * (1 + i)),
    staticCovariates: { kind: i % 2 ? "odd" : "even" },
  }),
);
const numbered = { count: all.length, open: (index: number): TimeSeries => all[index]! };

const weigh = (one: TimeSeries, weight: number): TimeSeries => ({
  ...one,
  weight: one.timestamps.map((_, t) => weight * (1 + (t % 3))),
});
const missing = (one: TimeSeries): TimeSeries => ({
  ...one,
  target: { ...one.target, values: one.target.values.map((value, t) => (t === 0 ? value : NaN)) },
});

describe("fitStream", () => {
  it.each([
    ["nlinear", nlinear({ ...small, output: "point" })],
    ["deep-ar", deepAr({ horizon: 4, contextLength: 8, lags: [1], samples: 5, epochs: 2, stepsPerEpoch: 2 })],
    ["lstm", lstm({ ...small, validationFraction: 0 })],
  ])("of a stream that fits into memory trains %s as fit does, to the last bit", async (_, model) => {
    const whole = await model.fit(all);
    const streamed = await fitStream(model, async function* () {
      yield* all;
    });
    expect(bytesOf(streamed.predict(all))).toEqual(bytesOf(whole.predict(all)));
    expect(streamed.trainedOn).toEqual(whole.trainedOn);
    expect(Buffer.from(streamed.save()).equals(Buffer.from(whole.save()))).toBe(true);
  });

  it("takes covariates along into the windows of validation", async () => {
    const series = [withCovariates(90, 8)];
    const model = lstm({ ...small });
    const streamed = await fitStream(model, () => series);
    expect(bytesOf(streamed.predict(series))).toEqual(bytesOf((await model.fit(series)).predict(series)));
  });

  it("draws from a few series at a time, all of them in turn, and gives the same bytes again", async () => {
    const opened: number[] = [];
    const source = {
      count: all.length,
      open: async (index: number) => {
        opened.push(index);
        return all[index]!;
      },
    };
    const model = lstm(small);
    const fitted = await fitStream(model, source, { poolSize: 3 });
    expect(opened.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(opened.length).toBe(7 + 3 + 5 * 2);
    expect(new Set(opened.slice(7)).size).toBe(7);
    const bytes = bytesOf(fitted.predict(all));
    expect(bytesOf((await fitStream(model, numbered, { poolSize: 3 })).predict(all))).toEqual(bytes);
    expect(bytesOf((await loadForecaster(fitted.save())).predict(all))).toEqual(bytes);
    expect(bytesOf((await fitStream(model, () => all, { poolSize: 3 })).predict(all))).not.toEqual(bytes);
  });

  it("closes every iterator that it began, also when the fit fails or is cancelled", async () => {
    let [opened, closed] = [0, 0];
    const source = function* () {
      opened++;
      try {
        yield* all;
      } finally {
        closed++;
      }
    };
    const model = lstm({ ...small, epochs: 12, patience: 12 });
    await fitStream(model, source, { poolSize: 2 });
    expect(opened).toBeGreaterThan(2);
    expect(closed).toBe(opened);
    const cancel = new AbortController();
    const onProgress = (): void => cancel.abort();
    await fitStream(model, source, { poolSize: 2, signal: cancel.signal, onProgress }).catch(() => undefined);
    expect(closed).toBe(opened);
    const failing = lstm({ ...small, horizon: 300 });
    await expect(fitStream(failing, source, { poolSize: 2 })).rejects.toThrow("expected");
    expect(closed).toBe(opened);
  });

  it("samples by weight where any series of the stream has weights", async () => {
    const model = lstm({ ...small, sampling: "weight" });
    for (const some of [
      [...all.slice(0, 4), ...all.slice(4).map((one) => weigh(one, 1))],
      [...all.slice(0, 3).map((one) => weigh(one, 1)), ...all.slice(3)],
    ]) {
      const fitted = await fitStream(model, () => some, { poolSize: 2 });
      expect(fitted.predict(some)[0]!.values.every(Number.isFinite)).toBe(true);
    }
    await expect(fitStream(model, () => all, { poolSize: 2 })).rejects.toThrow("expected series with weights");
  });

  it.each([0, 1, 3])("passes over a pool without a usable window, the one of series %i", async (at) => {
    const model = lstm({ ...small, patience: 12 });
    for (const without of [missing, (one: TimeSeries) => weigh(one, 0)]) {
      const some = all.map((one, i) => (i === at ? without(one) : one));
      const checkpoints: Uint8Array[] = [];
      const onCheckpoint = (bytes: Uint8Array): void => void checkpoints.push(bytes);
      const fitted = await fitStream(model, () => some, { poolSize: 1, onCheckpoint });
      const known = some.filter((_, i) => i !== at);
      const resumed = await fitStream(model, () => some, { poolSize: 1, resumeFrom: checkpoints[2]! });
      expect(bytesOf(resumed.predict(known))).toEqual(bytesOf(fitted.predict(known)));
    }
    const nothing = all.map((one) => weigh(one, 0));
    await expect(fitStream(model, () => nothing, { poolSize: 1 })).rejects.toThrow("found weights of 0");
  });

  it("goes on from a checkpoint as if it had not been interrupted", async () => {
    const model = lstm(small);
    const checkpoints: Uint8Array[] = [];
    const onCheckpoint = (bytes: Uint8Array): number => checkpoints.push(bytes);
    const whole = await fitStream(model, numbered, { poolSize: 2, onCheckpoint: (bytes) => void onCheckpoint(bytes) });
    const resumed = await fitStream(model, numbered, { poolSize: 2, resumeFrom: checkpoints[2]! });
    expect(bytesOf(resumed.predict(all))).toEqual(bytesOf(whole.predict(all)));
  });

  it("refuses what is no stream of one kind of series", async () => {
    const model = lstm(small);
    const other = createSeries({ id: "daily", start: "2024-01-01", frequency: "1d", target: noisySine(90) });
    await expect(fitStream(model, () => [])).rejects.toThrow(
      "lstm.fitStream: expected at least one series, found none",
    );
    await expect(fitStream(model, () => [all[0]!, all[0]!])).rejects.toThrow('found two of id "s0"');
    await expect(fitStream(model, () => [all[0]!, other])).rejects.toThrow('series "daily": expected frequency 1h');
    await expect(fitStream(model, numbered, { poolSize: 0 })).rejects.toThrow("lstm.fitStream poolSize");
    await expect(fitStream(ridge({ horizon: 4 }), numbered)).rejects.toThrow("expected a forecaster that is a network");
    let walks = 0;
    const shrinking = (): readonly TimeSeries[] => (walks++ === 0 ? all : all.slice(0, 2));
    await expect(fitStream(model, shrinking, { poolSize: 3 })).rejects.toThrow(
      "expected the 7 series that it had at first",
    );
  });
});
