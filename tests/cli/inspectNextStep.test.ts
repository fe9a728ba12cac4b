import { describe, expect, it } from "vitest";
import { isClockSetBack, roughStep } from "../../src/cli/inspectNextStep.ts";
import type { Inspection } from "../../src/cli/inspect.ts";
import { line, seqcast } from "./terminal.ts";

async function inspected(text: string, words: readonly string[] = []): Promise<Inspection> {
  const { stdout } = await seqcast(["inspect", "-", "--json", ...words], { stdin: text });
  return JSON.parse(stdout) as Inspection;
}

describe("inspect", () => {
  it("names flags for times that it does not read", async () => {
    const { notes } = await inspected("month,y\nPeriod A,1\nPeriod B,2\nPeriod C,5\n");
    expect(notes.at(-1)).toContain('--time "month" --time-format "MMM yyyy"');
  });

  it("reads numbers as --decimal and --thousands say, and suggests both", async () => {
    const text = Array.from({ length: 9 }, (_, t) => `2024-01-0${t + 1};${t + 1}.500\n`).join("");
    const { columns, suggestion } = await inspected(`time;y\n${text}`, line("--decimal , --thousands ."));
    expect([columns[1]!.least, columns[1]!.most]).toEqual([1500, 9500]);
    expect(suggestion).toContain("--decimal , --thousands . ");
  });

  it("suggests a step and --aggregate where no step explains the times", async () => {
    const times = Array.from(
      { length: 40 },
      (_, t) => new Date(Date.UTC(2024, 0, 1) + 1000 * (t * 37 + ((t * t * 7919) % 31))),
    );
    const text = times.map((time, t) => `${time.toISOString().slice(0, 19)},${t}\n`).join("");
    const { suggestion, notes } = await inspected(`time,y\n${text}`);
    expect(suggestion).toMatch(/--frequency \S+ --aggregate mean/);
    expect(notes.join()).not.toContain("alignToGrid");
  });

  it("takes hours repeated in an autumn's night for a clock set back, until a zone is given", async () => {
    const start = Date.UTC(2024, 9, 26, 10);
    const text = Array.from({ length: 40 }, (_, t) => {
      const wall = start + 3_600_000 * (t > 16 ? t - 1 : t); // 02:00 on the 27th twice
      return `${new Date(wall).toISOString().slice(0, 16)},${t % 7}\n`;
    }).join("");
    expect((await inspected(`time,y\n${text}`)).notes.join()).toContain("--timezone <IANA zone>");
    const { notes, series } = await inspected(`time,y\n${text}`, line("--timezone Europe/Berlin"));
    expect([notes, series[0]!.duplicates]).toEqual([[], 0]);
  });
});

describe("roughStep", () => {
  it("is no shorter than the mean step", () => {
    expect(roughStep({ from: "2024-01-01T00:00:00", to: "2024-01-01T01:00:00", rows: 100 })).toBe("1min");
    expect(roughStep({ from: "2024-01-01", to: "2024-12-31", rows: 13 })).toBe("1mo");
  });
});

describe("isClockSetBack", () => {
  it("is not so on another day of the week", () => {
    const time = Date.UTC(2024, 9, 28, 2);
    const roles = { timezone: "floating", zoned: false } as Parameters<typeof isClockSetBack>[1];
    expect(isClockSetBack({ id: "", columns: [], times: Float64Array.of(time, time) }, roles)).toBe(false);
  });
});
