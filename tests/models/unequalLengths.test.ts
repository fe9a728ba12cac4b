import { describe, expect, it } from "vitest";
import { DataError } from "../../src/errors.ts";
import { createForecaster, loadForecaster, registry } from "../../src/models/index.ts";
import type { TimeSeries } from "../../src/series/index.ts";
import { bytesOf, isNetwork, medians, noisySine, SEASON, sine, tiny } from "../contract/examples.ts";

const networks = registry.filter(isNetwork).map((definition) => ({ name: definition.name, definition }));
const series = (rows: number, id: string, seed = 5): TimeSeries => sine(rows, { id, target: noisySine(rows, seed) });
const mixed = [series(90, "long"), series(60, "middle", 6), series(9, "short", 7), series(6, "least", 8)];

describe.each(networks)("$name", ({ name, definition }) => {
  it("learns from and forecasts series of any length, down to 2 rows and the horizon", async () => {
    const fitted = await tiny(definition).fit(mixed); // contextLength 12, season 8, horizon 4
    const histories = [...mixed, series(2, "new")];
    const forecasts = fitted.predict(histories);
    for (const { values } of forecasts) expect(values.every(Number.isFinite)).toBe(true);
    for (const value of forecasts.flatMap((one) => medians(one))) expect(Math.abs(value - 10)).toBeLessThan(8);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict(histories))).toEqual(bytesOf(forecasts));
  });

  it("forecasts the same bytes alone and beside others, whole or short", async () => {
    for (const seasonLength of [0, SEASON]) {
      const fitted = await tiny(definition, { seasonLength, directions: "both", numLayers: 2 }).fit(mixed);
      const together = bytesOf(fitted.predict(mixed));
      expect(mixed.flatMap((one) => bytesOf(fitted.predict([one])))).toEqual(together);
    }
  });

  it("trains a short series along: other values of it change the weights", async () => {
    const [long, , short] = mixed as [TimeSeries, TimeSeries, TimeSeries];
    const other = series(9, "short", 70);
    const options = { epochs: 4, stepsPerEpoch: 8 };
    const [a, b] = await Promise.all(
      [short, other].map(async (one) => (await tiny(definition, options).fit([long, one])).predict([long])),
    );
    expect(bytesOf(a!)).not.toEqual(bytesOf(b!));
  });

  it("keeps a validation tail, and its usual context and season, whatever short series there are besides", async () => {
    const all = [series(90, "a"), series(90, "b", 6), series(90, "c", 7), series(7, "short", 8)];
    const options = { seasonLength: undefined, contextLength: undefined, epochs: 1, stepsPerEpoch: 2 };
    const fitted = await tiny(definition, options).fit(all);
    const alone = await tiny(definition, options).fit(all.slice(0, 3));
    expect(fitted.options).toEqual(alone.options);
    expect(fitted.history!.epochs[0]).toHaveProperty("validationLoss");
  });

  it("asks for one series with a whole window, and names one that has next to nothing", async () => {
    const season = "seasonLength" in definition.options ? SEASON : 0;
    await expect(tiny(definition).fit([series(9, "a"), series(12 + season, "b")])).rejects.toThrow(
      `${name}.fit: series "b": expected at least ${16 + season} rows (contextLength 12 + seasonLength ${season} + horizon 4), found ${12 + season}`,
    );
    const fit = tiny(definition).fit([series(90, "a"), series(5, "b")]);
    await expect(fit).rejects.toThrow(DataError);
    await expect(fit).rejects.toThrow(
      `${name}.fit: series "b": expected at least 6 rows (2 of context + horizon 4), found 5`,
    );
    const fitted = await tiny(definition).fit([series(90, "a")]);
    expect(() => fitted.predict([series(1, "b")])).toThrow(
      `${name}.predict: series "b": expected at least 2 rows (the least to forecast from), found 1`,
    );
  });
});

describe("very many windows", () => {
  it("are drawn without a list, to the same bytes each time", async () => {
    const rows = 70_000;
    const long = sine(rows, { id: "long", target: noisySine(rows) });
    const options = { contextLength: 4, seasonLength: 0, hiddenSize: 2, epochs: 2, stepsPerEpoch: 3 };
    const forecaster = createForecaster("gru", { horizon: 2, ...options });
    const [a, b] = [await forecaster.fit([long]), await forecaster.fit([long])];
    expect(a.save()).toEqual(b.save());
    expect(a.history!.epochs[0]).toHaveProperty("validationLoss");
  });
});
