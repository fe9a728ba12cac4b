import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { readRows } from "../../../src/series/csv/rows.ts";

/** All rows of a text that arrives in pieces of the given length. */
async function rowsOf(text: string, arriving: number, pieceLength: number): Promise<string[][]> {
  async function* pieces(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += arriving) yield text.slice(at, at + arriving);
  }
  const rows: string[][] = [];
  for await (const batch of readRows(pieces(), { name: "f", delimiter: ",", pieceLength })) {
    for (const row of batch.rows) rows.push([...row]);
  }
  return rows;
}

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

describe("readRows", () => {
  it("keeps quoted line breaks, commas and quotes across every border between pieces", async () => {
    for (let arriving = 1; arriving <= quoted.length; arriving++) {
      const rows = await rowsOf(quoted, arriving, arriving);
      expect(rows.filter((row) => row.length > 1)).toEqual(expected);
    }
  });

  it("gathers small pieces before parsing", async () => {
    const rows = await rowsOf(quoted, 1, 1 << 16);
    expect(rows.filter((row) => row.length > 1)).toEqual(expected);
  });

  it("gives the rows that Papa Parse gives for the whole text, wherever it is cut", async () => {
    const cell = fc.oneof(
      fc.constantFrom("", "1", "a b", "\n", '"', ",", '""', 'x"y', "\r\n"),
      fc.string({ maxLength: 5 }),
    );
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }), async (rows, a, b) => {
        const text = `${Papa.unparse(rows, { newline: "\n" })}\n`;
        const whole = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n" }).data;
        expect(filled(await rowsOf(text, a, b))).toEqual(filled(whole));
      }),
      { numRuns: 500 },
    );
  });

  it("cuts a long text into batches of bounded size", async () => {
    const text = "1,2\n".repeat(1_000_000);
    const sizes: number[] = [];
    async function* whole(): AsyncGenerator<string> {
      yield text;
    }
    for await (const { rows } of readRows(whole(), { name: "f" })) sizes.push(rows.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
    expect(Math.max(...sizes)).toBeLessThan(300_000);
  });
});
