/** The fold's rule: which instant a local time is that the clock shows twice, or not at all. */
import { describe, expect, it } from "vitest";
import { createSeries, instantOf, instantsOf, laterInstantOf } from "../../src/series/index.ts";

const berlin = "Europe/Berlin";
const wall = (text: string): number => Date.parse(`${text}Z`);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);

describe("a local time that the clock shows twice", () => {
  it("is the earlier instant, or the later when that is asked for", () => {
    expect(iso(instantOf(wall("2024-10-27T02:30"), berlin))).toBe("2024-10-27T00:30");
    expect(iso(laterInstantOf(wall("2024-10-27T02:30"), berlin))).toBe("2024-10-27T01:30");
  });

  it("has one instant only an hour before and after, and in spring", () => {
    for (const text of ["2024-10-27T01:59", "2024-10-27T03:00", "2024-03-31T02:30", "2024-07-01T02:30"]) {
      expect(laterInstantOf(wall(text), berlin), text).toBe(instantOf(wall(text), berlin));
    }
  });

  it("has its fold in zones that turn by half an hour, and in the south", () => {
    const lordHowe = "Australia/Lord_Howe"; // 7 April 2024, 02:00 back to 01:30
    expect(laterInstantOf(wall("2024-04-07T01:45"), lordHowe) - instantOf(wall("2024-04-07T01:45"), lordHowe)).toBe(
      1_800_000,
    );
  });

  it("is told apart by the order of the rows: 25 local hours stay 25 rows", () => {
    const clock = ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"].map((time) => wall(`2024-10-27T${time}`));
    expect(Array.from(instantsOf(clock, berlin), iso)).toEqual([
      "2024-10-26T22:00",
      "2024-10-26T23:00",
      "2024-10-27T00:00",
      "2024-10-27T01:00",
      "2024-10-27T02:00",
      "2024-10-27T03:00",
    ]);
    const halves = ["02:00", "02:30", "02:00", "02:30", "03:00"].map((time) => wall(`2024-10-27T${time}`));
    const instants = instantsOf(halves, berlin);
    for (let i = 1; i < 5; i++) expect(instants[i]! - instants[i - 1]!).toBe(1_800_000);
  });

  it("stays a repeated time where the clock shows it once", () => {
    const repeated = { timestamps: ["2024-05-01T02:00", "2024-05-01T02:00"], timezone: berlin, target: [1, 2] };
    expect(() => createSeries(repeated)).toThrow("timestamps row 1");
  });

  it("is resolved by createSeries from the order of its texts", () => {
    const timestamps = ["2024-10-27T01:00", "2024-10-27T02:00", "2024-10-27T02:00", "2024-10-27T03:00"];
    const { timestamps: times, frequency } = createSeries({ timestamps, timezone: berlin, target: [1, 2, 3, 4] });
    expect(frequency).toEqual({ unit: "hour", step: 1 });
    expect(times[3]! - times[0]!).toBe(3 * 3_600_000);
  });
});
