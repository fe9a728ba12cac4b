import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { openSources } from "../../../src/series/csv/source.ts";
import { type CsvSource, readCsv, type ReadCsvOptions } from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const options: ReadCsvOptions = { time: "t", target: "y" };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-"));
  await writeFile(join(folder, "b.csv"), "y;t\n3;2024-01-03\n4;2024-01-04\n");
  await writeFile(join(folder, "a.csv"), "t,y\n2024-01-01,1\n2024-01-02,2\n");
  await writeFile(join(folder, "other.tsv"), "t\tz\n2024-01-05\t5\n");
});
afterAll(() => rm(folder, { recursive: true }));

describe("several sources", () => {
  it("are one table: columns in any order, each file in its own dialect, by list or by pattern", async () => {
    const expected = ["y 1d floating 2024-01-01: 1 2 3 4"];
    const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
    for (const source of [[a, b], [b, a], join(folder, "*.csv"), [join(folder, "?.csv")]]) {
      expect((await readCsv(source, options)).map(summary)).toEqual(expected);
    }
  });

  it("name the file and line of what is wrong, and of times that repeat over files", async () => {
    const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
    await expect(readCsv([a, { text: "t,y\n2024-01-02,9\n", name: "c" }], options)).rejects.toThrow(
      `c line 2 column "t", series "y": expected every time once, found repeated times: 2024-01-02T00:00:00 (line 2)`,
    );
    await expect(readCsv([a, { text: "t,y\n2024-01-05,x\n", name: "c" }, b], options)).rejects.toThrow(
      `c line 2 column "y": expected a number, found "x" (line 2)`,
    );
    await expect(readCsv([a, { text: "t,y\n", name: "c" }], options)).rejects.toThrow("c: expected a header and rows");
    await expect(readCsv([a, join(folder, "other.tsv")], options)).rejects.toThrow(`other.tsv line 1 column "y"`);
    await expect(readCsv([a, join(folder, "other.tsv")], { ...options, target: 1 })).rejects.toThrow(
      `other.tsv: expected the columns of ${a}: y, found z; name the columns alike in all files`,
    );
  });

  it("settle day and month together", async () => {
    const sources = ["01/02/2024", "13/02/2024"].map((date, i) => ({ text: `t,y\n${date},${i}\n` }));
    const [series] = await readCsv(sources, { ...options, frequency: "1d" });
    expect(summary(series!)).toMatch(/^y 1d floating 2024-02-01: 0 /);
  });

  it("are refused where there are none", async () => {
    await expect(readCsv([], options)).rejects.toThrow(OptionError);
    await expect(readCsv(join(folder, "*.xls"), options)).rejects.toThrow(DataError);
    for (const source of [undefined, null, 7, {}])
      await expect(readCsv(source as never, options)).rejects.toThrow(OptionError);
  });
});

async function textOf(source: CsvSource): Promise<string> {
  const [{ chunks } = { chunks: undefined }] = await openSources(source, {
    encoding: undefined,
    warn: () => undefined,
  });
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks!) parts.push(chunk.slice());
  return Buffer.concat(parts).toString();
}

describe("openSources", () => {
  it("keeps characters of two code units whole, wherever a stream of text is cut", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((text) => !text.startsWith("\ufeff"));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (text, piece) => {
        async function* pieces(): AsyncGenerator<string> {
          for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece);
        }
        expect(await textOf(pieces())).toBe(text);
        expect(await textOf({ text })).toBe(text);
      }),
      { numRuns: 200 },
    );
    const long = "😀".repeat(300_000);
    expect((await textOf({ text: `a${long}` })) === `a${long}`).toBe(true);
  });

  it("ends a stream that is left early", async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new TextEncoder().encode("t,z\n2024-01-01,1\n".repeat(10_000));
      } finally {
        ended = true;
      }
    }
    await expect(readCsv(endless(), options)).rejects.toThrow(`found "y"`);
    expect(ended).toBe(true);
  });
});
