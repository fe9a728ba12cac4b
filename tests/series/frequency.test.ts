import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { formatFrequency, parseFrequency, toFrequency, type FrequencyUnit } from "../../src/series/index.ts";

const units: FrequencyUnit[] = ["second", "minute", "hour", "day", "businessDay", "week", "month", "quarter", "year"];

describe("parseFrequency", () => {
  it.each([
    ["30s", "second", 30],
    ["30min", "minute", 30],
    ["4h", "hour", 4],
    ["1d", "day", 1],
    ["w", "week", 1],
    ["mo", "month", 1],
    ["1q", "quarter", 1],
    ["2y", "year", 2],
    ["1bd", "businessDay", 1],
  ])("reads %s", (text, unit, step) => {
    expect(parseFrequency(text)).toEqual({ unit, step });
  });

  it("is the inverse of formatFrequency", () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 1, max: 1e9 }), (unit, step) => {
        expect(parseFrequency(formatFrequency({ unit, step }))).toEqual({ unit, step });
      }),
    );
  });

  it.each([
    ["1w-mon", { unit: "week", step: 1, on: "mon" }],
    ["2w-sun", { unit: "week", step: 2, on: "sun" }],
    ["mo-end", { unit: "month", step: 1, on: "end" }],
    ["1q-start", { unit: "quarter", step: 1, on: "start" }],
    ["1y-end", { unit: "year", step: 1, on: "end" }],
  ])("reads the day of %s, and writes it again", (text, frequency) => {
    expect(parseFrequency(text)).toEqual(frequency);
    expect(parseFrequency(formatFrequency(parseFrequency(text)))).toEqual(frequency);
  });

  it.each(["1d-mon", "1w-start", "1mo-mon", "1w-monday", "1bd-fri", "1w-"])("refuses %j", (text) => {
    expect(() => parseFrequency(text)).toThrow(OptionError);
  });

  it("refuses m and suggests both meanings", () => {
    expect(() => parseFrequency("15m")).toThrow(
      new OptionError({
        where: `frequency "15m"`,
        expected:
          "a whole number and a unit: 30s, 15min, 1h, 1d, 1bd, 1w, 1w-mon, 1mo, 1mo-end, 1q or 1y (-start and -end with mo, q, y)",
        found: `"m", which could mean minutes or months`,
        remedy: `write "15min" or "15mo"`,
      }),
    );
    expect(() => parseFrequency("m")).toThrow(`write "1min" or "1mo"`);
  });

  it.each(["", "0h", "-1h", "1.5h", "1 h", "h1", "1H", "fortnight", "99999999999999999h"])("refuses %j", (text) => {
    expect(() => parseFrequency(text)).toThrow(OptionError);
  });

  it("never fails with another error", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseFrequency(text).step).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(OptionError);
        }
      }),
    );
  });
});

describe("toFrequency", () => {
  it("takes text and records, and refuses a step that is no positive integer", () => {
    expect(toFrequency("1d")).toEqual({ unit: "day", step: 1 });
    expect(toFrequency({ unit: "day", step: 2 })).toEqual({ unit: "day", step: 2 });
    expect(() => toFrequency({ unit: "day", step: 0 })).toThrow(OptionError);
    expect(() => toFrequency({ unit: "day", step: 0.5 })).toThrow(OptionError);
  });
});
