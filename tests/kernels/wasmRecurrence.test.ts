import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { farthest, onBoth } from "./pair.ts";
import { cases, fullCase, kinds, maskOf, run, runForward } from "./recurrenceCases.ts";

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
  it("agrees with the oracle, forward and backward, for any sizes, masks, directions, states, biases, wanted gradients and NaN", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(apart(onBoth((bench) => run(bench, kind, given), given.shift))).toBeLessThan(1e-5);
      }),
      { numRuns: 400 },
    );
  });

  it.each([false, true])("agrees where blocks of k, of rows and of steps begin anew, with a mask: %s", (masked) => {
    const sizes = { batch: 13, time: 41, input: 3, hidden: kind === "relu" ? 5 : 70 };
    const given = { ...fullCase, ...sizes, masked, reversed: masked, seed: 5 };
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
      { numRuns: 100 },
    );
  });

  it("gives the same bytes whether or not a backward pass could follow; so does the oracle", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const kept = onBoth((bench) => runForward(bench, kind, given, true), given.shift);
        expect(onBoth((bench) => runForward(bench, kind, given, false), given.shift)).toEqual(kept);
      }),
      { numRuns: 100 },
    );
    const large = { ...fullCase, batch: 17, time: 3, input: 260, hidden: 270 }; // more than one block of k
    const kept = onBoth((bench) => runForward(bench, kind, large, true));
    expect(onBoth((bench) => runForward(bench, kind, large, false))).toEqual(kept);
  });

  it("gives the same bytes when it runs again in used memory", () => {
    const given = { ...fullCase, biasHH: false, shift: 1 };
    const [, once] = onBoth((bench) => run(bench, kind, given));
    onBoth((bench) => run(bench, kind, { ...given, hidden: 30, nan: true }));
    const [, again] = onBoth((bench) => run(bench, kind, given));
    expect(again).toEqual(once);
  });
});

describe.each(kinds)("a %s where steps do not count, and its oracle", (kind) => {
  it("take no notice of what x is there, forward and backward, and stay finite when it is NaN", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const masked = { ...given, masked: true, nan: false };
        const poisoned = onBoth((bench) => run(bench, kind, masked), given.shift);
        expect(poisoned.flat(2).every(Number.isFinite)).toBe(true);
        expect(onBoth((bench) => run(bench, kind, { ...masked, poison: 3 }), given.shift)).toEqual(poisoned);
      }),
      { numRuns: 100 },
    );
  });

  it("repeat the state, which is at last that of the last step that counts, and give x no gradient", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const masked = { ...given, masked: true, nan: false, wanted: 0 };
        const { batch, time, hidden, reversed } = masked;
        const mask = maskOf(masked);
        for (const [output, hn] of onBoth((bench) => run(bench, kind, masked), given.shift)) {
          for (let b = 0; b < batch; b++) {
            const row = (t: number): number[] => output!.slice((b * time + t) * hidden, (b * time + t + 1) * hidden);
            for (let s = 1; s < time; s++) {
              const [t, before] = reversed ? [time - 1 - s, time - s] : [s, s - 1];
              if (mask[b * time + t] === 0) expect(row(t)).toEqual(row(before));
            }
            expect(hn!.slice(b * hidden, (b + 1) * hidden)).toEqual(row(reversed ? 0 : time - 1));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
