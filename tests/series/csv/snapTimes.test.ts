import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { snapTimes } from "../../../src/series/csv/snapTimes.ts";
import {
  instantOf,
  offsetAt,
  parseFrequency,
  readCsv,
  type ReadCsvOptions,
  readJson,
  readParquet,
  readRecords,
  wallTime,
} from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const zone = { instantOf, offsetAt, wallTime };
const at = (text: string): number => Date.parse(`${text}Z`);
const snapped = (step: string, tolerance: number, times: readonly string[], timezone = "UTC"): string[] =>
  Array.from(snapTimes(Float64Array.from(times, at), parseFrequency(step), tolerance, timezone, zone).times, (time) =>
    new Date(time).toISOString().slice(0, 19),
  );

describe("snapTimes", () => {
  it("moves times to the roundest grid that the tolerance allows", () => {
    const minutes = ["2024-01-01T12:00:03", "2024-01-01T12:00:58", "2024-01-01T12:02:01"];
    expect(snapped("1min", 5000, minutes)).toEqual([
      "2024-01-01T12:00:00",
      "2024-01-01T12:01:00",
      "2024-01-01T12:02:00",
    ]);
    const beside = ["2024-01-01T12:00:17", "2024-01-01T12:01:19", "2024-01-01T12:02:16"];
    expect(snapped("1min", 5000, beside).map((time) => time.slice(17))).toEqual(["15", "15", "15"]);
    expect(snapped("1min", 2000, beside).map((time) => time.slice(17))).toEqual(["18", "18", "18"]);
    expect(snapped("1min", 30_000, beside).map((time) => time.slice(14))).toEqual(["00:00", "01:00", "02:00"]);
  });

  it.each([30_000, 45_000, 120_000])(
    "finds the grid of rows about half a step from the roundest, with %d ms",
    (tolerance) => {
      const stamps = Array.from({ length: 8 }, (_, t) => `2024-01-01T12:0${t}:${t % 2 === 0 ? 28 : 32}`);
      expect(snapped("1min", tolerance, stamps).map((time) => time.slice(14))).toEqual(
        stamps.map((_, t) => `0${t}:30`),
      );
      const far = ["2024-01-01T12:00:00", "2024-01-01T12:01:30", "2024-01-01T12:02:00"];
      expect(new Set(snapped("1min", tolerance, far)).size).toBe(3);
    },
  );

  it("moves days to the same time of the local day, over a change of the clock", () => {
    const days = ["2024-03-29T23:00:04", "2024-03-30T22:59:57", "2024-03-31T22:00:01"];
    expect(snapped("1d", 5000, days, "Europe/Berlin")).toEqual([
      "2024-03-29T23:00:00",
      "2024-03-30T23:00:00",
      "2024-03-31T22:00:00",
    ]);
  });

  it("moves months to the day that they are near, so that their step is regular", () => {
    expect(snapped("1mo", 5000, ["2024-01-31T23:59:58", "2024-03-01T00:00:02"])).toEqual([
      "2024-02-01T00:00:00",
      "2024-03-01T00:00:00",
    ]);
  });

  it("tells the first row that stands farther away, from the grid that most rows are near", () => {
    const times = Float64Array.from(
      ["2024-01-01T12:00:01", "2024-01-01T12:00:40", "2024-01-01T12:02:01", "2024-01-01T12:02:59"].map(at),
    );
    const { stray, farthest } = snapTimes(times, parseFrequency("1min"), 5000, "UTC", zone);
    expect([stray, farthest]).toEqual([1, 20_000]);
    expect(snapTimes(new Float64Array(0), parseFrequency("1min"), 5000, "UTC", zone).stray).toBe(-1);
  });

  it("leaves no row farther than the tolerance, and all a whole number of steps apart, where a grid exists", () => {
    const step = fc.constantFrom("10s", "1min", "5min", "15min", "1h", "1d");
    const zones = fc.constantFrom("UTC", "floating", "Europe/Berlin", "America/New_York", "Asia/Kolkata");
    const jitters = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(step, zones, fc.double({ min: 0, max: 1, noNaN: true }), jitters, (text, timezone, share, all) => {
        const frequency = parseFrequency(text);
        const span =
          { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }[frequency.unit as "day"] * frequency.step;
        const tolerance = span / 4;
        const first = Date.UTC(2024, 5, 1) + Math.round(share * span);
        const times = Float64Array.from(all, (jitter, t) => first + t * span + Math.trunc(jitter * (tolerance - 1)));
        const result = snapTimes(times, frequency, tolerance, timezone, zone);
        expect([result.stray, result.farthest <= tolerance]).toEqual([-1, true]);
        result.times.forEach((time, t) => expect(time - result.times[0]!).toBe(t * span));
      }),
      { numRuns: 300 },
    );
  });
});

const text =
  "t,host,y\n2024-01-01T00:00:01.250Z,a,1\n2024-01-01T00:00:17Z,b,5\n2024-01-01T00:00:59Z,a,2\n2024-01-01T00:01:18Z,b,6\n2024-01-01T00:03:02Z,a,4\n";
const expected = ["a [y] 1min UTC 2024-01-01T00:00:00Z: 1 2 NaN 4", "b [y] 1min UTC 2024-01-01T00:00:15Z: 5 6"];
const options: ReadCsvOptions = { time: "t", target: "y", id: "host", frequency: "1min", tolerance: "5s" };

describe("readers with a tolerance", () => {
  it("bring the rows of each series onto a grid of its own, and tell how far they stood from it", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: string): void => void warnings.push(warning);
    expect((await readCsv({ text, name: "f.csv" }, { ...options, onWarning })).map(summary)).toEqual(expected);
    expect(warnings).toEqual(["f.csv: 5 of 5 rows stood beside their step, by 3 s at most, and were moved onto it"]);
    expect((await readCsv(text, { ...options, tolerance: 5000 })).map(summary)).toEqual(expected);
  });

  it("read JSON, objects and Parquet alike", async () => {
    const records = text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
      .map(([t, host, y]) => ({ t, host, y: Number(y) }));
    expect((await readRecords(records, options)).map(summary)).toEqual(expected);
    expect((await readJson(JSON.stringify(records), options)).map(summary)).toEqual(expected);
    const columnData = (["t", "host", "y"] as const).map((name) => ({ name, data: records.map((row) => row[name]) }));
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    expect((await readParquet(bytes, options)).map(summary)).toEqual(expected);
  });

  it("count a row to the step that it comes a little before, with aggregate", async () => {
    const aggregated = { ...options, id: undefined, aggregate: "sum" } as const;
    expect((await readCsv(text, aggregated)).map(summary)).toEqual(["y 1min UTC 2024-01-01T00:00:00Z: 6 8 NaN 4"]);
  });

  it.each([
    [
      { tolerance: "1s" },
      /f\.csv line 4 .*such as 2024-01-01T00:01:01Z, found 2024-01-01T00:00:59Z; .*pass tolerance wider than 1 s to move more rows or aggregate/,
    ],
    [{ tolerance: "30s", id: undefined }, /expected every time once/],
    [{ frequency: undefined }, /option frequency: expected the step, beside tolerance/],
    [{ time: undefined, start: "2024-01-01" }, /option tolerance: expected a time column/],
    [{ tolerance: -1 }, /option tolerance: expected milliseconds of at least 0, or a step, found -1/],
    [{ tolerance: NaN }, /option tolerance: expected milliseconds/],
    [{ tolerance: "a bit" }, /"a bit"/],
  ])("refuse %o", async (more, message) => {
    await expect(readCsv({ text, name: "f.csv" }, { ...options, ...more })).rejects.toThrow(message);
  });
});
