import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, OptionError, UnsupportedError } from "../../src/errors.ts";
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

  it("says of pictures that they come later, and what to do now", async () => {
    for (const path of ["a.png", "b/c.SVG"]) {
      const error: unknown = await plot.save(path).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(UnsupportedError);
      const ending = path.slice(-4).toLowerCase();
      expect(String(error)).toBe(
        `UnsupportedError: save "${path}": expected a path ending in .html, found "${ending}", which comes with a later version; end the path in .html and open the page in a browser`,
      );
    }
  });

  it.each([
    ["plot.pdf", 'save "plot.pdf": expected a path ending in .html, found ".pdf"; end the path in .html'],
    ["plot", 'save "plot": expected a path ending in .html, found no ending; end the path in .html'],
    ["a.html/plot", 'save "a.html/plot": expected a path ending in .html, found no ending; end the path in .html'],
  ])("refuses %s", async (path, message) => {
    await expect(plot.save(path)).rejects.toThrow(OptionError);
    await expect(plot.save(path)).rejects.toThrow(message);
  });

  it("passes on that a path cannot be written", async () => {
    await plot.save(join(folder, "file.html"));
    await expect(plot.save(join(folder, "file.html", "x.html"))).rejects.toThrow(DataError);
  });
});
