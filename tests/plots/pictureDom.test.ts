/** The texts that the page's script draws, read from what a picture records. */
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { numberPanel } from "../../src/plots/numberPanel.ts";
import { pageData, pageScripts } from "../../src/plots/page.ts";
import { loadPainter } from "../../src/plots/pictureCanvas.node.ts";
import { runPage } from "../../src/plots/pictureDom.node.ts";
import type { PlotPanel } from "../../src/plots/index.ts";

async function textsOf(panel: PlotPanel): Promise<string[]> {
  const painter = await loadPainter("a.png");
  const size = { width: panel.options.width, ratio: 1, dark: false };
  const [chart] = await runPage(painter, pageScripts(), JSON.stringify(pageData([{ panels: [panel] }])), size);
  const context = createCanvas(10, 10).getContext("2d");
  const texts: string[] = [];
  context.fillText = (text) => void texts.push(text);
  chart!.replay(context);
  return texts;
}

const bars = (values: readonly number[], names: readonly string[], width = 600): PlotPanel =>
  numberPanel({
    title: "bars",
    labels: ["name", "height"],
    x: values.map((_, i) => i),
    ticks: names,
    parts: [{ label: "height", kind: "bar", style: { color: "#0072b2", dash: [] }, columns: [values] }],
    width,
    height: 240,
  });

describe("the texts of a chart", () => {
  it.each([
    [
      [5, -2.5],
      ["−2.5", "0.0", "2.5", "5.0"],
    ],
    [
      [0.5, -0.25],
      ["−0.25", "0.00", "0.25", "0.50"],
    ],
    [
      [50, -25],
      ["−25", "0", "25", "50"],
    ],
  ])("name the heights %j by as many decimals as their step has", async (values, ticks) => {
    expect(await textsOf(bars(values, ["a", "b"]))).toEqual(expect.arrayContaining(ticks));
  });

  it("hold short names whole, break longer ones where a word ends, and tilt those that do not fit", async () => {
    expect(await textsOf(bars([1, 2], ["lstm", "naive"]))).toEqual(expect.arrayContaining(["lstm", "naive"]));
    const names = Array.from({ length: 8 }, (_, i) => `seasonal-naive${i}`);
    expect(
      await textsOf(
        bars(
          names.map((_, i) => i),
          names,
          800,
        ),
      ),
    ).toContain("naive3");
    const long = Array.from({ length: 20 }, (_, i) => `a-rather-long-name-${i}`);
    expect(
      await textsOf(
        bars(
          long.map((_, i) => i),
          long,
        ),
      ),
    ).toEqual(expect.arrayContaining(long));
  });
});
