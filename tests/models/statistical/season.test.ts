/** Seasons that models find by themselves. */
import { expect, it } from "vitest";
import { chosenSeasons } from "../../../src/models/statistical/season.ts";
import { createSeries } from "../../../src/series/index.ts";

it("chooses the seasons of more series than a call takes arguments", () => {
  const target = Array.from({ length: 60 }, () => 1);
  const series = createSeries({ id: "one", start: "2024-01-01", frequency: "1d", target });
  expect(chosenSeasons(Array.from({ length: 300_000 }, () => series))).toEqual(chosenSeasons([series]));
});
