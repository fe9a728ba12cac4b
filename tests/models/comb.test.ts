import { describe, expect, it } from "vitest";
import { daily, middlesOf, stepsOf } from "./statistical/daily.ts";

const rows = daily(Array.from({ length: 40 }, (_, t) => 20 + t / 2 + [0, 3, -2, 1][t % 4]! + ((t * t) % 5) / 4));

describe("comb", () => {
  it.each(["none", "season"])("is the mean of its three members, with adjustment %s", async (adjustment) => {
    const options = { horizon: 3, adjustment, seasonLength: 4 };
    const members = await Promise.all(["ses", "holt", "damped-holt"].map((model) => stepsOf(model, rows, options)));
    (await stepsOf("comb", rows, options)).forEach((step, h) =>
      step.forEach((value, i) => {
        const mean = members.reduce((sum, member) => sum + member[h]![i]!, 0) / 3;
        expect(value).toBeCloseTo(mean, 10);
      }),
    );
  });

  it("is adjusted unless told otherwise", async () => {
    const usual = await middlesOf("comb", rows, { horizon: 4, seasonLength: 4 });
    expect(usual).toEqual(await middlesOf("comb", rows, { horizon: 4, seasonLength: 4, adjustment: "season" }));
    expect(usual[1]! - usual[2]!).toBeGreaterThan(3);
  });
});
