import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, OptionError } from "../../src/errors.ts";
import { forecastPlot } from "../../src/plots/index.ts";
import { hourly, hourlyForecast } from "./examples.ts";

const plot = forecastPlot(hourly("load", [1, 2, 3]), hourlyForecast("load", 2));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-plot-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("save", () => {
  it("writes the whole page, makes the folder, and leaves no other file behind", async () => {
    await plot.save(join(folder, "new", "Forecast.HTML"));
    expect(await readFile(join(folder, "new", "Forecast.HTML"), "utf8")).toBe(plot.html());
    expect(await readdir(join(folder, "new"))).toEqual(["Forecast.HTML"]);
  });

  it.each([
    [
      "plot.pdf",
      'save "plot.pdf": expected a path ending in .html, .png or .svg, found ".pdf"; end the path in .html for a page',
    ],
    [
      "plot",
      'save "plot": expected a path ending in .html, .png or .svg, found no ending; end the path in .html for a page',
    ],
    [
      "a.html/plot",
      'save "a.html/plot": expected a path ending in .html, .png or .svg, found no ending; end the path in .html for a page',
    ],
  ])("refuses %s", async (path, message) => {
    await expect(plot.save(path)).rejects.toThrow(OptionError);
    await expect(plot.save(path)).rejects.toThrow(message);
  });

  it("passes on that a path cannot be written", async () => {
    await plot.save(join(folder, "file.html"));
    await expect(plot.save(join(folder, "file.html", "x.html"))).rejects.toThrow(DataError);
  });
});
