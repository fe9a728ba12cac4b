/** Backtests on worker threads, by the built package: any number gives what this thread gives. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../src/index.ts";
import { DataError, NumericalError } from "../../src/errors.ts";
import { createServer, packError, unpackError } from "../../src/evaluation/backtest/serve.ts";
import { createRandom } from "../../src/random.ts";
import type { BacktestOptions, BacktestProgress, BacktestResult } from "../../src/evaluation/index.ts";
import type { Forecaster } from "../../src/models/index.ts";
import type { TimeSeries } from "../../src/series/index.ts";
import { build } from "../cli/built.ts";

let library: typeof Library;
beforeAll(async () => {
  await build();
  library = (await import(new URL("../../dist/node/index.js", import.meta.url).href)) as typeof Library;
}, 180_000);

/** Daily series with a weekly season; the first so many rows are missing where asked. */
function seriesOf(count: number, rows = 80, weighted = false): TimeSeries[] {
  const random = createRandom(12);
  return Array.from({ length: count }, (_, k) =>
    library.createSeries({
      id: `s${k}`,
      start: "2024-01-01",
      frequency: "1d",
      target: Array.from({ length: rows }, (_, t) => 20 + k + 5 * Math.sin((2 * Math.PI * t) / 7) + random.normal()),
      ...(weighted && { weight: Array.from({ length: rows }, (_, t) => (t * k) % 5) }),
    }),
  );
}

const models = (): Forecaster[] => [
  library.naive({ horizon: 4 }),
  library.ets({ horizon: 4 }), // its season is chosen from all series
  library.theta({ horizon: 4, seasonLength: 7 }),
  library.ridge({ horizon: 4 }),
  library.lstm({ horizon: 4, contextLength: 14, hiddenSize: 4, epochs: 2, seed: 3 }),
];

/** All that a result holds but times, as text. */
const textOf = ({ forecasts, scores, errors, complete, times }: BacktestResult): string =>
  JSON.stringify({
    scores,
    errors,
    complete,
    times: times.map(({ model, fits, forecasts: count, silentFits }) => [model, fits, count, silentFits]),
    forecasts: forecasts.map((one) => ({ ...one, values: Array.from(one.values), timestamps: Array.from(one.timestamps) })),
  }); // prettier-ignore

