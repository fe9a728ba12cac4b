import { describe, expect, it } from "vitest";
import { tensor, step, type Tensor } from "../../src/autograd/index.ts";
import { channelRows, forEachChannel, fromRows } from "../../src/models/channelRows.ts";
import { createForecaster } from "../../src/models/index.ts";
import type { ForecastTask } from "../../src/models/task.ts";
import { medians, noisySine, sine } from "../contract/examples.ts";
import { small } from "./variants.ts";

const counted = (...shape: number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );

/** Two channels, of which the second is another one at its end. */
const two = (factor: number): ReturnType<typeof sine> =>
  sine(90, { target: { x: noisySine(90), y: noisySine(90, 6).map((y, t) => (t < 60 ? y : factor * y)) } });

describe("rows of channels", () => {
  it("are the channels of the first window, then those of the second", () => {
    step(() => {
      const rows = channelRows(counted(2, 3, 2)); // (B,T,C)
      expect(rows.shape).toEqual([4, 3]);
      expect(Array.from(rows.data)).toEqual([0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
      expect(Array.from(channelRows(counted(2, 3, 1)).data)).toEqual([0, 1, 2, 3, 4, 5]);
    });
  });

  it("each see what all channels of a window share", () => {
    step(() => {
      const rows = forEachChannel(counted(2, 2, 1), 3);
      expect(rows.shape).toEqual([6, 2, 1]);
      expect(Array.from(rows.data)).toEqual([0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]);
    });
  });

  it("give their answers back to steps and channels", () => {
    const task: ForecastTask = {
      horizon: 2,
      contextLength: 3,
      anchor: { seasonLength: 0, normalization: "last", scale: 1 },
      channels: 3,
      pastCovariates: 0,
      futureCovariates: 0,
      staticCovariates: 0,
      output: "gaussian",
    };
    step(() => {
      const numbers = fromRows(counted(3, 4), task); // (R,HQ)
      expect(numbers.shape).toEqual([1, 2, 3, 2]);
      expect(Array.from(numbers.data)).toEqual([0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11]);
    });
  });
});

it.each(["segment-rnn", "dlinear", "nlinear", "nhits"])(
  "%s forecasts a channel whatever the others are",
  async (model) => {
    const fitted = await createForecaster(model, small).fit([two(1)]);
    const [one, other] = fitted.predict([two(1), two(3)]);
    expect(medians(other!, 0)).toEqual(medians(one!, 0));
    expect(medians(other!, 1)).not.toEqual(medians(one!, 1));
  },
);
