import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../../src/errors.ts";
import { naive } from "../../../src/models/index.ts";
import {
  createSeries,
  type Forecast,
  forecastToCsv,
  forecastToJsonLines,
  readForecasts,
} from "../../../src/series/index.ts";

async function forecasts(timezone: string, frequency = "1h", levels = [50, 90]): Promise<Forecast[]> {
  const series = ["a", "b"].map((id, i) =>
    createSeries({
      id,
      start: "2024-01-30",
      frequency,
      timezone,
      target: { x: [1, 4, 2 + i, 8], "y,z": [3, 1, 4, 1] },
    }),
  );
  return (await naive({ horizon: 3 }).fit(series)).predict(series, { levels });
}

const closeTo = (expected: Forecast[]): Forecast[] => expected.map((one) => ({ ...one, model: "m" }));

describe("readForecasts", () => {
  it.each(["floating", "UTC", "Europe/Berlin"])("reads back what was written, with times of %s", async (timezone) => {
    const written = await forecasts(timezone);
    const zone = timezone === "Europe/Berlin" ? timezone : undefined;
    for (const text of [forecastToCsv(written), forecastToJsonLines(written)]) {
      const read = await readForecasts({ text }, { model: "m", timezone: zone });
      for (const [i, forecast] of read.entries()) {
        const { quantiles, ...rest } = forecast;
        const { quantiles: expected, ...others } = closeTo(written)[i]!;
        expect(rest).toEqual(others);
        quantiles.forEach((probability, q) => expect(probability).toBeCloseTo(expected[q]!, 12));
      }
      expect(read).toHaveLength(2);
    }
  });

  it("reads forecasts without levels, and missing values", async () => {
    const text = "id,timestamp,channel,forecast\na,2024-01-02,a,1\na,2024-01-03,a,\n";
    const [read] = await readForecasts(text);
    expect([read!.levels, read!.quantiles, Array.from(read!.values)]).toEqual([[], [0.5], [1, NaN]]);
    expect(read!.cutoff).toBe(Date.UTC(2024, 0, 1));
  });

  it.each([
    ["+02:00", "Etc/GMT-2"],
    ["-0500", "Etc/GMT+5"],
    ["+00:00", "UTC"],
    ["+05:30", "UTC"], // no zone is so far from it all year, and no other name is known
    ["Z", "UTC"],
  ])("has times that name the offset %s on the clock %s, unless a zone is given", async (offset, zone) => {
    const text = `id,timestamp,channel,forecast\na,2024-06-01T00:00${offset},a,1\na,2024-06-01T01:00${offset},a,2\n`;
    const [read] = await readForecasts(text);
    expect(read!.timezone).toBe(zone);
    expect(read!.timestamps[0]).toBe(Date.parse(`2024-06-01T00:00${offset.replace("-0500", "-05:00")}`));
    expect((await readForecasts(text, { timezone: "Europe/Berlin" }))[0]!.timezone).toBe("Europe/Berlin");
  });

  it("takes a frequency where one step does not tell it", async () => {
    const text = "id,timestamp,channel,forecast\na,2024-01-31,a,1\n";
    await expect(readForecasts(text)).rejects.toThrow(DataError);
    expect((await readForecasts(text, { frequency: "1mo" }))[0]!.cutoff).toBe(Date.UTC(2023, 11, 31));
    await expect(readForecasts(text, { frequency: "often" })).rejects.toThrow(OptionError);
  });

  it.each([
    ["other columns", "time,load\n2024-01-01,1\n", "id,timestamp,channel,forecast, then lo-80,hi-80"],
    ["no rows", "id,timestamp,channel,forecast\n", "found nothing"],
    ["no time", "id,timestamp,channel,forecast\na,soon,a,1\n", 'an ISO 8601 time, found "soon"'],
    [
      "no number",
      "id,timestamp,channel,forecast\na,2024-01-01,a,1\na,2024-01-02,a,much\n",
      'a number in forecast, found "much"',
    ],
    [
      "a missing channel",
      "id,timestamp,channel,forecast\na,2024-01-01,x,1\na,2024-01-01,y,1\na,2024-01-02,x,1\n",
      'a row of channel "y" at 2024-01-02',
    ],
    ["broken JSON", '{"id":"a"\n', "a JSON object a line"],
  ])("refuses %s", async (_, text, message) => {
    await expect(readForecasts({ text, name: "f.csv" })).rejects.toThrow(message);
  });
});
