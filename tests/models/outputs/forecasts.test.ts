/** Forecasts of networks with each output. */
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { gru, loadForecaster } from "../../../src/models/index.ts";
import { outputNames } from "../../../src/models/outputs/outputs.ts";
import { drawNegativeBinomial } from "../../../src/numerics/index.ts";
import { createRandom } from "../../../src/random.ts";
import { bytesOf, SEASON, sine } from "../../contract/examples.ts";

const random = createRandom(4);
const counts = Array.from({ length: 400 }, (_, t) =>
  drawNegativeBinomial(6 + 5 * Math.sin((2 * Math.PI * t) / SEASON), 0.2, random),
);
const series = sine(360, { target: counts.slice(0, 360) });
const options = { horizon: 8, contextLength: 16, hiddenSize: 8, epochs: 15, stepsPerEpoch: 10, seasonLength: 0 };

describe.each(outputNames)("a GRU whose output is %s", (output) => {
  it("forecasts a season of counts, covers them, and comes back from its file to the last bit", async () => {
    const fitted = await gru({ ...options, output }).fit([series]);
    const histories = [0, 8, 16, 24, 32].map((more) =>
      sine(360 + more, { id: series.id, target: counts.slice(0, 360 + more) }),
    );
    const forecasts = fitted.predict(histories, { levels: [50, 90] });
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict(histories, { levels: [50, 90] }))).toEqual(bytesOf(forecasts));
    const inside = forecasts.flatMap(({ values }, i) =>
      Array.from({ length: 8 }, (_, h) => {
        const y = counts[360 + 8 * i + h]!;
        return Number(y >= values[5 * h]! && y <= values[5 * h + 4]!);
      }),
    );
    const share = inside.reduce((sum, one) => sum + one, 0) / inside.length;
    expect(share).toBeGreaterThan(0.7);
    if (output === "negativeBinomial" || output === "poisson")
      for (const { values } of forecasts)
        expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  });
});

describe("outputs of counts", () => {
  it.each(["negativeBinomial", "poisson"] as const)(
    "%s refuses targets below 0, by series, column and row",
    async (output) => {
      const below = sine(90, { target: Array.from({ length: 90 }, (_, t) => (t === 30 ? -2 : t)) });
      const fit = gru({ ...options, output }).fit([below]);
      await expect(fit).rejects.toThrow(DataError);
      await expect(fit).rejects.toThrow(
        'gru.fit: series "sine": expected counts of at least 0 in "sine", found -2 in row 31',
      );
    },
  );

  it("forecast from an anchor of nothing", async () => {
    const sparse = sine(90, { target: Array.from({ length: 90 }, (_, t) => Number(t % 11 === 0)) });
    const [forecast] = (await gru({ ...options, epochs: 1, output: "poisson" }).fit([sparse])).predict([sparse]);
    expect(forecast!.values.every((value) => Number.isInteger(value))).toBe(true);
  });
});
