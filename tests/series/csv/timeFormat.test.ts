import { describe, expect, it } from "vitest";
import { checkTimeFormat, patternReader } from "../../../src/series/csv/timeFormat.ts";

describe("checkTimeFormat", () => {
  it.each(["MMM-yy", "yyyy-MM", "MM-yyyy", "dd-MM-yyyy", "HH:mm dd.MM.yy"])("takes the pattern %s", (pattern) => {
    expect(checkTimeFormat(pattern, "readCsv")).toBe(pattern);
  });

  it.each(["year-first", "day-last", "us", "unix", "epoch", "DD/MM/yyyy", "---"])("refuses %s", (word) => {
    expect(() => checkTimeFormat(word, "readCsv")).toThrow("timeFormat");
  });
});

describe("patternReader", () => {
  it("takes years of two digits for those from 1950 to 2049", async () => {
    const read = await patternReader("MMM-yy", "readCsv");
    expect(["Jan-15", "Feb-50", "Dec-49", "Foo-15"].map(read)).toEqual([
      Date.UTC(2015, 0),
      Date.UTC(1950, 1),
      Date.UTC(2049, 11),
      NaN,
    ]);
  });
});
