import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import { holtWinters } from "../../src/models/index.ts";
import { expectInterval, forecastClassic, golden, seasonalNames } from "./statistical/golden.ts";
import { daily, middlesOf } from "./statistical/daily.ts";

describe("holtWinters", () => {
  it.each(seasonalNames)("agrees with R's additive hw on %s: mean and intervals", async (name) => {
    const { m, hw_add } = golden.series[name]!;
    expectInterval(await forecastClassic(name, "holt-winters", { seasonLength: m }), hw_add!, 1e-3);
  });

  it.each(seasonalNames)("agrees with R's multiplicative hw on %s: mean and intervals", async (name) => {
    const { m, hw_mul } = golden.series[name]!;
    const options = { seasonLength: m, season: "multiplicative" };
    expectInterval(await forecastClassic(name, "holt-winters", options), hw_mul!, 1e-3);
  });

  it("keeps the season of rows that are too many to be searched", async () => {
    const rows = Array.from({ length: 160 }, (_, t) => 50 + 10 * Math.sin((2 * Math.PI * t) / 48));
    const middles = await middlesOf("holt-winters", daily(rows), { horizon: 48, seasonLength: 48 });
    middles.forEach((value, h) => expect(value).toBeCloseTo(50 + 10 * Math.sin((2 * Math.PI * (160 + h)) / 48), 0));
  });

  it("refuses values that are not above 0 where the season multiplies, by name", async () => {
    const rows = Array.from({ length: 20 }, (_, t) => t);
    const fit = holtWinters({ horizon: 1, seasonLength: 4, season: "multiplicative" }).fit([daily(rows)]);
    await expect(fit).rejects.toThrow(DataError);
    await expect(fit).rejects.toThrow('holt-winters.fit: expected values above 0, since parts of the model multiply, found 0; use season: "additive"'); // prettier-ignore
  });

  it("needs two seasons and one row", async () => {
    const rows = Array.from({ length: 8 }, (_, t) => t + 1);
    await expect(holtWinters({ horizon: 1, seasonLength: 4 }).fit([daily(rows)])).rejects.toThrow(
      'holt-winters.fit: series "s": expected at least 9 rows (two seasons of 4 rows and one row), found 8',
    );
  });
});
