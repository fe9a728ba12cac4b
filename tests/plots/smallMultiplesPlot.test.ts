import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadImage } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.ts";
import { smallMultiplesPlot } from "../../src/plots/index.ts";
import { hourly, hourlyForecast } from "./examples.ts";

const many = Array.from({ length: 10 }, (_, i) => hourly(`shop ${i + 1}`, [1, 2, 3, 4, i]));

describe("smallMultiplesPlot", () => {
  it("has a small chart for each series, without labels at its axes", () => {
    const plot = smallMultiplesPlot(many);
    expect(plot.title).toBe("10 series");
    expect(plot.columns).toBe(4);
    expect(plot.panels.map(({ options }) => options.title)).toEqual(many.map(({ id }) => id));
    expect(plot.panels[0]!.options.axes.map(({ label }) => label)).toEqual(["", ""]);
    expect(4 * plot.panels[0]!.options.width + 3 * 24).toBe(1200);
    expect(plot.html()).toContain('<div id="panels" class="grid">');
  });

  it("draws the forecasts of the series that have some, and as many series as asked for", () => {
    const plot = smallMultiplesPlot(many, { forecasts: [hourlyForecast("shop 2", 4)], limit: 3 });
    expect(plot.title).toBe("3 of 10 series");
    expect(plot.panels.map(({ cutoffs }) => cutoffs.length)).toEqual([0, 1, 0]);
  });

  it("stands beside each other in a picture, with one legend", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seqcast-multiples-"));
    await smallMultiplesPlot(many, { width: 800 }).save(join(folder, "m.png"));
    const { width, height } = await loadImage(join(folder, "m.png"));
    expect([width, height]).toEqual([1600, 2 * (56 + 24 + 3 * (34 + 150) + 16)]);
    await rm(folder, { recursive: true });
  });

  it("refuses no series, half a column and what is no option", () => {
    expect(() => smallMultiplesPlot([])).toThrow(OptionError);
    expect(() => smallMultiplesPlot(many, { columns: 0.5 })).toThrow("a whole number, 1 or more, found 0.5");
    expect(() => smallMultiplesPlot(many, { forecast: [] } as object)).toThrow(OptionError);
  });
});
