import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { checkKnownAhead, createSeries, extendFutureCovariates, makeFutureFrame } from "../../../src/series/index.ts";

const series = createSeries({
  start: "2024-01-01",
  frequency: "1d",
  id: "load",
  target: [1, 2],
  futureCovariates: { plan: [1, 2, 3, 4], price: [5, 6, 7, NaN] },
});

describe("makeFutureFrame", () => {
  it("lists the rows of the horizon, what is known of them, and what is needed", () => {
    const frame = makeFutureFrame(series, 3);
    expect(Array.from(frame.timestamps, (time) => new Date(time).toISOString().slice(0, 10))).toEqual([
      "2024-01-03",
      "2024-01-04",
      "2024-01-05",
    ]);
    expect(frame.futureCovariates.values).toEqual(Float64Array.of(3, 7, 4, NaN, NaN, NaN));
    expect(frame.needed).toEqual([2, 3]);
    expect(makeFutureFrame(series, 1).needed).toEqual([]);
    const bare = createSeries({ start: 0, frequency: "1d", target: [1] });
    expect(makeFutureFrame(bare, 2)).toMatchObject({ needed: [], futureCovariates: { names: [] } });
  });
});

describe("extendFutureCovariates", () => {
  it("adds the rows of the frame, so that nothing is needed any more", () => {
    const known = extendFutureCovariates(series, { plan: [3, 4, 5], price: [7, 8, 9] });
    expect(known.futureCovariates!.values).toEqual(Float64Array.of(1, 5, 2, 6, 3, 7, 4, 8, 5, 9));
    expect(makeFutureFrame(known, 3).needed).toEqual([]);
  });

  it("refuses columns that are missing, too short or unknown", () => {
    expect(() => extendFutureCovariates(series, { plan: [3] })).toThrow(
      `extendFutureCovariates of series "load" column "price": expected 1 rows beyond the end, found no such column; give a value of every future covariate for each row; makeFutureFrame lists them`,
    );
    expect(() => extendFutureCovariates(series, { plan: [3, 4], price: [1] })).toThrow(DataError);
    expect(() => extendFutureCovariates(series, { plan: [], price: [] })).toThrow(DataError);
    expect(() => extendFutureCovariates(series, { plan: [1], price: [1], moon: [1] })).toThrow(OptionError);
  });
});

describe("checkKnownAhead", () => {
  it("names the rows that are needed", () => {
    expect(() => checkKnownAhead("forecast", series, 3)).toThrow(
      new DataError({
        where: `forecast: series "load"`,
        column: "plan",
        expected: "values of plan, price for 3 steps beyond the last row with a target",
        found: "none of plan, price for 2 of them: 2024-01-04T00:00:00, 2024-01-05T00:00:00",
        remedy: "add rows with empty target cells for the steps to forecast, or pass the columns as pastCovariates",
      }),
    );
    expect(() => checkKnownAhead("forecast", series, 2)).toThrow("none of price for 1 of them: 2024-01-04T00:00:00");
    expect(() => checkKnownAhead("forecast", series, 90)).toThrow(
      "for 89 of them: 2024-01-04T00:00:00, 2024-01-05T00:00:00, …, 2024-04-01T00:00:00",
    );
    expect(() => checkKnownAhead("forecast", series, 1)).not.toThrow();
  });

  it("asks for rows only where that is enough", () => {
    expect(() => checkKnownAhead("here", series, 2, "rows")).not.toThrow();
    expect(() => checkKnownAhead("here", series, 3, "rows")).toThrow("2024-01-05T00:00:00");
  });
});
