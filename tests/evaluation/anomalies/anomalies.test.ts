import { describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError } from "../../../src/errors.ts";
import {
  anomalies,
  anomaliesToCsv,
  anomaliesToJsonLines,
  type AnomalyOptions,
  type AnomalyRow,
} from "../../../src/evaluation/index.ts";
import { poisoned, poisons } from "../../../src/evaluation/poison.ts";
import { lstm, mean, naive, ridge, seasonalNaive, type Forecaster } from "../../../src/models/index.ts";
import { anomalyPlot } from "../../../src/plots/index.ts";
import { createRandom } from "../../../src/random.ts";
import { createSeries, readCsv, type TimeSeries } from "../../../src/series/index.ts";
import { SEASON, sine } from "../../contract/examples.ts";

/** Hourly standard normal noise. */
function noise(
  seed: number,
  rows: number,
  change: (value: number, t: number) => number = (value) => value,
): TimeSeries {
  const random = createRandom(seed);
  const target = Array.from({ length: rows }, (_, t) => change(random.normal(), t));
  return createSeries({ id: `noise ${seed}`, start: "2024-01-01", frequency: "1h", target: { y: target } });
}

const shareOf = (rows: readonly AnomalyRow[]): number => rows.filter(({ anomalous }) => anomalous).length / rows.length;

async function indicesOf(series: TimeSeries, options: AnomalyOptions): Promise<number[]> {
  const { rows } = await anomalies([series], mean({ horizon: 1 }), options);
  return rows.filter(({ anomalous }) => anomalous).map(({ timestamp }) => series.timestamps.indexOf(timestamp));
}

