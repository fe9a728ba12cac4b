/** What every registered forecaster keeps; networks a few more. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError, DataError, ModelFileError, OptionError } from "../../src/errors.ts";
import { defaultBackend } from "../../src/kernels/index.ts";
import { loadForecaster, registry } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { addSteps, createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, forecastOf, isNetwork, medians, noisySine, SEASON, sine, tiny, withCovariates } from "./examples.ts";

const entries = registry.map((definition) => ({ name: definition.name, definition }));
const networks = entries.filter(({ definition }) => isNetwork(definition));
/** One row a day over both clock changes of Berlin. */
const berlin = { frequency: "1d", timezone: "Europe/Berlin" };

const level = (rows: number, factor: number, id: string): TimeSeries =>
  sine(rows, { id, target: noisySine(rows).map((value) => value * factor) });

const sparse = (phase: number): number[] => noisySine(90).map((value, t) => (t % 3 === phase ? value : NaN));

describe.each(entries)("$name", ({ name, definition }) => {
  it("has a summary, a reference, and options with a description each", () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(definition.summary.length).toBeGreaterThan(10);
    expect(definition.reference).toMatch(/\b(19|20)\d\d\b/);
    for (const spec of Object.values(definition.options)) expect(spec.description.length).toBeGreaterThan(5);
    expect(definition.options).toHaveProperty("horizon");
  });

  it("refuses options that are unknown, missing or out of range, by name", () => {
    expect(() => definition.create({ horizon: 0 })).toThrow(
      `${name} horizon: expected a whole number from 1 to 100000, found 0`,
    );
    expect(() => definition.create({} as { horizon: number })).toThrow(`${name} horizon`);
    expect(() => definition.create({ horizon: 1, horison: 2 } as { horizon: number })).toThrow(OptionError);
  });

  it.each([
    ["1h", "floating", "2024-01-01"],
    ["30min", "UTC", "2024-01-01"],
    ["1d", "Europe/Berlin", "2023-12-30"], // the forecast crosses the spring change
    ["1w", "floating", "2024-01-01"],
    ["1mo", "floating", "2015-01-31"],
    ["1q", "floating", "2000-01-01"],
    ["1y", "floating", "1900-01-01"],
  ])("forecasts %s rows in %s: H × C × Q finite values on times that go on", async (frequency, timezone, start) => {
    const rows = 90;
    const series = createSeries({
      id: "s",
      start,
      frequency,
      timezone,
      target: { x: noisySine(rows), y: noisySine(rows, 6) },
    });
    const [forecast] = await forecastOf(tiny(definition), [series]);
    expect(forecast).toMatchObject({
      seriesId: "s",
      model: name,
      cutoff: series.timestamps[rows - 1],
      frequency: series.frequency,
      timezone,
      channels: ["x", "y"],
      levels: [80, 95],
      quantiles: [0.025, 0.1, 0.5, 0.9, 0.975],
    });
    expect(forecast!.values.length).toBe(4 * 2 * 5);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
    const expected = [0, 1, 2, 3].map((h) => addSteps(series.timestamps[0]!, rows + h, series.frequency, timezone));
    expect(Array.from(forecast!.timestamps)).toEqual(expected);
  });

  it("keeps the local hour over a clock change", async () => {
    const series = createSeries({ id: "s", start: "2024-01-02", ...berlin, target: noisySine(88) }); // ends on 29 March
    const [forecast] = await forecastOf(tiny(definition), [series]);
    const expected = ["2024-03-30", "2024-03-31"].map((day) => Date.parse(`${day}T00:00:00+01:00`));
    expect(Array.from(forecast!.timestamps.subarray(0, 2))).toEqual(expected);
    expect(forecast!.timestamps[2]).toBe(Date.parse("2024-04-01T00:00:00+02:00"));
  });

  it("gives the same bytes for the same seed", async () => {
    const [a, b] = [await tiny(definition).fit([sine()]), await tiny(definition).fit([sine()])];
    expect(bytesOf(a.predict([sine()]))).toEqual(bytesOf(b.predict([sine()])));
    expect(Buffer.from(a.save()).equals(Buffer.from(b.save()))).toBe(true);
  });

  it("forecasts the same a second time, and in any company", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const other = sine(70, { id: "other", target: noisySine(70, 11) });
    const alone = bytesOf(fitted.predict([sine()]));
    expect(bytesOf(fitted.predict([other, sine()]))[1]).toBe(alone[0]);
    expect(bytesOf(fitted.predict([sine()]))).toEqual(alone);
    expect(fitted.predict([])).toEqual([]);
  });

  it("honours levels, in any order, also unusual ones, and quantiles do not cross", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const [forecast] = fitted.predict([sine()], { levels: [99.9, 50, 50] });
    expect(forecast!.levels).toEqual([50, 99.9]);
    expect(forecast!.quantiles.map((q) => Number(q.toFixed(6)))).toEqual([0.0005, 0.25, 0.5, 0.75, 0.9995]);
    expect(fitted.predict([sine()], { levels: [] })[0]!.quantiles).toEqual([0.5]);
    for (const level of [0, 0.8, 100, -5, NaN])
      expect(() => fitted.predict([sine()], { levels: [level] })).toThrow(OptionError);
    const levels = fc.uniqueArray(
      fc.integer({ min: 10, max: 999 }).map((n) => n / 10),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(levels, (some) => {
        const { values, quantiles } = fitted.predict([sine()], { levels: some })[0]!;
        expect(quantiles.length).toBe(2 * some.length + 1);
        values.forEach((value, i) => {
          if (i % quantiles.length > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1]!);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("gives wider intervals for higher levels about the same median", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    const [narrow, wide] = [50, 99].map((level) => fitted.predict([sine()], { levels: [level] })[0]!);
    expect(medians(narrow!)).toEqual(medians(wide!));
    for (let h = 0; h < 4; h++) expect(wide!.values[3 * h]!).toBeLessThan(narrow!.values[3 * h]!);
  });

  it("is the same to the last byte after saving and loading", async () => {
    const fitted = await tiny(definition).fit([sine(), sine(80, { id: "2" }), sine(75, { id: "1" })]);
    const unseen = sine(60, { id: "constructor", target: noisySine(60, 12) });
    const saved = fitted.save();
    const loaded = await loadForecaster(saved);
    const ask = [sine(), sine(80, { id: "2" }), unseen];
    expect(bytesOf(loaded.predict(ask, { levels: [30, 99.9] }))).toEqual(
      bytesOf(fitted.predict(ask, { levels: [30, 99.9] })),
    );
    expect(Buffer.from(loaded.save()).equals(Buffer.from(saved))).toBe(true);
    expect(loaded.name).toBe(name);
    expect(loaded.options).toEqual(fitted.options);
    expect((await loadForecaster(new Blob([Uint8Array.from(saved)]))).predict([sine()])).toEqual(
      fitted.predict([sine()]),
    );
  });

  it("leaves what it is given as it was", async () => {
    const series = withCovariates();
    const before = structuredClone(series);
    await forecastOf(tiny(definition), [series]);
    expect(series).toEqual(before);
  });

  it("learns several series of different lengths and levels, and forecasts one it has not seen", async () => {
    const train = [level(90, 1, "a"), level(60, 1000, "b"), level(75, 0.001, "c")];
    const fitted = await tiny(definition).fit(train);
    const unseen = level(64, 50, "d");
    const forecasts = fitted.predict([...train, unseen]);
    expect(forecasts.map(({ seriesId }) => seriesId)).toEqual(["a", "b", "c", "d"]);
    [1, 1000, 0.001, 50].forEach((factor, i) => {
      for (const value of medians(forecasts[i]!)) expect(Math.abs(value / factor - 10)).toBeLessThan(6);
    });
  });

  it("refuses no series, repeated ids, and series of another kind, by name", async () => {
    const fitted = await tiny(definition).fit([sine()]);
    await expect(tiny(definition).fit([])).rejects.toThrow(`${name}.fit: expected at least one series, found none`);
    await expect(tiny(definition).fit([sine(), sine()])).rejects.toThrow('two of id "sine"');
    const daily = sine(90, { id: "daily", frequency: "1d" });
    const two = sine(90, { id: "two", target: { x: noisySine(90), y: noisySine(90) } });
    expect(() => fitted.predict([daily])).toThrow(`${name}.predict: series "daily": expected frequency 1h, found 1d`);
    expect(() => fitted.predict([two])).toThrow('series "two": expected target sine, found x, y');
    const swapped = sine(90, { id: "swapped", target: { y: noisySine(90), x: noisySine(90) } });
    await expect(tiny(definition).fit([two, swapped])).rejects.toThrow(
      'series "swapped": expected target x, y, found y, x',
    );
    await expect(tiny(definition).fit([sine(), daily])).rejects.toThrow(DataError);
  });

  it("names a series that is too short, in fit and in predict", async () => {
    const short = sine(1, { id: "stub" });
    await expect(tiny(definition).fit([short])).rejects.toThrow(
      /fit: series "stub": expected at least \d+ rows .*, found 1/,
    );
    await expect(tiny(definition).fit([sine(), short])).rejects.toThrow(DataError);
    const fitted = await tiny(definition).fit([sine()]);
    expect(() => fitted.predict([sine(), short])).toThrow(
      /predict: series "stub": expected at least \d+ rows .*, found 1/,
    );
  });

  it("fits and forecasts a series of just the rows that its message asks for", async () => {
    const failed = await tiny(definition)
      .fit([sine(1)])
      .then(
        () => undefined,
        (error: DataError) => error,
      );
    const rows = Number(/at least (\d+) rows/.exec(failed!.expected)![1]);
    const [forecast] = await forecastOf(tiny(definition), [sine(rows)]);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
    await expect(tiny(definition).fit([sine(rows - 1)])).rejects.toThrow(DataError);
  });

  it("names a series, and the channel, that has missing values only", async () => {
    const empty = sine(90, { id: "void", target: { x: noisySine(90), y: Array.from({ length: 90 }, () => NaN) } });
    const message =
      'series "void": expected at least one observed value of "y", found missing values only; leave the series out';
    await expect(tiny(definition).fit([empty])).rejects.toThrow(`${name}.fit: ${message}`);
    const whole = sine(90, { target: { x: noisySine(90), y: noisySine(90) } });
    const fitted = await tiny(definition).fit([whole]);
    expect(() => fitted.predict([empty])).toThrow(`${name}.predict: ${message}`);
  });

  it.each([7, 0, -1e-3, 1e9])("forecasts %d for ever where a series is constant at it", async (level) => {
    const constant = sine(90, { target: Array.from({ length: 90 }, () => level) });
    const [forecast] = await forecastOf(tiny(definition), [constant]);
    for (const value of forecast!.values)
      expect(Math.abs(value - level)).toBeLessThan(1e-3 * Math.max(1, Math.abs(level)) * 0.1);
  });

  it.each([
    ["a run inside", (t: number) => t >= 30 && t < 35],
    ["the last rows", (t: number) => t >= 87],
    ["the last context", (t: number) => t >= 78],
    ["every third row", (t: number) => t % 3 === 0],
    ["the first half", (t: number) => t < 45],
  ])("forecasts finite values where %s is missing", async (_, missing) => {
    const target = noisySine(90).map((value, t) => (missing(t) ? NaN : value));
    const [forecast] = await forecastOf(tiny(definition), [sine(90, { target })]);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
    for (const value of medians(forecast!)) expect(Math.abs(value - 10)).toBeLessThan(8);
  });

  it("forecasts channels that are never seen at the same time", async () => {
    const series = sine(90, { target: { x: sparse(0), y: sparse(1) } });
    const [forecast] = await forecastOf(tiny(definition), [series]);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
  });

  it("does not fit when it was cancelled before", async () => {
    await expect(tiny(definition).fit([sine()], { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });

  it("refuses to load what is no model, with a ModelFileError", async () => {
    const saved = (await tiny(definition).fit([sine()])).save();
    await expect(loadForecaster(saved.subarray(0, saved.length - 1))).rejects.toThrow(ModelFileError);
    await expect(loadForecaster(new Uint8Array(0))).rejects.toThrow(ModelFileError);
  });

  it("forecasts a view as it does a copy", async () => {
    const whole = sine(90);
    const copy = sine(90, { target: noisySine(90).slice(0, 80) });
    expect(bytesOf(await forecastOf(tiny(definition), [head(whole, 80)]))).toEqual(
      bytesOf(await forecastOf(tiny(definition), [copy])),
    );
  });
});

describe.each(networks)("$name, a network", ({ name, definition }) => {
  it("learns a noisy sine better than the mean", async () => {
    const rows = 160;
    const whole = sine(rows + 8);
    const options = {
      horizon: 8,
      hiddenSize: 32,
      seasonLength: 0,
      contextLength: 16,
      epochs: 12,
      stepsPerEpoch: 10,
      learningRate: 0.01,
    };
    const [forecast] = await forecastOf(tiny(definition, options), [head(whole, rows)]);
    const truth = Array.from(whole.target.values.subarray(rows));
    const error = (guess: readonly number[]): number =>
      guess.reduce((sum, value, h) => sum + Math.abs(value - truth[h]!), 0);
    expect(error(medians(forecast!))).toBeLessThan(0.7 * error(truth.map(() => 10)));
  });

  it("differs for another seed", async () => {
    const [a, b] = [1, 2].map((seed) => tiny(definition, { seed }));
    expect(bytesOf(await forecastOf(a!, [sine()]))).not.toEqual(bytesOf(await forecastOf(b!, [sine()])));
  });

  it("uses covariates of every role", async () => {
    const plain = withCovariates();
    const fitted = await tiny(definition, { epochs: 4, stepsPerEpoch: 8 }).fit([plain]);
    const base = bytesOf(fitted.predict([plain]));
    const changed: TimeSeries[] = [
      { ...plain, pastCovariates: { names: ["p", "q"], values: plain.pastCovariates!.values.map((v) => v + 1) } },
      {
        ...plain,
        futureCovariates: { names: ["f"], values: plain.futureCovariates!.values.map((v, i) => (i >= 90 ? v + 1 : v)) },
      },
      { ...plain, staticCovariates: { size: 3, age: 1 } },
    ];
    for (const series of changed) expect(bytesOf(fitted.predict([series]))).not.toEqual(base);
    expect(bytesOf(fitted.predict([{ ...plain, staticCovariates: { age: 1, size: 2 } }]))).toEqual(base);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict([plain]))).toEqual(base);
  });

  it("refuses missing, short or gappy future covariates with an error that names series and column", async () => {
    const fitted = await tiny(definition).fit([withCovariates(90, 0)]); // in training none beyond the end are needed
    expect(() => fitted.predict([withCovariates(90, 3)])).toThrow(
      `${name}.predict: series "sine": expected future covariates (f) for 4 steps beyond the last row, found 3`,
    );
    const gap = withCovariates(90, 4);
    gap.futureCovariates!.values[92] = NaN;
    expect(() => fitted.predict([gap])).toThrow(
      'expected known values of "f" for all 4 steps ahead, found a missing one at step 3',
    );
  });

  it("refuses other covariates than it was fitted with, also of a series it has not seen", async () => {
    const fitted = await tiny(definition).fit([withCovariates()]);
    const { futureCovariates: _f, ...noFuture } = withCovariates();
    const { pastCovariates: _p, ...noPast } = withCovariates();
    const { staticCovariates: _s, ...noStatic } = withCovariates();
    const swapped = { ...withCovariates(), pastCovariates: { ...withCovariates().pastCovariates!, names: ["q", "p"] } };
    for (const id of ["sine", "unseen"]) {
      expect(() => fitted.predict([{ ...noFuture, id }])).toThrow(
        `series "${id}": expected futureCovariates: f, found none`,
      );
      expect(() => fitted.predict([{ ...noPast, id }])).toThrow(
        `series "${id}": expected pastCovariates: p, q, found none`,
      );
      expect(() => fitted.predict([{ ...noStatic, id }])).toThrow(
        `series "${id}": expected staticCovariates: age, size, found none`,
      );
      expect(() => fitted.predict([{ ...swapped, id }])).toThrow(`expected pastCovariates: p, q, found q, p`);
    }
    const bare = await tiny(definition).fit([sine()]);
    expect(() => bare.predict([withCovariates()])).toThrow("expected pastCovariates: none, found p, q");
    await expect(tiny(definition).fit([withCovariates(), sine(90, { id: "bare" })])).rejects.toThrow(
      'series "bare": expected pastCovariates: p, q',
    );
    const worded = { ...withCovariates(), staticCovariates: { age: "old", size: 2 } };
    expect(() => fitted.predict([worded])).toThrow('series "sine": expected a number as static covariate "age"');
  });

  it("reports each pass, and keeps the history when saved", async () => {
    const events: unknown[] = [];
    const fitted = await tiny(definition, { epochs: 3 }).fit([sine()], { onProgress: (event) => events.push(event) });
    expect(events).toHaveLength(3);
    expect(events[2]).toMatchObject({ stage: "train", model: name, epoch: 3, of: 3 });
    expect(fitted.history!.epochs).toHaveLength(3);
    expect((await loadForecaster(fitted.save())).history).toEqual(fitted.history);
  });

  it("stops in the middle when cancelled, and can be fitted again", async () => {
    const controller = new AbortController();
    const forecaster = tiny(definition, { epochs: 50 });
    const fit = forecaster.fit([sine()], {
      signal: controller.signal,
      onProgress: ({ epoch }) => epoch === 2 && controller.abort(),
    });
    await expect(fit).rejects.toThrow(CancelledError);
    await expect(fit).rejects.toThrow(`training ${name}: expected 50 epochs, found a cancel after 2`);
    expect(bytesOf(await forecastOf(tiny(definition), [sine()]))).toHaveLength(1);
  });

  it.each([
    [4, 0],
    [0.25, 0],
    [1, 64],
    [3, -100],
    [1e-3, 5],
  ])("forecasts %d x + %d where it forecasts x", async (factor, shift) => {
    const base = noisySine(90);
    const target = base.map((value) => factor * value + shift);
    const [one] = await forecastOf(tiny(definition), [sine(90, { target: base })]);
    const [other] = await forecastOf(tiny(definition), [sine(90, { target })]);
    const spread = 6; // of the sine; float32 carries 7 digits, a few training steps lose some of them
    one!.values.forEach((value, i) => {
      expect(Math.abs((other!.values[i]! - shift) / factor - value) / spread).toBeLessThan(1e-4);
    });
  });

  it("holds no memory of the engine after fits, forecasts and loading, also failed ones", async () => {
    const { arena } = defaultBackend();
    const large = tiny(definition, { hiddenSize: 64, epochs: 1, stepsPerEpoch: 1 });
    const round = async (): Promise<void> => {
      const fitted = await large.fit([sine()]);
      fitted.predict([sine()]);
      const { config, tensors } = decodeModel(fitted.save());
      await loadForecaster(encodeModel({ config, tensors }));
      const wider = encodeModel({
        config: { ...config, options: { ...(config["options"] as object), hiddenSize: 65 } },
        tensors,
      });
      await expect(loadForecaster(wider)).rejects.toThrow(ModelFileError);
      await expect(large.fit([sine()], { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    };
    await round();
    const before = arena.bytes;
    for (let i = 0; i < 8; i++) await round();
    expect(arena.bytes).toBe(before);
  });

  it(`works at its smallest: one row of context, one step, one unit`, async () => {
    const least = tiny(definition, {
      horizon: 1,
      contextLength: 1,
      hiddenSize: 1,
      seasonLength: 0,
      epochs: 1,
      stepsPerEpoch: 1,
      batchSize: 1,
    });
    const [forecast] = await forecastOf(least, [sine(2)]);
    expect(forecast!.values.every(Number.isFinite)).toBe(true);
  });
});

it(`a season of ${SEASON} rows is what the examples have`, () => {
  const values = noisySine(400);
  const apart = (lag: number): number =>
    values.slice(lag).reduce((sum, value, t) => sum + Math.abs(value - values[t]!), 0) / (400 - lag);
  expect(apart(SEASON)).toBeLessThan(0.3 * apart(SEASON / 2));
});