describe("backtest with workers", () => {
  it.each([
    ["refit every, many series", 20, { folds: 2, refit: "every" }],
    ["refit by a predicate, sliding windows", 3, { folds: 4, trainLength: 50, refit: ({ fold }) => fold === 2 }],
    [
      "warm starts, steps and a metric of the caller's own",
      2,
      { folds: 2, refit: "every", warmStart: true, steps: true },
    ],
  ] as [string, number, BacktestOptions][])("gives the same bytes for 0, 1 and 2: %s", async (_, count, options) => {
    const widest = { name: "first-miss", unit: "data", better: "lower", compute: ({ actual, predicted }) => Math.abs(actual[0]! - predicted[0]!) } as const satisfies Library.Metric; // prettier-ignore
    const all = { ...options, metrics: [library.mae, library.mase, widest], seasonLength: 7 };
    const series = seriesOf(count);
    const [here, one, two] = [0, 1, 2].map((workers) => library.backtest(series, models(), { ...all, workers }));
    const expected = textOf(await here!);
    expect(textOf(await one!)).toBe(expected);
    expect(textOf(await two!)).toBe(expected);
  });

  it("gives the same weighted scores for 0 and 2, and when resumed", async () => {
    const series = seriesOf(9, 80, true);
    const options = { folds: 2, metrics: [library.mae, library.mase, library.coverage(80)] };
    const expected = await library.backtest(series, models(), options);
    expect(expected.weighted).toBe(true);
    expect(textOf(await library.backtest(series, models(), { ...options, workers: 2 }))).toBe(textOf(expected));
    const resumeFrom = expected.scores.slice(0, 40);
    const resumed = await library.backtest(series, models(), { ...options, workers: 2, resumeFrom });
    expect(library.scoresToCsv(resumed)).toBe(library.scoresToCsv(expected));
  });

  it("counts silent networks of a highway the same for 0 and 2", async () => {
    const series = seriesOf(2);
    const highway = [library.highwayRnn({ horizon: 4, contextLength: 14, hiddenSize: 4, epochs: 1, seed: 2 })];
    const expected = await library.backtest(series, highway, { folds: 3, refit: "every" });
    expect(expected.times[0]!.silentFits).toBeGreaterThanOrEqual(0);
    expect(textOf(await library.backtest(series, highway, { folds: 3, refit: "every", workers: 2 }))).toBe(textOf(expected)); // prettier-ignore
  });

  it("tells each fit once, the worker and the training within", async () => {
    const events: BacktestProgress[] = [];
    const passes = [0, 0];
    const options = { folds: 2, refit: "every" } as const;
    await library.backtest(seriesOf(20), models(), {
      ...options,
      onProgress: ({ stage }) => void (stage === "train" && passes[0]!++),
    });
    await library.backtest(seriesOf(20), models(), {
      ...options,
      workers: 2,
      onProgress: (event) => void (event.stage === "backtest" ? events.push(event) : passes[1]!++),
    });
    expect(events.map(({ fit }) => fit)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
    expect(events.every(({ of, worker }) => of === 10 && (worker === 1 || worker === 2))).toBe(true);
    expect(events.at(-1)!.timeLeft).toBeGreaterThanOrEqual(0);
    expect(passes[1]).toBeGreaterThan(0);
    expect(passes[1]).toBe(passes[0]);
  });

  it("gives the same error rows and fallbacks, also where a failing series changes the season that is chosen", async () => {
    const series = seriesOf(18);
    const [short] = seriesOf(1, 9);
    series[4] = { ...short!, id: "s4" };
    const infinite = series[11]!;
    infinite.target.values[10] = Infinity;
    const fallback = library.naive({ horizon: 4 });
    const run = (workers: number, options: BacktestOptions = {}): Promise<BacktestResult> =>
      library.backtest(series, [library.ets({ horizon: 4 }), library.holt({ horizon: 4 })], { workers, ...options });
    const expected = await run(0);
    expect(expected.errors.map(({ seriesId }) => seriesId)).toContain("s11");
    expect(textOf(await run(2))).toBe(textOf(expected));
    expect(textOf(await run(2, { fallback }))).toBe(textOf(await run(0, { fallback })));
  });

  it("throws the typed error of the first model where none gives a forecast", async () => {
    const [series] = seriesOf(1);
    series!.target.values[3] = Infinity;
    const run = library.backtest([series!], [library.holt({ horizon: 4 })], { workers: 1 });
    await expect(run).rejects.toThrow(library.DataError);
    await expect(run).rejects.toThrow('series "s0"');
  });

  it("keeps what is not of the registry in this thread, and says so by no worker's number", async () => {
    const series = seriesOf(2);
    const own = (): Forecaster[] => [
      library.conformal(library.naive({ horizon: 4 })),
      { ...library.naive({ horizon: 4 }), name: "mine" },
      library.theta({ horizon: 4, seasonLength: 7 }),
    ];
    const seen = new Map<string, number | undefined>();
    const onProgress: BacktestOptions["onProgress"] = (event) => {
      if (event.stage === "backtest") seen.set(event.model, event.worker);
    };
    const result = await library.backtest(series, own(), { workers: 2, onProgress });
    expect(textOf(result)).toBe(textOf(await library.backtest(series, own())));
    expect(seen).toEqual(new Map([["naive-adaptive", undefined], ["mine", undefined], ["theta", 1]])); // prettier-ignore
  });

  it("rejects with what onProgress throws at an epoch within a worker", async () => {
    const thrown = new Error("mine");
    const onProgress: BacktestOptions["onProgress"] = ({ stage }) => {
      if (stage === "train") throw thrown;
    };
    const run = library.backtest(seriesOf(2), models().slice(4), { workers: 1, onProgress });
    await expect(run).rejects.toBe(thrown);
  });

  it("fits nothing where the signal is aborted from the start", async () => {
    const run = library.backtest(seriesOf(2), models(), { workers: 2, signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow("a cancel after 0");
  });

  it("starts from a process that evaluates a text", () => {
    const url = new URL("../../dist/node/index.js", import.meta.url).href;
    const code = `import { backtest, createSeries, naive } from "${url}";
      const series = createSeries({ start: "2024-01-01", frequency: "1d", target: Array.from({ length: 40 }, (_, t) => t) });
      console.log((await backtest([series], [naive({ horizon: 4 })], { workers: 1 })).complete);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
    expect(stdout, stderr).toBe("true\n");
  });

  it("keeps what is done when cancelled, and goes on from it to the same scores", async () => {
    const series = seriesOf(20);
    const options = { folds: 3, refit: "every", seasonLength: 7 } as const;
    const whole = await library.backtest(series, models(), options);
    const controller = new AbortController();
    const part = await library.backtest(series, models(), {
      ...options,
      workers: 2,
      signal: controller.signal,
      whenCancelled: "keep",
      onProgress: (event) => event.stage === "backtest" && event.fit === 7 && controller.abort(),
    });
    expect(part.complete).toBe(false);
    const done = part.scores.filter(({ value }) => !Number.isNaN(value)).length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(whole.scores.length);
    const resumed = await library.backtest(series, models(), { ...options, workers: 2, resumeFrom: part.scores });
    expect(JSON.stringify(resumed.scores)).toBe(JSON.stringify(whole.scores));
  });

  it("keeps networks in this thread where it computes with kernels of its own choice", async () => {
    const forecasters = models().slice(2);
    const seen = new Map<string, number | undefined>();
    const before = library.useKernels("reference");
    try {
      const result = await library.backtest(seriesOf(2), forecasters, {
        workers: 1,
        onProgress: (event) => event.stage === "backtest" && seen.set(event.model, event.worker),
      });
      expect(textOf(result)).toBe(textOf(await library.backtest(seriesOf(2), forecasters)));
      expect(seen).toEqual(new Map([["theta", 1], ["ridge", 1], ["lstm", undefined]])); // prettier-ignore
    } finally {
      library.useKernels(before);
    }
  });

  it("finds its script from CommonJS too", async () => {
    const required = createRequire(import.meta.url)("../../dist/node/index.cjs") as typeof Library;
    const forecasters = [required.naive({ horizon: 4 })];
    const result = await required.backtest(seriesOf(3), forecasters, { workers: 1 });
    expect(textOf(result)).toBe(textOf(await required.backtest(seriesOf(3), forecasters)));
  });

  it("refuses half a worker", async () => {
    const run = library.backtest(seriesOf(1), models(), { workers: 0.5 });
    await expect(run).rejects.toThrow("backtest workers: expected a whole number of at least 0, found 0.5");
  });
});

describe("errors between threads", () => {
  it("keep class, facts and message", () => {
    const facts = { where: "a", expected: "b", found: "c", remedy: "d", column: "e" };
    for (const error of [new DataError(facts), new NumericalError(facts), new RangeError("too long")]) {
      const back = unpackError(structuredClone(packError(error)));
      expect(back.message).toBe(error.message);
      expect(back.name).toBe(error.name);
    }
    const error = unpackError(packError(new DataError(facts)));
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ column: "e", remedy: "d" });
    expect(unpackError(packError("a word")).message).toBe("a word");
  });
});

describe("createServer", () => {
  it("runs a unit from nothing but data", async () => {
    const series = seriesOf(3);
    const plan = { horizon: 4, folds: 1, cutoffs: undefined, stride: 4, gap: 0, trainLength: undefined, seasonLength: 1, weighted: true, levels: [80], steps: false, labels: ["naive"] }; // prettier-ignore
    const models = [{ name: "naive", options: { horizon: 4 } }];
    const work = structuredClone({ series, plan, fitsAt: [0], models, fallback: undefined, warmStart: false });
    const { outcomes, clock } = await createServer(work)({ model: 0, stages: [0], members: ["s1", "s2"], done: ['["s2",1]'] }); // prettier-ignore
    expect(outcomes.map(({ seriesIndex, failure }) => [seriesIndex, failure])).toEqual([[1, undefined], [2, undefined]]); // prettier-ignore
    expect(clock).toMatchObject({ fits: 1, forecasts: 2 });
  });
});
