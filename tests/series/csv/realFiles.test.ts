/** Files as the world has them: each is read, or refused with a message that is right. They lie where SEQCAST_DATA says. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/errors.ts";
import { formatFrequency, readCsv, type ReadCsvOptions, type TimeSeries } from "../../../src/series/index.ts";

const root = process.env["SEQCAST_DATA"] ?? "";
const there = root !== "" && existsSync(root);
const skipped =
  "set SEQCAST_DATA to a folder with the public data sets (classic, nab, m3, m4, ett, beijing_pm25, exchange_rate)";

const files = (folder: string): string[] =>
  there ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [];
const read = (file: string, options: ReadCsvOptions): Promise<TimeSeries[]> => readCsv(join(root, file), options);
const refusal = async (file: string, options: ReadCsvOptions): Promise<DataError> => {
  const error: unknown = await read(file, options).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
};

describe("real files", () => {
  it("are there", ({ skip }) => {
    if (!there) skip(skipped);
    expect(files("classic").length).toBeGreaterThan(40);
  });

  it.skipIf(!there).each(files("classic"))("%s is read as wide table, or refused for what it is", async (file) => {
    const options: ReadCsvOptions = { time: 0, layout: "wide", missing: "NA" };
    if (/BJsales|EuStock|WWWusage/.test(file)) {
      expect((await refusal(file, options)).remedy).toBe(
        "if these are row numbers pass start and frequency in place of time",
      );
      const { time, ...rest } = options;
      expect(time).toBe(0);
      const series = await read(file, { ...rest, start: "2000-01-01", frequency: "1d" });
      expect(series[0]!.target.values[0]).toBe(1);
    } else if (file.includes("weather")) {
      expect((await refusal(file, options)).message).toContain('column "weather": expected a number, found "drizzle"');
      expect((await read(file, { time: "date", target: ["wind", "temp_max"] }))[0]!.timestamps).toHaveLength(1461);
    } else {
      for (const { target } of await read(file, options)) expect(target.values.some(Number.isFinite)).toBe(true);
    }
  });

  it.skipIf(!there)("weekly CO2 keeps its gaps as missing rows", async () => {
    const [co2] = await read("classic/co2_weekly.csv", { time: "timestamp", target: "co2" });
    expect(formatFrequency(co2!.frequency)).toBe("1w");
    expect(co2!.target.values.filter(Number.isNaN)).toHaveLength(59);
  });

  it.skipIf(!there).each(files("nab"))("%s is read, or refused and put on a grid by aggregate", async (file) => {
    const options: ReadCsvOptions = { time: "timestamp", target: "value" };
    if (/disk_write/.test(file)) expect((await refusal(file, options)).found).toContain("repeated times");
    else if (/realTraffic/.test(file)) expect((await refusal(file, options)).found).toContain("no step that explains");
    else expect((await read(file, options))[0]!.timestamps.length).toBeGreaterThan(4000);
    const [series] = await read(file, { ...options, frequency: "1h", aggregate: "mean" });
    expect(series!.target.values.every((value) => Number.isNaN(value) || Number.isFinite(value))).toBe(true);
  });

  it.skipIf(!there)("Beijing PM2.5: packed, the time in four columns, NA for missing values", async () => {
    const file = "beijing_pm25/beijing_pm25.csv.gz";
    const options: ReadCsvOptions = { time: ["year", "month", "day", "hour"], target: "pm2.5" };
    expect((await refusal(file, options)).remedy).toBe('pass missing: ["NA"] to read it as missing, or write a number');
    const [pm25] = await read(file, { ...options, missing: "NA", pastCovariates: ["DEWP", "TEMP", "PRES", "Iws"] });
    expect([pm25!.timestamps.length, formatFrequency(pm25!.frequency)]).toEqual([43_824, "1h"]);
    expect(pm25!.target.values.filter(Number.isNaN)).toHaveLength(2067);
    expect((await refusal(file, { ...options, target: "cbwd" })).found).toContain('"NW" (line 2)');
  });

  it.skipIf(!there)("M4: series in rows of unequal length", async () => {
    const options: ReadCsvOptions = { layout: "rows", id: "V1", start: "2000-01-01", frequency: "1h" };
    const train = await read("m4/Hourly-train.csv.gz", options);
    expect([train.length, train[0]!.timestamps.length, train[413]!.timestamps.length]).toEqual([414, 700, 960]);
    expect((await read("m4/Hourly-test.csv", options))[413]!.id).toBe("H414");
    expect((await refusal("m4/Hourly-test.csv", { time: "V1", target: "V2" })).found).toContain('"H1" (line 2)');
  });

  it.skipIf(!there).each(["m3/m3_other.csv", "m3/m3_quarterly.csv", "m3/m3_yearly.csv"])(
    "%s is refused: all values of a series stand in one cell",
    async (file) => {
      const error = await refusal(file, { id: "id", target: "values", start: "2000-01-01", frequency: "1y" });
      expect(error.remedy).toBe("write one number in a cell: a row for each, or a column for each");
    },
  );

  it.skipIf(!there)("ETT and exchange rates, with slashes and without a header", async () => {
    expect((await read("ett/ETTh1.csv.gz", { time: "date", target: "OT" }))[0]!.timestamps).toHaveLength(17_420);
    const [rates] = await read("exchange_rate/exchange_rate.csv", { time: "date", target: ["0", "OT"] });
    expect([rates!.target.names, formatFrequency(rates!.frequency)]).toEqual([["0", "OT"], "1d"]);
    const bare = "exchange_rate/exchange_rate_lstnet.txt.gz";
    expect((await refusal(bare, { time: "date", target: "OT" })).remedy).toContain("pass header: false");
    const wide = await read(bare, { header: false, layout: "wide", start: "1990-01-01", frequency: "1d" });
    expect([wide.length, wide[7]!.id, wide[7]!.timestamps.length]).toEqual([8, "7", 7588]);
  });

  it.skipIf(!there)("text and JSON are refused for what they are", async () => {
    const options: ReadCsvOptions = { time: "time", target: "y" };
    expect((await refusal("text/tinyshakespeare.txt.gz", options)).remedy).toContain("read as a single column");
    expect((await refusal("text/sentiment_imdb.json", options)).found).toBe("JSON");
  });
});
