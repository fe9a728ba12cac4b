import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText } from "../../src/cli/json.ts";
import { countOf, wrap } from "../../src/cli/paragraph.ts";
import { formatTable, sameDecimals } from "../../src/cli/table.ts";

describe("formatTable", () => {
  it("lines columns up, right and left, without blanks at the ends of lines", () => {
    const text = formatTable(
      [
        ["name", "value"],
        ["a", "1.5"],
        ["long name", "12.5"],
      ],
      ["left", "right"],
    );
    expect(text).toBe("name       value\na            1.5\nlong name   12.5\n");
  });

  it("takes more rows than a call takes arguments, as do numbers", () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => [String(i % 7)]);
    expect(formatTable(rows, ["left"])).toHaveLength(400_000);
    expect(sameDecimals(rows.map(([text]) => Number(text) / 2))).toHaveLength(200_000);
  });

  it("does not count colours as width", () => {
    const plain = formatTable(
      [
        ["ab", "c"],
        ["a", "c"],
      ],
      ["left", "left"],
    );
    const coloured = formatTable(
      [
        ["\u001b[1mab\u001b[22m", "c"],
        ["a", "c"],
      ],
      ["left", "left"],
    );
    expect(coloured.replace("\u001b[1m", "").replace("\u001b[22m", "")).toBe(plain);
  });

  it("makes all lines of right-aligned cells equally long", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^\w{1,8}$/), fc.stringMatching(/^\w{1,8}$/)), { minLength: 1 }),
        (rows) => {
          const lines = formatTable(rows, ["right", "right"]).trimEnd().split("\n");
          expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
        },
      ),
    );
  });
});

describe("sameDecimals", () => {
  it("shows five digits of the largest number and as many decimals of the others", () => {
    expect(sameDecimals([1234.5678, 0.25])).toEqual(["1234.6", "0.3"]);
    expect(sameDecimals([0.00235, 0.001])).toEqual(["0.0023500", "0.0010000"]);
    expect(sameDecimals([23132, 5])).toEqual(["23132", "5"]);
    expect(sameDecimals([2e-9, 0, 1.23456e-9, NaN])).toEqual(["2.0000e-9", "0", "1.2346e-9", "-"]);
    expect(sameDecimals([2e15, 1])).toEqual(["2.0000e15", "1.0000e0"]);
    expect(sameDecimals([123_456.7, 1])).toEqual(["123457", "1"]);
  });

  it("shows undefined numbers as a dash and takes other bounds", () => {
    expect(sameDecimals([NaN, 1.5, Infinity])).toEqual(["-", "1.5000", "-"]);
    expect(sameDecimals([5688.2345, 370.1234], 6, 4)).toEqual(["5688.23", "370.12"]);
    expect(sameDecimals([0.64271234], 6, 4)).toEqual(["0.6427"]);
    expect(sameDecimals([])).toEqual([]);
  });

  it("reads back within half of its last decimal", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const [text] = sameDecimals([value, 1e6]);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe("wrap", () => {
  it("breaks at blanks and indents the lines behind the first", () => {
    expect(wrap("one two three four five six seven", 24, 2)).toBe("one two three four\n  five six seven");
  });

  it("loses no word and keeps every line within the width where words are short", () => {
    const word = fc.stringMatching(/^\w{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.integer({ min: 30, max: 90 }),
        fc.integer({ min: 0, max: 8 }),
        (words, width, indent) => {
          const text = wrap(words.join(" "), width, indent);
          expect(text.split(/\s+/)).toEqual(words);
          text
            .split("\n")
            .forEach((line, i) => expect(line.length + (i === 0 ? indent : 0)).toBeLessThanOrEqual(width));
        },
      ),
    );
  });
});

describe("words", () => {
  it("counts with the right noun", () => {
    expect([countOf(1, "row"), countOf(0, "row"), countOf(3, "series", "series")]).toEqual([
      "1 row",
      "0 rows",
      "3 series",
    ]);
  });
});

describe("jsonText", () => {
  it("writes null for numbers that JSON does not have", () => {
    expect(JSON.parse(jsonText({ a: NaN, b: [Infinity, -Infinity, 1.5], c: "NaN" }))).toEqual({
      a: null,
      b: [null, null, 1.5],
      c: "NaN",
    });
  });
});
