/** The benchmarks of the M competitions on series of M3, against R's run of the M4 organisers' procedure. */
import { describe, expect, it } from "vitest";
import { createSeries } from "../../src/series/index.ts";
import { readGolden } from "../golden/golden.ts";
import { middlesOf } from "./statistical/daily.ts";

type Method = "Naive" | "sNaive" | "Naive2" | "SES" | "Holt" | "Damped" | "Com" | "Theta";
type GoldenSeries = { m: number; train: number[]; test: number[]; seasonal: boolean } & Record<Method, number[]>;
interface GoldenSet {
  readonly series: Readonly<Record<string, GoldenSeries>>;
}

const golden = readGolden<Readonly<Record<"quarterly" | "yearly" | "other", GoldenSet>>>("m3_benchmarks_golden");
const frequencies = { quarterly: "1q", yearly: "1y", other: "1d" } as const;
const adjusted = { adjustment: "season" };
/** R's name, model, options, greatest relative difference: sums in another order, and where a search for parameters ends. */
const methods: readonly (readonly [Method, string, object, number])[] = [
  ["Naive", "naive", {}, 1e-12],
  ["sNaive", "seasonal-naive", {}, 1e-12],
  ["Naive2", "naive2", {}, 1e-11],
  ["SES", "ses", adjusted, 1e-9],
  ["Holt", "holt", adjusted, 1e-9],
  ["Damped", "damped-holt", adjusted, 1e-9],
  ["Com", "comb", adjusted, 1e-9],
  ["Theta", "theta", adjusted, 1e-9],
];

describe.each(["quarterly", "yearly", "other"] as const)("the benchmarks on M3 %s", (name) => {
  const all = Object.entries(golden[name].series);

  it.each(methods)("give R's forecasts: %s", async (method, model, options, tolerance) => {
    for (const [id, { m, train, test, ...forecasts }] of all) {
      const series = createSeries({ id, start: "1900-01-01", frequency: frequencies[name], target: train });
      const seasonLength = model === "naive" ? {} : { seasonLength: m };
      const middles = await middlesOf(model, series, { horizon: test.length, ...seasonLength, ...options });
      const expected = forecasts[method];
      middles.forEach((value, h) =>
        expect(Math.abs(value / expected[h]! - 1), `${id}, step ${h + 1}`).toBeLessThan(tolerance),
      );
    }
  });
});
