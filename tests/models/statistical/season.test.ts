/** Seasons that models find by themselves. */
import { expect, it } from "vitest";
import { chosenSeason } from "../../../src/models/seasonalNaive.ts";
import { chosenSeasons } from "../../../src/models/statistical/season.ts";
import { createSeries, type TimeSeries } from "../../../src/series/index.ts";

const days = (id: string, rows: number): TimeSeries => {
  const target = Array.from({ length: rows }, (_, t) => 10 * (t % 7) + (t % 5));
  return createSeries({ id, start: "2024-01-01", frequency: "1d", target });
};

it("chooses the seasons of more series than a call takes arguments", () => {
  const target = Array.from({ length: 60 }, () => 1);
  const series = createSeries({ id: "one", start: "2024-01-01", frequency: "1d", target });
  expect(chosenSeasons(Array.from({ length: 300_000 }, () => series))).toEqual(chosenSeasons([series]));
});

it("finds the season of most series beside one that is too short for it", () => {
  const all = [days("a", 200), days("b", 180), days("c", 150), days("new", 5)];
  expect(chosenSeason(all, 14)).toBe(7);
  expect(chosenSeasons(all)).toEqual([7]);
});
