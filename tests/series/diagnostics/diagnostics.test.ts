import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.ts";
import {
  autocorrelation,
  differencesNeeded,
  extremesOf,
  findSeasons,
  kpss,
  parseFrequency,
  periodogram,
  readCsv,
} from "../../../src/series/index.ts";
import { readGolden } from "../../golden/golden.ts";

interface Golden {
  readonly acf: number[];
  readonly ndiffs: { readonly AirPassengers: number; readonly WWWusage: number; readonly Nile: number };
  readonly Nile: number[];
  readonly WWWusage: number[];
  readonly nottem: number[];
  readonly nilePeriodogram: number[];
}

const golden = readGolden<Golden>("diagnostics");
const column = (file: string, place: number): number[] =>
  readFileSync(new URL(`../../../datasets/${file}.csv`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[place]));
const passengers = column("air-passengers", 1);
const lengths = (values: ArrayLike<number>, frequency: string): number[] =>
  findSeasons(values, parseFrequency(frequency)).map(({ seasonLength }) => seasonLength);

describe("autocorrelation", () => {
  it("is R's", () => {
    const found = autocorrelation(passengers, golden.acf.length);
    golden.acf.forEach((expected, i) => expect(found[i + 1]).toBeCloseTo(expected, 10));
  });

  it("is the sum over all rows for any length, and leaves missing values out", () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(NaN)), { maxLength: 70 });
    fc.assert(
      fc.property(values, (values) => {
        const observed = values.filter((value) => !Number.isNaN(value));
        const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
        const x = values.map((value) => (Number.isNaN(value) ? 0 : value - mean));
        const sum = (lag: number): number => x.slice(lag).reduce((total, value, t) => total + value * x[t]!, 0);
        const found = autocorrelation(values, 12);
        fc.pre(sum(0) > 1e-9);
        found.forEach((one, lag) => expect(one).toBeCloseTo(sum(lag) / sum(0), 9));
      }),
    );
  });

  it("of a constant series is 1 at lag 0 only, and of none is empty", () => {
    expect(Array.from(autocorrelation([3, 3, 3], 2))).toEqual([1, 0, 0]);
    expect(autocorrelation([], 3)).toHaveLength(0);
  });
});

describe("periodogram", () => {
  it("is numpy's", () => {
    const waves = periodogram(golden.Nile);
    golden.nilePeriodogram.forEach((share, i) => {
      expect(waves[i]!.period).toBe(100 / (i + 1));
      expect(waves[i]!.share).toBeCloseTo(share, 10);
    });
  });

  it("has shares that sum to 1, for lengths that are powers of two or not", () => {
    for (const rows of [2, 3, 16, 17, 63, 64, 65, 100]) {
      const random = createRandom(rows);
      const shares = periodogram(Array.from({ length: rows }, () => random.normal())).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    }
    expect(periodogram([])).toEqual([]);
    expect(periodogram([1])).toEqual([]);
    expect(periodogram([2, 2, 2]).every(({ share }) => share === 0)).toBe(true);
  });
});

describe("differencesNeeded", () => {
  it("is R's ndiffs", () => {
    expect(differencesNeeded(passengers)).toBe(golden.ndiffs.AirPassengers);
    expect(differencesNeeded(golden.WWWusage)).toBe(golden.ndiffs.WWWusage);
    expect(differencesNeeded(golden.Nile)).toBe(golden.ndiffs.Nile);
  });

  it("is 0 of noise and of constants, and 1 of a random walk", () => {
    const random = createRandom(5);
    const noise = Array.from({ length: 400 }, () => random.normal());
    let level = 0;
    const walk = noise.map((step) => (level += step));
    expect([noise, walk, [4, 4, 4, 4, 4], [NaN, 1], [0.1, 0.1, 0.1, 0.1]].map(differencesNeeded)).toEqual([
      0, 1, 0, 0, 0,
    ]);
    expect(kpss([1, 2])).toBe(0);
  });
});

describe("findSeasons", () => {
  it("finds twelve months in passengers and temperatures", () => {
    expect(lengths(passengers, "1mo")).toEqual([12]);
    expect(lengths(golden.nottem, "1mo")).toEqual([12]);
  });

  it("finds the day and the week of half-hourly demand", async () => {
    const [demand] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
    expect(lengths(demand!.target.values, "30min").toSorted((a, b) => a - b)).toEqual([48, 336]);
  });

  it("finds a season that the frequency does not tell of, through gaps and a trend", () => {
    const random = createRandom(3);
    const values = Array.from({ length: 600 }, (_, t) =>
      t % 41 === 7 ? NaN : t / 20 + 5 * Math.sin((2 * Math.PI * t) / 37) + random.normal(),
    );
    expect(lengths(values, "1d")[0]).toBe(37);
  });

  it("tells a short season and a long one apart that is no multiple of it, and a multiple from its season", () => {
    const minutes = Array.from({ length: 12_000 }, (_, t) => 10 * Math.sin((2 * Math.PI * t) / 1440) + (t % 7));
    expect(lengths(minutes, "1min").toSorted((a, b) => a - b)).toEqual([7, 1440]);
    const teeth = Array.from({ length: 12_000 }, (_, t) => t % 40);
    expect(lengths(teeth, "1min")).toEqual([40]);
  });

  it("finds none in noise, random walks, constants or a few rows", () => {
    for (const seed of [1, 2, 3, 4]) {
      const random = createRandom(seed);
      const noise = Array.from({ length: 500 }, () => random.normal());
      let level = 0;
      expect(lengths(noise, "1h")).toEqual([]);
      expect(
        lengths(
          noise.map((step) => (level += step)),
          "1h",
        ),
      ).toEqual([]);
    }
    expect(lengths([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "1q")).toEqual([]);
    expect(lengths([], "1h")).toEqual([]);
    expect(lengths([NaN, NaN], "1h")).toEqual([]);
    expect(lengths(golden.Nile, "1y")).toEqual([]);
  });
});

describe("extremesOf", () => {
  it("names the rows far out", () => {
    const values = [...Array.from({ length: 40 }, (_, t) => t % 8), NaN, 99, -50];
    expect(extremesOf(values)).toEqual({ least: -50, most: 99, rows: [41, 42] });
  });

  it("finds none where half of the values are equal, or nothing is observed", () => {
    expect(extremesOf([0, 0, 0, 0, 9])).toEqual({ least: 0, most: 9, rows: [] });
    expect(extremesOf([NaN])).toEqual({ least: NaN, most: NaN, rows: [] });
  });
});
