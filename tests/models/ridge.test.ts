import { describe, expect, it } from "vitest";
import { CancelledError, DataError, ModelFileError, UnsupportedError } from "../../src/errors.ts";
import { loadForecaster, ridge } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, medians, noisySine, SEASON, sine } from "../contract/examples.ts";
import { slowForecast, type SlowRidge } from "./leastSquares.ts";

const tiny = { horizon: 8, contextLength: [16, 24], seasonLength: SEASON };
const errorOf = (forecast: number[], truth: (h: number) => number): number =>
  forecast.reduce((sum, value, h) => sum + Math.abs(value - truth(h)) / forecast.length, 0);
const wave = (t: number): number => 10 + 3 * Math.sin((2 * Math.PI * t) / SEASON);

const forecastOf = async (options: Parameters<typeof ridge>[0], series: TimeSeries): Promise<number[]> =>
  medians((await ridge(options).fit([series])).predict([series])[0]!);

/** Options that a fit of so many series of 200 rows chose. */
const chosen = async (count: number, options: { seasonLength?: number; frequency?: string }) => {
  const { seasonLength, frequency = "1h" } = options;
  const train = Array.from({ length: count }, (_, i) =>
    sine(200, { id: `s${i}`, frequency, target: noisySine(200, i) }),
  );
  return (await ridge({ horizon: 4, seasonLength }).fit(train)).options;
};

const sparse = (every: number): TimeSeries =>
  sine(500, { target: noisySine(500).map((value, t) => (t % every === 0 ? value : NaN)) });
const unknown = (target: number[]): TimeSeries => sine(120, { id: "unknown", target });

