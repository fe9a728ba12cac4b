/** The shipped files are what datasets/README.md says they are. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mae } from "../src/metrics/index.ts";
import { readCsv } from "../src/series/index.ts";

const folder = fileURLToPath(new URL("../datasets/", import.meta.url));
const readme = readFileSync(join(folder, "README.md"), "utf8");

function rowsOf(file: string): string[][] {
  const text = readFileSync(join(folder, file), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

const files = [
  { file: "electricity-demand.csv", rows: 4032, header: "timestamp,demand" },
  { file: "air-passengers.csv", rows: 144, header: "timestamp,passengers" },
  { file: "seattle-weather.csv", rows: 1461, header: "timestamp,precipitation,temp_max,temp_min,wind,weather" },
  { file: "co2-weekly.csv", rows: 2284, header: "timestamp,co2" },
  {
    file: "seatbelts.csv",
    rows: 192,
    header: "timestamp,drivers_killed,drivers,front,rear,kms,petrol_price,van_killed,law",
  },
  { file: "service-metrics.csv", rows: 10008, header: "timestamp,service,requests,latency_ms,error_rate,deploy" },
];

describe.each(files)("$file", ({ file, rows, header }) => {
  const bytes = readFileSync(join(folder, file));
  const lines = bytes.toString("utf8").split("\n");

  it("has the header and the rows that the README states", () => {
    expect(lines[0]).toBe(header);
    expect(lines.length - 2).toBe(rows);
    expect(lines.at(-1)).toBe("");
    const row = readme.split("\n").find((line) => line.startsWith(`| \`${file}\``))!;
    expect(row.split("|").map((cell) => cell.trim())).toContain(String(rows));
  });

  it("has the range that the README states, in ISO 8601, oldest first", () => {
    const stamps = rowsOf(file).map((row) => row[0]!);
    const times = stamps.map((stamp) => Date.parse(stamp));
    expect(stamps.every((stamp) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ?)?$/.test(stamp))).toBe(true);
    expect(times.every((time, t) => t === 0 || time >= times[t - 1]!)).toBe(true);
    expect(readme).toContain(`${stamps[0]} to ${stamps.at(-1)}`);
  });

  it("has as many cells in each row as in the header", () => {
    expect(new Set(rowsOf(file).map((row) => row.length))).toEqual(new Set([header.split(",").length]));
  });

  it("has the sha256 that the README states", () => {
    const sum = createHash("sha256").update(bytes).digest("hex");
    expect(readme).toMatch(new RegExp(`\`${file}\`[^|]*\\|\\s*\`${sum}\``));
  });
});

/** The options of the README's lines, and what they must give. */
const readings = [
  {
    file: "electricity-demand.csv",
    options: { target: "demand" },
    frequency: { unit: "minute", step: 30 },
    missing: [0],
  },
  {
    file: "air-passengers.csv",
    options: { target: "passengers" },
    frequency: { unit: "month", step: 1 },
    missing: [0],
  },
  { file: "seattle-weather.csv", options: { target: "temp_max" }, frequency: { unit: "day", step: 1 }, missing: [0] },
  { file: "co2-weekly.csv", options: { target: "co2" }, frequency: { unit: "week", step: 1 }, missing: [59] },
  {
    file: "seatbelts.csv",
    options: { target: "drivers", futureCovariates: ["petrol_price", "law"] },
    frequency: { unit: "month", step: 1 },
    missing: [0],
  },
  {
    file: "service-metrics.csv",
    options: { target: "requests", id: "service" },
    frequency: { unit: "hour", step: 1 },
    missing: [0, 12, 16, 34, 10],
  },
];

describe.each(readings)("reading $file", ({ file, options, frequency, missing }) => {
  it("gives regular series, with NaN for what is missing", async () => {
    const series = await readCsv(join(folder, file), { time: "timestamp", ...options });
    expect(series.map((each) => each.frequency)).toEqual(missing.map(() => frequency));
    expect(series.map((each) => each.target.values.filter(Number.isNaN).length)).toEqual(missing);
  });
});

describe("the folder", () => {
  it("holds no CSV file that is not described here", () => {
    const shipped = readdirSync(folder).filter((name) => name.endsWith(".csv"));
    expect(shipped.sort()).toEqual(files.map(({ file }) => file).sort());
  });
});

describe("electricity-demand.csv", () => {
  const rows = rowsOf("electricity-demand.csv");
  const demand = rows.map((row) => Number(row[1]));

  it("is half-hourly without a gap", () => {
    const times = rows.map((row) => Date.parse(`${row[0]}Z`));
    expect(times.every((time, t) => t === 0 || time === times[t - 1]! + 1800000)).toBe(true);
  });

  it("gives the weekly seasonal naive a MAE of 370.12 MW over the seven days of the last week", () => {
    const scores = Array.from({ length: 7 }, (_, fold) => {
      const cutoff = demand.length - 7 * 48 + fold * 48;
      return mae(demand.slice(cutoff, cutoff + 48), demand.slice(cutoff - 336, cutoff - 336 + 48));
    });
    expect(scores.reduce((sum, score) => sum + score, 0) / 7).toBeCloseTo(370.12, 2);
  });
});

describe("co2-weekly.csv", () => {
  it("keeps 59 weeks without a value as empty cells", () => {
    expect(rowsOf("co2-weekly.csv").filter((row) => row[1] === "").length).toBe(59);
  });
});

describe("seatbelts.csv", () => {
  it("has the law from February 1983 on", () => {
    const first = rowsOf("seatbelts.csv").findIndex((row) => row[8] === "1");
    expect(rowsOf("seatbelts.csv")[first]![0]).toBe("1983-02-01");
    expect(
      rowsOf("seatbelts.csv")
        .slice(first)
        .every((row) => row[8] === "1"),
    ).toBe(true);
  });
});

describe("service-metrics.csv", () => {
  const rows = rowsOf("service-metrics.csv");
  const of = (service: string): string[][] => rows.filter((row) => row[1] === service);

  it("is reproduced by its script, byte for byte", () => {
    const temporary = mkdtempSync(join(tmpdir(), "seqcast-"));
    try {
      const copy = join(temporary, "copy.csv");
      execFileSync(process.execPath, [join(folder, "simulate-service-metrics.mjs"), copy]);
      expect(readFileSync(copy).equals(readFileSync(join(folder, "service-metrics.csv")))).toBe(true);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  it("misses 72 rows altogether, none of checkout", () => {
    const counts = ["checkout", "search", "login", "catalog", "images"].map((service) => of(service).length);
    expect(counts).toEqual([2016, 2004, 2000, 1982, 2006]);
    expect(5 * 2016 - rows.length).toBe(72);
  });

  it("stays within the ranges of its columns", () => {
    expect(rows.every((row) => Number.isInteger(Number(row[2])) && Number(row[2]) > 0)).toBe(true);
    expect(rows.every((row) => Number(row[3]) > 0)).toBe(true);
    expect(rows.every((row) => Number(row[4]) >= 0 && Number(row[4]) <= 1)).toBe(true);
    expect(rows.filter((row) => row[5] === "1").length).toBe(25);
  });

  it("is called simulated in every part of the README that names it", () => {
    const parts = readme.split(/\n\n|\n(?=\|)/).filter((part) => part.includes("service-metrics.csv"));
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.filter((part) => !/simulated/.test(part))).toEqual([]);
  });
});
