/** Metrics as scrapers write them: minutes that jitter, found by `inspect` and forecast by the command that it suggests. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jitterOf } from "../../src/cli/inspectJitter.ts";
import type { Inspection } from "../../src/cli/inspect.ts";
import { createRandom } from "../../src/random.ts";
import { loadSnapTimes } from "../../src/series/index.ts";
import { line, seqcast } from "./terminal.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-jitter-"));
});
afterAll(() => rm(folder, { recursive: true }));

const START = Date.UTC(2024, 0, 1);

/** Rows of some hosts, a step apart, that stand up to `jitter` beside it; every fiftieth is missing. */
function metrics(step: number, jitter: number, hosts: readonly string[], phase = 0): string {
  const random = createRandom(7);
  const lines = ["time,host,cpu"];
  for (let t = 0; t < 300; t++) {
    for (const host of hosts) {
      if (t % 50 === 17) continue;
      const time = START + phase + t * step + Math.round((2 * random.uniform() - 1) * jitter);
      lines.push(`${new Date(time).toISOString()},${host},${(40 + 10 * Math.sin(t / 5)).toFixed(2)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

async function inspected(text: string, words = ""): Promise<Inspection & { file: string }> {
  const file = join(folder, "metrics.csv");
  await writeFile(file, text);
  const { code, stdout, stderr } = await seqcast(["inspect", file, "--json", ...line(words).filter(Boolean)]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Inspection;
}

describe("inspect of stamps that jitter", () => {
  it.each([
    ["milliseconds", 60_000, 400, "1min", "1s"],
    ["seconds", 60_000, 3000, "1min", "5s"],
    ["seconds in steps of fifteen", 15_000, 2500, "15s", "5s"],
    ["a quarter of a minute in five", 300_000, 15_000, "5min", "20s"],
  ])("finds %s, and the command that it suggests has no false gaps", async (_, step, jitter, frequency, tolerance) => {
    const { series, notes, suggestion } = await inspected(metrics(step, jitter, ["a", "b"]));
    expect(series).toHaveLength(2);
    for (const one of series) {
      expect(one).toMatchObject({ frequency, jitter: { tolerance }, duplicates: 0, gaps: { count: 6, rows: 6 } });
      expect(one.confidence).toBeCloseTo(0.98, 2);
    }
    expect(notes).toEqual([expect.stringContaining(`--frequency and --tolerance ${tolerance} move them onto it`)]);
    expect(suggestion).toContain(`--frequency ${frequency} --tolerance ${tolerance} --horizon`);
    expect(suggestion).not.toContain("--aggregate");
    const forecast = await seqcast(line(suggestion!.replace(/--model .*/, "--model naive")).slice(1));
    expect(forecast.code).toBe(0);
    expect(forecast.stderr).toContain("12 of 600 values of cpu are missing");
    expect(forecast.stderr).toMatch(
      /58[78] of 588 rows stood beside their step, by \d\S* s at most, and were moved onto it/,
    );
  });

  it("finds it beside a phase of the clock, too", async () => {
    const { series } = await inspected(metrics(60_000, 1500, ["a"], 37_000));
    expect(series[0]).toMatchObject({ frequency: "1min", jitter: { tolerance: "2s" }, gaps: { count: 6, rows: 6 } });
  });

  it("tells of it in text", async () => {
    await inspected(metrics(60_000, 3000, ["a"]));
    const { stdout } = await seqcast(["inspect", join(folder, "metrics.csv")]);
    expect(stdout).toMatch(/frequency: 1min, confidence 98 %, 294 rows beside the grid, by [23]\.\d+ s at most\n/);
  });

  it("says --aggregate beside it where rows fall together, and carries --tolerance on", async () => {
    const text = metrics(60_000, 3000, ["a"]);
    const again = text.trim().split("\n").at(-1)!;
    expect((await inspected(`${text}${again}\n`)).suggestion).toContain("--aggregate mean --tolerance 5s");
    const told = await inspected(text, "--frequency 1min --tolerance 10s");
    expect([told.notes, told.series[0]!.offGrid]).toEqual([["host: constant, and of no use as a covariate"], 0]);
    expect(told.suggestion).toContain("--frequency 1min --tolerance 10s --horizon");
  });

  it("takes a row too many for no jitter", async () => {
    const hours = Array.from({ length: 60 }, (_, t) => `${new Date(START + 3_600_000 * t).toISOString()},${t % 24}`);
    const { series, suggestion } = await inspected(`t,y\n${[...hours, "2024-01-02T05:07:00.000Z,7"].join("\n")}\n`);
    expect(series[0]).toMatchObject({ frequency: "1h", offGrid: 1, jitter: null, duplicates: 0 });
    expect(suggestion).toContain("--frequency 1h --aggregate mean --horizon");
  });

  it("leaves rows alone that stand everywhere", async () => {
    const snap = await loadSnapTimes();
    const random = createRandom(3);
    const times = Float64Array.from({ length: 200 }, () => START + Math.round(random.uniform() * 12_000_000)).sort();
    expect(jitterOf(times, "UTC", undefined, snap)).toBeUndefined();
    expect(jitterOf(Float64Array.of(0, 60_000), "UTC", undefined, snap)).toBeUndefined();
  });
});

describe("--tolerance", () => {
  it("says in flags what to do about a row that stands farther away", async () => {
    const file = join(folder, "stray.csv");
    await writeFile(file, "t,y\n2024-01-01T00:00:01,1\n2024-01-01T00:01:02,2\n2024-01-01T00:02:20,3\n");
    const words = line("--time t --target y --horizon 1 --model naive --tolerance 5s");
    const { code, stderr } = await seqcast(["forecast", file, ...words, ...line("--frequency 1min")]);
    expect(code).toBe(2);
    expect(stderr).toContain("stray.csv line 4");
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      "pass --tolerance wider than 5 s to move more rows or --aggregate to put them together",
    );
    const alone = await seqcast(["forecast", file, ...words]);
    expect(alone.stderr).toContain("error: option --frequency\n  expected: the step, beside tolerance\n");
  });
});
