import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepStart } from "../../../src/series/csv/stepStart.ts";
import { type Aggregate, addSteps, parseFrequency, readCsv, type ReadCsvOptions } from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const options: ReadCsvOptions = { time: "t", target: "y" };
const readings = async (text: string, more: Partial<ReadCsvOptions>): Promise<string[]> =>
  (await readCsv({ text, name: "f.csv" }, { ...options, ...more })).map(summary);

describe("readCsv with aggregate", () => {
  const text =
    "t,y\n2024-01-01T00:10,3\n2024-01-01T00:50,\n2024-01-01T00:40,1\n2024-01-01T02:59:59,8\n2024-01-01T00:40,2\n";

  it.each<[Aggregate, string]>([
    ["sum", "6 NaN 8"],
    ["mean", "2 NaN 8"],
    ["min", "1 NaN 8"],
    ["max", "3 NaN 8"],
    ["first", "3 NaN 8"],
    ["last", "2 NaN 8"],
    ["count", "3 NaN 1"],
  ])("puts rows of any order, repeated and irregular ones, together by %s", async (aggregate, values) => {
    expect(await readings(text, { frequency: "1h", aggregate })).toEqual([
      `y 1h floating 2024-01-01T00:00:00: ${values}`,
    ]);
  });

  it.each<Aggregate>(["sum", "mean", "min", "max", "first", "last", "count"])(
    "weighs a step by the mean of its rows, empty ones as 1, whatever %s makes of the values",
    async (aggregate) => {
      const file = "t,y,w\n2024-01-01T00:10,1,2\n2024-01-01T00:20,2,4\n2024-01-01T01:10,3,0\n2024-01-01T01:20,5,\n";
      const late = "2024-01-01T03:10,,0\n2024-01-01T03:20,1,0\n";
      const source = { text: file + late, name: "f.csv" };
      const [series] = await readCsv(source, { ...options, weight: "w", frequency: "1h", aggregate });
      expect(series!.weight).toEqual(Float64Array.of(3, 0.5, 1, 0));
    },
  );

  it.each(["-1,9", "9,-1"])("refuses a weight below 0 in a step (%s)", async (weights) => {
    const [first, second] = weights.split(",");
    const source = { text: `t,y,w\n2024-01-01T00:10,1,${first}\n2024-01-01T00:20,2,${second}\n`, name: "f.csv" };
    const read = readCsv(source, { ...options, weight: "w", frequency: "1h", aggregate: "sum" });
    await expect(read).rejects.toThrow("expected weights of at least 0, found -1");
  });

  it("keeps a step without any value missing, and counts none in it", async () => {
    const empty = "t,y\n2024-01-01T00:10,\n2024-01-01T01:10,1\n";
    expect(await readings(empty, { frequency: "1h", aggregate: "sum" })).toEqual([
      "y 1h floating 2024-01-01T00:00:00: NaN 1",
    ]);
    expect(await readings(empty, { frequency: "1h", aggregate: "count" })).toEqual([
      "y 1h floating 2024-01-01T00:00:00: 0 1",
    ]);
  });

  it("begins days at local midnight, weeks on Monday, months and quarters on their first", async () => {
    const days = Array.from(
      { length: 100 },
      (_, i) => `${new Date(Date.UTC(2024, 1, 1, 12 + 24 * i)).toISOString()},1`,
    );
    const file = `t,y\n${days.join("\n")}`;
    const of = async (frequency: string): Promise<string> =>
      (await readings(file, { frequency, aggregate: "sum", timezone: "Europe/Berlin" }))[0]!;
    expect(await of("1mo")).toBe("y 1mo Europe/Berlin 2024-02-01: 29 31 30 10");
    expect(await of("1q")).toBe("y 1q Europe/Berlin 2024-01-01: 60 40");
    expect(await of("1y")).toBe("y 1y Europe/Berlin 2024-01-01: 100");
    expect(await of("1w")).toMatch(/^y 1w Europe\/Berlin 2024-01-29: 4 7 7 7 /);
    expect(await of("1d")).toMatch(/^y 1d Europe\/Berlin 2024-02-01: 1 1 1 /);
  });

  it("takes ids, covariates and wide tables along, and day and month in the order that the first rows tell", async () => {
    const wide = "t,a,b\n13/01/2024 10:00,1,2\n01/02/2024 10:00,3,4\n13/01/2024 11:00,5,6\n";
    expect(await readings(wide, { target: [], layout: "wide", frequency: "1mo", aggregate: "max" })).toEqual([
      "a [value] 1mo floating 2024-01-01: 5 3",
      "b [value] 1mo floating 2024-01-01: 6 4",
    ]);
    await expect(readings("t,y\n01/02/2024,1\n", { frequency: "1d", aggregate: "sum" })).rejects.toThrow("day first");
  });

  it("tells of bad cells as without it, and refuses to guess the step", async () => {
    await expect(readings("t,y\nnoon,1\n2024-01-01,x\n", { frequency: "1d", aggregate: "sum" })).rejects.toThrow(
      'f.csv line 2 column "t"',
    );
    await expect(readings(text, { aggregate: "sum" })).rejects.toThrow("readCsv option frequency");
    await expect(readings(text, { aggregate: "median" as never, frequency: "1h" })).rejects.toThrow('"sum", "mean"');
  });

  it("gives the sums of all rows however the rows are cut into blocks", async () => {
    const values = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(values, async (minutes) => {
        const rows = minutes.map((minute) => `${new Date(minute * 60_000).toISOString()},${minute}`);
        const [series] = await readCsv(`t,y\n${rows.join("\n")}`, { ...options, frequency: "1d", aggregate: "sum" });
        const sum = series!.target.values.reduce((sum, value) => sum + (value || 0), 0);
        expect(sum).toBe(minutes.reduce((a, b) => a + b, 0));
      }),
      { numRuns: 100 },
    );
  });
});

