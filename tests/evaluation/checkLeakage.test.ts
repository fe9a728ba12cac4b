import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { checkLeakage, type Pipeline } from "../../src/evaluation/index.ts";
import { gru, naive, seasonalNaive, type Forecaster } from "../../src/models/index.ts";
import {
  calendarCovariates,
  createSeries,
  fillGaps,
  lagCovariates,
  mapColumns,
  resample,
  type TimeSeries,
} from "../../src/series/index.ts";
import {
  boxCox,
  chain,
  clipOutliers,
  difference,
  impute,
  seasonalDifference,
  standardize,
  type Transform,
  yeoJohnson,
} from "../../src/transforms/index.ts";

const ROWS = 96;
const wave = Array.from({ length: ROWS }, (_, t) => 20 + 5 * Math.sin(t / 4) + ((t * 37) % 11) / 5);
const gapped = wave.map((value, t) => ([7, 47, 48, 49, 71, 72, 73].includes(t) ? NaN : value));
const load = createSeries({
  id: "load",
  start: "2024-03-29",
  frequency: "1h",
  timezone: "Europe/Berlin",
  target: gapped,
  pastCovariates: { wind: wave.map((value) => value / 2) },
});
const whole = createSeries({
  id: "load",
  start: "2024-03-29",
  frequency: "1h",
  timezone: "Europe/Berlin",
  target: wave,
});

/** The steps that leak, each once. */
async function leaking(pipeline: Pipeline, series: TimeSeries = load, horizon = 6): Promise<string[]> {
  const { leaks, failures } = await checkLeakage(pipeline, series, { horizon });
  expect(failures).toEqual([]);
  return [...new Set(leaks.map(({ step }) => step))];
}

const onTarget = (change: (values: Float64Array) => Float64Array) => (series: TimeSeries) =>
  mapColumns(series, ["target"], change);

const strict = (series: TimeSeries): TimeSeries => fillGaps(series, { policy: "error" }).series;
const daysByEnd = (series: TimeSeries): TimeSeries =>
  resample(series, { frequency: "1d", aggregate: "mean", partial: "keep", label: "end" }).series;

