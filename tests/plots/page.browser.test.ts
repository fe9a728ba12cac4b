import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TimeSeries } from "../../src/series/index.ts";
import { anomalies } from "../../src/evaluation/index.ts";
import { seasonalNaive } from "../../src/models/index.ts";
import { anomalyPlot, attentionPlot, backtestPlot, forecastPlot, type Plot } from "../../src/plots/index.ts";
import { type Browser, chromiumPath, type Page, startChromium } from "./chromium.ts";
import { attentiveForecast, hourly, hourlyForecast } from "./examples.ts";

const missing = chromiumPath === undefined;
if (missing) console.warn("page.browser.test.ts is skipped: no Chromium at /usr/bin/chromium, and CHROMIUM names none");

const wave = (id: string, T: number): TimeSeries =>
  hourly(
    id,
    Array.from({ length: T }, (_, t) => 14 + 4 * (((t % 24) - 12) / 12) ** 2),
  );
const evil = "</script><script>document.title='hacked'</script><img src=x onerror=alert(1)>";

/** The pixels of a canvas, by way of a copy: Chromium advises against reading a drawn one again and again. */
const pixelsOf = (canvas: string): string => `(() => {
  const source = ${canvas};
  const copy = new OffscreenCanvas(source.width, source.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(source, 0, 0);
  return copy.getImageData(0, 0, source.width, source.height);
})()`;

/** Counts the pixels of the first canvas within 2 of a colour. */
const countPixels = (color: string): string => `(() => {
  const { data } = ${pixelsOf("document.querySelector('canvas')")};
  const want = [1, 3, 5].map((at) => parseInt('${color}'.slice(at, at + 2), 16));
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] === 255 && want.every((value, c) => Math.abs(data[i + c] - value) <= 2)) count++;
  return count;
})()`;
const countFaint = `(() => {
  const { data } = ${pixelsOf("document.querySelector('canvas')")};
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 30 && data[i + 3] < 90 && data[i + 2] > data[i] + 80) count++;
  return count;
})()`;
const legend = "document.querySelector('.legend').innerText.replace(/\\s+/g, ' ').trim()";
/** A short name of the picture on the first canvas. */
const pictureHash = `new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))).then(() => {
  let hash = 0;
  for (const char of document.querySelector('canvas').toDataURL()) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return hash;
})`;
const settled = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))";

