import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import {
  createSeries,
  type Forecast,
  forecastToCsv,
  readCsv,
  seriesToCsv,
  writeCsv,
} from "../../../src/series/index.ts";

const daily = createSeries({ id: "a,b", start: "2024-01-01", frequency: "1d", target: { load: [0.1, NaN, -0] } });

const forecast: Forecast = {
  seriesId: "load",
  model: "demo",
  cutoff: 0,
  frequency: { unit: "hour", step: 1 },
  timezone: "UTC",
  timestamps: Float64Array.of(3_600_000, 7_200_000),
  channels: ["x", "y"],
  levels: [80, 95],
  quantiles: [0.025, 0.1, 0.5, 0.9, 0.975],
  values: Float64Array.from({ length: 20 }, (_, i) => i / 10),
};

describe("seriesToCsv", () => {
  it("quotes where it must, leaves missing values empty and keeps minus zero", () => {
    expect(seriesToCsv([daily])).toBe(
      'id,timestamp,load\n"a,b",2024-01-01,0.1\n"a,b",2024-01-02,\n"a,b",2024-01-03,-0\n',
    );
    expect(seriesToCsv([])).toBe("id,timestamp\n");
  });

  it("writes known future rows beyond the end", () => {
    const series = createSeries({
      start: "2024-01-31",
      frequency: "1mo",
      target: { load: [1] },
      pastCovariates: { price: [5] },
      futureCovariates: { sun: [7, 8] },
      staticCovariates: { city: 'K"n', size: 2 },
    });
    expect(seriesToCsv([series])).toBe(
      'id,timestamp,load,price,sun,city,size\nload,2024-01-31,1,5,7,"K""n",2\nload,2024-02-29,,,8,"K""n",2\n',
    );
  });

  it("refuses series of other columns, and names used twice", () => {
    const other = createSeries({ start: 0, frequency: "1d", target: { x: [1] } });
    expect(() => seriesToCsv([daily, other])).toThrow(
      `seriesToCsv series "x": expected the columns of the first series: load, found x; write series with other columns to a file of their own`,
    );
    const id = createSeries({ start: 0, frequency: "1d", target: { id: [1] } });
    expect(() => seriesToCsv([id])).toThrow(DataError);
  });

  it("reads back to the same series", async () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN), fc.constant(-0));
    const id = fc.string({ minLength: 1 }).filter((id) => id.trim() !== "" && !id.endsWith("\r"));
    const city = fc.string().map((word) => `c${word}c`);
    const shape = fc.record({
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
      rows: fc.integer({ min: 1, max: 12 }),
      ahead: fc.integer({ min: 0, max: 3 }),
      frequency: fc.constantFrom("30s", "15min", "1h", "1d", "1w", "1mo", "1q", "1y"),
      timezone: fc.constantFrom("UTC", "floating", "Europe/London", "America/New_York"),
      start: fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2025, 0, 1) }),
      values: fc.array(value, { minLength: 40, maxLength: 40 }),
      city,
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ ids, rows, ahead, frequency, timezone, start, values, city }) => {
        const series = ids.map((id) =>
          createSeries({
            id,
            start,
            frequency,
            timezone,
            // A last row without a target value would be read as known future.
            target: { load: [...values.slice(0, rows - 1), 1], "a,b": values.slice(10, 10 + rows) },
            pastCovariates: { 'p"q': values.slice(5, 5 + rows) },
            futureCovariates: { "f\ng": values.slice(20, 20 + rows + ahead) },
            staticCovariates: { city, size: 7.25 },
          }),
        );
        const back = await readCsv(
          { text: seriesToCsv(series) },
          {
            time: "timestamp",
            id: "id",
            target: ["load", "a,b"],
            pastCovariates: ['p"q'],
            futureCovariates: ["f\ng"],
            staticCovariates: ["city", "size"],
            frequency,
            ...(timezone.includes("/") ? { timezone } : {}),
          },
        );
        expect(back).toEqual(series);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the zone in a file", () => {
  const options = { time: "timestamp", id: "id", target: "load" };
  const start = Date.UTC(2024, 0, 31);

  it("is told by every time in UTC, and needs no option to read back a regular series", async () => {
    for (const timezone of ["UTC", "floating"]) {
      for (const frequency of ["15min", "1h", "1d", "1w", "1mo", "1q", "1y"]) {
        const series = createSeries({ id: "load", start, frequency, timezone, target: [1, 2, 3, NaN, 5] });
        expect(await readCsv({ text: seriesToCsv([series]) }, options)).toEqual([series]);
      }
    }
  });

  it("is passed where it has a name", async () => {
    const timezone = "Europe/London";
    const series = createSeries({ id: "load", start, frequency: "1d", timezone, target: [1, 2, 3] });
    const text = seriesToCsv([series]);
    expect(text).toContain("load,2024-01-31,1\n");
    expect(await readCsv({ text }, { ...options, timezone })).toEqual([series]);
  });
});