describe("checkLeakage", () => {
  it("finds nothing in steps that look back only, for functions, transforms, chains and a forecaster", async () => {
    const pipeline = {
      fill: (series: TimeSeries) => fillGaps(series, { policy: "forwardFill" }).series,
      calendar: (series: TimeSeries) => calendarCovariates(series, { horizon: 6, features: ["hour", "position"] }),
      lags: (series: TimeSeries) => lagCovariates(series, { horizon: 6, lags: [1, 6, 24] }),
      clip: clipOutliers({ window: 12 }),
      even: chain(boxCox(), seasonalDifference({ seasonLength: 24 }), standardize()),
      level: impute({ method: "mean" }),
      model: naive({ horizon: 6 }),
    };
    const report = await checkLeakage(pipeline, load);
    expect(report).toEqual({
      leaks: [],
      failures: [],
      steps: ["fill", "calendar", "lags", "clip", "even", "level", "model"],
      cutoffs: [47, 71, 89].map((row) => load.timestamps[row]),
    });
  });

  it("clears every transform of the library", async () => {
    for (const transform of [yeoJohnson(), difference(), standardize(), boxCox({ method: "likelihood" })]) {
      expect(await leaking({ transform })).toEqual([]);
    }
  });

  it("clears a network, and every simple forecaster", async () => {
    const tiny = { horizon: 4, contextLength: 8, hiddenSize: 4, epochs: 1 };
    expect(await leaking({ model: gru(tiny) }, whole, 4)).toEqual([]);
    expect(await leaking({ model: seasonalNaive({ horizon: 4, seasonLength: 24 }) }, whole, 4)).toEqual([]);
  });

  it.each<[string, Pipeline[string], TimeSeries]>([
    ["statistics of the whole series", (series) => standardize().fit([series]).apply(series), load],
    ["a centred mean", onTarget((x) => x.map((v, t) => (v + (x[t + 1] ?? v)) / 2)), load],
    ["values filled from behind", onTarget((x) => x.map((v, t) => (Number.isNaN(v) ? (x[t + 1] ?? v) : v))), load],
    ["lines over gaps", (series) => fillGaps(series, { policy: "linear" }).series, load],
    ["a place counted from the end", onTarget((x) => x.map((v, t) => v + t / x.length)), load],
    [
      "lags shorter than the horizon as known ahead",
      (series) => lagCovariates(series, { horizon: 1, lags: [2] }),
      load,
    ],
    [
      "days labelled by their start",
      (s) => resample(s, { frequency: "1d", aggregate: "mean", partial: "keep" }).series,
      load,
    ],
    ["chance without a seed", onTarget((x) => x.map((v) => v + performance.now())), load],
  ])("names a step that uses %s, and no other", async (_, step, series) => {
    const pipeline = { before: onTarget((x) => x), step, after: standardize() };
    expect(await leaking(pipeline, series)).toEqual(["step"]);
  });

  it("clears days labelled by their end", async () => {
    expect(await leaking({ step: daysByEnd, scale: standardize() })).toEqual([]);
  });

  it("catches a transform and a forecaster that reach behind the rows they are given", async () => {
    const reaching: Transform = {
      fit(series) {
        const all = new Float64Array(series[0]!.target.values.buffer);
        const mean = all.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
        const fitted = standardize().fit(series);
        return Object.assign(Object.create(fitted) as typeof fitted, {
          apply: (one: TimeSeries) => mapColumns(one, ["target"], (values) => values.map((value) => value - mean)),
          state: () => fitted.state(),
        });
      },
    };
    expect(await leaking({ reaching })).toEqual(["reaching"]);
    const honest = naive({ horizon: 2 });
    const seer: Forecaster = {
      ...honest,
      async fit(train) {
        const fitted = await honest.fit(train);
        const next = new Float64Array(train[0]!.target.values.buffer)[train[0]!.timestamps.length]!;
        return Object.assign(Object.create(fitted) as typeof fitted, {
          predict: (history: readonly TimeSeries[]) =>
            fitted.predict(history).map((one) => Object.assign({}, one, { values: one.values.map(() => next) })),
        });
      },
    };
    const { leaks } = await checkLeakage({ honest }, whole);
    expect(leaks).toEqual([]);
    const found = (await checkLeakage({ seer }, whole)).leaks[0]!;
    expect(found).toMatchObject({ step: "seer", poison: "missing", changed: "the forecast" });
  });

  it("says what changed, when, and under which poison", async () => {
    const step = onTarget((x) => x.map((v, t) => (Number.isNaN(v) ? (x[t + 1] ?? v) : v)));
    const { leaks } = await checkLeakage({ step }, load, { cutoffs: ["2024-03-30T16:00"] });
    expect(leaks).toEqual([]);
    const [leak] = (await checkLeakage({ step }, load, { cutoffs: [load.timestamps[49]!] })).leaks;
    expect(leak).toEqual({
      step: "step",
      cutoff: load.timestamps[49],
      poison: "missing",
      changed: 'target "load" at 2024-03-31T01:00:00+01:00',
      message:
        'step "step" looks ahead: target "load" at 2024-03-31T01:00:00+01:00 changes when the rows behind 2024-03-31T01:00:00+01:00 are missing',
    });
  });

  it("tells of steps that fail on poisoned rows, and passes on what they throw on clean ones", async () => {
    const { leaks, failures } = await checkLeakage({ strict }, whole, { cutoffs: [{ last: 10 }] });
    expect(leaks).toEqual([]);
    expect(failures).toEqual([
      { step: "strict", poison: "missing", message: expect.stringContaining("expected no missing values") as string },
    ]);
    await expect(checkLeakage({ strict }, load)).rejects.toThrow("expected no missing values");
  });

  it("leaves the series as it was", async () => {
    const copy = structuredClone(load);
    await checkLeakage({ scale: standardize(), model: naive({ horizon: 3 }) }, load);
    expect(load).toEqual(copy);
  });

  it("refuses pipelines that it cannot check", async () => {
    await expect(checkLeakage({}, load)).rejects.toThrow(OptionError);
    const early = { model: naive({ horizon: 2 }), scale: standardize() };
    await expect(checkLeakage(early, load)).rejects.toThrow('a forecaster at the end only, found "model" before it');
    const one = createSeries({ start: 0, frequency: "1d", target: [1] });
    await expect(checkLeakage({ scale: standardize() }, one)).rejects.toThrow("pass a longer series");
  });
});