const click = (page: Page, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click(); ${settled}`);

describe.skipIf(missing)("the page in Chromium", () => {
  let browser: Browser;
  let folder = "";
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-page-"));
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  async function open(plot: Plot, options?: Parameters<Browser["open"]>[1]): Promise<Page & { url: string }> {
    const path = join(folder, `${files++}.html`);
    await writeFile(path, plot.html());
    return Object.assign(await browser.open(path, options), { url: pathToFileURL(path).href });
  }

  const load = wave("load", 400);
  const forecast = hourlyForecast("load", 375, { horizon: 24, levels: [80, 95] });

  it("requests nothing but itself and reports no error", async () => {
    const page = await open(forecastPlot(load, forecast));
    expect(page.requests).toEqual([page.url]);
    expect(page.errors).toEqual([]);
    await expect(page.evaluate("fetch('data:text/plain,x').then(() => 'sent', () => 'refused')")).resolves.toBe(
      "refused",
    );
  });

  it("draws history, truth, forecast and bands, in the colours of the reader's scheme, also when it changes", async () => {
    const page = await open(forecastPlot(load, forecast));
    for (const color of ["#6b7684", "#16191d", "#0072b2"])
      expect(await page.evaluate(countPixels(color)), color).toBeGreaterThan(20);
    expect(await page.evaluate(countFaint)).toBeGreaterThan(300);
    expect(await page.evaluate(countPixels("#56b4e9"))).toBe(0);
    await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
    await page.evaluate(settled);
    for (const color of ["#98a3b1", "#f5f7fa", "#56b4e9"])
      expect(await page.evaluate(countPixels(color)), color).toBeGreaterThan(20);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 23, 27)");
    await page.evaluate(`dispatchEvent(new Event('beforeprint')); ${settled}`);
    expect(await page.evaluate(countPixels("#0072b2")), "printed in the light colours").toBeGreaterThan(20);
    await page.evaluate(`dispatchEvent(new Event('afterprint')); ${settled}`);
    expect(await page.evaluate(countPixels("#0072b2"))).toBe(0);
  });

  it("marks anomalies by points without a line between, and hides them on request", async () => {
    const spikes = hourly(
      "load",
      Array.from({ length: 200 }, (_, t) => ([150, 151].includes(t) ? 40 : 10 + (t % 3))),
    );
    const result = await anomalies([spikes], seasonalNaive({ horizon: 1, seasonLength: 3 }));
    const page = await open(anomalyPlot(spikes, result));
    expect(page.errors).toEqual([]);
    const marks = await page.evaluate<number>(countPixels("#d55e00"));
    expect(marks).toBeGreaterThan(20);
    expect(marks).toBeLessThan(5 * 64); // at most five dots of nine pixels: two spikes and their echo
    await click(page, ".entry.point");
    expect(await page.evaluate(countPixels("#d55e00"))).toBe(0);
  });

  it("reads out the values at the cursor, a band as one entry", async () => {
    const page = await open(forecastPlot(load, forecast, { unit: "MW" }));
    expect(await page.evaluate(legend)).toBe(
      "Wed 17 Jan 2024 15:00 history – actual 14.25 naive 34.00 95 % 29.25 – 38.75 80 % 30.00 – 38.00",
    );
    await page.mouse("mouseMoved", 400, 300);
    await page.mouse("mouseMoved", 402, 300);
    await page.evaluate(settled);
    const inHistory = await page.evaluate<string>(legend);
    expect(inHistory).toMatch(/^\w{3} \d+ Jan 2024 \d\d:00 history \d+\.\d\d actual – naive – 95 % – 80 % –$/);
    await page.mouse("mouseMoved", 500, 300);
    await page.evaluate(settled);
    expect(await page.evaluate(legend)).not.toBe(inHistory);
  });

  it("zooms by dragging, and resets by double click, button and key", async () => {
    const page = await open(forecastPlot(load, forecast));
    const image = () => page.evaluate<number>(pictureHash);
    await click(page, "[data-act=reset]");
    const first = await image();
    const zoom = async (): Promise<void> => {
      await page.mouse("mouseMoved", 300, 250);
      await page.mouse("mousePressed", 300, 250);
      await page.mouse("mouseMoved", 450, 250);
      await page.mouse("mouseMoved", 600, 250);
      await page.mouse("mouseReleased", 600, 250);
      expect(await image()).not.toBe(first);
    };
    await zoom();
    for (const clicks of [1, 2])
      for (const type of ["mousePressed", "mouseReleased"] as const) await page.mouse(type, 500, 250, clicks);
    expect(await image()).toBe(first);
    await zoom();
    await click(page, "[data-act=reset]");
    expect(await image()).toBe(first);
    await page.evaluate("document.querySelector('.plot').focus()");
    for (const key of ["+", "ArrowLeft", "-", "a"]) {
      const before = await image();
      await page.key(key);
      expect(await image(), key).not.toBe(before);
    }
    await page.key("0");
    expect(await image()).toBe(first);
    expect(page.errors).toEqual([]);
  });

  it("shows all rows, then the last ones again", async () => {
    const page = await open(forecastPlot(load, forecast));
    const resting = () => page.evaluate<string>("document.querySelector('.when').textContent");
    const history = () => page.evaluate<number>(countPixels("#6b7684"));
    const before = await history();
    await click(page, "[data-act=all]");
    expect(await resting()).toBe("Wed 17 Jan 2024 15:00");
    expect(await history()).toBeGreaterThan(before);
    await click(page, "[data-act=last]");
    expect(await history()).toBe(before);
  });

  it("hides and shows a line from the legend by keyboard, and puts all numbers in a table", async () => {
    const page = await open(forecastPlot(load, forecast));
    await page.evaluate("document.querySelector('.entry.forecast').focus()");
    await page.send("Input.dispatchKeyEvent", {
      type: "keyDown",
      key: "Enter",
      code: "Enter",
      windowsVirtualKeyCode: 13,
      text: "\r",
    });
    await page.evaluate(settled);
    expect(await page.evaluate("document.activeElement.getAttribute('aria-pressed')")).toBe("false");
    expect(await page.evaluate(countPixels("#0072b2"))).toBe(0);
    await click(page, "[data-act=reset]");
    expect(await page.evaluate(countPixels("#0072b2"))).toBeGreaterThan(20);
    await page.evaluate(`document.querySelector('details').open = true; ${settled}`);
    const rows = await page.evaluate<string[]>(
      "[...document.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.textContent).join(';'))",
    );
    expect(rows).toHaveLength(25);
    expect(rows.slice(0, 2)).toEqual([
      "time (UTC);actual;naive;95 %;80 %",
      "Tue 16 Jan 2024 16:00;14.44;11.00;6.25 – 15.75;7.00 – 15.00",
    ]);
  });

  it("shows hostile names as text", async () => {
    const series = hourly(evil, [1, 2, 3, 4], evil);
    const page = await open(
      forecastPlot([series, load], [hourlyForecast(evil, 3, { channel: evil, model: evil }), forecast], {}),
    );
    expect(page.errors).toEqual([]);
    expect(await page.evaluate("document.title")).toContain("</script>");
    expect(await page.evaluate("document.querySelector('h2').textContent")).toBe(evil);
    expect(
      await page.evaluate("document.querySelectorAll('img').length + document.querySelectorAll('script').length"),
    ).toBe(3);
  });

  it("fits a narrow screen without sideways scrolling, several panels below each other, cursors together", async () => {
    const other = wave("other", 400);
    const forecasts = [forecast, { ...forecast, seriesId: "other" }];
    const page = await open(forecastPlot([load, other], forecasts), { width: 400, height: 1000 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    expect(await page.evaluate("document.querySelectorAll('canvas').length")).toBe(2);
    const box = await page.evaluate<{ x: number; y: number }>(
      "(({ x, y }) => ({ x, y }))(document.querySelector('.u-over').getBoundingClientRect())",
    );
    await page.mouse("mouseMoved", box.x + 50, box.y + 50);
    await page.mouse("mouseMoved", box.x + 60, box.y + 50);
    await page.evaluate(settled);
    const times = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.when')].map(({ textContent }) => textContent)",
    );
    expect(times[0]).not.toBe("Wed 17 Jan 2024 15:00");
    expect(times[1]).toBe(times[0]);
    expect(page.errors).toEqual([]);
  });

  it("keeps the extremes of 300,000 rows, gaps open, and a value between gaps as a point", async () => {
    const values = Array.from({ length: 300_000 }, (_, t) => (t === 123_457 ? 500 : t % 2));
    const page = await open(forecastPlot(hourly("long", values), hourlyForecast("long", 299_999)));
    await click(page, "[data-act=all]");
    const ink = `(() => {
      const { data, width, height } = ${pixelsOf("document.querySelector('canvas')")};
      let count = 0;
      for (let i = 3; i < width * height * 2; i += 4) if (data[i] === 255 && Math.abs(data[i - 3] - 107) < 30 && Math.abs(data[i - 1] - 132) < 30) count++;
      return count;
    })()`;
    expect(await page.evaluate(ink)).toBeGreaterThan(80);
    const gaps = hourly("gaps", [NaN, 5, NaN, NaN, NaN, 4, 4, NaN, 9, NaN]);
    const sparse = await open(forecastPlot(gaps, hourlyForecast("gaps", 9, { horizon: 1, levels: [] })));
    expect(await sparse.evaluate(countPixels("#6b7684"))).toBeGreaterThan(20);
    expect(await sparse.evaluate(countPixels("#6b7684"))).toBeLessThan(600);
    expect(await sparse.evaluate(countPixels("#0072b2"))).toBeGreaterThan(4);
  });

  it("survives a single row, constant values and a history of nothing but gaps", async () => {
    for (const values of [[5], [7, 7, 7, 7], [NaN, NaN], [0.00001, 0.00002], [1e15, 2e15]]) {
      const page = await open(
        forecastPlot(hourly("s", values), hourlyForecast("s", values.length - 1, { horizon: 2 })),
      );
      expect(page.errors, String(values)).toEqual([]);
      for (const act of ["all", "in", "out", "reset"]) await click(page, `[data-act=${act}]`);
      expect(page.errors, String(values)).toEqual([]);
    }
  });

  it("draws a backtest in one colour a model, its bands once switched on", async () => {
    const forecasts = ["naive", "lstm"].flatMap((model) =>
      [300, 324, 348].map((cutoff) =>
        hourlyForecast("load", cutoff, { model, horizon: 24, base: model === "lstm" ? 4 : 0 }),
      ),
    );
    const page = await open(backtestPlot(load, forecasts));
    for (const color of ["#0072b2", "#d55e00"])
      expect(await page.evaluate(countPixels(color)), color).toBeGreaterThan(50);
    const edges = await page.evaluate<number>(countFaint);
    await click(page, ".entry.band");
    expect(await page.evaluate(countFaint)).toBeGreaterThan(edges + 1000);
    expect(page.errors).toEqual([]);
  });

  it("draws what was attended to as a map, reads out the cell at the cursor, and zooms both panels", async () => {
    const plot = attentionPlot(load, attentiveForecast("load", 300, 8, 24));
    const page = await open(plot);
    const map = "document.querySelectorAll('canvas')[1]";
    /** How many pixels of the map are as blue as a cell that is looked at. */
    const blue = `(() => {
      const { data } = ${pixelsOf(map)};
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 240 && data[i] < 20 && Math.abs(data[i + 1] - 114) < 20) count++;
      return count;
    })()`;
    const before = await page.evaluate<number>(blue);
    expect(before).toBeGreaterThan(2000);
    const legends =
      "[...document.querySelectorAll('.legend')].map((one) => one.innerText.replace(/\\s+/g, ' ').trim())";
    expect(await page.evaluate<string[]>(legends)).toEqual([
      "Sat 13 Jan 2024 12:00 demand 14.000",
      "Sat 13 Jan 2024 12:00 attention 0 – 0.712",
    ]);
    const over = `(() => {
      const { left, top, width, height } = document.querySelectorAll('.u-over')[1].getBoundingClientRect();
      return [left + (2.5 / 24) * width, top + (2.5 / 8) * height]; // the third cell of the third row
    })()`;
    const [x, y] = await page.evaluate<[number, number]>(over);
    await page.mouse("mouseMoved", x - 1, y);
    await page.mouse("mouseMoved", x, y);
    await page.evaluate(settled);
    expect((await page.evaluate<string[]>(legends))[1]).toBe("Fri 12 Jan 2024 15:00 attention step 3: 0.712");
    await page.evaluate(`document.querySelectorAll('[data-act=in]')[0].click(); ${settled}`);
    expect(await page.evaluate<number>(blue)).not.toBe(before);
    await page.evaluate(`document.querySelectorAll('[data-act=reset]')[0].click(); ${settled}`);
    expect(await page.evaluate<number>(blue)).toBe(before);
    expect(await page.evaluate<string>("[...document.querySelectorAll('.map')].map((one) => one.click()) && ''")).toBe(
      "",
    );
    await page.evaluate(settled);
    expect(await page.evaluate<number>(blue)).toBe(0);
    expect(page.errors).toEqual([]);
  });

  it("draws a map of a single cell", async () => {
    const page = await open(attentionPlot(load, attentiveForecast("load", 300, 1, 1)));
    for (const act of ["all", "in", "out", "reset"]) await click(page, `[data-act=${act}]`);
    expect(page.errors).toEqual([]);
  });
});
