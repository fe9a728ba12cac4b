import { describe, expect, it } from "vitest";
import { loadForecaster, ridge } from "../../src/models/index.ts";
import { head, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, medians, noisySine, SEASON, sine } from "../contract/examples.ts";

const tiny = { horizon: 8, contextLength: [16, 24], seasonLength: SEASON };
const errorOf = (forecast: number[], truth: (h: number) => number): number =>
  forecast.reduce((sum, value, h) => sum + Math.abs(value - truth(h)) / forecast.length, 0);
const wave = (t: number): number => 10 + 3 * Math.sin((2 * Math.PI * t) / SEASON);

describe("ridge", () => {
  it("finds what is linear in its window: a sine to a tenth of its noise's size and more", async () => {
    const series = sine(300);
    const [forecast] = (await ridge(tiny).fit([series])).predict([series]);
    expect(errorOf(medians(forecast!), (h) => wave(300 + h))).toBeLessThan(0.15);
  });

  it("repeats a season without noise exactly, however strongly it is shrunk to that", async () => {
    const exact = Array.from({ length: 200 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
    const series = sine(200, { target: exact });
    const fitted = await ridge({ ...tiny, anchor: "season", penalty: 1, loss: "squared" }).fit([series]);
    medians(fitted.predict([series])[0]!).forEach((value, h) =>
      expect(value).toBeCloseTo(exact[(200 + h) % SEASON]!, 6),
    );
  });

  it("covers what its intervals promise on rows that it has not seen", async () => {
    const whole = sine(700);
    const histories: TimeSeries[] = Array.from({ length: 40 }, (_, i) => head(whole, 300 + 8 * i));
    const forecasts = (await ridge(tiny).fit([histories[0]!])).predict(histories, { levels: [80] });
    const inside = forecasts.flatMap(({ values }, i) =>
      Array.from({ length: 8 }, (_, h) => {
        const y = whole.target.values[300 + 8 * i + h]!;
        return Number(y >= values[3 * h]! && y <= values[3 * h + 2]!);
      }),
    );
    const share = inside.reduce((sum, one) => sum + one, 0) / inside.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.9);
  });

  it("learns from many series of unequal length in clusters, and comes back from its file to the last bit", async () => {
    const train = Array.from({ length: 12 }, (_, i) => {
      const season =
        i % 2 === 0 ? noisySine(120 + 5 * i, i) : noisySine(120 + 5 * i, i).map((v, t) => 40 + 0.1 * t - v);
      return sine(season.length, { id: `s${i}`, target: season });
    });
    const fitted = await ridge({ ...tiny, clusters: 2 }).fit(train);
    const loaded = await loadForecaster(fitted.save());
    expect(bytesOf(loaded.predict(train))).toEqual(bytesOf(fitted.predict(train)));
    expect(fitted.options).toMatchObject({ clusters: 2 });
  });
});