describe("anomalies", () => {
  it.each([0.01, 0.05])("calls ordinary values anomalies as often as it was told: %s", async (falseAlarmRate) => {
    const shares: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { rows } = await anomalies([noise(seed, 1200)], mean({ horizon: 1 }), { falseAlarmRate });
      shares.push(shareOf(rows));
    }
    const all = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    // 12,000 rows: three standard errors of a share of independent rows.
    expect(Math.abs(all - falseAlarmRate)).toBeLessThan(
      3 * Math.sqrt((falseAlarmRate * (1 - falseAlarmRate)) / 12_000),
    );
    for (const share of shares) expect(share).toBeLessThan(2 * falseAlarmRate);
  });

  it("keeps to the rate when the noise grows", async () => {
    const growing = noise(3, 3000, (value, t) => value * (1 + t / 500));
    const { rows } = await anomalies([growing], mean({ horizon: 1 }), { falseAlarmRate: 0.05 });
    expect(shareOf(rows)).toBeGreaterThan(0.04);
    expect(shareOf(rows)).toBeLessThan(0.06);
  });

  it("finds a spike and the start of a level shift", async () => {
    const series = noise(2, 600, (value, t) => (t === 400 ? 9 : t >= 500 ? value + 9 : value));
    const found = await indicesOf(series, { falseAlarmRate: 0.005 });
    expect(found).toContain(400);
    expect(found).toContain(500);
    expect(found.length).toBeLessThan(10);
  });

  it("is not made blind by a spike", async () => {
    const series = noise(2, 600, (value, t) => (t === 400 ? 1000 : t === 404 ? 9 : value));
    expect(await indicesOf(series, {})).toEqual(expect.arrayContaining([400, 404]));
  });

  it("scores by half-widths of the interval, above 1 outside", async () => {
    const { rows, level, model } = await anomalies([noise(4, 400)], mean({ horizon: 1 }), { level: 90 });
    expect([level, model]).toEqual([90, "mean"]);
    for (const { value, expected, lower, upper, score, anomalous } of rows) {
      expect(score).toBeCloseTo(Math.abs(value - expected) / (upper - expected), 9);
      expect(upper - expected).toBeCloseTo(expected - lower, 9);
      expect(anomalous).toBe(score > 1);
      expect(anomalous).toBe(value < lower || value > upper);
    }
  });

  it("calls no missing value an anomaly, and goes on behind it", async () => {
    const series = noise(5, 400, (value, t) => (t >= 300 && t < 310 ? NaN : t === 320 ? 50 : value));
    const { rows } = await anomalies([series], mean({ horizon: 1 }));
    const missing = rows.filter(({ value }) => Number.isNaN(value));
    expect(missing).toHaveLength(10);
    for (const { score, anomalous, expected } of missing)
      expect([score, anomalous, Number.isFinite(expected)]).toEqual([NaN, false, true]);
    expect(await indicesOf(series, {})).toContain(320);
  });

  it("calls nothing an anomaly that was forecast to the last bit", async () => {
    const flat = createSeries({
      start: "2024-01-01",
      frequency: "1h",
      target: [...Array.from({ length: 99 }, () => 7), 8],
    });
    const { rows } = await anomalies([flat], naive({ horizon: 1 }));
    expect(rows.filter(({ anomalous }) => anomalous).map(({ score }) => score)).toEqual([Infinity]);
    expect(rows[0]!.score).toBe(0);
  });

  it("judges every row behind the training part, series by series, channel by channel", async () => {
    const pair = createSeries({
      id: "pair",
      start: "2024-01-01",
      frequency: "1h",
      target: { a: noise(1, 100).target.values, b: noise(2, 100).target.values },
    });
    const flipped = { ...pair, id: "flipped", target: { ...pair.target, values: pair.target.values.toReversed() } };
    const { rows } = await anomalies([flipped, pair], mean({ horizon: 1 }), { trainShare: 0.6 });
    expect(rows.filter(({ seriesId }) => seriesId === "flipped")).toHaveLength(80);
    const own = rows.filter(({ seriesId }) => seriesId === "pair");
    expect(own.slice(0, 3).map(({ timestamp, channel }) => [timestamp, channel])).toEqual([
      [pair.timestamps[60], "a"],
      [pair.timestamps[60], "b"],
      [pair.timestamps[61], "a"],
    ]);
    expect(own).toHaveLength(80);
  });

  it("forecasts several steps ahead from rows that far before", async () => {
    const series = noise(6, 200);
    const { rows } = await anomalies([series], naive({ horizon: 3 }), { step: 3, cutoff: series.timestamps[99]! });
    expect(rows).toHaveLength(100);
    for (const [i, { expected }] of rows.entries()) expect(expected).toBe(series.target.values[100 + i - 3]);
  });

  it.each(poisons)("does not change a verdict when the rows behind it are %s", async (poison) => {
    const models = [
      [seasonalNaive({ horizon: 2, seasonLength: SEASON }), 2],
      [ridge({ horizon: 1, seasonLength: SEASON }), 1],
      [lstm({ horizon: 1, contextLength: 8, hiddenSize: 3, epochs: 1, stepsPerEpoch: 2 }), 1],
    ] as const;
    for (const [model, step] of models) {
      const series = sine(120, { pastCovariates: { p: noise(7, 120).target.values } });
      const cutoff = series.timestamps[69]!;
      const options = { step, cutoff, falseAlarmRate: 0.1 };
      const { rows } = await anomalies([series], model, options);
      for (const seen of [71, 90, 119]) {
        const copy = poisoned(series, seen, 1, poison, createRandom(seen));
        const own = await anomalies([copy], model, options);
        expect(own.rows.slice(0, seen - 70)).toEqual(rows.slice(0, seen - 70));
      }
    }
  });

  // What happened behind the cutoff, as datasets/simulate-service-metrics.mjs has it: service, week, day and hour.
  it.each([
    ["latency_ms", "incidents", ["checkout 9.5.11", "search 7.1.18", "login 6.1.9", "login 10.0.7", "images 8.3.16"]],
    ["latency_ms", "shifts by releases", ["search 7.1.10", "catalog 8.2.10", "images 9.1.9"]],
    ["requests", "incidents that lose a third and more", ["login 10.0.7", "images 8.3.16"]],
    ["requests", "shifts by releases", ["search 7.1.10", "checkout 8.1.14"]],
  ])(
    "finds in %s of service-metrics.csv the %s, in their first hour",
    async (target, _, events) => {
      const all = await readCsv("datasets/service-metrics.csv", { time: "timestamp", id: "service", target });
      const falseAlarmRate = 0.02;
      const { rows } = await anomalies(all, ridge({ horizon: 1 }), { falseAlarmRate });
      const found = rows
        .filter(({ anomalous }) => anomalous)
        .map(({ seriesId, timestamp }) => {
          const hours = (timestamp - Date.UTC(2025, 0, 6)) / 3_600_000;
          return `${seriesId} ${Math.floor(hours / 168)}.${Math.floor(hours / 24) % 7}.${hours % 24}`;
        });
      expect(found).toEqual(expect.arrayContaining(events));
      expect(shareOf(rows)).toBeLessThan(falseAlarmRate);
    },
    60_000,
  );

  it("writes its verdicts as CSV and as JSON Lines, missing values empty", async () => {
    const series = noise(5, 100, (_, t) => (t === 51 ? NaN : t === 50 ? 50 : 0));
    const result = await anomalies([series], naive({ horizon: 1 }));
    expect(anomaliesToCsv(result).split("\n").slice(0, 3)).toEqual([
      "id,timestamp,channel,value,expected,lower,upper,score,anomalous",
      "noise 5,2024-01-03T02:00:00,y,50,0,0,0,Infinity,1",
      expect.stringMatching(/^noise 5,2024-01-03T03:00:00,y,,50,.*,,0$/),
    ]);
    const [, second] = anomaliesToJsonLines(result).split("\n");
    expect(JSON.parse(second!)).toMatchObject({ id: "noise 5", value: null, expected: 50, score: null, anomalous: 0 });
  });

  it("refuses what it cannot do, and says why", async () => {
    const series = noise(1, 100);
    const at = (options: object, one = series): Promise<unknown> => anomalies([one], naive({ horizon: 2 }), options);
    await expect(at({ step: 3 })).rejects.toThrow(OptionError);
    await expect(at({ level: 100 })).rejects.toThrow("anomalies level: expected a percentage above 0 and below 100");
    await expect(at({ level: 90, falseAlarmRate: 0.1 })).rejects.toThrow("either level or falseAlarmRate, found both");
    await expect(at({ cutoff: 0, trainShare: 0.1 })).rejects.toThrow("either cutoff or trainShare, found both");
    await expect(at({ falseAlarmrate: 0.1 })).rejects.toThrow("did you mean falseAlarmRate?");
    await expect(at({}, noise(2, 3))).rejects.toThrow(DataError);
    await expect(at({ cutoff: new Date(0) })).rejects.toThrow("expected rows to fit on");
    await expect(anomalies([], naive({ horizon: 1 }))).rejects.toThrow("anomalies: expected at least one series");
    await expect(anomalies([series, series], naive({ horizon: 1 }))).rejects.toThrow('two of id "noise 1"');
  });

  it("stops when it is cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(anomalies([sine()], naive({ horizon: 1 }), { signal })).rejects.toThrow(CancelledError);
  });

  it("goes on where a history is too gappy for a forecast, and expects nothing there", async () => {
    const rows = 24 * 12;
    // The hours 3 and 4 are missing up to the ninth day: no earlier season tells of them.
    const gappy = noise(5, rows, (value, t) => (t < 24 * 9 && [3, 4].includes(t % 24) ? NaN : value));
    const result = await anomalies([gappy], seasonalNaive({ horizon: 1, seasonLength: 24 }));
    const unexpected = result.rows.filter(({ expected }) => Number.isNaN(expected));
    expect(unexpected.map(({ timestamp }) => gappy.timestamps.indexOf(timestamp) % 24)).toContain(3);
    for (const row of unexpected) expect(row).toMatchObject({ lower: NaN, upper: NaN, score: NaN, anomalous: false });
    expect(result.rows.length - unexpected.length).toBeGreaterThan(100);
    expect(anomalyPlot(gappy, result).title).toBe("Anomalies of noise 5 by seasonal-naive");
    expect(
      anomaliesToCsv(result)
        .split("\n")
        .some((line) => /,y,[-\d.]+,,,,,0$/.test(line)),
    ).toBe(true);
  });

  it("ends with the forecaster's error where no history can be forecast", async () => {
    const inner = mean({ horizon: 1 });
    const refusing: Forecaster = {
      ...inner,
      fit: async (train, options) => ({
        ...(await inner.fit(train, options)),
        predict(): never {
          throw new DataError({ where: "refusing", expected: "luck", found: "none" });
        },
      }),
    };
    await expect(anomalies([noise(1, 100)], refusing)).rejects.toThrow("refusing: expected luck");
  });
});
