import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { residualQuantiles } from "../../src/models/conformal.ts";
import { createForecaster, loadForecaster } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { quantileGrid } from "../../src/models/quantileGrid.ts";
import { normalQuantile } from "../../src/numerics/index.ts";
import { createRandom } from "../../src/random.ts";
import { bytesOf, sine } from "../contract/examples.ts";

const G = quantileGrid.length;
const at = (q: number): number => quantileGrid.indexOf(q);
const quantilesOf = (errors: readonly number[], horizon = 1, channels = 1): Float32Array =>
  residualQuantiles(Float64Array.from(errors), horizon, channels);

describe("residualQuantiles", () => {
  it("of 39 errors are the p (39 + 1)th of them", () => {
    const errors = Array.from({ length: 39 }, (_, i) => i - 20); // -20 … 18
    const found = quantilesOf(errors);
    expect(found[at(0.05)]).toBeCloseTo(-19, 5); // the 2nd
    expect(found[at(0.1)]).toBeCloseTo(-17, 5);
    expect(found[at(0.95)]).toBeCloseTo(17, 5);
    expect(found[at(0.975)]).toBeCloseTo(18, 5);
    expect(found[at(0.5)]).toBe(0);
  });

  it("are those of each step and channel", () => {
    const random = createRandom(3);
    const sizes = [1, 5, 2, 20]; // (h,c) of two steps and two channels
    const errors = Array.from({ length: 4000 * 4 }, (_, i) => sizes[i % 4]! * random.normal());
    const found = quantilesOf(errors, 2, 2);
    sizes.forEach((size, i) => {
      for (const q of [0.1, 0.3, 0.9]) expect(found[i * G + at(q)]! / size).toBeCloseTo(normalQuantile(q), 1);
    });
  });

  it("never cross, have 0 in the middle, and are finite, whatever the errors", () => {
    const error = fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constantFrom(0, NaN));
    const many = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(many, fc.array(error, { maxLength: 100 }), ([horizon, channels], errors) => {
        const whole = errors.slice(0, errors.length - (errors.length % (horizon * channels)));
        const found = quantilesOf(whole, horizon, channels);
        expect(found.length).toBe(horizon * channels * G);
        found.forEach((value, i) => {
          expect(Number.isFinite(value)).toBe(true);
          if (i % G > 0) expect(value).toBeGreaterThanOrEqual(found[i - 1]!);
          if (i % G === at(0.5)) expect(value).toBe(0);
        });
      }),
    );
  });

  it("are all above 0 where all errors are, but for the lower ones", () => {
    const found = quantilesOf([3, 4, 5]);
    expect(found[0]).toBe(0);
    expect(found[G - 1]).toBeCloseTo(5, 5);
  });

  it("of a channel without errors are as wide as those of its anchor", () => {
    const found = quantilesOf([NaN, 1, NaN, -1], 1, 2);
    expect(found[at(0.9)]).toBeGreaterThan(1);
    expect(found[at(0.1)]).toBeCloseTo(-found[at(0.9)]!, 5);
  });
});

/** An autoregressive series whose channels err by 1 and by 10. */
function drawn(rows: number, seed: number): Record<"calm" | "wild", number[]> {
  const random = createRandom(seed);
  let [a, b] = [0, 0];
  const calm: number[] = [];
  const wild: number[] = [];
  for (let t = 0; t < rows; t++) {
    calm.push((a = 0.9 * a + random.normal()));
    wild.push((b = 0.5 * b + 10 * random.normal()));
  }
  return { calm, wild };
}

describe("a forecaster of points", () => {
  const options = { horizon: 6, contextLength: 8, seasonLength: 0, epochs: 12, output: "point" };
  const rows = 1500;

  it.each([
    ["nlinear", "absolute", 0.2],
    ["gru", "squared", 0.2],
    ["gru", "huber", 0],
  ] as const)("%s by %s errors covers what its levels promise, at each step and channel", async (model, loss, tail) => {
    const target = drawn(rows + 1200, 5);
    const head = (end: number): ReturnType<typeof sine> =>
      sine(end, { target: { calm: target.calm.slice(0, end), wild: target.wild.slice(0, end) } });
    const hidden = model === "gru" ? { hiddenSize: 8 } : {};
    const fitted = await createForecaster(model, { ...options, ...hidden, loss, validationFraction: tail }).fit([
      head(rows),
    ]);
    const ends = Array.from({ length: 200 }, (_, i) => rows + 6 * i - 6);
    const forecasts = fitted.predict(ends.map(head), { levels: [50, 80, 95] });
    const widths: number[] = [];
    for (const [level, lower] of [
      [50, 2],
      [80, 1],
      [95, 0],
    ] as const) {
      let inside = 0;
      forecasts.forEach(({ values }, i) => {
        for (let h = 0; h < 6; h++) {
          (["calm", "wild"] as const).forEach((channel, c) => {
            const y = target[channel][ends[i]! + h]!;
            const from = (h * 2 + c) * 7;
            if (level === 80 && i === 0) widths.push(values[from + 5]! - values[from + 1]!);
            inside += Number(y >= values[from + lower]! && y <= values[from + 6 - lower]!) / (200 * 12);
          });
        }
      });
      expect(Math.abs(100 * inside - level), `level ${level}`).toBeLessThan(7);
    }
    expect(widths[1]! / widths[0]!).toBeGreaterThan(5); // the wild channel's first step against the calm one's
    expect(widths[10]! / widths[0]!).toBeGreaterThan(1.4); // the calm channel's last step against its first
    expect(widths[11]! / widths[1]!).toBeLessThan(1.4);
  });

  it("has as its median the same point, whatever levels are asked for", async () => {
    const fitted = await createForecaster("nlinear", { ...options, epochs: 2 }).fit([sine()]);
    const middle = (levels: number[]): number[] => {
      const { values, quantiles } = fitted.predict([sine()], { levels })[0]!;
      return Array.from(values).filter((_, i) => i % quantiles.length === levels.length);
    };
    expect(middle([])).toEqual(middle([50, 99.9]));
  });

  it("comes back from its file, and refuses one without the errors' quantiles", async () => {
    const fitted = await createForecaster("gru", { ...options, hiddenSize: 4, epochs: 2, loss: "huber" }).fit([sine()]);
    const bytes = fitted.save();
    const loaded = await loadForecaster(bytes);
    expect(bytesOf(loaded.predict([sine()]))).toEqual(bytesOf(fitted.predict([sine()])));
    expect(loaded.save()).toEqual(bytes);
    const { config, tensors } = decodeModel(bytes);
    expect(tensors["residuals"]!.shape).toEqual([6, 1, G]);
    const { residuals: _, ...bare } = tensors;
    await expect(loadForecaster(encodeModel({ config, tensors: bare }))).rejects.toThrow(
      `model gru: tensor "residuals": expected shape (6,1,${G}), found nothing`,
    );
  });
});
