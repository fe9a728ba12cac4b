import { describe, expect, it } from "vitest";
import { lagsOf, parseFrequency, seasonCandidates } from "../../src/series/index.ts";

describe("seasonCandidates", () => {
  it.each<[string, number[]]>([
    ["30min", [48, 336]],
    ["1h", [24, 168]],
    ["1d", [7]],
    ["1bd", [5]],
    ["1w-mon", [52]],
    ["1mo-end", [12]],
    ["1q", [4]],
    ["1y", []],
  ])("of %s are %j", (frequency, seasons) => {
    expect(seasonCandidates(parseFrequency(frequency))).toEqual(seasons);
  });
});

describe("lagsOf", () => {
  it("are the last rows and those about each season, up to the longest", () => {
    expect(lagsOf(parseFrequency("1mo"), 24)).toEqual([1, 2, 3, 11, 12, 13, 23, 24]);
    expect(lagsOf(parseFrequency("1h"))).toContain(504);
    expect(lagsOf(parseFrequency("1y"))).toEqual([1, 2, 3]);
    expect(lagsOf(parseFrequency("1bd"))).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11, 14, 15, 16]);
  });
});
