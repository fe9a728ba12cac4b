import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv, type ReadCsvOptions } from "../../../src/series/index.ts";
import { summary } from "../nasty/summary.ts";

const reading = async (cells: readonly string[], more: Partial<ReadCsvOptions> = {}): Promise<string> => {
  const text = `t;y\n${cells.map((cell, i) => `${cell};${i}\n`).join("")}`;
  const options = { time: "t", target: "y", frequency: "1h", delimiter: ";", ...more };
  return (await readCsv({ text, name: "f" }, options)).map(summary).join();
};

function byPattern(cell: string, timeFormat: string): Promise<string> {
  return reading([cell], { timeFormat });
}

describe("times of a file", () => {
  it("are read in every form that stands for one instant", async () => {
    const forms = [
      "2024-03-05 14:00",
      "2024-3-5 14:00",
      "2024/03/05 14:00",
      "2024.3.5 14:00:00",
      "2024-03-05T14:00:00.000",
      "2024 3 5 14",
      "25.12.2024 14:00",
    ];
    for (const form of forms) {
      const day = form.startsWith("25") ? "2024-12-25" : "2024-03-05";
      expect(await reading([form])).toBe(`y 1h floating ${day}T14:00:00: 0`);
    }
    expect(await reading(["3/25/2024 2:00 PM"])).toBe("y 1h floating 2024-03-25T14:00:00: 0");
    expect(await reading(["25-03-2024 12:00 a.m."])).toBe("y 1h floating 2024-03-25T00:00:00: 0");
  });

  it("are told apart as seconds and milliseconds by their size, unless the format is said", async () => {
    expect(await reading(["1709647200"])).toBe("y 1h UTC 2024-03-05T14:00:00Z: 0");
    expect(await reading(["1709647200000"])).toBe("y 1h UTC 2024-03-05T14:00:00Z: 0");
    expect(await reading(["3600"], { timeFormat: "seconds" })).toBe("y 1h UTC 1970-01-01T01:00:00Z: 0");
    expect(await reading(["-3600000"], { timeFormat: "milliseconds" })).toBe("y 1h UTC 1969-12-31T23:00:00Z: 0");
    expect(await reading(["1709647200"], { timezone: "Europe/Berlin" })).toBe(
      "y 1h Europe/Berlin 2024-03-05T15:00:00+01:00: 0",
    );
    await expect(reading(["1709647200000"], { timeFormat: "seconds" })).rejects.toThrow(
      `as timeFormat: "seconds" says`,
    );
    await expect(reading(["1709647200"], { timezone: "floating" })).rejects.toThrow("counted from 1970 in UTC");
  });

  it("of an ambiguous column are read in the order that is said", async () => {
    const cells = ["03/04/2024 10:00", "03/04/2024 11:00"];
    expect(await reading(cells, { timeFormat: "day-first" })).toBe("y 1h floating 2024-04-03T10:00:00: 0 1");
    expect(await reading(cells, { timeFormat: "month-first" })).toBe("y 1h floating 2024-03-04T10:00:00: 0 1");
    await expect(reading(cells)).rejects.toThrow(
      `"03/04/2024 10:00" is 2024-04-03 with the day first and 2024-03-04 with the month`,
    );
    await expect(reading(["31/04/2024"], { timeFormat: "day-first" })).rejects.toThrow("as timeFormat");
  });

  it("are decided from the whole column: one telling date among thousands is enough", async () => {
    const cells = Array.from({ length: 5000 }, (_, i) => `01/02/2024 ${String(i % 24).padStart(2, "0")}:00`).slice(
      0,
      24,
    );
    const late = [...cells, "02/13/2024 00:00"];
    expect(await reading(late)).toMatch(/^y 1h floating 2024-01-02T00:00:00: /);
  });

  it("follow a pattern of date-fns, with names of months, halves of the day and zones", async () => {
    expect(await byPattern("5 March 2024, 2 PM", "d MMMM yyyy, h a")).toBe("y 1h floating 2024-03-05T14:00:00: 0");
    expect(await byPattern("2024-03-05T14:00 +02:00", "yyyy-MM-dd'T'HH:mm xxx")).toBe(
      "y 1h UTC 2024-03-05T12:00:00Z: 0",
    );
    expect(await byPattern("05.03.24", "dd.MM.yy")).toBe("y 1h floating 2024-03-05T00:00:00: 0");
    expect(await byPattern("2024Q2", "yyyy'Q'q")).toBe("y 1h floating 2024-04-01T00:00:00: 0");
    await expect(byPattern("05.03.2024", "dd.MM.yyyy HH:mm")).rejects.toThrow(`as timeFormat: "dd.MM.yyyy HH:mm" says`);
    await expect(byPattern("x", "DD.MM.YYYY")).rejects.toThrow("readCsv option timeFormat");
    for (const word of ["us", "epoch", "day-last", "--"])
      await expect(byPattern("x", word)).rejects.toThrow("option timeFormat");
  });

  it("of a zone come out as parseTimestamp gives them, at every hour of a year", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 8783 }), async (hour) => {
        const cell = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 16);
        const slashed = `${cell.slice(8, 10)}.${cell.slice(5, 7)}.${cell.slice(0, 4)} ${cell.slice(11)}`;
        for (const timezone of ["Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"]) {
          expect(await reading([slashed], { timezone })).toBe(await reading([cell], { timezone }));
        }
      }),
      { numRuns: 60 },
    );
  });
});
