import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { braillePlot, rangeOf, type Trace } from "../../src/cli/braillePlot.ts";

const plain = (text: string): string => text;
const trace = (values: number[], from = 0, more: Partial<Trace> = {}): Trace => ({
  from,
  values,
  paint: plain,
  ...more,
});

describe("braillePlot", () => {
  it("draws a rising line from the lower left to the upper right", () => {
    const wave = trace([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(braillePlot([wave], { columns: 4, rows: 2, low: 0, high: 7 })).toEqual(["  ⡠⠊", "⡠⠊"]);
  });

  it("draws a flat line on one row of dots", () => {
    expect(braillePlot([trace([1, 1, 1, 1])], { columns: 3, rows: 1, low: 0, high: 1 })).toEqual(["⠉⠉⠉"]);
  });

  it("breaks a line where a value is missing", () => {
    const broken = trace([0, 0, 0, NaN, 0, 0]);
    expect(braillePlot([broken], { columns: 3, rows: 1, low: 0, high: 1 })).toEqual(["⣀⡀⣀"]);
  });

  it("dots every other dot of a dotted line", () => {
    const dotted = trace([0, 0, 0, 0], 0, { dotted: true });
    expect(braillePlot([dotted], { columns: 2, rows: 1, low: 0, high: 1 })).toEqual(["⡀⡀"]);
  });

  it("colours a character by the last line that passes through it", () => {
    const [a, b] = [trace([0, 0, 0, 0], 0, { paint: (t) => `<${t}>` }), trace([0, 0], 2, { paint: (t) => `(${t})` })];
    expect(braillePlot([a, b], { columns: 2, rows: 1, low: 0, high: 1 })).toEqual(["<⣀>(⣀)"]);
  });

  it("leaves out what lies outside the range, and draws nothing of nothing", () => {
    expect(braillePlot([trace([5, 5])], { columns: 2, rows: 1, low: 0, high: 1 })).toEqual([""]);
    expect(braillePlot([], { columns: 2, rows: 2, low: 0, high: 1 })).toEqual(["", ""]);
    expect(braillePlot([trace([NaN])], { columns: 2, rows: 1, low: 0, high: 1 })).toEqual([""]);
  });

  it("keeps its size, whatever the values are", () => {
    const number = fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constant(NaN));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 50 }), fc.integer({ min: 1, max: 30 }), (values, columns) => {
        const traces = [trace(values)];
        const lines = braillePlot(traces, { columns, rows: 3, ...rangeOf(traces) });
        expect(lines).toHaveLength(3);
        for (const text of lines) expect(text).toMatch(/^[ \u2801-\u28ff]*$/);
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
        expect(lines.join("") !== "").toBe(values.some((value) => !Number.isNaN(value)));
      }),
    );
  });
});

describe("rangeOf", () => {
  it("is that of all lines; its ends are apart", () => {
    expect(rangeOf([trace([1, NaN, 3]), trace([-2])])).toEqual({ low: -2, high: 3 });
    expect(rangeOf([trace([50])])).toEqual({ low: 45, high: 55 });
    expect(rangeOf([trace([0])])).toEqual({ low: -0.5, high: 0.5 });
    expect(rangeOf([trace([NaN])])).toEqual({ low: 0, high: 1 });
    expect(rangeOf([trace([2 ** -30])])).toEqual({ low: 2 ** -30 - 2 ** -30 / 10, high: 2 ** -30 + 2 ** -30 / 10 });
  });

  it("does not zoom into rounding", () => {
    const { low, high } = rangeOf([trace([100, 100 + 1e-13, 100 - 1e-13])]);
    expect([low, high].map((end) => Math.round(end))).toEqual([90, 110]);
    expect(rangeOf([trace([100, 100.001])])).toEqual({ low: 100, high: 100.001 });
  });
});
