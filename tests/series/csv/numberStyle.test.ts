import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectStyle, numberOf, plainStyle, styleOf } from "../../../src/series/csv/numberStyle.ts";
import { planOf } from "../../../src/series/csv/options.ts";

const plan = planOf({ time: "t", target: "y", missing: ["NA", -9999] });
const styleIn = (...cells: string[]): string => {
  const { decimal, thousands } = detectStyle(cells, plan);
  return `${decimal}${thousands}`;
};

describe("detectStyle", () => {
  it("takes what only one style reads, and is plain where nothing or anything is told", () => {
    expect(styleIn("1", "2.5", "")).toBe(".");
    expect(styleIn("1,5")).toBe(",");
    expect(styleIn("1,234", "0,5")).toBe(",");
    expect(styleIn("1,234")).toBe(".");
    expect(styleIn("1.234,5")).toBe(",.");
    expect(styleIn("1,234.5")).toBe(".,");
    expect(styleIn("1,234,567")).toBe(".,");
    expect(styleIn("1.234.567")).toBe(",.");
    expect(styleIn("1 234,5")).toBe(", ");
    expect(styleIn("1'234", "2.5")).toBe(".'");
    expect(styleIn("1,5", "1.5")).toBe(".");
    expect(styleIn("noon", "12%")).toBe(".");
  });

  it("follows the options", () => {
    const comma = planOf({ time: "t", target: "y", decimal: "," });
    expect(detectStyle(["1.234"], comma)).toEqual(styleOf(",", ""));
    expect(detectStyle(["1.5"], planOf({ time: "t", target: "y", thousands: "." })).decimal).toBe(",");
    expect(() => planOf({ time: "t", target: "y", decimal: ".", thousands: "." })).toThrow("option thousands");
    expect(() => planOf({ time: "t", target: "y", decimal: "x" as never })).toThrow("option decimal");
  });
});

describe("numberOf", () => {
  it("reads back every number that is written with the marks of a style", () => {
    const style = fc.constantFrom(
      styleOf(".", ","),
      styleOf(",", "."),
      styleOf(",", " "),
      styleOf(".", "'"),
      styleOf(",", ""),
    );
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(style, value, fc.integer({ min: 0, max: 6 }), (style, value, digits) => {
        const [whole = "", fraction] = Math.abs(value).toFixed(digits).split(".");
        const grouped = style.thousands === "" ? whole : whole.replace(/\B(?=(\d{3})+$)/g, style.thousands);
        const cell = `${value < 0 ? "-" : ""}${grouped}${fraction === undefined ? "" : style.decimal + fraction}`;
        expect(numberOf(` ${cell} `, plan, style)).toBe(Number(value.toFixed(digits)));
      }),
    );
  });

  it("refuses groups that are not of three digits, and the other mark", () => {
    const german = styleOf(",", ".");
    for (const cell of ["1.23,4", "12.34", "1,2,3", ".123", "1.2345"])
      expect(numberOf(cell, plan, german)).toBeUndefined();
    expect(numberOf("1.5", plan, styleOf(",", ""))).toBeUndefined();
    expect(numberOf("1,5", plan, plainStyle)).toBeUndefined();
  });

  it("takes missing words, and every spelling of a missing number", () => {
    for (const cell of ["NA", "-9999", "-9999.00", "-9.999e3", "", " "])
      expect(numberOf(cell, plan, plainStyle)).toBeNaN();
    expect(numberOf("-9.999,0", plan, styleOf(",", "."))).toBeNaN();
    expect(numberOf("NaN", plan, plainStyle)).toBeUndefined();
  });
});