describe("ridge", () => {
  it("finds what is linear in its window: a sine to a tenth of its noise's size and more", async () => {
    const series = sine(300);
    const [forecast] = (await ridge(tiny).fit([series])).predict([series]);
    expect(errorOf(medians(forecast!), (h) => wave(300 + h))).toBeLessThan(0.15);
  });

  it("repeats a season without noise exactly, however strongly it is shrunk to that", async () => {
    const exact = Array.from({ length: 200 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
    const series = sine(200, { target: exact });
    const fitted = await ridge({ ...tiny, anchor: "season", penalty: 1, loss: "squared" }).fit([series]);
    medians(fitted.predict([series])[0]!).forEach((value, h) =>
      expect(value).toBeCloseTo(exact[(200 + h) % SEASON]!, 6),
    );
  });

  it("covers what its intervals promise on rows that it has not seen", async () => {
    const whole = sine(700);
    const histories: TimeSeries[] = Array.from({ length: 40 }, (_, i) => head(whole, 300 + 8 * i));
    const forecasts = (await ridge(tiny).fit([histories[0]!])).predict(histories, { levels: [80] });
    const inside = forecasts.flatMap(({ values }, i) =>
      Array.from({ length: 8 }, (_, h) => {
        const y = whole.target.values[300 + 8 * i + h]!;
        return Number(y >= values[3 * h]! && y <= values[3 * h + 2]!);
      }),
    );
    const share = inside.reduce((sum, one) => sum + one, 0) / inside.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.9);
  });

  it("learns from many series of unequal length in clusters, and comes back from its file to the last bit", async () => {
    const train = Array.from({ length: 12 }, (_, i) => {
      const season =
        i % 2 === 0 ? noisySine(120 + 5 * i, i) : noisySine(120 + 5 * i, i).map((v, t) => 40 + 0.1 * t - v);
      return sine(season.length, { id: `s${i}`, target: season });
    });
    const fitted = await ridge({ ...tiny, clusters: 2 }).fit(train);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict(train))).toEqual(bytesOf(fitted.predict(train)));
    expect(fitted.options).toMatchObject({ clusters: 2 });
  });

  it("leaves out the branch that missing values leave no window, and refuses where none is left", async () => {
    const fitted = await ridge({ horizon: 12, seasonLength: 24 }).fit([sparse(50)]);
    expect(fitted.options).toMatchObject({ adjustment: "none" });
    expect(medians(fitted.predict([sparse(50)])[0]!).every(Number.isFinite)).toBe(true);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict([sparse(50)]))).toEqual(bytesOf(fitted.predict([sparse(50)])));
    for (const adjustment of ["none", "always"] as const) {
      const fit = ridge({ horizon: 4, contextLength: 12, seasonLength: 8, adjustment }).fit([sparse(50)]);
      await expect(fit).rejects.toThrow("observed values among 12 rows of context and among the 4 rows behind them");
      await expect(fit).rejects.toThrow(DataError);
    }
  });

  it("refuses logarithms of values that are not above 0, and names the first one", async () => {
    const y = noisySine(120);
    const spoiled = (value: number): TimeSeries => sine(120, { target: { a: y, b: y.with(6, value) } });
    for (const value of [0, -2]) {
      const fit = ridge({ ...tiny, logs: "always" }).fit([spoiled(value)]);
      await expect(fit).rejects.toThrow(DataError);
      await expect(fit).rejects.toThrow(
        `series "sine": expected values of "b" above 0, whose logarithms are taken, found ${value} in row 7; fit with logs: "never"`,
      );
    }
    const fitted = await ridge({ ...tiny, logs: "always" }).fit([sine()]);
    for (const values of [y.map(() => 0), y.map((v) => v - 50), y.with(0, -1)])
      expect(() => fitted.predict([unknown(values)])).toThrow(/values of "unknown" above 0.* in row 1; fit with logs/);
    expect(medians(fitted.predict([unknown(y.with(6, 0))])[0]!).every((value) => value > 0)).toBe(true);
  });

  it("refuses to draw sample paths, as networks without them do", async () => {
    const fitted = await ridge(tiny).fit([sine()]);
    expect(() => fitted.predict([sine()], { samples: 5 })).toThrow(
      "ridge.predict: expected a forecaster that draws sample paths, found ridge",
    );
    expect(() => fitted.predict([sine()], { temperature: 1 })).toThrow(UnsupportedError);
  });

  it("says of which sizes the rows it needs are made", async () => {
    const long = ridge({ horizon: 12, contextLength: 100, seasonLength: 24, adjustment: "always" });
    await expect(long.fit([sine(80)])).rejects.toThrow("at least 112 rows (contextLength 100 + horizon 12)");
    await expect(long.fit([sine(120)])).rejects.toThrow(
      "at least 136 rows (contextLength 100 + season 24 + horizon 12)",
    );
  });

  const usual: SlowRidge = {
    contextLength: 2 * SEASON,
    horizon: 4,
    seasonLength: SEASON,
    centre: "season",
    scale: "deviation",
    anchor: "none",
    drift: "always",
    logs: "never",
    penalty: 0.05,
    adjustment: "none",
    passes: 0,
  };

  it.each<Partial<SlowRidge>>([
    {},
    { centre: "last" },
    { scale: "none" },
    { scale: "difference" },
    { anchor: "season" },
    { anchor: "seasons" },
    { drift: "never" },
    { logs: "always" },
    { passes: 1 },
    { passes: 3, scale: "difference" },
    { adjustment: "always", contextLength: 6 },
    { adjustment: "always", contextLength: 6, logs: "always", passes: 2, drift: "never" },
    { centre: "last", scale: "difference", anchor: "season", logs: "always", passes: 2, horizon: SEASON + 3 },
  ])("forecasts what least squares give that are worked out without it: %j", async (changed) => {
    const { passes, ...options } = { ...usual, ...changed };
    const series = sine(120);
    const loss = passes > 0 ? ({ loss: "absolute", passes } as const) : ({ loss: "squared" } as const);
    const [forecast] = (await ridge({ ...options, ...loss, phases: 1 }).fit([series])).predict([series]);
    const expected = slowForecast(Array.from(series.target.values), { ...usual, ...changed });
    medians(forecast!).forEach((value, h) => expect(value).toBeCloseTo(expected[h]!, 5)); // weights are float32
  });

  const { passes: _, ...plain } = usual;

  it("forecasts the mean of its look-backs and anchors", async () => {
    const series = sine(150);
    const squared = { ...plain, loss: "squared" } as const;
    const [short, long, both, anchored] = await Promise.all(
      [
        { contextLength: 20 },
        { contextLength: 30 },
        { contextLength: [20, 30] },
        { contextLength: 20, anchor: ["none", "season"] as const },
      ].map((change) => forecastOf({ ...squared, ...change }, series)),
    );
    const season = await forecastOf({ ...squared, contextLength: 20, anchor: "season" }, series);
    both!.forEach((value, h) => expect(value).toBeCloseTo((short![h]! + long![h]!) / 2, 5));
    anchored!.forEach((value, h) => expect(value).toBeCloseTo((short![h]! + season[h]!) / 2, 5));
  });

  it("under a huge penalty repeats the last season, moved by how the last day lies to the same day before", async () => {
    const series = sine(400, { target: noisySine(400) });
    const y = Array.from(series.target.values);
    const options = { horizon: 5, contextLength: 72, seasonLength: 48, anchor: "season", penalty: 1e9 } as const;
    const level = (from: number): number => y.slice(from, from + 24).reduce((sum, value) => sum + value, 0) / 24;
    const moved = level(400 - 24) - level(400 - 72);
    const forecast = await forecastOf({ ...options, logs: "never" }, series);
    forecast.forEach((value, h) => expect(value).toBeCloseTo(y[400 - 48 + h]! + moved, 4));
  });

  it("takes absolute errors nearer to the signal than squared ones where some values are far off", async () => {
    const errors = { absolute: 0, squared: 0 };
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(seed);
      const spoiled = noisySine(400, seed).map((value) => value + (random.uniform() < 0.05 ? 8 * random.normal() : 0));
      const series = sine(400, { target: spoiled });
      for (const loss of ["absolute", "squared"] as const) {
        const forecast = await forecastOf(
          { ...tiny, contextLength: [24, 48], adjustment: "none", logs: "never", penalty: 0.1, loss },
          series,
        );
        errors[loss] += errorOf(forecast, (h) => wave(400 + h));
      }
    }
    expect(errors.absolute).toBeLessThan(0.9 * errors.squared);
  });

  it("gives parts of the day weights of their own where days are moved in some of them and not in others", async () => {
    const random = createRandom(3);
    const day = Array.from({ length: 200 }, () => random.normal());
    // what the morning shows the afternoon returns, what the afternoon shows is gone the next day
    const target = day.flatMap((move) =>
      Array.from({ length: 24 }, (_, t) => 20 + (t < 12 ? move : -move) + 0.05 * random.normal()),
    );
    const series = sine(target.length, { target });
    const options = { horizon: 6, contextLength: 24, seasonLength: 24, adjustment: "none", logs: "never" } as const;
    const histories = Array.from({ length: 20 }, (_, i) => head(series, 24 * (170 + i) + 11));
    const missed = async (phases: number): Promise<number> => {
      const fitted = await ridge({ ...options, phases }).fit([head(series, 24 * 170)]);
      const all = fitted
        .predict(histories)
        .map((forecast, i) => errorOf(medians(forecast), (h) => target[histories[i]!.timestamps.length + h]!));
      return all.reduce((sum, error) => sum + error, 0) / all.length;
    };
    expect(await missed(24)).toBeLessThan(0.5 * (await missed(1)));
  });

  it("learns each cluster's own way where two kinds of series move in opposite ways", async () => {
    const kinds = Array.from({ length: 16 }, (_, i) => {
      const random = createRandom(i + 1);
      let value = 0;
      const target = Array.from({ length: 150 }, () => (value = (i % 2 === 0 ? 0.9 : -0.9) * value + random.normal()));
      return createSeries({ id: `s${i}`, start: "2024-01-01", frequency: "1h", target });
    });
    const options = { horizon: 1, contextLength: 2, seasonLength: 0, centre: "last" } as const;
    const missed = async (clusters: number): Promise<number> => {
      const fitted = await ridge({ ...options, clusters }).fit(kinds.map((series) => head(series, 100)));
      let sum = 0;
      for (let rows = 100; rows < 150; rows++) {
        fitted.predict(kinds.map((series) => head(series, rows))).forEach((forecast, i) => {
          sum += Math.abs(medians(forecast)[0]! - kinds[i]!.target.values[rows]!);
        });
      }
      return sum;
    };
    expect(await missed(2)).toBeLessThan(0.95 * (await missed(1)));
  });

  it("chooses how the season is treated by how many seasons there are, and how many windows", async () => {
    expect(await chosen(1, { seasonLength: 48 })).toMatchObject({
      adjustment: "always",
      contextLength: [24, 48],
      phases: 8,
      anchor: ["none"],
    });
    expect(await chosen(40, { seasonLength: 48 })).toMatchObject({ adjustment: "none", phases: 1 });
    expect(await chosen(1, { frequency: "1mo" })).toMatchObject({ adjustment: "both", seasonLength: 12, phases: 1 });
    expect(await chosen(1, { frequency: "1y" })).toMatchObject({ adjustment: "none", seasonLength: 0 });
  });

  it("keeps the usual penalty where the tail is too short to tell", async () => {
    const fitted = await ridge({ ...tiny, adjustment: "none", anchor: "none" }).fit([sine(60)]);
    expect(fitted.options).toMatchObject({ penalty: [0.01] });
  });

  it("learns from very many windows what it learns from one copy of them, though its first rounds see a part", async () => {
    const one = sine(1000);
    const copies = Array.from({ length: 55 }, (_, i) => ({ ...one, id: `copy ${i}` }));
    const options = { ...plain, contextLength: 8, horizon: 2, clusters: 1 };
    const few = medians((await ridge(options).fit([one])).predict([one])[0]!);
    const many = medians((await ridge(options).fit(copies)).predict([one])[0]!);
    many.forEach((value, h) => expect(value).toBeCloseTo(few[h]!, 2));
  });

  it("forecasts across gaps in context and targets", async () => {
    const random = createRandom(2);
    const target = noisySine(300).map((value) => (random.uniform() < 0.1 ? NaN : value));
    const forecast = await forecastOf(tiny, sine(300, { target }));
    expect(errorOf(forecast, (h) => wave(300 + h))).toBeLessThan(0.25);
  });

  it("comes back from its file with the weights of each phase, and refuses a file that lacks some", async () => {
    const train = [sine(200)];
    const fitted = await ridge({ horizon: 4, seasonLength: 48 }).fit(train);
    const bytes = fitted.save();
    const loaded = await loadForecaster(bytes);
    expect(bytesOf(loaded.predict(train))).toEqual(bytesOf(fitted.predict(train)));
    expect(loaded.save()).toEqual(bytes);
    const { config, tensors } = decodeModel(bytes);
    const { "member0.group7": gone, ...rest } = tensors;
    expect(gone).toBeDefined();
    await expect(loadForecaster(encodeModel({ config, tensors: rest }))).rejects.toThrow(ModelFileError);
  });

  it("stops when it is cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(ridge(tiny).fit([sine(300)], { signal })).rejects.toThrow(CancelledError);
  });

  it.each([
    ["seen in fitting", {}, "1"],
    ["without their pattern", { adjustment: "always" }, "1"],
    ["in clusters", { clusters: 2 }, "1"],
    ["not seen in fitting", {}, "other"],
  ] as const)(
    "forecasts heads of one series together as each alone, whatever stands behind them: %s",
    async (_, options, id) => {
      const gapped = noisySine(160, 3).map((value, t) => (t < 7 || t % 19 === 0 ? NaN : value));
      const train = [sine(160, { id: "1", target: gapped }), sine(160, { id: "2", target: noisySine(160, 5) })];
      const fitted = await ridge({ ...tiny, ...options }).fit(train);
      const whole = { ...train[0]!, id };
      const namesake = sine(160, { id, target: noisySine(160, 8) }); // of the same name, in other memory
      const rows = [40, 160, 41, 120, 41];
      const together = [...rows.map((count) => head(whole, count)), namesake, head(namesake, 80), train[1]!];
      const alone = together.flatMap((one) => fitted.predict([one]));
      expect(bytesOf(fitted.predict(together))).toEqual(bytesOf(alone));
      const before = fitted.predict(together.slice(0, 5));
      whole.target.values.fill(1e9, 120);
      const after = fitted.predict(together.slice(0, 5));
      for (const i of [0, 2, 3, 4]) expect(after[i]!.values).toEqual(before[i]!.values);
    },
  );
});
