import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { planOf } from "../../../src/series/csv/options.ts";
import { readTables } from "../../../src/series/csv/reader.ts";
import { completeRows, type Dialect } from "../../../src/series/csv/rows.ts";

const dialect: Dialect = { delimiter: ",", newline: "\n", comment: undefined };

/** All rows of a text that is cut into pieces of the given length. */
async function rowsOf(text: string, pieceLength: number): Promise<string[][]> {
  const rows: string[][] = [];
  let buffer = "";
  for (let at = 0; at < text.length; at += pieceLength) {
    buffer += text.slice(at, at + pieceLength);
    const complete = await completeRows(buffer, dialect, at + pieceLength >= text.length);
    for (const row of complete.rows) rows.push([...row]);
    buffer = buffer.slice(complete.used);
  }
  return rows;
}

const isBlank = (row: readonly string[]): boolean => row.length === 1 && row[0] === "";

/** Rows that are no blank lines. */
function filled(rows: string[][]): string[][] {
  return rows.filter((row) => row.length > 1);
}

const quoted = 'id,note\n1,"two\nlines, and ""quotes"""\n2,"\r\n"\n3,plain\n4,"end"\n';
const expected = [
  ["id", "note"],
  ["1", 'two\nlines, and "quotes"'],
  ["2", "\r\n"],
  ["3", "plain"],
  ["4", "end"],
];

describe("completeRows", () => {
  it("keeps quoted line breaks, commas and quotes across every border between pieces", async () => {
    for (let length = 1; length <= quoted.length; length++)
      expect(filled(await rowsOf(quoted, length))).toEqual(expected);
  });

  it("tells the line of each row, comments and quoted line breaks counted", async () => {
    const text = '# a "comment"\na,b\n# two\n# lines\n1,"x\ny"\n2,3\n';
    const { rows, lines } = await completeRows(text, { ...dialect, comment: "#" }, true);
    expect(rows.slice(0, 3)).toEqual([
      ["a", "b"],
      ["1", "x\ny"],
      ["2", "3"],
    ]);
    expect(lines?.slice(0, 3)).toEqual([1, 4, 6]);
    expect(await completeRows("1,2\n3,4\n5", dialect, false)).toEqual({
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
      lines: undefined,
      used: 8,
      malformed: undefined,
    });
  });

  it("gives the rows that Papa Parse gives for the whole text, wherever it is cut", async () => {
    const cell = fc.oneof(
      fc.constantFrom("", "1", "a b", "\n", '"', ",", '""', 'x"y', "\r\n"),
      fc.string({ maxLength: 5 }),
    );
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, length) => {
        const text = `${Papa.unparse(rows, { newline: "\n" })}\n`;
        const whole = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n" }).data;
        expect(filled(await rowsOf(text, length))).toEqual(filled(whole));
      }),
      { numRuns: 500 },
    );
  });
});

describe("completeRows of a text without quotes", () => {
  it("gives the rows that Papa Parse gives, comments and odd line ends included", async () => {
    const piece = fc.constantFrom("a", "1", ",", ";", "\n", "\r", "\r\n", "#", " ", "é");
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(",", ";"),
        fc.constantFrom("\n", "\r"),
        fc.constantFrom(undefined, "#"),
        async (pieces, delimiter, newline, comment) => {
          const text = pieces.join("");
          const { rows } = await completeRows(text, { delimiter, newline, comment }, true);
          const options = { delimiter, newline, comments: comment ?? false } as const;
          const whole = Papa.parse<string[]>(text, options).data;
          expect(rows.filter((row) => !isBlank(row))).toEqual(whole.filter((row) => !isBlank(row)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("readTables", () => {
  it("cuts a long text into blocks of bounded size", async () => {
    const bytes = new TextEncoder().encode(`time,load\n${"2024-01-01,2\n".repeat(500_000)}`);
    async function* whole(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    const sizes: number[] = [];
    for await (const { block } of readTables(
      [{ name: "f", chunks: whole() }],
      planOf({ time: "time", target: "load" }),
    )) {
      sizes.push(block.count);
      block.count = 0;
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(500_000);
    expect(Math.max(...sizes)).toBeLessThan(100_000);
  });
});
