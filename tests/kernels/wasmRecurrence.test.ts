import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { farthest, onBoth } from "./pair.ts";
import { cases, kinds, run } from "./recurrenceCases.ts";

/** The largest distance, relative to the largest finite number of its array or to 1, the size of the operands. */
function apart([expected, actual]: [number[][], number[][]]): number {
  return expected.reduce((worst, values, i) => {
    const size = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
    return Math.max(
      worst,
      farthest(
        actual[i]!,
        values,
        values.map(() => size),
      ),
    );
  }, 0);
}

describe.each(kinds)("the wasm %s", (kind) => {
  it("agrees with the oracle, forward and backward, for any sizes, states, biases, wanted gradients and NaN", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(apart(onBoth((bench) => run(bench, kind, given), given.shift))).toBeLessThan(1e-5);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees where blocks of k and of rows begin anew", () => {
    const flags = { states: true, biasIH: true, biasHH: true, dOutput: true, dFinal: true, wanted: 127, nan: false };
    const given = { ...flags, batch: 13, time: 41, input: 3, hidden: kind === "relu" ? 5 : 70, seed: 5, shift: 0 };
    expect(apart(onBoth((bench) => run(bench, kind, given)))).toBeLessThan(1e-5);
  });

  it("gives a batch row the same bytes alone and among others", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const rows = { ...given, wanted: 0, nan: false, states: false, batch: Math.max(1, given.batch) };
        const [, whole] = onBoth((bench) => run(bench, kind, rows)[0]!, given.shift);
        const [, first] = onBoth((bench) => run(bench, kind, { ...rows, batch: 1 })[0]!);
        // noise(seed, n) begins with the same numbers for every n, so the first row is the same
        const length = given.time * given.hidden;
        expect(first.slice(0, length)).toEqual(whole.slice(0, length));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes when it runs again in used memory", () => {
    const flags = { states: true, biasIH: true, biasHH: false, dOutput: true, dFinal: true, wanted: 127, nan: false };
    const given = { ...flags, batch: 6, time: 8, input: 5, hidden: 11, seed: 8, shift: 1 };
    const [, once] = onBoth((bench) => run(bench, kind, given));
    onBoth((bench) => run(bench, kind, { ...given, hidden: 30, nan: true }));
    const [, again] = onBoth((bench) => run(bench, kind, given));
    expect(again).toEqual(once);
  });
});
