import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestReport, type Report } from "../../../src/plots/index.ts";
import { type Browser, chromiumPath, type Page, startChromium } from "../chromium.ts";
import { backtested, wave } from "./examples.ts";

const missing = chromiumPath === undefined;
if (missing)
  console.warn("reportPage.browser.test.ts is skipped: no Chromium at /usr/bin/chromium, and CHROMIUM names none");

const evil = "</script><script>document.title='hacked'</script><img src=x onerror=document.title='hacked'>";
const settled = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))";
/** A short name of the picture of the first chart of a plot. */
const pictureOf = (host: string): string => `[...document.querySelector('#${host} canvas').toDataURL()]
  .reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) | 0, 0)`;

describe.skipIf(missing)("the page of a report in Chromium", () => {
  let browser: Browser;
  let folder = "";
  let report: Report;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-report-page-"));
    browser = await startChromium();
    report = backtestReport(await backtested(), { command: "seqcast backtest a.csv" });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  async function open(shown: Report, options?: Parameters<Browser["open"]>[1]): Promise<Page & { url: string }> {
    const path = join(folder, "r.html");
    await writeFile(path, shown.html());
    return Object.assign(await browser.open(path, options), { url: pathToFileURL(path).href });
  }

  it("draws every panel, requests nothing but itself and reports no error", async () => {
    const page = await open(report);
    const panels = report.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "plot" ? block.plot.panels : [])),
    );
    expect(await page.evaluate("document.querySelectorAll('canvas').length")).toBe(panels.length);
    expect(await page.evaluate("[...document.querySelectorAll('canvas')].every(({ width }) => width > 600)")).toBe(
      true,
    );
    expect(page.requests).toEqual([page.url]);
    expect(page.errors).toEqual([]);
    await expect(page.evaluate("fetch('data:text/plain,x').then(() => 'sent', () => 'refused')")).resolves.toBe(
      "refused",
    );
  });

  it("zooms the plot whose button is pressed, and no other", async () => {
    const page = await open(report);
    const others = await page.evaluate<number>(pictureOf("plot-1"));
    const host = await page.evaluate<string>("document.querySelector('figure:has(.tools)').dataset.of");
    const press = (act: string) =>
      page.evaluate(`document.querySelector('[data-of="${host}"] [data-act=${act}]').click(); ${settled}`);
    await press("reset");
    const before = await page.evaluate<number>(pictureOf(host));
    await press("all");
    expect(await page.evaluate(pictureOf(host))).not.toBe(before);
    await press("reset");
    expect(await page.evaluate(pictureOf(host))).toBe(before);
    expect(await page.evaluate(pictureOf("plot-1"))).toBe(others);
  });

  it("runs no markup of names", async () => {
    const series = { ...wave(evil, 400, false, evil) };
    const page = await open(
      backtestReport(await backtested({}, series), { title: evil, command: evil, files: [evil] }),
    );
    expect(await page.evaluate("document.title")).toBe(evil);
    expect(await page.evaluate("document.querySelectorAll('img').length")).toBe(0);
    expect(page.errors).toEqual([]);
  });

  it("fits a narrow screen, and goes dark with it", async () => {
    const page = await open(report, { width: 400, height: 900, dark: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 23, 27)");
    expect(page.errors).toEqual([]);
  });

  it("is printed black on white with charts as wide as the paper, without its buttons", async () => {
    const page = await open(report, { width: 1100, dark: true });
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: 700,
      height: 1000,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.send("Emulation.setEmulatedMedia", { media: "print" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(700);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate("getComputedStyle(document.querySelector('.tools')).display")).toBe("none");
  });
});
