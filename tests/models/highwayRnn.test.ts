import { describe, expect, it } from "vitest";
import { CancelledError, ModelFileError, OptionError } from "../../src/errors.ts";
import { highwayRnn, loadForecaster, ridge, segmentRnn, type HighwayRnnOptions } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { createRandom } from "../../src/random.ts";
import { createSeries, head, type TimeSeries } from "../../src/series/index.ts";
import type { FitOptions } from "../../src/training/index.ts";
import { bytesOf, medians, noisySine, sine } from "../contract/examples.ts";

const tiny = { horizon: 4, contextLength: 16, hiddenSize: 8, epochs: 6, stepsPerEpoch: 20, seed: 3 } as const;

/** Noise that no linear forecaster tells ahead, but a network does: the logistic map. */
function logistic(rows: number, id = "chaos"): TimeSeries {
  const values = [0.3];
  for (let t = 1; t < rows; t++) values.push(3.9 * values[t - 1]! * (1 - values[t - 1]!));
  return createSeries({ id, start: "2024-01-01", frequency: "1h", target: values });
}

/** Sums of waves: a linear forecaster tells them ahead to many digits. */
function waves(rows: number): TimeSeries {
  const target = Array.from({ length: rows }, (_, t) => 20 + Math.sin(t / 3) + Math.cos(t / 7));
  return createSeries({ id: "waves", start: "2024-01-01", frequency: "1h", target });
}

const chaos: Pick<HighwayRnnOptions, "horizon"> & Partial<HighwayRnnOptions> = {
  ...tiny,
  horizon: 2,
  seasonLength: 0,
  hiddenSize: 32,
  epochs: 20,
  segmentLength: 1,
  learningRate: 0.01,
  dropout: 0,
};

/** What stops a fit after its first pass. */
function stopped(): Pick<FitOptions, "signal" | "onProgress"> {
  const stop = new AbortController();
  return { signal: stop.signal, onProgress: () => stop.abort() };
}

