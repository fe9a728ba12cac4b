/** What every exponential smoothing keeps beside its own form. */
import { expect, it } from "vitest";
import { createForecaster } from "../../../src/models/index.ts";
import { daily, stepsOf } from "./daily.ts";
import { classic } from "./golden.ts";

/** Declares the tests of one of them. */
export function keepsSmoothing(name: string): void {
  it("widens for rows that are missing at the end", async () => {
    const rows = [3, 5, 4, 6, 5, 7, 6, 8, 7, 6, 8, 9];
    const later = await stepsOf(name, daily([...rows, NaN, NaN]), { horizon: 1 });
    const third = await stepsOf(name, daily(rows), { horizon: 3 });
    later[0]!.forEach((value, i) => expect(value).toBeCloseTo(third[2]![i]!, 12));
  });

  it("goes on with what it learned where the history grows, and begins anew where it begins later", async () => {
    const whole = classic("Nile");
    const fitted = await createForecaster(name, { horizon: 2 }).fit([whole]);
    const values = Array.from(whole.target.values);
    const longer = daily([...values, 900, 1000], "Nile");
    const given = { ...longer, frequency: whole.frequency, timestamps: Float64Array.from(longer.timestamps, (_, t) => whole.timestamps[0]! + t) }; // prettier-ignore
    const [grown] = fitted.predict([given]);
    const [later] = fitted.predict([{ ...given, timestamps: given.timestamps.map((time) => time + 1) }]);
    for (const value of [grown!, later!].flatMap(({ values }) => [values[2]!, values[7]!])) {
      expect(value).toBeGreaterThan(700);
      expect(value).toBeLessThan(1100);
    }
    expect(later!.values).not.toEqual(grown!.values);
  });
}
