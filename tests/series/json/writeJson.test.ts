import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createSeries,
  type Forecast,
  forecastToJsonLines,
  readJson,
  seriesToJsonLines,
  writeJsonLines,
} from "../../../src/series/index.ts";

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

describe("seriesToJsonLines", () => {
  it("writes an object a row, missing values as null, and leaves out what a row does not have", () => {
    const series = createSeries({
      id: 'a"b',
      start: "2024-01-01",
      frequency: "1d",
      target: { load: [NaN, -0] },
      futureCovariates: { sun: [1, 2, 3] },
      staticCovariates: { city: "Köln", size: 2 },
    });
    expect(seriesToJsonLines([series])).toBe(
      [
        '{"id":"a\\"b","timestamp":"2024-01-01","load":null,"sun":1,"city":"Köln","size":2}',
        '{"id":"a\\"b","timestamp":"2024-01-02","load":-0,"sun":2,"city":"Köln","size":2}',
        '{"id":"a\\"b","timestamp":"2024-01-03","sun":3,"city":"Köln","size":2}\n',
      ].join("\n"),
    );
    expect(seriesToJsonLines([])).toBe("");
  });

  it("reads back to the same series", async () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(NaN, -0));
    const shape = fc.record({
      ids: fc.uniqueArray(
        fc.string({ minLength: 1 }).filter((id) => id.trim() !== "" && !id.endsWith("\r")),
        { minLength: 1, maxLength: 3 },
      ),
      values: fc.array(value, { minLength: 2, maxLength: 9 }),
      frequency: fc.constantFrom("30s", "15min", "1h", "1d", "1w", "1mo", "1q", "1y"),
      timezone: fc.constantFrom("UTC", "floating", "Europe/London"),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ ids, values, frequency, timezone }) => {
        const series = ids.map((id) =>
          createSeries({ id, start: Date.UTC(2024, 0, 31), frequency, timezone, target: { 'lo"ad': values } }),
        );
        const options = { time: "timestamp", id: "id", target: 'lo"ad', frequency };
        const zone = timezone.includes("/") ? { timezone } : {};
        expect(await readJson({ text: seriesToJsonLines(series) }, { ...options, ...zone })).toEqual(series);
      }),
      { numRuns: 200 },
    );
  });
});

describe("forecastToJsonLines and writeJsonLines", () => {
  it("write a pair of columns a level, whole files, and name themselves in errors", async () => {
    const line = '{"id":"load","timestamp":"1970-01-01T01:00:00Z","channel":"x","forecast":null,"lo-80":1,"hi-80":3}\n';
    expect(forecastToJsonLines([forecast])).toBe(line);
    const folder = await mkdtemp(join(tmpdir(), "seqcast-"));
    await writeJsonLines(join(folder, "deep", "f.jsonl"), [forecast]);
    expect(await readFile(join(folder, "deep", "f.jsonl"), "utf8")).toBe(line);
    expect(await readdir(join(folder, "deep"))).toEqual(["f.jsonl"]);
    await rm(folder, { recursive: true });
    expect(() => forecastToJsonLines([{ ...forecast, levels: [50] }])).toThrow('forecastToJsonLines series "load"');
  });
});
