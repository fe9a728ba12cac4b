import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeParquet } from "../../src/evaluation/index.ts";
import { createSeries, type Forecast, readParquet, type TimeSeries } from "../../src/series/index.ts";

const forecast: Forecast = {
  seriesId: "load",
  model: "demo",
  cutoff: 0,
  frequency: { unit: "hour", step: 1 },
  timezone: "UTC",
  timestamps: Float64Array.of(3_600_000),
  channels: ["x"],
  levels: [80],
  quantiles: [0.1, 0.5, 0.9],
  values: Float64Array.of(1, NaN, 3),
};

const one = (timezone: string): TimeSeries =>
  createSeries({ id: timezone, start: 0, frequency: "1d", timezone, target: { x: [1, 2] } });

describe("writeParquet", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-"));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it("writes series that read back the same", async () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(NaN, 0, -0, 1));
    const row = fc.tuple(value, value, value);
    const shape = fc.record({
      ids: fc.uniqueArray(
        fc.string({ minLength: 1, unit: "binary" }).filter((id) => id.trim() !== "" && !id.endsWith("\r")),
        { minLength: 1, maxLength: 3 },
      ),
      rows: fc.array(row, { minLength: 2, maxLength: 40 }),
      start: fc.integer({ min: -1000, max: 20_000 }),
      frequency: fc.constantFrom("30s", "15min", "1h", "1d", "1w", "1mo", "1q", "1y"),
      timezone: fc.constantFrom("UTC", "floating", "Europe/London"),
      city: fc.constantFrom("Köln", 'a "b", c\n'),
    });
    const path = join(folder, "deep", "series.parquet");
    await fc.assert(
      fc.asyncProperty(shape, async ({ ids, rows, start, frequency, timezone, city }) => {
        const column = (c: 0 | 1 | 2): number[] => rows.map((values) => values[c]);
        const series = ids.map((id) =>
          createSeries({
            id,
            start: Date.UTC(1970, 0, 1 + start),
            frequency,
            timezone,
            target: { 'lo"ad': [...column(0).slice(1), 1] },
            pastCovariates: { channel: column(1) },
            futureCovariates: { sun: [...column(2), 5, 6] },
            staticCovariates: { city, size: 2.5 },
          }),
        );
        await writeParquet(path, series);
        const roles = {
          time: "timestamp",
          id: "id",
          target: 'lo"ad',
          pastCovariates: "channel",
          futureCovariates: "sun",
          staticCovariates: ["city", "size"],
        };
        const read = await readParquet(path, {
          ...roles,
          frequency,
          ...(timezone.includes("/") && { timezone }),
        });
        expect(read).toEqual(series);
        expect(read.map(({ target }) => [...target.values].map((x) => Object.is(x, -0)))).toEqual(
          series.map(({ target }) => [...target.values].map((x) => Object.is(x, -0))),
        );
      }),
      { numRuns: 100 },
    );
    expect(await readdir(join(folder, "deep"))).toEqual(["series.parquet"]);
  });

  it("writes forecasts and scores in the columns of the CSV, which DuckDB reads with their types", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const select = async (path: string): Promise<unknown> => {
      const reader = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
      return [reader.columnNames(), reader.columnTypes().map(String), reader.getRowsJson()];
    };
    const path = join(folder, "forecast.parquet");
    await writeParquet(path, [forecast]);
    expect(await select(path)).toEqual([
      ["id", "timestamp", "channel", "forecast", "lo-80", "hi-80"],
      ["VARCHAR", "TIMESTAMP WITH TIME ZONE", "VARCHAR", "DOUBLE", "DOUBLE", "DOUBLE"],
      [["load", expect.stringContaining("1970-01-01"), "x", null, 1, 3]],
    ]);
    const series = createSeries({ id: "s", start: "2024-01-01", frequency: "1d", target: { x: [1, 2] } });
    const score = { model: "m", seriesId: "s", channel: "x", cutoff: series.timestamps[1]!, metric: "mae" };
    await writeParquet(path, {
      series: [series],
      scores: [
        { ...score, horizonStep: 1, value: 0.5 },
        { ...score, value: NaN },
      ],
    });
    expect(await select(path)).toEqual([
      ["model", "id", "channel", "cutoff", "step", "metric", "value"],
      ["VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP", "DOUBLE", "VARCHAR", "DOUBLE"],
      [
        ["m", "s", "x", "2024-01-02 00:00:00", 1, "mae", 0.5],
        ["m", "s", "x", "2024-01-02 00:00:00", null, "mae", null],
      ],
    ]);
    connection.closeSync();
  });

  it("refuses floating times among others, and names itself and the path in errors", async () => {
    const path = join(folder, "mixed.parquet");
    await expect(writeParquet(path, [one("UTC"), one("floating")])).rejects.toThrow("1 of 2 floating");
    await expect(writeParquet(path, [{ ...forecast, levels: [50] }])).rejects.toThrow('writeParquet series "load"');
    await writeFile(join(folder, "file"), "");
    await expect(writeParquet(join(folder, "file", "x.parquet"), [one("UTC")])).rejects.toThrow("x.parquet");
    expect((await readdir(folder)).some((name) => name.endsWith(".part"))).toBe(false);
  });
});
