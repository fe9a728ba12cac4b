import { describe, expect, it } from "vitest";
import { OptionError, UnsupportedError } from "../../src/errors.ts";
import { deepAr, gru, loadForecaster, type DeepArOptions } from "../../src/models/index.ts";
import { drawNegativeBinomial } from "../../src/numerics/index.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, type Forecast, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, medians, noisySine, SEASON, sine, withCovariates } from "../contract/examples.ts";
import { shapesOf } from "./variants.ts";

/** Options of a fit that takes milliseconds. */
const tiny = { horizon: 4, contextLength: 12, hiddenSize: 4, epochs: 2, stepsPerEpoch: 3 };

const random = createRandom(4);
const counts = Array.from({ length: 300 }, (_, t) =>
  drawNegativeBinomial(6 + 5 * Math.sin((2 * Math.PI * t) / SEASON), 0.2, random),
);

/** The paths of a lone channel, each (H). */
function pathsOf({ samples, timestamps }: Forecast): number[][] {
  const horizon = timestamps.length;
  return Array.from({ length: samples!.length / horizon }, (_, k) =>
    Array.from(samples!.subarray(k * horizon, (k + 1) * horizon)),
  );
}

async function forecastOf(options: Partial<DeepArOptions>, series: TimeSeries = sine()): Promise<Forecast> {
  return (await deepAr({ ...tiny, ...options }).fit([series])).predict([series])[0]!;
}