describe("forecastToCsv", () => {
  it("is long, with a pair of columns a level", () => {
    expect(forecastToCsv([forecast])).toBe(
      [
        "id,timestamp,channel,forecast,lo-80,hi-80,lo-95,hi-95",
        "load,1970-01-01T01:00:00Z,x,0.2,0.1,0.3,0,0.4",
        "load,1970-01-01T01:00:00Z,y,0.7,0.6,0.8,0.5,0.9",
        "load,1970-01-01T02:00:00Z,x,1.2,1.1,1.3,1,1.4",
        "load,1970-01-01T02:00:00Z,y,1.7,1.6,1.8,1.5,1.9",
        "",
      ].join("\n"),
    );
    expect(forecastToCsv([])).toBe("id,timestamp,channel,forecast\n");
  });

  it("refuses forecasts of other levels and levels without their quantiles", () => {
    expect(() => forecastToCsv([forecast, { ...forecast, levels: [80] }])).toThrow(
      `forecastToCsv series "load": expected the levels of the first forecast: 80, 95, found 80; write forecasts with other levels to a file of their own`,
    );
    expect(() => forecastToCsv([{ ...forecast, levels: [90] }])).toThrow("the quantile 0.05 among the forecast's");
  });
});

describe("escapeFormulas", () => {
  const formula = createSeries({
    id: "=1+1",
    start: "2024-01-01",
    frequency: "1d",
    target: { "@load": [-1], plain: [2] },
    staticCovariates: { note: '-"x', city: "Bonn" },
  });

  it("puts an apostrophe before texts that begin as formulas do, and changes no number", () => {
    expect(seriesToCsv([formula], { escapeFormulas: true })).toBe(
      'id,timestamp,\'@load,plain,note,city\n\'=1+1,2024-01-01,-1,2,"\'-""x",Bonn\n',
    );
    expect(seriesToCsv([formula])).toContain("\n=1+1,2024-01-01,-1,2,");
    const strange = { ...forecast, seriesId: "+a", channels: ["\tx", "y"] };
    expect(forecastToCsv([strange], { escapeFormulas: true }).split("\n")[1]).toBe(
      `'+a,1970-01-01T01:00:00Z,"'\tx",0.2,0.1,0.3,0,0.4`,
    );
  });
});

describe("writeCsv", () => {
  it("writes a long series piece by piece", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seqcast-"));
    const target = Float64Array.from({ length: 50_000 }, (_, t) => t / 3);
    const series = createSeries({ id: "load", start: 0, frequency: "1h", target });
    await writeCsv(join(folder, "long.csv"), [series], { escapeFormulas: true });
    const options = { time: "timestamp", target: "load", id: "id" };
    expect(await readCsv(join(folder, "long.csv"), options)).toEqual([series]);
    await rm(folder, { recursive: true });
  });

  it("writes series and forecasts whole, and leaves no other file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seqcast-"));
    await writeCsv(join(folder, "deep", "series.csv"), [daily]);
    await writeCsv(join(folder, "deep", "forecast.csv"), [forecast]);
    expect(await readFile(join(folder, "deep", "series.csv"), "utf8")).toBe(seriesToCsv([daily]));
    expect(await readFile(join(folder, "deep", "forecast.csv"), "utf8")).toBe(forecastToCsv([forecast]));
    expect((await readdir(join(folder, "deep"))).toSorted()).toEqual(["forecast.csv", "series.csv"]);
    await rm(folder, { recursive: true });
  });
});
