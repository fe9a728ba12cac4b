/** Normalization of windows, as networks use it: learned through, and undone in forecasts. */
import { describe, expect, it } from "vitest";
import { createForecaster, loadForecaster, registry } from "../../src/models/index.ts";
import { normalizations } from "../../src/models/normalizations.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import type { TimeSeries } from "../../src/series/index.ts";
import { bytesOf, isNetwork, noisySine, SEASON, sine, tiny, withCovariates } from "../contract/examples.ts";

const dividing = ["standard", "robust", "revin"] as const;
const networks = registry.filter((definition) => isNetwork(definition) && "normalization" in definition.options);
/** The last rows of a history, moved and stretched: nothing that a network reads lies before them. */
const lastRows = (series: TimeSeries, rows: number, change: (value: number) => number): TimeSeries => ({
  ...series,
  target: {
    ...series.target,
    values: series.target.values.map((value, t) => (t >= series.timestamps.length - rows ? change(value) : value)),
  },
});

describe.each(networks.map((definition) => ({ name: definition.name, definition })))("$name", ({ definition }) => {
  it.each(dividing)(
    "by %s forecasts a y + b of a context a x + b, whatever it was fitted on",
    async (normalization) => {
      const series = sine();
      for (const seasonLength of [0, SEASON]) {
        const fitted = await tiny(definition, { normalization, seasonLength, learningRate: 0.01 }).fit([series]);
        const [base] = fitted.predict([series]);
        const [forecast] = fitted.predict([lastRows(series, 12 + seasonLength, (value) => 5 * value - 30)]);
        forecast!.values.forEach((value, i) => {
          expect(Math.abs(value - (5 * base!.values[i]! - 30))).toBeLessThan(1e-3);
        });
      }
    },
  );

  it.each(normalizations)(
    "by %s learns with gaps, constants and covariates, and comes back from its file",
    async (normalization) => {
      const rows = noisySine(90).map((value, t) => (t < 25 ? 10 : t % 7 === 3 ? NaN : value));
      const flat = Array.from({ length: 90 }, (_, t) => (t === 40 ? 2 : 1));
      const { target: _, ...covariates } = withCovariates();
      const two = { ...covariates, target: sine(90, { target: { x: rows, y: flat } }).target };
      const fitted = await tiny(definition, { normalization }).fit([two]);
      const forecasts = fitted.predict([two]);
      expect(forecasts[0]!.values.every(Number.isFinite)).toBe(true);
      const loaded = await loadForecaster(fitted.save());
      expect(bytesOf(loaded.predict([two]))).toEqual(bytesOf(forecasts));
      expect(loaded.options).toMatchObject({ normalization });
      const parameters = Object.keys(decodeModel(fitted.save()).tensors);
      expect(parameters.includes("normalization.weight")).toBe(normalization === "revin");
    },
  );
});

describe("networks of counts", () => {
  const counts = Array.from({ length: 120 }, (_, t) => 3 + Math.round(2 * Math.sin(t / 2)) + (t > 60 ? 6 : 0));
  it.each(normalizations)("forecast their level by %s, fed back by a decoder or not", async (normalization) => {
    for (const model of ["gru", "seq2seq"]) {
      for (const output of ["poisson", "negativeBinomial"]) {
        const own = { horizon: 4, contextLength: 12, hiddenSize: 8, epochs: 8, seasonLength: 0 };
        const series = sine(120, { target: counts });
        const [forecast] = (await createForecaster(model, { ...own, output, normalization }).fit([series])).predict([
          series,
        ]);
        expect(forecast!.values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
        for (let h = 0; h < 4; h++) expect(Math.abs(forecast!.values[5 * h + 2]! - 9)).toBeLessThan(5);
      }
    }
  });
});

describe("a learned scale (RevIN)", () => {
  it("moves as it trains, and all outputs learn through it", async () => {
    for (const output of ["quantiles", "point", "gaussian", "studentT"]) {
      const options = { horizon: 4, contextLength: 12, hiddenSize: 8, epochs: 12, learningRate: 0.01, seasonLength: 0 };
      const series = sine(200);
      const fitted = await createForecaster("seq2seq", { ...options, output, normalization: "revin" }).fit([series]);
      const { "normalization.weight": weight, "normalization.bias": bias } = decodeModel(fitted.save()).tensors;
      expect(Math.abs(weight!.data[0]!) + Math.abs(bias!.data[0]!)).toBeGreaterThan(1e-3);
      const { epochs, bestEpoch } = fitted.history!;
      expect(epochs[bestEpoch - 1]!.validationLoss!).toBeLessThan(0.9 * epochs[0]!.validationLoss!);
    }
  });
});
