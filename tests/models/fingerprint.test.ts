import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf, loadForecaster, lstm, seasonalNaive } from "../../src/models/index.ts";
import { head, type TimeSeries } from "../../src/series/index.ts";
import { sine, withCovariates } from "../contract/examples.ts";

const series = [withCovariates(40), { ...withCovariates(31), id: "second" }];
const hashOf = (...all: TimeSeries[]): string => fingerprintOf(all).sha256;

describe("fingerprintOf", () => {
  it("tells frequency, ids, rows and range", () => {
    expect(fingerprintOf(series)).toEqual({
      frequency: "1h",
      series: [
        { id: "sine", rows: 40, first: "2024-01-01T00:00:00.000Z", last: "2024-01-02T15:00:00.000Z" },
        { id: "second", rows: 31, first: "2024-01-01T00:00:00.000Z", last: "2024-01-02T06:00:00.000Z" },
      ],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("is the same of a copy, of a view, and of static covariates in another order", () => {
    const [one] = series;
    expect(hashOf(structuredClone(one!))).toBe(hashOf(one!));
    expect(hashOf(head(withCovariates(60), 30))).toBe(hashOf(structuredClone(head(withCovariates(60), 30))));
    expect(hashOf({ ...one!, staticCovariates: { age: 1, size: 2 } })).toBe(hashOf(one!));
  });

  it("does not depend on what follows the last row", () => {
    const one = withCovariates(40, 8);
    const values = one.futureCovariates!.values.map((value, i) => (i >= 40 ? value + 1 : value));
    expect(hashOf({ ...one, futureCovariates: { names: ["f"], values } })).toBe(hashOf(one));
  });

  it("changes with any value, name, time and order", () => {
    const [one, two] = series as [TimeSeries, TimeSeries];
    const blocks = ["target", "pastCovariates", "futureCovariates"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...blocks), fc.nat(39), fc.double({ noNaN: true }), (role, at, value) => {
        const changed = one[role]!.values.slice();
        fc.pre(changed[at] !== value);
        changed[at] = value;
        expect(hashOf({ ...one, [role]: { ...one[role], values: changed } })).not.toBe(hashOf(one));
      }),
    );
    const others: TimeSeries[] = [
      { ...one, id: "other" },
      { ...one, timezone: "Europe/Berlin" },
      { ...one, timestamps: one.timestamps.map((time) => time + 1) },
      { ...one, target: { ...one.target, names: ["other"] } },
      { ...one, staticCovariates: { size: 2, age: 3 } },
      { ...one, staticCovariates: { size: 2, age: "1" } },
    ];
    expect(new Set([one, ...others].map((each) => hashOf(each))).size).toBe(others.length + 1);
    expect(hashOf(two, one)).not.toBe(hashOf(one, two));
    expect(hashOf(one)).not.toBe(hashOf(one, two));
  });

  it("takes one missing value for another", () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer);
    const [a, b] = [NaN, odd[0]!].map((value) => hashOf(sine(3, { target: [1, value, 3] })));
    expect(a).toBe(b);
  });
});

describe("a fitted forecaster", () => {
  const tiny = { horizon: 2, contextLength: 4, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1 };
  it.each([seasonalNaive({ horizon: 2, seasonLength: 8 }), lstm({ ...tiny, seasonLength: 0 })])(
    "$name says what it was fitted on, also when it was saved and loaded",
    async (forecaster) => {
      const fitted = await forecaster.fit(series);
      expect(fitted.trainedOn).toEqual(fingerprintOf(series));
      expect((await loadForecaster(fitted.save())).trainedOn).toEqual(fitted.trainedOn);
    },
  );
});
