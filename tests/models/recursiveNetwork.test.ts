import { describe, expect, it } from "vitest";
import { step, tensor } from "../../src/autograd/index.ts";
import { OptionError } from "../../src/errors.ts";
import { createForecaster, gru } from "../../src/models/index.ts";
import { outputNames, outputs, type OutputName } from "../../src/models/outputs/outputs.ts";
import { RecursiveNetwork } from "../../src/models/recursiveNetwork.ts";
import type { ForecastTask } from "../../src/models/task.ts";
import { GRU, LSTM, RNN } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, type TimeSeries } from "../../src/series/index.ts";
import { makeBatch, type Batch } from "../../src/windows/index.ts";
import { medians, noisySine, SEASON, sine } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf, small } from "./variants.ts";

const [HORIZON, CONTEXT] = [5, 9];
const encoder = { hiddenSize: 6, numLayers: 2, dropout: 0, directions: "forward" } as const;
const random = createRandom(3);
const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal());
const series = createSeries({
  id: "s",
  start: "2024-01-01",
  frequency: "1h",
  target: { x: draw(60), y: draw(60) },
  pastCovariates: { p: draw(60) },
  futureCovariates: { f: draw(80) },
  staticCovariates: { size: 2 },
});
const windows = [40, 21, 4].map((cutoffIndex) => ({ seriesIndex: 0, cutoffIndex })); // the last reaches before the first row

function taskOf(output: OutputName, seasonLength: number, horizon = HORIZON): ForecastTask {
  const anchor = { seasonLength, normalization: "last", scale: 0.7 } as const;
  const roles = { pastCovariates: 1, futureCovariates: 1, staticCovariates: 1 };
  return { horizon, contextLength: CONTEXT, anchor, channels: 2, output, ...roles };
}

/** A network whose head is not at zero, so that what it reads matters. */
function networkOf(task: ForecastTask, Cell: typeof GRU | typeof LSTM | typeof RNN = GRU): RecursiveNetwork {
  const network = new RecursiveNetwork(Cell, task, encoder, { random: createRandom(1) });
  for (const [name, { data }] of network.namedParameters())
    if (name.startsWith("steps.head")) data.forEach((_, i) => (data[i] = 0.4 * random.normal()));
  return network;
}

/** Numbers (B,H,C,Q); truths are told in training only. */
function numbersOf(
  network: RecursiveNetwork,
  task: ForecastTask,
  training: boolean,
  change: (batch: Batch) => Batch = (batch) => batch,
  of: TimeSeries = series,
): number[] {
  return step(() => {
    const batch = change(makeBatch([of], windows, task, true));
    return Array.from(network.forward(batch, { training, random: createRandom(0) }).numbers.data);
  });
}

/** The middles (B,H,C) of numbers (B,H,C,Q). */
function middles(numbers: readonly number[], output: OutputName): number[] {
  const { size, centre } = outputs[output];
  return numbers.filter((_, i) => i % size === centre);
}

/** Numbers of a window's steps from `from` up to `to`. */
function stepsOf(numbers: readonly number[], output: OutputName, b: number, from: number, to: number): number[] {
  const width = 2 * outputs[output].size;
  return numbers.slice((b * HORIZON + from) * width, (b * HORIZON + to) * width);
}

describe.each([
  ["rnn", RNN],
  ["lstm", LSTM],
  ["gru", GRU],
] as const)("a recursive %s", (name, Cell) => {
  it.each(outputNames)("of %s forecasts, told its own forecasts as the truth, what it forecasts free", (output) => {
    for (const season of [0, 8]) {
      const task = taskOf(output, season);
      const network = networkOf(task, Cell);
      const free = numbersOf(network, task, false);
      const own = middles(free, output);
      const forced = numbersOf(network, task, true, (batch) => ({
        ...batch,
        futureTarget: tensor(own, [windows.length, HORIZON, 2]),
      }));
      expect(forced).toEqual(free);
      expect(numbersOf(network, task, true)).not.toEqual(free); // the truth is something else
      network.release();
    }
  });

  it("saves and loads to the same bytes with every output", async () => {
    for (const output of outputNames) await expectRoundTrip(name, { strategy: "recursive", hiddenSize: 5, output });
    const more = { numLayers: 2, dropout: 0.2, seasonLength: SEASON };
    await expectRoundTrip(name, { strategy: "recursive", hiddenSize: 5, ...more });
  });

  it("starts as good as its anchor", () => expectStartAtAnchor(name, { strategy: "recursive" }));

  it("refuses to read in both directions", () => {
    const make = (): unknown => createForecaster(name, { horizon: 3, strategy: "recursive", directions: "both" });
    expect(make).toThrow(OptionError);
    expect(make).toThrow(`${name} directions: expected forward where strategy is "recursive", found both`);
  });
});

