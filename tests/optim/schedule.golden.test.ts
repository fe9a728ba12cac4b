import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import {
  cosineRestartSchedule,
  cosineSchedule,
  createPlateau,
  exponentialSchedule,
  oneCycleSchedule,
  stepSchedule,
  warmupSchedule,
  type Schedule,
} from "../../src/optim/index.ts";
import { readGolden } from "../golden/golden.ts";

const golden = readGolden<{ schedules: Record<string, number[]>; plateau_metrics: number[] }>("lr_schedules");
const BASE = 0.1;

const cases: [string, Schedule, number][] = [
  ["step_3_0_5", stepSchedule({ stepSize: 3, gamma: 0.5 }), 12],
  ["exponential_0_9", exponentialSchedule({ gamma: 0.9 }), 12],
  ["cosine_tmax10", cosineSchedule({ floor: 0.01 }), 10],
  ["cosine_warm_restarts_t0_4_mult2", cosineRestartSchedule({ period: 4, multiplier: 2 }), 12],
  ["linear_0_1_to_1_in_5", warmupSchedule({ warmup: 5, start: 0.1 }), 12],
  ["onecycle_max0_1_12steps", oneCycleSchedule(), 13],
];

describe("schedules agree with PyTorch's rates to 1e-12", () => {
  it.each(cases)("%s", (name, schedule, total) => {
    // past its end PyTorch's cosine rises again, ours stays at the floor
    const count = name === "cosine_tmax10" ? 11 : 12;
    const rates = golden.schedules[name]!.slice(0, count);
    expect(rates).toHaveLength(count);
    rates.forEach((rate, i) => expect(Math.abs(BASE * schedule(i, total) - rate), `step ${i}`).toBeLessThan(1e-12));
  });

  it("plateau_factor0_5_patience2", () => {
    const plateau = createPlateau({ factor: 0.5, patience: 2 });
    const rates = golden.plateau_metrics.map((loss) => {
      const rate = BASE * plateau.factor; // in force before the epoch's loss is seen
      plateau.observe(loss);
      return rate;
    });
    rates.forEach((rate, i) =>
      expect(rate, `epoch ${i}`).toBeCloseTo(golden.schedules["plateau_factor0_5_patience2"]![i]!, 12),
    );
  });
});

describe("warmupSchedule", () => {
  it("hands over to another schedule for the steps that remain", () => {
    const schedule = warmupSchedule({ warmup: 10, after: cosineSchedule() });
    expect([0, 5, 10].map((step) => schedule(step, 110))).toEqual([0, 0.5, 1]);
    expect(schedule(60, 110)).toBeCloseTo(0.5, 15);
    expect(schedule(110, 110)).toBeCloseTo(0, 15);
  });
});

describe("oneCycleSchedule", () => {
  it("rises from 1/division to 1, falls to 1/(division finalDivision), and stays there", () => {
    const schedule = oneCycleSchedule({ rise: 0.5, division: 4, finalDivision: 100 });
    const values = Array.from({ length: 22 }, (_, step) => schedule(step, 20));
    expect(values[0]).toBeCloseTo(0.25, 15);
    expect(values[9]).toBeCloseTo(1, 15);
    expect(values[19]).toBeCloseTo(0.0025, 15);
    expect(values.slice(20)).toEqual([values[19], values[19]]);
    values.slice(1, 10).forEach((value, i) => expect(value).toBeGreaterThan(values[i]!));
    values.slice(10, 20).forEach((value, i) => expect(value).toBeLessThan(values[i + 9]!));
  });

  it("is finite for any number of steps", () => {
    for (const rise of [0, 0.3, 1])
      for (const total of [0, 1, 2, 3])
        for (let step = 0; step <= total; step++) {
          const value = oneCycleSchedule({ rise })(step, total);
          expect(value >= 0 && value <= 1, `${rise} ${step}/${total}: ${value}`).toBe(true);
        }
  });
});

describe("createPlateau", () => {
  it("rests after a reduction, and never falls below its floor", () => {
    const plateau = createPlateau({ factor: 0.5, patience: 0, cooldown: 2, floor: 0.3 });
    expect([1, 1, 1, 1, 1, 1, 1, 1].map((loss) => plateau.observe(loss))).toEqual([
      1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3,
    ]);
    expect(plateau.factor).toBe(0.3);
  });

  it("counts as improvement only what exceeds the threshold, and never NaN", () => {
    const plateau = createPlateau({ factor: 0.5, patience: 1, threshold: 0.1 });
    expect([1, 0.95, 0.92, 0.89, NaN, NaN].map((loss) => plateau.observe(loss))).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25]);
  });
});

const refused: [() => unknown, string][] = [
  [() => stepSchedule({ stepSize: 0 }), "stepSchedule stepSize: expected a whole number of at least 1, found 0"],
  [() => stepSchedule({ stepSize: 2, gamma: 2 }), "stepSchedule gamma: expected a factor in [0, 1], found 2"],
  [() => exponentialSchedule({ gamma: NaN }), "exponentialSchedule gamma: expected a factor in [0, 1], found NaN"],
  [() => warmupSchedule({ warmup: 0 }), "warmupSchedule warmup: expected a whole number of at least 1, found 0"],
  [() => warmupSchedule({ warmup: 2, start: -1 }), "warmupSchedule start: expected a factor in [0, 1], found -1"],
  [() => cosineRestartSchedule({ period: 0.5 }), "period: expected a whole number of at least 1, found 0.5"],
  [() => cosineRestartSchedule({ period: 1, multiplier: 0 }), "multiplier: expected a whole number of at least 1"],
  [() => oneCycleSchedule({ rise: 1.5 }), "oneCycleSchedule rise: expected a factor in [0, 1], found 1.5"],
  [() => oneCycleSchedule({ division: 0.5 }), "oneCycleSchedule division: expected a number of at least 1, found 0.5"],
  [() => createPlateau({ factor: 1 }), "createPlateau factor: expected a number in (0, 1), found 1"],
  [() => createPlateau({ patience: -1 }), "createPlateau patience: expected a whole number of at least 0, found -1"],
  [() => createPlateau({ threshold: 1 }), "createPlateau threshold: expected a number in [0, 1), found 1"],
  [() => createPlateau({ cooldown: 0.5 }), "createPlateau cooldown: expected a whole number of at least 0, found 0.5"],
  [() => createPlateau({ floor: 2 }), "createPlateau floor: expected a factor in [0, 1], found 2"],
];

it.each(refused)("a schedule refuses options outside their range: %s", (make, message) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(message);
});
