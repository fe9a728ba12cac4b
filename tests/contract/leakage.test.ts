/** No forecast may depend on anything behind its cutoff: the rows there are poisoned, and no bit of a forecast may change. */
import { describe, expect, it } from "vitest";
import { backtest } from "../../src/evaluation/index.ts";
import { registry } from "../../src/models/index.ts";
import { createRandom } from "../../src/random.ts";
import { head, splitAt, type Columns, type TimeSeries } from "../../src/series/index.ts";
import { bytesOf, forecastOf, noisySine, readsAhead, sine, tiny, withCovariates } from "./examples.ts";

const ROWS = 90;
const poisons = {
  NaN: () => () => NaN,
  "huge noise": () => {
    const random = createRandom(77);
    return () => 1e12 * random.normal();
  },
  constants: () => () => 0,
};
type Poison = () => number;

/** A deep copy in which rows from `from` on are poisoned: `head` and `splitAt` of it are views onto the poison. */
function poisoned(series: TimeSeries, from: number, poison: Poison, futureFrom = Infinity): TimeSeries {
  const spoil = ({ names, values }: Columns, first: number): Columns => ({
    names,
    values: values.map((value, i) => (i >= first * names.length ? poison() : value)),
  });
  const { target, pastCovariates, futureCovariates } = series;
  return {
    ...series,
    target: spoil(target, from),
    ...(pastCovariates && { pastCovariates: spoil(pastCovariates, from) }),
    ...(futureCovariates && { futureCovariates: spoil(futureCovariates, futureFrom) }),
  };
}

describe.each(registry.map((definition) => ({ name: definition.name, definition })))("$name", ({ definition }) => {
  const forecaster = (): ReturnType<typeof tiny> => tiny(definition);
  const second = { ...withCovariates(ROWS - 9, 20), id: "second" };
  const whole = [withCovariates(ROWS, 20), second];

  it.each(Object.entries(poisons))(
    "fits and forecasts a part as before when what follows becomes %s",
    async (_, poison) => {
      for (const cutoff of [ROWS - 4, ROWS - 30]) {
        const forecast = async (all: readonly TimeSeries[]): Promise<string[]> => {
          const parts = all.map((one) => head(one, cutoff - (one.id === "second" ? 9 : 0)));
          return bytesOf((await forecaster().fit(parts)).predict(parts));
        };
        const spoiled = whole.map((one) => {
          const from = cutoff - (one.id === "second" ? 9 : 0);
          return poisoned(one, from, poison(), from + 4); // the horizon's future covariates are known
        });
        expect(await forecast(spoiled)).toEqual(await forecast(whole));
      }
    },
  );

  it("notices poison before the cutoff, so that this test can fail", async () => {
    const [a, b] = [whole[0]!, poisoned(whole[0]!, ROWS - 1, () => 1e3)];
    expect(bytesOf(await forecastOf(forecaster(), [b]))).not.toEqual(bytesOf(await forecastOf(forecaster(), [a])));
  });

  it("splits with splitAt as with head", async () => {
    const { train } = splitAt(poisoned(whole[0]!, ROWS - 6, poisons["huge noise"]()), { last: 6 });
    const clean = splitAt(whole[0]!, { last: 6 }).train;
    expect(bytesOf((await forecaster().fit([train])).predict([train]))).toEqual(
      bytesOf((await forecaster().fit([clean])).predict([clean])),
    );
  });

  it.each([
    ["never", "NaN"],
    ["never", "huge noise"],
    ["every", "NaN"],
    ["every", "huge noise"],
  ] as const)(
    "backtests with refit %s: a fold's forecasts do not change when all behind it becomes %s",
    async (refit, kind) => {
      const folds = 3;
      const stride = 5;
      const run = async (all: readonly TimeSeries[]): Promise<string[]> =>
        bytesOf((await backtest(all, [forecaster()], { folds, stride, refit })).forecasts);
      const base = await run(whole);
      expect(base).toHaveLength(folds * whole.length);
      for (let fold = 0; fold < folds; fold++) {
        const spoiled = whole.map((one) => {
          const from = one.timestamps.length - 4 - (folds - 1 - fold) * stride;
          // What reads ahead reads the horizon's future covariates; NaN there would be refused by the folds behind this one.
          const futureFrom = !readsAhead(definition) ? from : kind === "NaN" ? Infinity : from + 4;
          return poisoned(one, from, poisons[kind](), futureFrom);
        });
        expect((await run(spoiled)).slice(0, (fold + 1) * whole.length)).toEqual(
          base.slice(0, (fold + 1) * whole.length),
        );
      }
    },
  );

  it("does not let the last fold's future covariates beyond the horizon matter", async () => {
    const clean = await backtest([whole[0]!], [forecaster()]);
    const spoiled = await backtest([poisoned(whole[0]!, ROWS, poisons.NaN(), ROWS)], [forecaster()]);
    expect(bytesOf(spoiled.forecasts)).toEqual(bytesOf(clean.forecasts));
  });

  it("does not let one series' rows change another's statistics", async () => {
    const [a, b] = [sine(ROWS, { id: "a" }), sine(ROWS, { id: "b", target: noisySine(ROWS, 21) })];
    const fitted = await forecaster().fit([a, b]);
    const alone = bytesOf(fitted.predict([a]));
    const spoiledNeighbour = { ...b, target: { names: b.target.names, values: b.target.values.map((v) => v * 1e6) } };
    expect(bytesOf(fitted.predict([a, spoiledNeighbour]))[0]).toBe(alone[0]);
  });
});
