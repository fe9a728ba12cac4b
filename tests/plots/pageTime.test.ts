import { runInThisContext } from "node:vm";
import { assert, constantFrom, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { pageTime } from "../../src/plots/pageTime.ts";

interface Clock {
  ticks(min: number, max: number, pixels: number): number[];
  labels(times: number[]): string[];
  readonly full: (time: number, precision: string) => string;
}
// The page's script is a text: it is run as a browser runs it, as a script.
const plotClock = runInThisContext(`(() => { ${pageTime}; return plotClock; })()`) as (zone: string) => Clock;

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const zones = ["floating", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

describe("plotClock", () => {
  it("puts ticks on round hours of the wall clock, the day below where it changes", () => {
    const clock = plotClock("floating");
    const ticks = clock.ticks(seconds("2000-08-26T05:00Z"), seconds("2000-08-27T13:00Z"), 300);
    expect(clock.labels(ticks)).toEqual(["12:00\n26 Aug 2000", "00:00\nSun 27 Aug", "12:00"]);
  });

  it.each([
    [40, 800, ["00:00:00\n1 Jan 2024", "00:00:05", "00:00:10"]],
    [86400 * 21, 200, ["1 Jan\n2024", "8 Jan", "15 Jan"]],
    [86400 * 300, 200, ["Jan\n2024", "Apr", "Jul"]],
    [86400 * 366 * 5, 300, ["2024", "2025", "2026"]],
  ])("labels a span of %d seconds over %d pixels", (span, pixels, expected) => {
    const clock = plotClock("UTC");
    const from = seconds("2024-01-01T00:00Z");
    expect(clock.labels(clock.ticks(from, from + span, pixels)).slice(0, 3)).toEqual(expected);
  });

  it("begins days at local midnight, also when the clocks change", () => {
    const clock = plotClock("Europe/Berlin");
    const ticks = clock.ticks(seconds("2024-03-29T12:00Z"), seconds("2024-04-02T12:00Z"), 300);
    expect(ticks.map((t) => new Date(t * 1000).toISOString().slice(0, 16))).toEqual([
      "2024-03-29T23:00",
      "2024-03-30T23:00",
      "2024-03-31T22:00",
      "2024-04-01T22:00",
    ]);
  });

  it("tells the two hours of one name apart when clocks are set back", () => {
    const { full } = plotClock("Europe/Berlin");
    expect(full(seconds("2024-10-27T00:30Z"), "minute")).toBe("Sun 27 Oct 2024 02:30 +02:00");
    expect(full(seconds("2024-10-27T01:30Z"), "minute")).toBe("Sun 27 Oct 2024 02:30 +01:00");
  });

  it("shows as much of a time as its frequency needs", () => {
    const { full } = plotClock("UTC");
    const time = seconds("2024-02-29T23:59:58Z");
    expect(["day", "minute", "second"].map((precision) => full(time, precision))).toEqual([
      "Thu 29 Feb 2024",
      "Thu 29 Feb 2024 23:59",
      "Thu 29 Feb 2024 23:59:58",
    ]);
    expect(plotClock("America/St_Johns").full(time, "minute")).toBe("Thu 29 Feb 2024 20:29 -03:30");
  });

  it("gives ascending ticks inside the range, no more than fit, whatever range and zone", () => {
    const range = [
      integer({ min: -2e9, max: 4e9 }),
      double({ min: 1, max: 9, noNaN: true }),
      integer({ min: 150, max: 2000 }),
    ] as const;
    assert(
      property(constantFrom(...zones), ...range, (zone, min, power, pixels) => {
        const max = min + Math.round(10 ** power);
        const clock = plotClock(zone);
        const ticks = clock.ticks(min, max, pixels);
        expect(ticks.length).toBeLessThanOrEqual(pixels / 50 + 2);
        expect(ticks.every((t, i) => t >= min && t <= max && (i === 0 || t > (ticks[i - 1] ?? 0)))).toBe(true);
        expect(clock.labels(ticks)).toHaveLength(ticks.length);
      }),
      { numRuns: 200 },
    );
  });
});
