import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordReader } from "../../../src/series/csv/wordTimes.ts";
import { readCsv, readJson, readRecords } from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const dayOf = (text: string): string | undefined => {
  const time = wordReader(text)?.(text);
  return time === undefined || Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 16);
};

describe("wordReader", () => {
  it.each([
    ["Jan 2019", "2019-01-01T00:00"],
    ["january 2019", "2019-01-01T00:00"],
    ["Sept-2019", "2019-09-01T00:00"],
    ["May2019", "2019-05-01T00:00"],
    ["2019-Jan", "2019-01-01T00:00"],
    ["2019 DEC", "2019-12-01T00:00"],
    ["2019M03", "2019-03-01T00:00"],
    ["2019Q1", "2019-01-01T00:00"],
    ["2019-Q4", "2019-10-01T00:00"],
    ["q2 2019", "2019-04-01T00:00"],
    ["2019-W01", "2018-12-31T00:00"],
    ["2020W53", "2020-12-28T00:00"],
    ["2019-W05-3", "2019-01-30T00:00"],
    ["31-Jan-2019", "2019-01-31T00:00"],
    ["5 February 2019 13:45", "2019-02-05T13:45"],
    ["Feb 29, 2020", "2020-02-29T00:00"],
    ["2019-Jan-31 23:59:59", "2019-01-31T23:59"],
  ])("reads %s as %s", (text, time) => expect(dayOf(text)).toBe(time));

  it.each([
    "Jan 19", // a day or a year
    "Jan-19",
    "31-Jan-19",
    "29 Feb 2019",
    "31-Apr-2019",
    "2019-W53", // 2019 has 52
    "2019-W00",
    "2019Q5",
    "2019M13",
    "Mai 2019",
    "Janet 2019",
    "31-Jan-2019 24:00",
    "north 2019",
    "2019",
    "",
  ])("does not read %j", (text) => expect(dayOf(text)).toBeUndefined());

  it("reads every day of ISO weeks as the day that it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (days) => {
        const date = new Date(days * 86_400_000);
        const weekday = (date.getUTCDay() + 6) % 7;
        const thursday = new Date((days - weekday + 3) * 86_400_000);
        const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
        const week = 1 + Math.floor((thursday.getTime() - first) / (7 * 86_400_000));
        const text = `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}-${weekday + 1}`;
        expect(dayOf(text)).toBe(date.toISOString().slice(0, 16));
      }),
    );
  });

  it("never fails, whatever the text", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (first, other) => void wordReader(first)?.(other)));
  });
});

describe("readers of times in words", () => {
  const options = { time: "t", target: "y" };

  it("infer months, quarters and weeks, from CSV, JSON and objects", async () => {
    const expected = ["y 1mo floating 2019-01-01: 1 2 NaN 4"];
    const cells = ["Jan 2019", "Feb 2019", "Apr 2019"];
    const records = cells.map((t, i) => ({ t, y: [1, 2, 4][i] }));
    const text = `t,y\n${records.map(({ t, y }) => `${t},${y}\n`).join("")}`;
    expect((await readCsv(text, options)).map(summary)).toEqual(expected);
    expect((await readJson(JSON.stringify(records), options)).map(summary)).toEqual(expected);
    expect((await readRecords(records, options)).map(summary)).toEqual(expected);
    expect((await readCsv("t,y\n2019Q1,1\n2019Q2,2\n2019Q3,3\n", options)).map(summary)).toEqual([
      "y 1q floating 2019-01-01: 1 2 3",
    ]);
    expect((await readCsv("t,y\n2019-W52,1\n2020-W01,2\n2020-W02,3\n", options)).map(summary)).toEqual([
      "y 1w floating 2019-12-23: 1 2 3",
    ]);
  });

  it("refuse a time that is written otherwise, with its line", async () => {
    const text = "t,y\nJan 2019,1\n2019-02,2\n";
    await expect(readCsv({ text, name: "f.csv" }, options)).rejects.toThrow(/f\.csv line 3 column "t".*"2019-02"/);
  });
});
