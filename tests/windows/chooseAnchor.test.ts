import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random.ts";
import { createSeries, head, parseFrequency, type TimeSeries } from "../../src/series/index.ts";
import { chooseAnchor, seasonCandidates } from "../../src/windows/index.ts";

const seriesOf = (frequency: string, rows: number, value: (t: number) => number): TimeSeries =>
  createSeries({ id: "s", start: "2024-01-01", frequency, target: Array.from({ length: rows }, (_, t) => value(t)) });
/** A pattern of the given length, the same in every season. */
const pattern = (length: number, seed = 3): ((t: number) => number) => {
  const random = createRandom(seed);
  const values = Array.from({ length }, () => random.normal());
  return (t) => values[t % length]!;
};
const noise = (size: number): (() => number) => {
  const random = createRandom(9);
  return () => size * random.normal();
};

describe("seasonCandidates", () => {
  it.each([
    ["1s", [3600, 86400, 604800]],
    ["1min", [60, 1440, 10080]],
    ["15min", [4, 96, 672]],
    ["30min", [48, 336]],
    ["1h", [24, 168]],
    ["6h", [4, 28]],
    ["7min", [1440]],
    ["1d", [7]],
    ["2d", []],
    ["1w", [52]],
    ["1mo", [12]],
    ["3mo", [4]],
    ["5mo", []],
    ["12mo", []],
    ["1q", [4]],
    ["4q", []],
    ["1y", []],
  ])("of %s are %j", (frequency, expected) => {
    expect(seasonCandidates(parseFrequency(frequency))).toEqual(expected);
  });
});

describe("chooseAnchor", () => {
  it.each([
    ["1h", 24],
    ["1h", 168],
    ["1d", 7],
    ["1mo", 12],
    ["1q", 4],
  ])("finds the season of %s data that repeats every %d rows", (frequency, season) => {
    const wave = pattern(season);
    const error = noise(0.1);
    const series = seriesOf(frequency, 6 * season + 20, (t) => wave(t) + error());
    expect(chooseAnchor([series], { contextLength: 4, horizon: 4 }).seasonLength).toBe(season);
  });

  it("takes the last value of a random walk, and the mean of noise", () => {
    const error = noise(1);
    let level = 0;
    const walk = seriesOf("1d", 300, () => (level += error()));
    expect(chooseAnchor([walk], { contextLength: 8, horizon: 2 })).toMatchObject({
      seasonLength: 0,
      normalization: "last",
    });
    const flat = seriesOf("1d", 300, () => error());
    expect(chooseAnchor([flat], { contextLength: 30, horizon: 2 })).toMatchObject({
      seasonLength: 0,
      normalization: "mean",
    });
  });

  it("has the mean absolute error of the anchor as its scale", () => {
    const series = seriesOf("1d", 40, (t) => 3 * t);
    const anchor = chooseAnchor([series], { contextLength: 4, horizon: 2, seasonLength: 0, normalization: "last" });
    expect(anchor).toEqual({ seasonLength: 0, normalization: "last", scale: 4.5 }); // 3 at the first step, 6 at the second
  });

  it("measures that error in units of the windows' deviations where the normalization has one", () => {
    const wave = pattern(7);
    const growing = seriesOf("1d", 80, (t) => 1.05 ** t * wave(t));
    const task = { contextLength: 14, horizon: 2, seasonLength: 0 };
    const { scale } = chooseAnchor([growing], { ...task, normalization: "standard" });
    const steady = chooseAnchor([seriesOf("1d", 80, wave)], { ...task, normalization: "standard" });
    expect(Math.abs(scale / steady.scale - 1)).toBeLessThan(0.5);
    expect(chooseAnchor([growing], { ...task, normalization: "mean" }).scale).toBeGreaterThan(3 * scale);
  });

  it("has a small positive scale for a perfectly periodic series, and 1 where nothing can be compared", () => {
    const wave = pattern(7);
    expect(chooseAnchor([seriesOf("1d", 60, wave)], { contextLength: 4, horizon: 2 }).scale).toBeGreaterThan(0);
    expect(chooseAnchor([seriesOf("1d", 5, wave)], { contextLength: 4, horizon: 2 }).scale).toBe(1);
  });

  it("keeps what is given", () => {
    const series = seriesOf("1h", 100, pattern(24));
    const given = { contextLength: 4, horizon: 2, seasonLength: 5, normalization: "mean" } as const;
    expect(chooseAnchor([series], given)).toMatchObject({ seasonLength: 5, normalization: "mean" });
    expect(chooseAnchor([series], { ...given, seasonLength: 0 }).seasonLength).toBe(0);
  });

  it("leaves out seasons that some series is too short for", () => {
    const wave = pattern(24);
    const long = seriesOf("1h", 200, wave);
    const short = { ...seriesOf("1h", 20, wave), id: "short" };
    expect(chooseAnchor([long], { contextLength: 4, horizon: 4 }).seasonLength).toBe(24);
    expect(chooseAnchor([long, short], { contextLength: 4, horizon: 4 }).seasonLength).toBe(0);
  });

  it("passes over missing values", () => {
    const wave = pattern(7);
    const series = seriesOf("1d", 120, (t) => (t % 5 === 0 ? NaN : wave(t)));
    expect(chooseAnchor([series], { contextLength: 8, horizon: 3 }).seasonLength).toBe(7);
  });

  it("does not see what lies behind a head", () => {
    const series = seriesOf("1d", 120, pattern(7));
    const before = chooseAnchor([head(series, 100)], { contextLength: 8, horizon: 3 });
    series.target.values.fill(NaN, 100);
    expect(chooseAnchor([head(series, 100)], { contextLength: 8, horizon: 3 })).toEqual(before);
  });
});
