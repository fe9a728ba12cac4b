/** Files as the world has them: `inspect` reads every one of them without being told anything. They lie where SEQCAST_DATA says. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Inspection } from "../../src/cli/inspect.ts";
import { seqcast } from "./terminal.ts";

const root = process.env["SEQCAST_DATA"] ?? "";
const there = root !== "" && existsSync(root);
const folders = ["classic", "nab", "m3", "m4", "ett", "beijing_pm25", "exchange_rate"];
const files = there
  ? folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  : [];
const timeless = /BJsales|EuStock|WWWusage|m3_|Hourly|lstnet/;

async function inspected(file: string): Promise<Inspection> {
  const { code, stdout, stderr } = await seqcast(["inspect", join(root, file), "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("inspect of real files", () => {
  it("has files to look at", ({ skip }) => {
    if (!there) skip(`set SEQCAST_DATA to a folder that holds ${folders.join(", ")}`);
    expect(files.length).toBeGreaterThan(60);
  });

  it.skipIf(!there).each(files)("%s: times, step and targets, or a word that there are no times", async (file) => {
    const { time, series, notes, rows } = await inspected(file);
    expect(rows).toBeGreaterThan(10);
    if (timeless.test(file))
      expect([time, notes.at(-1)]).toEqual([null, expect.stringContaining("no column holds times")]);
    else expect(series[0]).toMatchObject({ frequency: expect.any(String) as string });
  });

  it.skipIf(!there).each([
    ["classic/AirPassengers.csv", "1mo-start", 12],
    ["classic/UKgas.csv", "1q-start", 4],
    ["classic/co2_weekly.csv", "1w-sat", 52],
    ["classic/elecdaily.csv", "1d", 7],
    ["classic/taylor.csv", "30min", 336],
    ["classic/gold.csv", "1bd", undefined],
    ["nab/realKnownCause__nyc_taxi.csv", "30min", 336],
    ["ett/ETTh1.csv.gz", "1h", 24],
  ])("%s: every %s, season %s", async (file, frequency, season) => {
    const [one] = (await inspected(file)).series;
    expect(one).toMatchObject({ frequency, confidence: 1 });
    expect(one!.targets[0]!.seasons[0]?.seasonLength).toBe(season);
  });

  it.skipIf(!there)("beijing_pm25: times in parts, NA as missing, wind directions as words", async () => {
    const { time, columns, suggestion, series } = await inspected("beijing_pm25/beijing_pm25.csv.gz");
    expect(time).toBe("year,month,day,hour");
    expect(columns.find(({ name }) => name === "cbwd")).toMatchObject({ type: "text", distinct: 4 });
    expect(series[0]!.targets[0]).toMatchObject({ column: "pm2.5", missing: 2067 });
    expect(suggestion).toContain("--time year,month,day,hour --target pm2.5 --missing NA --horizon 24");
  });
});
