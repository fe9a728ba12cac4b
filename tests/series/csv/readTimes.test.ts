import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv, readTimes } from "../../../src/series/index.ts";

const day = (date: string): number => Date.parse(`${date}Z`);

describe("readTimes", () => {
  it.each([
    [["2024-01-31", "2024-02-01T12:00"], "ISO 8601", false, "2024-01-31T00:00"],
    [["2024-01-31T10:00+01:00", "2024-01-31T11:00Z"], "ISO 8601", true, "2024-01-31T09:00"],
    [["31.01.2024 10:30", "01.02.2024 11:00"], "day first", false, "2024-01-31T10:30"],
    [["01/31/2024", "02/01/2024"], "month first", false, "2024-01-31T00:00"],
    [["01/02/2024", "02/03/2024"], "day first, but month first reads as well", false, "2024-02-01T00:00"],
    [["2024/01/31", "2024/02/01"], "year first", false, "2024-01-31T00:00"],
    [["1706659200", "1706662800"], "seconds since 1970", true, "2024-01-31T00:00"],
    [["1706659200000"], "milliseconds since 1970", true, "2024-01-31T00:00"],
    [["20240131", "20240201"], "dates in eight digits", false, "2024-01-31T00:00"],
  ])("reads %j", (cells, form, zoned, first) => {
    const read = readTimes(cells);
    expect([read.form, read.zoned, read.count]).toEqual([form, zoned, cells.length]);
    expect(read.values[0]).toBe(day(first));
  });

  it("takes what most cells are, and counts the others out", () => {
    const read = readTimes(["soon", "13/01/2024", "01/13/2024", "14/01/2024", "", "15/01/2024"]);
    expect([read.form, read.count]).toEqual(["day first", 3]);
    expect([...read.values].map(Number.isNaN)).toEqual([true, false, true, false, true, false]);
    expect(readTimes(["", ""]).count).toBe(0);
    expect(readTimes([]).count).toBe(0);
  });

  it("reads as readCsv does whatever that reads", async () => {
    const written = fc.constantFrom(
      (time: Date) => time.toISOString().slice(0, 16),
      (time: Date) => time.toISOString(),
      (time: Date) => String(time.getTime() / 1000),
      (time: Date) =>
        time
          .toISOString()
          .slice(0, 16)
          .replace(/(\d+)-(\d+)-(\d+)T/, "$3.$2.$1 "),
    );
    await fc.assert(
      fc.asyncProperty(written, fc.integer({ min: 10_000, max: 20_000 }), async (write, first) => {
        const cells = [0, 1, 2].map((i) => write(new Date((first + i) * day("1970-01-02T00:00"))));
        const [series] = await readCsv(`t,y\n${cells.map((cell) => `${cell},1`).join("\n")}`, {
          time: "t",
          target: "y",
        });
        expect([...readTimes(cells).values]).toEqual([...series!.timestamps]);
      }),
    );
  });
});
