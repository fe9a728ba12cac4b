import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { guessDelimiter, type Marks, type ParsedRow, rowsOf } from "../../../src/series/csv/quotedRows.ts";

const marks: Marks = { delimiter: ",", newline: "\n" };

/** The same rows by Papa Parse. */
function byPapa(text: string, { delimiter, newline, comment }: Marks): ParsedRow[] {
  const rows: ParsedRow[] = [];
  Papa.parse<string[]>(text, {
    delimiter,
    newline,
    comments: comment ?? false,
    step({ data, errors, meta }) {
      rows.push({ cells: data, end: meta.cursor, malformed: errors.length > 0 });
    },
  });
  return rows;
}

const texts = (characters: string): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...characters.split("")), { maxLength: 24 }).map((letters) => letters.join(""));

describe("rowsOf", () => {
  it.each([
    ['a,b\n1,"x, y"\n', [["a", "b"], ["1", "x, y"], [""]]],
    ['"say ""hi""",2', [['say "hi"', "2"]]],
    ['"two\nlines",3\n', [["two\nlines", "3"], [""]]],
    [
      '"blank" ,"behind" \n1,2',
      [
        ["blank", "behind"],
        ["1", "2"],
      ],
    ],
    ["", []],
  ])("reads %j", (text, rows) => {
    expect([...rowsOf(text, marks)].map(({ cells }) => cells)).toEqual(rows);
  });

  it("reads any text as Papa Parse does, quotes that close in an odd way included", () => {
    fc.assert(
      fc.property(texts('ab,"\n "'), (text) => {
        expect([...rowsOf(text, marks)]).toEqual(byPapa(text, marks));
      }),
      { numRuns: 5000 },
    );
  });

  it.each<Marks>([
    { delimiter: ";", newline: "\r" },
    { delimiter: "\t", newline: "\n" },
    { delimiter: ";", newline: "\n", comment: "#" },
  ])("does so with %j", (other) => {
    fc.assert(
      fc.property(texts('a#;"\n\r\t "'), (text) => {
        expect([...rowsOf(text, other)]).toEqual(byPapa(text, other));
      }),
      { numRuns: 2000 },
    );
  });

  it("says which row is malformed, and where the next one begins", () => {
    const rows = [...rowsOf('1,2\n"a"b,3\n', marks)];
    expect(rows.map(({ malformed }) => malformed)).toEqual([false, true]);
    expect(rows[0]!.end).toBe(4);
  });
});

describe("guessDelimiter", () => {
  it("chooses as Papa Parse does", () => {
    const candidates = [",", ";", "\t", "|"];
    fc.assert(
      fc.property(texts('ab,;|\t"\n'), (text) => {
        const { meta } = Papa.parse(text, {
          preview: 10,
          newline: "\n",
          skipEmptyLines: "greedy",
          delimitersToGuess: candidates,
        });
        expect(guessDelimiter(text, { newline: "\n" }, candidates)).toBe(meta.delimiter);
      }),
      { numRuns: 3000 },
    );
  });
});
