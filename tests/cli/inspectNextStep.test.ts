import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isClockSetBack, roughStep } from "../../src/cli/inspectNextStep.ts";
import type { Inspection } from "../../src/cli/inspect.ts";
import { createRandom } from "../../src/random.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-next-step-"));
});
afterAll(() => rm(folder, { recursive: true }));

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

  it.each([
    [300, 125, "10min"],
    [300, 20, "5min"],
    [60, 40, "5min"],
    [3600, 1700, "6h"],
  ])("suggests a usual step for times %i s apart, give or take %i s", async (step, jitter, frequency) => {
    const random = createRandom(5);
    const times = Array.from({ length: 900 }, (_, t) => t * step + Math.round((2 * random.uniform() - 1) * jitter));
    const file = path("uneven.csv");
    const text = times.map((time, t) => `${new Date(Date.UTC(2024, 0, 1) + 1000 * time).toISOString()},${t % 9}\n`);
    await writeFile(file, `time,y\n${text.join("")}`);
    const { suggestion } = await inspected(await readFile(file, "utf8"));
    expect(suggestion).toContain(`--frequency ${frequency} `);
    const words = line(suggestion!.replace(" - ", ` ${file} `).replace(/--model .*/, "--model naive")).slice(1);
    expect((await seqcast([...words, "--out", "-", "--quiet"])).code).toBe(0);
  });

  it.each([
    ["Europe/Berlin", Date.UTC(2024, 9, 26, 10), 2],
    ["Europe/London", Date.UTC(2024, 9, 26, 10), 1],
    ["Europe/Helsinki", Date.UTC(2024, 9, 26, 10), 3],
    ["America/New_York", Date.UTC(2024, 10, 2, 10), 1],
    ["Australia/Sydney", Date.UTC(2024, 3, 6, 10), 2],
  ])("takes an hour repeated in the night for a clock set back as that of %s", async (zone, start, hour) => {
    const file = path("fold.csv");
    await writeFile(file, `time,y\n${clockRows(start, 14 + hour)}`);
    const { notes, suggestion, timezone } = await inspected(await readFile(file, "utf8"));
    expect(timezone).toBe("floating");
    expect(notes.join()).toContain(`as that of ${zone} was: name by --timezone <IANA zone> the zone of the file`);
    expect(suggestion).toContain(`--time time --target y --timezone ${zone} --horizon`);
    const words = line(suggestion!.replace(" - ", ` ${file} `)).slice(1);
    const { code, stdout } = await seqcast([...words, "--out", "-", "--quiet"]);
    expect([code, stdout.split("\n")[1]]).toEqual([
      0,
      expect.stringMatching(/^y,2024-\d\d-\d\dT01:00:00[+-]\d\d:\d\d,y,/) as string,
    ]);
    const told = await inspected(await readFile(file, "utf8"), ["--timezone", zone]);
    expect([told.notes, told.series[0]!.duplicates]).toEqual([[], 0]);
  });

  it("names --timezone and --aggregate where no usual clock was set back so", async () => {
    const { notes, suggestion } = await inspected(`time,y\n${clockRows(Date.UTC(2024, 8, 28, 10), 16)}`);
    expect(notes.join()).toContain("inspect again with --timezone <IANA zone>");
    expect(suggestion).toContain("--aggregate mean");
  });
});

/** Hours of a wall clock that is set back once, behind so many rows. */
function clockRows(start: number, back: number): string {
  return Array.from({ length: 40 }, (_, t) => {
    const wall = start + 3_600_000 * (t > back ? t - 1 : t);
    return `${new Date(wall).toISOString().slice(0, 16)},${t % 7}\n`;
  }).join("");
}

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
    expect(isClockSetBack({ id: "", columns: [], rows: [], times: Float64Array.of(time, time) }, roles)).toBe(false);
  });
});