const line = (time: number, t: number): string => `${new Date(time).toISOString()},${t}\n`;
const noon = (day: string): string => `${day}T12:00,1\n`;

/** Rows of times, and again the one at a place. */
function withRepeated(times: readonly number[], again: number): string {
  return `t,y\n${times.map(line).join("")}${line(times[again]!, again)}`;
}

describe("aggregate of rows that stand on the grid, one of them repeated", () => {
  const steps =
    "30s 1min 15min 1h 6h 1d 2d 1bd 2bd 5bd 1w 1w-mon 1w-wed 1w-sat 1w-sun 2w-sun 1mo 1mo-start 1mo-end 2mo-end 1q 1q-start 1q-end 2q-end 1y 1y-start 1y-end";

  it.each(steps.split(" "))("keeps every row of %s at its own time", async (frequency) => {
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York");
    const time = fc.integer({ min: Date.UTC(1969, 0, 1), max: Date.UTC(2030, 0, 1) });
    const place = fc.nat({ max: 29 });
    await fc.assert(
      fc.asyncProperty(zone, time, place, async (timezone, from, again) => {
        const step = parseFrequency(frequency);
        const first = stepStart(step, timezone, from)(from);
        const times = Array.from({ length: 30 }, (_, t) => addSteps(first, t, step, timezone));
        const [series] = await readCsv(withRepeated(times, again), {
          ...options,
          frequency,
          timezone,
          aggregate: "mean",
        });
        expect(Array.from(series!.timestamps)).toEqual(times);
        expect(Array.from(series!.target.values)).toEqual(times.map((_, t) => t));
      }),
      { numRuns: 20 },
    );
  });

  it("keeps the weekdays of two months", async () => {
    const days = Array.from({ length: 62 }, (_, t) => Date.UTC(2024, 6, 1 + t));
    const weekdays = days.filter((day) => new Date(day).getUTCDay() % 6 !== 0);
    const [series] = await readCsv(withRepeated(weekdays, 20), { ...options, frequency: "1bd", aggregate: "mean" });
    expect(Array.from(series!.timestamps)).toEqual(weekdays);
    expect(series!.target.values.some(Number.isNaN)).toBe(false);
  });
});

describe("aggregate by business days and by periods that are named by their end", () => {
  it.each([
    ["1bd", "2024-07-05 2024-07-06 2024-07-07 2024-07-08", "2024-07-05: 3 1"],
    ["1w-sun", "2024-07-06 2024-07-07 2024-07-13 2024-07-14", "2024-06-30: 1 2 1"],
    ["1mo-end", "2024-01-01 2024-01-31 2024-02-01 2024-02-29", "2024-01-31: 2 2"],
    ["1q-end", "2024-01-01 2024-03-31 2024-04-01 2024-06-30", "2024-03-31: 2 2"],
  ])("puts rows together by %s", async (frequency, days, expected) => {
    const file = `t,y\n${days.split(" ").map(noon).join("")}`;
    expect((await readings(file, { frequency, aggregate: "sum" }))[0]).toContain(expected);
  });
});

describe("stepStart", () => {
  it("refuses a unit that it does not know", () => {
    expect(() => stepStart({ unit: "fortnight" as never, step: 1 }, "UTC", 0)).toThrow("fortnight");
  });

  it("gives beginnings that are a whole number of steps apart and hold the time", () => {
    const frequency = fc.constantFrom("15min", "1h", "4h", "1d", "1bd", "3bd", "1w", "1w-sun", "2w", "1mo", "1q", "1y");
    const zone = fc.constantFrom("UTC", "floating", "Europe/Berlin", "America/New_York", "Asia/Kolkata");
    const time = fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) });
    fc.assert(
      fc.property(frequency, zone, time, time, (text, timezone, first, time) => {
        const step = parseFrequency(text);
        const start = stepStart(step, timezone, first)(time);
        expect(start).toBeLessThanOrEqual(time);
        expect(addSteps(start, 1, step, timezone)).toBeGreaterThan(time);
        expect(stepStart(step, timezone, first)(start)).toBe(start);
      }),
      { numRuns: 500 },
    );
  });
});
