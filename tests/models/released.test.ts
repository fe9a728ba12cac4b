import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadForecaster } from "../../src/models/index.ts";
import { createSeries } from "../../src/series/index.ts";

interface Release {
  readonly series: readonly { id: string; start: string; frequency: string; target: number[] }[];
  readonly levels: number[];
  readonly forecasts: readonly { seriesId: string; values: number[] }[];
}

const folder = new URL("released/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".safetensors"));

describe("files of released versions", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
  });

  it.each(files)("%s loads and forecasts as it did when it was saved", async (name) => {
    const fitted = await loadForecaster(new Uint8Array(readFileSync(new URL(name, folder))));
    const text = readFileSync(new URL(name.replace(".safetensors", ".json"), folder), "utf8");
    const { series, levels, forecasts } = JSON.parse(text) as Release;
    const now = fitted.predict(series.map(createSeries), { levels });
    expect(now.map(({ seriesId }) => seriesId)).toEqual(forecasts.map(({ seriesId }) => seriesId));
    forecasts.forEach(({ values }, i) => {
      expect(now[i]!.values.length).toBe(values.length);
      // Float32 networks: a sum in another order may change the last digits, a misread weight changes the first ones.
      values.forEach((value, j) => expect(Math.abs(now[i]!.values[j]! / value - 1)).toBeLessThan(1e-5));
    });
    expect((await loadForecaster(fitted.save())).save()).toEqual(fitted.save());
  });
});
