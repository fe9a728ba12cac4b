import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { segmentRnn, type SegmentRnnOptions } from "../../src/models/index.ts";
import { medians, SEASON, sine } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf, small } from "./variants.ts";

const QUANTILES = 13;

describe("segment-rnn", () => {
  const variants: Partial<SegmentRnnOptions>[] = [
    { cell: "lstm", segmentLength: 4 },
    { segmentLength: 5 }, // divides neither 12 rows of context nor 4 steps
    { segmentLength: 50 }, // longer than both
    { segmentLength: 1, seasonLength: SEASON },
    { hiddenSize: 1, dropout: 0 },
    { output: "studentT" },
    { output: "poisson", normalization: "mean" },
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", (options) =>
    expectRoundTrip("segment-rnn", { hiddenSize: 5, ...options }),
  );

  it("is one cell between an embedding and a head of segments, with a vector a place and a channel", async () => {
    expect(await shapesOf("segment-rnn", { segmentLength: 2, hiddenSize: 5, seasonLength: SEASON })).toEqual({
      places: [2, 5],
      channels: [2, 1, 5],
      gates: [2, 5],
      "embedding.weight": [5, 2 * 3], // difference, mask, level
      "embedding.bias": [5],
      "cell.weight_ih_l0": [15, 5],
      "cell.weight_hh_l0": [15, 5],
      "cell.bias_ih_l0": [15],
      "cell.bias_hh_l0": [15],
      "head.weight": [2 * QUANTILES, 5],
      "head.bias": [2 * QUANTILES],
    });
  });

  it("starts as good as its anchor", () => expectStartAtAnchor("segment-rnn"));

  it("learns a sine that its anchor does not know, segment by segment", async () => {
    const options = { ...small, horizon: 8, contextLength: 16, segmentLength: 2, epochs: 25, stepsPerEpoch: 10 };
    const [forecast] = (await segmentRnn({ ...options, learningRate: 0.01 }).fit([sine(200)])).predict([sine(200)]);
    const error = medians(forecast!).reduce((sum, value, h) => {
      return sum + Math.abs(value - (10 + 3 * Math.sin((2 * Math.PI * (200 + h)) / SEASON))) / 8;
    }, 0);
    expect(error).toBeLessThan(0.5);
  });

  it.each([
    [{ segmentLength: 0 }, "segmentLength: expected a whole number of at least 1, found 0"],
    [{ cell: "rnn" }, 'cell: expected one of lstm, gru, found "rnn"'],
  ])("refuses %j", (wrong, message) => {
    expect(() => segmentRnn({ horizon: 3, ...wrong } as SegmentRnnOptions)).toThrow(OptionError);
    expect(() => segmentRnn({ horizon: 3, ...wrong } as SegmentRnnOptions)).toThrow(`segment-rnn ${message}`);
  });
});
