import { describe, expect, it } from "vitest";
import { step, tensor } from "../../src/autograd/index.ts";
import { StepInputs } from "../../src/models/deepArInputs.ts";
import { DeepArNetwork } from "../../src/models/deepArNetwork.ts";
import type { DeepArRows } from "../../src/models/deepArWindows.ts";
import type { ForecastTask } from "../../src/models/task.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries } from "../../src/series/index.ts";
import { makeBatch } from "../../src/windows/index.ts";

const random = createRandom(6);
const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal());
const ROWS = 60;
const series = createSeries({
  id: "s",
  start: "2024-01-01",
  frequency: "1h",
  target: { x: draw(ROWS), y: draw(ROWS) },
  pastCovariates: { p: draw(ROWS) },
  futureCovariates: { f: draw(ROWS + 10) },
  staticCovariates: { size: 2 },
});
const windows = [40, 25, 6].map((cutoffIndex) => ({ seriesIndex: 0, cutoffIndex })); // the last reaches before the first row
const units = windows.map(() => ({ means: [0, 0], scales: [1, 1] }));
const context = { training: false, random: createRandom(0) };

const taskOf = (horizon: number, output: "gaussian" | "studentT" = "gaussian"): ForecastTask => ({
  horizon,
  contextLength: 9,
  anchor: { seasonLength: 0, normalization: "none", scale: 0.8 },
  channels: 2,
  pastCovariates: 1,
  futureCovariates: 1,
  staticCovariates: 1,
  output,
});
const own = {
  cell: "lstm",
  hiddenSize: 6,
  numLayers: 2,
  dropout: 0,
  lags: [1, 2, 5],
  samples: 1,
  temperature: 0,
} as const;

/** A network whose head is not at zero; the same weights for any horizon. */
function networkOf(task: ForecastTask, options: object = {}): DeepArNetwork {
  const network = new DeepArNetwork(task, { ...own, ...options }, { random: createRandom(1) });
  const weights = createRandom(2);
  for (const [name, { data }] of network.namedParameters())
    if (name.startsWith("steps.head")) data.forEach((_, i) => (data[i] = 0.5 * weights.normal()));
  return network;
}

const pathsOf = (task: ForecastTask, network: DeepArNetwork): Float64Array =>
  network.paths(() => makeBatch([series], windows, task, false), {
    units,
    randoms: windows.map((_, i) => createRandom(i)),
  });

describe("the network of deep-ar", () => {
  it.each(["lstm", "gru"] as const)(
    "told its own middles as the truth, has the middle that it has walking free, at every step (%s)",
    (cell) => {
      // A normal likelihood is the same on both sides of its mean, and the last step's value is told to no other.
      for (const horizon of [1, 2, 3, 7]) {
        const task = taskOf(horizon);
        const network = networkOf(task, { cell });
        const path = pathsOf(task, network); // (B,1,H,C)
        const lossAt = (shift: number): number =>
          step(() => {
            const batch = makeBatch([series], windows, task, true);
            const truth = path.map(
              (x, i) => (i % (horizon * 2) >= (horizon - 1) * 2 ? x + shift : x) / task.anchor.scale,
            );
            const shape = [windows.length, horizon, 2];
            const futureTarget = tensor(truth, shape);
            const futureObserved = tensor(
              truth.map(() => 1),
              shape,
            );
            return network.loss({ ...batch, futureTarget, futureObserved }, units, context).item();
          });
        expect(lossAt(0.7)).toBeCloseTo(lossAt(-0.7), 5);
        expect(lossAt(0.7)).toBeGreaterThan(lossAt(0) + 1e-3);
        network.release();
      }
    },
  );

  it("draws the same first steps for any horizon", () => {
    const [short, long] = [taskOf(2, "studentT"), taskOf(7, "studentT")];
    const options = { samples: 3, temperature: 1 };
    const [few, many] = [short, long].map((task) => pathsOf(task, networkOf(task, options)));
    for (let path = 0; path < windows.length * 3; path++)
      expect(many!.subarray(path * 14, path * 14 + 4)).toEqual(few!.subarray(path * 4, path * 4 + 4));
  });
});

/** A row of nine values of context and four ahead. */
const rows = (values: readonly number[]): DeepArRows => ({
  units: [{ centre: 0, scale: 1, size: 0.3 }],
  values: Float64Array.from(values),
  targets: new Float64Array(13),
  observed: new Float64Array(13).fill(1),
  length: 13,
});

describe("inputs of deep-ar", () => {
  const task = taskOf(4);
  const inputs = new StepInputs(task, [1, 2, 5]);
  const known = { past: Float64Array.from(draw(9)), future: Float64Array.from(draw(13)) };
  const values = draw(13);
  const all = inputs.all(rows(values), known);
  const stepOf = (x: Float64Array, t: number): Float64Array => x.subarray((t - 5) * inputs.size, (t - 4) * inputs.size);

  it("are the values at the lags, whether the last is observed, the size, and covariates", () => {
    const { past, future } = known;
    expect(Array.from(stepOf(all, 7))).toEqual([values[6], values[5], values[2], 1, 0.3, 1, past[6], future[7]]);
    expect(Array.from(stepOf(all, 10))).toEqual([values[9], values[8], values[5], 1, 0.3, 0, 0, future[10]]);
  });

  it("tell no step of a value at or behind it", () => {
    for (let t = 0; t < 13; t++) {
      const other = inputs.all(rows(values.with(t, 100)), known);
      for (let s = 5; s <= t && s < 13; s++) expect(stepOf(other, s)).toEqual(stepOf(all, s));
      if (t >= 4 && t < 12) expect(stepOf(other, t + 1)).not.toEqual(stepOf(all, t + 1));
    }
  });

  it("are the same for a path that drew the truth", () => {
    for (let h = 0; h < 4; h++) {
      const x = new Float32Array(2 * inputs.size); // two walkers of the row
      const drawn = Float32Array.from([...values.slice(9), ...values.slice(9)]);
      inputs.ahead(x, { width: inputs.size, step: h, drawn, rowOf: () => 0 }, rows(values), known);
      const expected = Array.from(Float32Array.from(stepOf(all, 9 + h)));
      expect(Array.from(x)).toEqual([...expected, ...expected]);
    }
  });
});
