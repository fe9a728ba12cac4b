/** The texts that the page's script draws, read from what a picture records. */
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { hourIncrements, numberPanel } from "../../src/plots/numberPanel.ts";
import { pageData, pageScripts } from "../../src/plots/page.ts";
import { loadPainter } from "../../src/plots/pictureCanvas.node.ts";
import { runPage } from "../../src/plots/pictureDom.node.ts";
import { decompositionPlot, historyPlot, type PlotPanel, smallMultiplesPlot } from "../../src/plots/index.ts";
import { hourly } from "./examples.ts";

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

  it("leave out the middle of names that are longer, and give the names room below the chart", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `exponential-smoothing-with-a-damped-trend-${i}`);
    const panel = bars(
      names.map((_, i) => i),
      names,
    );
    expect(await textsOf(panel)).toEqual(expect.arrayContaining(["exponential-s…-trend-0", "exponential-s…-trend-8"]));
    expect(panel.options.height).toBe(240 + 136);
    expect(bars([1, 2], ["lstm", "naive"]).options.height).toBe(240);
  });

  it("shorten a label that is longer than the chart is high", async () => {
    const unit = "thousands of cubic metres per fortnight and household";
    const texts = await textsOf(historyPlot(hourly("load", [1, 2, 3]), { unit, height: 200, width: 600 }).panels[0]!);
    expect(texts.filter((text) => text.includes("…"))).toEqual(["demand [thou…usehold]"]);
  });

  it("count the hours of a day as clocks do, and large numbers with commas", async () => {
    const content = { title: "", labels: ["x", "y"], parts: [], width: 600, height: 200 } as const;
    const x = Array.from({ length: 48 }, (_, i) => i / 2);
    const values = { label: "y", kind: "line", style: { color: "#0072b2", dash: [] }, columns: [x] } as const;
    const hours = numberPanel({ ...content, x, parts: [values], increments: hourIncrements });
    expect(await textsOf(hours)).toEqual(expect.arrayContaining(["0", "3", "6", "21"]));
    const far = numberPanel({ ...content, x: x.map((one) => 1000 * (one - 10)), parts: [values] });
    expect(await textsOf(far)).toEqual(expect.arrayContaining(["−10,000", "5,000"]));
  });
});

/** The y axis of such values: texts of numbers that are no times. */
async function heightsOf(values: readonly number[], height = 260): Promise<string[]> {
  const [panel] = historyPlot(hourly("load", values), { height, width: 600 }).panels;
  return (await textsOf(panel!)).filter((text) => /^[−\d.,e]+[KMB]?$/.test(text) && text !== "2024");
}

/** Those of a small chart. */
const small = async (values: readonly number[]): Promise<string[]> =>
  textsOf(smallMultiplesPlot([hourly("load", values)], { columns: 1, width: 240 }).panels[0]!);

describe("the y axis", () => {
  it("of constant values begins at 0, and of zeros lies about 0", async () => {
    expect(await heightsOf([7, 7, 7])).toEqual(["0", "5", "10"]);
    expect(await heightsOf([-7, -7, -7])).toEqual(["−10", "−5", "0"]);
    expect(await heightsOf([0, 0, 0])).toEqual(["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
  });

  it("does not zoom into rounding", async () => {
    expect(await heightsOf([100, 100 + 1e-13, 100 - 1e-13])).toEqual(await heightsOf([100, 100, 100]));
    expect(await heightsOf([1e6, 1e6 + 1e-4])).toEqual(await heightsOf([1e6, 1e6]));
    expect(await heightsOf([1e6, 1e6 + 0.1])).not.toEqual(await heightsOf([1e6, 1e6]));
  });

  it("of a remainder that is rounding alone has the size of what it is a part of", async () => {
    const day = hourly(
      "load",
      Array.from({ length: 96 }, (_, t) => 100 + 10 * Math.sin((2 * Math.PI * t) / 24)),
    );
    const { panels } = decompositionPlot(day, { seasonLengths: [24], width: 600 });
    const texts = await textsOf(panels.at(-1)!);
    expect(texts).toEqual(expect.arrayContaining(["−100", "0", "100"]));
  });

  it("writes very small and very large values by powers of ten, all of them", async () => {
    expect(await heightsOf([1e-9, 2e-9, 3e-9])).toEqual(["1e−9", "2e−9", "3e−9"]);
    expect(await heightsOf([0, 2e15])).toEqual(["0", "1e15", "2e15"]);
    expect(await heightsOf([1, 50_000])).toEqual(["0", "20,000", "40,000"]);
    expect((await heightsOf([-1e-20, 3e-20])).filter((text) => text.includes("."))).toEqual([]);
  });

  it("of small charts is short where a short text says all", async () => {
    expect(await small([0, 3_000_000])).toEqual(expect.arrayContaining(["1M", "2M"]));
    expect(await small([0, 30_000])).toEqual(expect.arrayContaining(["10K", "20K"]));
    expect((await small([5_000_000, 5_000_010])).filter((text) => text.includes("K"))).toEqual([]);
  });
});