describe("highwayRnn", () => {
  it("lets recurrence speak where it knows what the ridge cannot, and beats the ridge there", async () => {
    const whole = logistic(900);
    const train = head(whole, 800);
    const fitted = await highwayRnn(chaos).fit([train]);
    const linear = await ridge({ horizon: 2 }).fit([train]);
    expect(fitted.history!.gates![0]!.share).toBeGreaterThan(0.5);
    const errorOf = (one: typeof fitted): number => {
      let sum = 0;
      for (let rows = 800; rows < 899; rows++) {
        const [forecast] = one.predict([head(whole, rows)], { levels: [] });
        sum += Math.abs(forecast!.values[0]! - whole.target.values[rows]!);
      }
      return sum / 99;
    };
    expect(errorOf(fitted)).toBeLessThan(0.6 * errorOf(linear));
  });

  it("is the ridge, to the last bit, where every gate is shut", async () => {
    const series = waves(400);
    const fitted = await highwayRnn({ ...tiny, seed: 5 }).fit([series]);
    const { gates } = fitted.history!;
    expect(gates!.map(({ share }) => share)).toEqual([0, 0, 0]);
    const linear = await ridge({ horizon: 4 }).fit([series]);
    expect(bytesOf(fitted.predict([series]))).toEqual(bytesOf(linear.predict([series])));
    expect(fitted.save().length).toBeLessThan(linear.save().length + 8000); // a network that is silent is not saved
  });

  it("blends quantiles of both parts by the share of each block, as its history tells", async () => {
    const series = logistic(500);
    const fitted = await highwayRnn(chaos).fit([series]);
    const [linear, recurrent] = await Promise.all([
      ridge({ horizon: 2 }).fit([series]),
      segmentRnn({ ...recurrentOptions(chaos), horizon: 2, validationFraction: 0.2 }).fit([series]),
    ]);
    const [both, a, b] = [fitted, linear, recurrent].map((one) => one.predict([series])[0]!);
    const width = both!.quantiles.length;
    for (const { from, to, challengers, share } of fitted.history!.gates!) {
      expect(challengers).toEqual(share > 0 ? [0] : []);
      for (let i = (from - 1) * width; i < to * width; i++)
        expect(both!.values[i]).toBeCloseTo(a!.values[i]! + share * (b!.values[i]! - a!.values[i]!), 12);
    }
  });

  it("is the ridge alone where rows are too few to judge a network by", async () => {
    const short = sine(24);
    const fitted = await highwayRnn({ horizon: 8, seasonLength: 8 }).fit([short]);
    expect(fitted.history).toBeUndefined();
    const linear = await ridge({ horizon: 8, seasonLength: 8 }).fit([short]);
    expect(medians(fitted.predict([short])[0]!)).toEqual(medians(linear.predict([short])[0]!));
  });

  it("gives the ridge its options by names that begin with linear", async () => {
    const series = sine(120);
    const fitted = await highwayRnn({ ...tiny, validationFraction: 0, linearPenalty: 100, linearLogs: "never" }).fit([
      series,
    ]);
    const linear = await ridge({ horizon: 4, penalty: 100, logs: "never" }).fit([series]);
    expect(bytesOf(fitted.predict([series]))).toEqual(bytesOf(linear.predict([series])));
    expect(() => highwayRnn({ horizon: 4, linearPenalty: -1 })).toThrow(OptionError);
    expect(() => highwayRnn({ horizon: 4, linearPenalty: -1 })).toThrow("highway-rnn linearPenalty");
  });

  it("reports the progress of its parts by their names", async () => {
    const models = new Set<string>();
    await highwayRnn(tiny).fit([sine(200)], { onProgress: ({ model }) => models.add(model) });
    expect([...models]).toEqual(["highway-rnn (segment-rnn)", "highway-rnn (ridge)"]);
  });

  it("is cancelled as a whole, or keeps what its network learned so far", async () => {
    await expect(highwayRnn(tiny).fit([sine(200)], stopped())).rejects.toThrow(CancelledError);
    const kept = await highwayRnn(tiny).fit([sine(200)], { ...stopped(), whenCancelled: "keep" });
    expect(kept.history!.stoppedBecause).toBe("cancelled");
    expect(kept.predict([sine(200)])[0]!.values.every(Number.isFinite)).toBe(true);
  });

  it("saves the same bytes whether or not its training was interrupted, in whichever of its networks", async () => {
    const quick = { epochs: 2, stepsPerEpoch: 4, linearContextLength: 16, linearPenalty: 1, linearLogs: "never" } as const; // prettier-ignore
    const forecaster = highwayRnn({ ...tiny, ...quick, dropout: 0.2, normalization: ["last", "standard"] });
    const series = [sine(120)];
    const checkpoints: Uint8Array[] = [];
    const whole = await forecaster.fit(series, { onCheckpoint: (bytes) => void checkpoints.push(bytes) });
    expect(checkpoints).toHaveLength(4);
    for (const resumeFrom of checkpoints) {
      const again: Uint8Array[] = [];
      const passes: number[] = [];
      const resumed = await forecaster.fit(series, {
        resumeFrom,
        onCheckpoint: (bytes) => void again.push(bytes),
        onProgress: ({ model, epoch }) => void (model.includes("segment") && passes.push(epoch)),
      });
      expect(resumed.save()).toEqual(whole.save());
      expect(again).toEqual(checkpoints.slice(checkpoints.length - again.length));
      expect(passes).toHaveLength(checkpoints.length - 1 - checkpoints.indexOf(resumeFrom));
    }
  });

  it("does not go on from what is no checkpoint of its own, damaged, or of other data or options", async () => {
    const series = [sine(200)];
    let resumeFrom = new Uint8Array();
    const onCheckpoint = (bytes: Uint8Array): void => void (resumeFrom = Uint8Array.from(bytes));
    const pair = { ...tiny, normalization: ["last", "standard"] } as const;
    await highwayRnn(pair).fit(series, { onCheckpoint });
    const run = (given: Uint8Array, options: typeof chaos = pair, rows = 200) =>
      highwayRnn(options).fit([sine(rows)], { resumeFrom: given });
    await expect(run(resumeFrom, { ...tiny, normalization: "last" })).rejects.toThrow("to a highway-rnn of 1 networks, found one of 2"); // prettier-ignore
    await expect(run(resumeFrom, { ...pair, hiddenSize: 5 })).rejects.toThrow(OptionError);
    await expect(run(resumeFrom, pair, 190)).rejects.toThrow(OptionError);
    await expect(run(resumeFrom, pair, 9)).rejects.toThrow("to a highway-rnn of 0 networks, found one of 2");
    await expect(run(resumeFrom.subarray(0, resumeFrom.length - 1))).rejects.toThrow("a file cut short");
    await expect(run(new Uint8Array(9))).rejects.toThrow(ModelFileError);
    const damaged = resumeFrom.map((byte, i) => (i === resumeFrom.length - 9 ? byte ^ 1 : byte));
    await expect(run(damaged)).rejects.toThrow(ModelFileError);
    let plain = new Uint8Array();
    await segmentRnn({ horizon: 4, epochs: 1, hiddenSize: 4, stepsPerEpoch: 2 }).fit(series, { onCheckpoint: (bytes) => void (plain = Uint8Array.from(bytes)) }); // prettier-ignore
    await expect(run(plain)).rejects.toThrow(
      "resumeFrom: expected a checkpoint as onCheckpoint gave it to a highway-rnn of 2 networks, found something else",
    );
    await expect(segmentRnn({ horizon: 4, epochs: 1 }).fit(series, { resumeFrom })).rejects.toThrow(ModelFileError);
  });

  it("judges many series of unequal lengths together, and one too short not at all", async () => {
    const series = [sine(200), sine(160, { id: "2", target: noisySine(160, 9) }), sine(20, { id: "short" })];
    const fitted = await highwayRnn({ ...tiny, seasonLength: 8 }).fit(series);
    expect(fitted.history!.gates).toHaveLength(3);
    for (const { values } of fitted.predict(series)) expect(values.every(Number.isFinite)).toBe(true);
  });

  it("does not judge by a series, or a channel, that is first observed in the rows held back", async () => {
    const late = sine(200, { id: "late", target: noisySine(200).map((value, t) => (t < 180 ? NaN : value)) });
    const fitted = await highwayRnn({ ...tiny, seasonLength: 8 }).fit([sine(200), late]);
    for (const { values } of fitted.predict([sine(200), late])) expect(values.every(Number.isFinite)).toBe(true);
    const wide = sine(200, { target: { x: noisySine(200), y: late.target.values } });
    const alone = await highwayRnn({ ...tiny, seasonLength: 8 }).fit([wide]);
    expect(alone.history).toBeUndefined(); // nothing to judge by: no network was trained
  });

  it.each([
    ["positive", { range: "positive" }, 0, Infinity],
    ["two bounds", { range: [0, 3] }, 0, 3],
    ["counts", { output: "poisson" }, 0, Infinity],
  ] as const)("keeps to %s, also where its ridge speaks alone", async (_, bounds, low, high) => {
    const random = createRandom(3);
    const target = Array.from({ length: 200 }, () => Math.min(3, Math.floor(4 * random.uniform() ** 4)));
    const series = sine(200, { target });
    for (const validationFraction of [0, 0.2]) {
      const fitted = await highwayRnn({ ...tiny, ...bounds, epochs: 1, validationFraction }).fit([series]);
      for (const value of fitted.predict([series], { levels: [80, 99] })[0]!.values) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }
    const outside = sine(20, { target: target.slice(0, 20).map((value) => value - 10) });
    await expect(highwayRnn({ ...tiny, ...bounds }).fit([outside])).rejects.toThrow(/^highway-rnn.fit: series "sine"/);
  });

  it("takes near-copies of one walk for one observation a moment, however many there are", async () => {
    const random = createRandom(1);
    const walk = [0];
    for (let t = 1; t < 120; t++) walk.push(walk[t - 1]! + random.normal());
    const copies = Array.from({ length: 8 }, (_, i) =>
      sine(120, { id: `${i}`, target: walk.map((value) => value + 0.01 * random.normal()) }),
    );
    const fitted = await highwayRnn({ ...tiny, horizon: 20, seasonLength: 0 }).fit(copies);
    expect(fitted.history!.gates!.every(({ share }) => share === 0)).toBe(true);
  });

  it("speaks under its own name where a part cannot learn or forecast", async () => {
    await expect(highwayRnn(tiny).fit([sine(1)])).rejects.toThrow(/^highway-rnn.fit: series "sine"/);
    const fitted = await highwayRnn(tiny).fit([sine(120)]);
    expect(() => fitted.predict([sine(1)])).toThrow(/^highway-rnn.predict: series "sine"/);
    expect(() => fitted.predict([sine(120)], { samples: 3 })).toThrow(
      "highway-rnn.predict: expected a forecaster that",
    );
  });

  it("is the ridge alone where rows before those held back are too few for the look-back that was asked for", async () => {
    const asked = { linearContextLength: 110, linearAdjustment: "none" } as const;
    const fitted = await highwayRnn({ ...tiny, horizon: 12, ...asked }).fit([sine(144)]);
    expect(fitted.history!.gates!.every(({ share }) => share === 0)).toBe(true);
  });

  it("refuses a file whose gates name a part that is not there, or steps beyond the horizon", async () => {
    const { config, tensors } = decodeModel((await highwayRnn(chaos).fit([logistic(500)])).save());
    const gates = config["gates"] as object[];
    for (const wrong of [{ challengers: [7] }, { to: 99 }, { share: 2 }, { from: 0 }]) {
      const edited = encodeModel({ config: { ...config, gates: [{ ...gates[0], ...wrong }] }, tensors });
      await expect(loadForecaster(edited)).rejects.toThrow(ModelFileError);
      await expect(loadForecaster(edited)).rejects.toThrow('the field "gates" as save() writes it');
    }
    const parts = config["parts"] as object[];
    for (const wrong of [[], parts.toReversed(), [{ model: 1 }]])
      await expect(loadForecaster(encodeModel({ config: { ...config, parts: wrong }, tensors }))).rejects.toThrow(
        ModelFileError,
      );
  });
});

/** Without the options that only the highway has. */
function recurrentOptions({ ...options }: Partial<HighwayRnnOptions>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !/^(linear|gate)/.test(name)));
}