/** A batch with another truth at a step. */
const changed = (batch: Batch, at: number): Batch => {
  const { data, shape } = batch.futureTarget!;
  return {
    ...batch,
    futureTarget: tensor(
      data.map((x, i) => (Math.floor(i / 2) % HORIZON === at ? x + 1 : x)),
      shape,
    ),
  };
};

describe("a recursive network", () => {
  const task = taskOf("gaussian", 0);
  it("forecasts a single step the same whether it is told the truth or not", () => {
    const single = taskOf("quantiles", 0, 1);
    const network = networkOf(single);
    expect(numbersOf(network, single, true)).toEqual(numbersOf(network, single, false));
    network.release();
  });

  it("lets the truth of a step change those behind it alone", () => {
    const network = networkOf(task);
    const base = numbersOf(network, task, true);
    for (let at = 0; at < HORIZON; at++) {
      const other = numbersOf(network, task, true, (batch) => changed(batch, at));
      for (let b = 0; b < windows.length; b++) {
        const until = stepsOf(base, "gaussian", b, 0, at + 1);
        expect(stepsOf(other, "gaussian", b, 0, at + 1)).toEqual(until);
        if (at + 1 < HORIZON)
          expect(stepsOf(other, "gaussian", b, at + 1, at + 2)).not.toEqual(
            stepsOf(base, "gaussian", b, at + 1, at + 2),
          );
      }
    }
    network.release();
  });

  it("does not look at the truth when it runs free", () => {
    const network = networkOf(task);
    expect(numbersOf(network, task, false, (batch) => changed(batch, 1))).toEqual(numbersOf(network, task, false));
    network.release();
  });

  it.each([true, false])(
    "is told the future covariates of the step that it forecasts, and of none behind (training: %s)",
    (training) => {
      const network = networkOf(task);
      const base = numbersOf(network, task, training);
      const at = 2;
      const row = windows[0]!.cutoffIndex + 1 + at;
      const { names, values } = series.futureCovariates!;
      const other = { ...series, futureCovariates: { names, values: values.map((x, t) => (t === row ? x + 1 : x)) } };
      const told = numbersOf(network, task, training, undefined, other);
      expect(stepsOf(told, "gaussian", 0, 0, at)).toEqual(stepsOf(base, "gaussian", 0, 0, at));
      expect(stepsOf(told, "gaussian", 0, at, at + 1)).not.toEqual(stepsOf(base, "gaussian", 0, at, at + 1));
      network.release();
    },
  );

  it("is layers and a head of one step, whatever the horizon", async () => {
    const own = { strategy: "recursive", hiddenSize: 5, seasonLength: SEASON };
    const shapes = await shapesOf("gru", own);
    expect(shapes).toEqual({
      "steps.cell.weight_ih_l0": [15, 7], // two channels: difference, mask, level; whether it lies ahead
      "steps.cell.weight_hh_l0": [15, 5],
      "steps.cell.bias_ih_l0": [15],
      "steps.cell.bias_hh_l0": [15],
      "steps.head.weight": [2 * 13, 5],
      "steps.head.bias": [2 * 13],
    });
    expect(await shapesOf("gru", { ...own, horizon: 9 })).toEqual(shapes);
  });

  it("learns a sine that its anchor does not know", async () => {
    const options = { ...small, horizon: 8, contextLength: 16, epochs: 25, stepsPerEpoch: 10, learningRate: 0.01 };
    const long = createSeries({ id: "sine", start: "2024-01-01", frequency: "1h", target: noisySine(200) });
    const fitted = await gru({ ...options, strategy: "recursive" }).fit([long]);
    const [forecast] = fitted.predict([sine(200)]);
    const error = medians(forecast!).reduce((sum, value, h) => {
      return sum + Math.abs(value - (10 + 3 * Math.sin((2 * Math.PI * (200 + h)) / SEASON))) / 8;
    }, 0);
    expect(error).toBeLessThan(0.5);
  });
});
