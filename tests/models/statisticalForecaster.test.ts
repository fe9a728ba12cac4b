import { afterEach, describe, expect, it, vi } from "vitest";
import { statisticalForecaster } from "../../src/models/statisticalForecaster.ts";
import { isNumber, listOf } from "../../src/models/savedFields.ts";
import { createSeries } from "../../src/series/index.ts";

const series = ["a", "b", "c"].map((id) =>
  createSeries({ id, start: "2024-01-01", frequency: "1d", target: [1, 2, 3] }),
);

/** A model that does something while it fits each series. */
function definition(onFit: () => void) {
  return statisticalForecaster<{ horizon: number }, number[]>({
    name: "last",
    summary: "the last value",
    reference: "none",
    options: {},
    rows: () => ({ count: 1, why: "the last value" }),
    fit: ({ target }) => {
      onFit();
      return [target.values.at(-1)!];
    },
    isState: (channels) => listOf(isNumber, channels),
    forecast: (_, state) => (_h, c) => ({ mean: state[c]!, deviation: 1 }),
  });
}

afterEach(() => void vi.restoreAllMocks());

describe("a fit of several series", () => {
  it("hears a cancel between them, and says how many were done", async () => {
    const controller = new AbortController();
    let fits = 0;
    const forecaster = definition(() => ++fits === 2 && controller.abort()).create({ horizon: 2 });
    await expect(forecaster.fit(series, { signal: controller.signal })).rejects.toThrow(
      "training last: expected 3 series, found a cancel after 2",
    );
    expect(fits).toBe(2);
  });

  it("gives others a turn after 40 milliseconds of work, so that a cancel can come", async () => {
    const controller = new AbortController();
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const forecaster = definition(() => (now += 41)).create({ horizon: 2 });
    setTimeout(() => controller.abort());
    await expect(forecaster.fit(series, { signal: controller.signal })).rejects.toThrow("a cancel after 1");
  });
});