describe("deep-ar", () => {
  const variants: Partial<DeepArOptions>[] = [
    { cell: "gru", numLayers: 1 },
    { output: "gaussian", dropout: 0.3 },
    { output: "negativeBinomial" },
    { output: "poisson", lags: [1] },
    { lags: [2, SEASON] },
    { lags: [12], contextLength: 12 }, // nothing is left to walk over before the horizon
    { temperature: 0.5, samples: 7 },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", async (options) => {
    const covered = withCovariates();
    const two = sine(90, { target: { x: noisySine(90), y: noisySine(90, 6) } });
    for (const series of [covered, { ...two, futureCovariates: covered.futureCovariates! }]) {
      const fitted = await deepAr({ ...tiny, ...options }).fit([series]);
      const forecasts = fitted.predict([series]);
      expect(forecasts[0]!.samples!.every(Number.isFinite)).toBe(true);
      const loaded = (await loadForecaster(fitted.save())).predict([series]);
      expect(bytesOf(loaded)).toEqual(bytesOf(forecasts));
      expect(loaded[0]!.samples).toEqual(forecasts[0]!.samples);
    }
  });

  it("holds its sample paths, of which its values are quantiles, in the data's own units", async () => {
    const forecast = await forecastOf({ samples: 41 });
    expect(forecast.samples).toHaveLength(41 * 4);
    const paths = pathsOf(forecast);
    medians(forecast).forEach((value, h) => {
      const sorted = paths.map((path) => path[h]!).sort((a, b) => a - b);
      expect(value).toBe(sorted[20]);
      expect(value).toBeGreaterThan(0);
    });
  });

  it("draws whole numbers of at least 0 where values are counts", async () => {
    for (const output of ["negativeBinomial", "poisson"] as const) {
      for (const temperature of [1, 1.7]) {
        const forecast = await forecastOf({ output, temperature }, sine(300, { target: counts }));
        for (const value of [...forecast.samples!, ...forecast.values])
          expect(Number.isInteger(value) && value >= 0).toBe(true);
      }
    }
  });

  it("draws paths that lie apart by as much as the temperature says, and are one at 0", async () => {
    const spreads = [];
    for (const temperature of [0, 0.5, 1, 2]) {
      const last = pathsOf(await forecastOf({ temperature })).map((path) => path[0]!);
      spreads.push(Math.max(...last) - Math.min(...last));
    }
    expect(spreads[0]).toBe(0);
    expect(spreads[1]! / spreads[2]!).toBeCloseTo(0.5, 5);
    expect(spreads[3]! / spreads[2]!).toBeCloseTo(2, 5);
  });

  it("keeps its first paths when more are drawn", async () => {
    const [few, many] = [await forecastOf({ samples: 5 }), await forecastOf({ samples: 90 })];
    expect(Array.from(many.samples!.subarray(0, 20))).toEqual(Array.from(few.samples!));
  });

  it("draws as many paths, as far apart, as a forecast asks for", async () => {
    const fitted = await deepAr(tiny).fit([sine()]);
    const [usual] = fitted.predict([sine()]);
    const [more] = fitted.predict([sine()], { samples: 130 });
    expect(more!.samples!.subarray(0, 400)).toEqual(usual!.samples);
    expect(more!.samples).toHaveLength(130 * 4);
    const [cold] = fitted.predict([sine()], { temperature: 0 });
    expect(cold!.samples).toHaveLength(400);
    expect(new Set(pathsOf(cold!).map(String)).size).toBe(1);
    expect(() => fitted.predict([sine()], { samples: 0.5 })).toThrow(
      "deep-ar.predict samples: expected a whole number",
    );
    const plain = await gru({ ...tiny, epochs: 1 }).fit([sine()]);
    expect(() => plain.predict([sine()], { samples: 3 })).toThrow(UnsupportedError);
  });

  it("draws the same paths of a series in any company, however many walk at once", async () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      sine(60 + (i % 7), { id: `${i}`, target: noisySine(60 + (i % 7), i) }),
    );
    const fitted = await deepAr({ ...tiny, samples: 150 }).fit(many);
    const together = fitted.predict(many);
    for (const i of [0, 26, 27, 69]) expect(fitted.predict([many[i]!])[0]!.samples).toEqual(together[i]!.samples);
    expect(together[0]!.samples).not.toEqual(together[1]!.samples);
  });

  it("draws other paths of another series with the same values", async () => {
    const fitted = await deepAr(tiny).fit([sine()]);
    const [one, other] = fitted.predict([sine(), sine(90, { id: "other" })]);
    expect(one!.samples).not.toEqual(other!.samples);
  });

  it("is layers, a head and an autoregression, with a vector a channel", async () => {
    const { contextLength, horizon, hiddenSize } = tiny;
    const own = { contextLength, horizon, hiddenSize, numLayers: 1, lags: [1, 2, SEASON] };
    expect(await shapesOf("deep-ar", own)).toEqual({
      channels: [2, 4],
      "steps.cell.weight_ih_l0": [16, 3 + 2 + 4], // lags; whether observed, size of the window; channel
      "steps.cell.weight_hh_l0": [16, 4],
      "steps.cell.bias_ih_l0": [16],
      "steps.cell.bias_hh_l0": [16],
      "steps.head.weight": [3, 4],
      "steps.head.bias": [3],
      "linear.weight": [1, 3],
    });
  });

  it("chooses lags by the frequency and by how far the series reach, and says which", async () => {
    const options = { horizon: 2, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1 };
    const nearest = [1, 2, 3, 4, 5, 6, 7];
    const fit = async (series: TimeSeries): Promise<unknown> => (await deepAr(options).fit([series])).options;
    expect(await fit(sine(90))).toMatchObject({ lags: [...nearest, 23, 24, 25, 47, 48, 49], contextLength: 53 });
    expect(await fit(sine(20))).toMatchObject({ lags: nearest, contextLength: 11 });
    expect(await fit(sine(5))).toMatchObject({ lags: [1], contextLength: 2 });
    const monthly = createSeries({ start: "2015-01-31", frequency: "1mo", target: noisySine(90) });
    expect(await fit(monthly)).toMatchObject({ lags: [...nearest, 11, 12, 13, 23, 24, 25], contextLength: 29 });
    const given = { ...options, lags: [SEASON, 1, 1], contextLength: 10 };
    expect((await deepAr(given).fit([sine()])).options).toMatchObject({ lags: [1, SEASON], contextLength: 10 });
  });

  it("starts as an autoregression: with next to no training it forecasts the last season", async () => {
    const exact = Array.from({ length: 80 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
    const options = { lags: [SEASON], temperature: 0, epochs: 1, stepsPerEpoch: 1, learningRate: 1e-9 };
    const forecast = await forecastOf(options, sine(80, { target: exact }));
    medians(forecast).forEach((value, h) => expect(value).toBeCloseTo(exact[80 - SEASON + h]!, 4));
  });

  it("learns how far an autoregression wanders", async () => {
    const noise = createRandom(9);
    const values = [0];
    while (values.length < 600) values.push(0.8 * values.at(-1)! + noise.normal());
    const options = { horizon: 6, contextLength: 24, lags: [1], output: "gaussian", epochs: 30, samples: 400 } as const;
    const forecast = await forecastOf({ ...options, hiddenSize: 8 }, sine(600, { target: values }));
    for (const h of [0, 5]) {
      const at = pathsOf(forecast).map((path) => path[h]!);
      const mean = at.reduce((sum, value) => sum + value, 0) / at.length;
      const deviation = Math.sqrt(at.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length);
      const expected = Math.sqrt((1 - 0.64 ** (h + 1)) / (1 - 0.64));
      expect(deviation / expected).toBeGreaterThan(0.8);
      expect(deviation / expected).toBeLessThan(1.25);
    }
  });

  it.each([
    [
      { output: "quantiles" },
      'output: expected one of gaussian, studentT, negativeBinomial, poisson, found "quantiles"',
    ],
    [{ samples: 0 }, "samples: expected a whole number from 1 to 100000, found 0"],
    [{ temperature: -1 }, "temperature: expected a number from 0 to 100, found -1"],
    [{ lags: [0] }, "lags: expected a whole number of at least 1, or a list of them, found [0]"],
    [{ seasonLength: 8 }, ": expected one of the options"],
  ])("refuses %j", (wrong, message) => {
    expect(() => deepAr({ horizon: 3, ...wrong } as DeepArOptions)).toThrow(OptionError);
    expect(() => deepAr({ horizon: 3, ...wrong } as DeepArOptions)).toThrow(
      `deep-ar${message.startsWith(":") ? "" : " "}${message}`,
    );
  });

  it("refuses lags that reach beyond the context", async () => {
    const fit = deepAr({ ...tiny, lags: [1, 13] }).fit([sine()]);
    await expect(fit).rejects.toThrow("deep-ar lags: expected lags of at most contextLength 12, found 13");
  });
});
