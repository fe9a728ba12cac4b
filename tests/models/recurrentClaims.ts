import { expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { createForecaster, loadForecaster, type LstmOptions } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { bytesOf, noisySine, SEASON, sine } from "../contract/examples.ts";

const QUANTILES = 13;
const tiny = { horizon: 3, contextLength: 6, hiddenSize: 5, epochs: 1, stepsPerEpoch: 2 };

/** What holds for every direct recurrent forecaster, whatever its cell; `gates` is the cell's number of gates. */
export function describeRecurrent(model: string, gates: number): void {
  const make = (options: Partial<LstmOptions> & { horizon: number }): ReturnType<typeof createForecaster> =>
    createForecaster(model, options);

  it("is an encoder of its cells and an affine head, under PyTorch's names and shapes", async () => {
    const series = sine(60, { target: { x: noisySine(60), y: noisySine(60, 7) } });
    const fitted = await make({ ...tiny, numLayers: 2, seasonLength: SEASON }).fit([series]);
    const shapes = Object.entries(decodeModel(fitted.save()).tensors).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      "encoder.weight_ih_l0": [gates * 5, 6], // two channels: difference, mask, level
      "encoder.weight_hh_l0": [gates * 5, 5],
      "encoder.bias_ih_l0": [gates * 5],
      "encoder.bias_hh_l0": [gates * 5],
      "encoder.weight_ih_l1": [gates * 5, 5],
      "encoder.weight_hh_l1": [gates * 5, 5],
      "encoder.bias_ih_l1": [gates * 5],
      "encoder.bias_hh_l1": [gates * 5],
      "head.weight": [3 * 2 * QUANTILES, 5],
      "head.bias": [3 * 2 * QUANTILES],
    });
  });

  it("starts as good as its anchor: with next to no training it forecasts the last season", async () => {
    const exact = Array.from({ length: 80 }, (_, t) => noisySine(SEASON)[t % SEASON]!);
    const series = sine(80, { target: exact });
    const fitted = await make({ ...tiny, seasonLength: SEASON, epochs: 1, stepsPerEpoch: 1 }).fit([series]);
    const [forecast] = fitted.predict([series], { levels: [] });
    forecast!.values.forEach((value, h) => expect(value).toBeCloseTo(exact[80 - SEASON + h]!, 4));
  });

  it("reads twice the horizon unless told otherwise", async () => {
    const fitted = await make({ horizon: 3, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1, seasonLength: 0 }).fit([
      sine(40),
    ]);
    expect(decodeModel(fitted.save()).config).toMatchObject({ task: { horizon: 3, contextLength: 6 } });
  });

  it("drops out in training only", async () => {
    const fitted = await make({ ...tiny, dropout: 0.5, numLayers: 2 }).fit([sine()]);
    expect(bytesOf(fitted.predict([sine()]))).toEqual(bytesOf(fitted.predict([sine()])));
    expect(bytesOf((await loadForecaster(fitted.save())).predict([sine()]))).toEqual(bytesOf(fitted.predict([sine()])));
  });

  it("lowers its loss as it trains", async () => {
    const fitted = await make({ ...tiny, epochs: 20, stepsPerEpoch: 10, learningRate: 0.02, seasonLength: 0 }).fit([
      sine(160),
    ]);
    const { epochs, bestEpoch } = fitted.history!;
    expect(epochs[bestEpoch - 1]!.validationLoss!).toBeLessThan(0.6 * epochs[0]!.validationLoss!);
  });

  it("trains on all rows where no tail is wanted, or a series is too short for one", async () => {
    const whole = await make({ ...tiny, validationFraction: 0 }).fit([sine()]);
    const short = await make({ ...tiny, seasonLength: 0 }).fit([sine(11)]);
    for (const { history } of [whole, short]) expect(history!.epochs[0]).not.toHaveProperty("validationLoss");
  });

  it.each([
    [{ hiddenSize: 0 }, "hiddenSize: expected a whole number from 1 to 4096, found 0"],
    [{ hiddenSize: 1e6 }, "hiddenSize: expected a whole number from 1 to 4096, found 1000000"],
    [{ dropout: 1 }, "dropout: expected a number of at least 0 and below 1, found 1"],
    [{ contextLength: 2.5 }, "contextLength: expected a whole number of at least 1, found 2.5"],
    [
      { normalization: "first" },
      'normalization: expected one of none, last, mean, standard, robust, revin, found "first"',
    ],
    [{ seed: 0.5 }, "seed: expected a whole number, found 0.5"],
  ])("refuses %j", (wrong, message) => {
    expect(() => make({ horizon: 3, ...wrong } as LstmOptions)).toThrow(OptionError);
    expect(() => make({ horizon: 3, ...wrong } as LstmOptions)).toThrow(`${model} ${message}`);
  });

  it("says which windows hold nothing where gaps leave none to learn from", async () => {
    const target = Array.from({ length: 12 }, (_, t) => (t < 4 ? 1 : NaN));
    await expect(make({ ...tiny, seasonLength: 0 }).fit([sine(12, { target })])).rejects.toThrow(
      `${model}.fit: series "sine": expected observed values among 6 rows of context and among the 3 rows behind them`,
    );
  });
}
