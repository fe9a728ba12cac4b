/** The page of web/, end to end in a real Chromium. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { calendarCovariates, createForecaster, forecastToCsv, readCsv } from "../../src/index.ts";
import { chromiumPath } from "../plots/chromium.ts";
import { serveFolder, type StaticServer } from "./server.ts";

if (!chromiumPath) console.warn("skipped: no Chromium (set CHROMIUM to its path)");

const demand = "datasets/electricity-demand.csv";
const args = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser;
let server: StaticServer;
let context: BrowserContext;
let requests: string[];
let errors: string[];

interface Visit {
  readonly width?: number;
  readonly keeps?: boolean;
}

/** Opens the page; without `keeps` no service worker stands between. */
async function visit({ width = 1280, keeps = false }: Visit = {}): Promise<Page> {
  const serviceWorkers = keeps ? "allow" : "block";
  context = await browser.newContext({ viewport: { width, height: 800 }, serviceWorkers, reducedMotion: "reduce" });
  requests = [];
  errors = [];
  context.on("request", (request) => requests.push(request.url()));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(server.origin);
  return page;
}

const file = (name: string, text: string | Buffer): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

async function choose(page: Page, chosen: Parameters<Page["setInputFiles"]>[1]): Promise<void> {
  await page.setInputFiles("#file", chosen);
  await page.waitForSelector("#work:not([hidden]), #alert > *");
}

/** Chooses a quick network. */
async function quickly(page: Page, epochs: string, judge: boolean): Promise<void> {
  await page.selectOption("#model", "lstm");
  await page.click("summary:has-text('More options')");
  await page.fill("#epochs", epochs);
  await page.setChecked("#judge", judge);
}

/** Forecasts without a comparison. */
async function forecast(page: Page): Promise<void> {
  if (!(await page.isVisible("#judge"))) await page.click("summary:has-text('More options')");
  await page.setChecked("#judge", false);
  await page.click("#train");
  await page.waitForSelector("#result:not([hidden])");
}

/** Says what a column is for. */
async function use(page: Page, column: string, role: string): Promise<void> {
  await page.getByLabel(`Use of ${column}`, { exact: true }).selectOption(role);
  await page.waitForSelector("#train:not([disabled])");
}

const useOf = (page: Page, column: string): Promise<string> =>
  page.getByLabel(`Use of ${column}`, { exact: true }).inputValue();

async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const hourly = (count: number): string[] =>
  Array.from({ length: count }, (_, t) => `${new Date(Date.UTC(2024, 0, 1, t)).toISOString()},${t % 24}`);

/** Milliseconds between -900 and 1400. */
const jitter = (t: number): number => ((t * 7919) % 2300) - 900;

/** The first of the month t months after 2000 began. */
const month = (t: number): string => `${String(1 + (t % 12)).padStart(2, "0")}/01/${2000 + Math.floor(t / 12)}`;

/** The date t days after 2024 began. */
const day = (t: number): string => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);

const text = async (page: Page, selector: string): Promise<string> => (await page.textContent(selector)) ?? "";

describe.skipIf(!chromiumPath)("the page", () => {
  beforeAll(async () => {
    await promisify(execFile)("node", ["scripts/web.mjs"]);
    server = await serveFolder("dist/web");
    browser = await chromium.launch({ executablePath: chromiumPath!, args });
  });

  afterEach(async () => {
    await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("says what the demand data hold, and suggests a day ahead with a weekly season", async () => {
    const page = await visit();
    await page.click("#demo");
    await page.waitForSelector("#work:not([hidden])");
    const facts = await text(page, "#facts");
    for (const part of ["4,032", "2000-06-05 00:00", "2000-08-27 23:30", "30 minutes", "1 week"])
      expect(facts).toContain(part);
    expect(await page.inputValue("#horizon")).toBe("48");
    expect(await page.inputValue("#model")).toBe("highway-rnn");
    expect(await page.inputValue("#season")).toBe("336");
    expect(errors).toEqual([]);
  });

  it("forecasts the demand data with the bytes of Node, in CSV and model file, and sends nothing", async () => {
    const page = await visit();
    await choose(page, demand);
    await quickly(page, "3", true);
    await page.click("#train");
    await page.waitForSelector("#board:not([hidden])");
    const csv = await downloaded(page, "#save-csv");
    const model = await downloaded(page, "#save-model");
    const plot = await downloaded(page, "#save-page");

    const series = await readCsv(demand, { time: "timestamp", target: "demand" });
    const options = { horizon: 48, seasonLength: 336, epochs: 3, seed: 1 };
    const fitted = await createForecaster("lstm", options).fit(series);
    expect(csv.name).toBe("electricity-demand-forecast.csv");
    expect(csv.bytes.toString()).toBe(forecastToCsv(fitted.predict(series, { levels: [80, 95] })));
    expect(model.bytes.equals(fitted.save())).toBe(true);
    expect(plot.bytes.toString()).toContain("Content-Security-Policy");

    expect(await text(page, "#board-body")).toMatch(/seasonal-naive/);
    expect(await page.locator("#table tr").count()).toBe(48);
    expect(await page.locator("#fan svg .median").count()).toBe(1);
    expect(requests.filter((url) => !url.startsWith(server.origin) && !url.startsWith("blob:"))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("forbids every connection, of the page and of its worker", async () => {
    const page = await visit();
    const attempt = `fetch(${JSON.stringify(`${server.origin}/icon.svg`)}).then(() => "sent", () => "refused")`;
    const worker = page.workers()[0] ?? (await page.waitForEvent("worker"));
    expect(await page.evaluate<string>(attempt)).toBe("refused");
    expect(await worker.evaluate<string>(attempt)).toBe("refused");
  });

  it("gives back the address of each worker's blob, also after a cancel", async () => {
    const page = await visit();
    await page.addInitScript(() => {
      const open = new Set<string>();
      Object.assign(globalThis, { open });
      const [make, drop] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
      URL.createObjectURL = (blob) => {
        const url = make(blob);
        open.add(url);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        open.delete(url);
        drop(url);
      };
    });
    await page.reload();
    const none = (): Promise<unknown> =>
      page.waitForFunction(() => (globalThis as unknown as { open: Set<string> }).open.size === 0);
    await none();
    await choose(page, demand);
    await quickly(page, "5000", false);
    for (let time = 0; time < 2; time++) {
      await page.click("#train");
      await page.click("#cancel");
    }
    await none();
  });

  it("shows the loss while it trains, cancels, and trains again", async () => {
    const page = await visit();
    await choose(page, demand);
    await quickly(page, "5000", false);
    await page.click("#train");
    await page.waitForSelector("#loss svg .training");
    expect(await text(page, "#run-text")).toMatch(/^lstm, pass \d+ of 5000, loss \d/);
    await page.click("#cancel");
    expect(await text(page, "#status")).toBe("Cancelled.");
    expect(await page.isVisible("#training")).toBe(false);
    expect(await page.isVisible("#result")).toBe(false);
    await page.fill("#epochs", "1");
    await page.click("#train");
    await page.waitForSelector("#result:not([hidden])");
    expect(await text(page, "#status")).toMatch(/^The forecast is ready\. lstm expects demand between/);
  });

  it.each([
    ["an empty file", file("empty.csv", ""), /an empty file/, /check that this is the right file/],
    ["a header alone", file("head.csv", "time,load\n"), /a header only/, /check that this is the right file/],
    ["a list of JSON objects", file("rows.csv", '[{"time":"2024-01-01","load":1}]'), /JSON/, /readJson|CSV/],
    [
      "binary data",
      file("photo.csv", Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13])),
      /binary data/,
      /export the table as CSV/,
    ],
    [
      "a gzip file that is cut off",
      file("cut.csv.gz", Buffer.from([31, 139, 8, 0, 0, 0, 0, 0])),
      /a whole gzip file/,
      /fetch it again/,
    ],
  ])("refuses %s in plain words, and takes the next file", async (_, bad, found, remedy) => {
    const page = await visit();
    await choose(page, bad);
    const alert = await text(page, "[role=alert]");
    expect(alert).toContain("This file cannot be read");
    expect(alert).toMatch(found);
    expect(alert).toMatch(remedy);
    expect(alert).toContain("DataError");
    await choose(page, demand);
    await page.waitForSelector("#work:not([hidden])");
    expect(await text(page, "[role=alert]")).toBe("");
  });

  it("numbers the rows of a file without times from the date and by the step that are chosen", async () => {
    const page = await visit();
    const rows = Array.from({ length: 60 }, (_, t) => `${t % 2 ? "warm" : "cold"},${100 + (t % 12) * 5 + (t % 5)}`);
    await choose(page, file("untimed.csv", `weather,guests\n${rows.join("\n")}\n`));
    expect(await text(page, "#reading-text")).toBe("No column holds times, so the rows are numbered.");
    await page.fill("#first", "2020-02-01T00:00");
    await page.selectOption("#step", "1mo");
    await page.waitForFunction(() => document.querySelector("#facts")?.textContent.includes("2025-01"));
    expect(await text(page, "#season-hint")).toContain("12 (1 year)");
    await page.selectOption("#model", "seasonal-naive");
    await page.fill("#horizon", "3");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--start 2020-02-01T00:00 --target guests --frequency 1mo");
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toMatch(/\nguests,2025-02-01.*\nguests,2025-03-01/);
  });

  it("takes a file whose first line is data, and calls its columns by their places", async () => {
    const page = await visit();
    await choose(page, file("bare.csv", `${hourly(96).join("\n")}\n`));
    expect(await text(page, "#notes")).toContain("The first line holds no names");
    expect(await text(page, "#facts")).toContain("96");
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--time 0 --target 1 --no-header");
  });

  it("says of one row alone that nothing varies, and offers no training", async () => {
    const page = await visit();
    await choose(page, file("one.csv", "time,load\n2024-01-01,5\n"));
    expect(await page.isDisabled("#train")).toBe(true);
    expect(await text(page, "#notes")).toContain("No column of numbers that vary is left to forecast.");
  });

  it("shows a column called <script> as text", async () => {
    const page = await visit();
    const name = "<script>document.title='run'</script><img src=x onerror=alert(1)>";
    const rows = Array.from(
      { length: 40 },
      (_, t) => `2024-02-${String(1 + (t % 29)).padStart(2, "0")}T0${t < 29 ? 0 : 1}:00,${t % 7}`,
    );
    await choose(page, file("<b>x.csv", `time,${name}\n${rows.join("\n")}\n`));
    expect(await text(page, "#columns")).toContain(name);
    expect(await text(page, "#file-name")).toBe("<b>x.csv");
    expect(await page.locator("main script, main b, #columns img").count()).toBe(0);
    expect(await page.title()).not.toBe("run");
  });

  it("tells several series apart, and shows each", async () => {
    const page = await visit();
    await choose(page, "datasets/service-metrics.csv");
    expect(await useOf(page, "service")).toBe("id");
    await page.selectOption("#model", "seasonal-naive");
    await page.fill("#horizon", "6");
    await forecast(page);
    const names = await page.locator("#series option").allTextContents();
    expect(names).toContain("search");
    await page.selectOption("#series", { label: "search" });
    expect(await text(page, "#result-title")).toBe("Forecast of requests, search");
  });

  it("forecasts several columns of several series at once, and says which are left out", async () => {
    const page = await visit();
    await choose(page, "datasets/service-metrics.csv");
    expect(await text(page, "#roles .out")).toBe("Left outlatency_ms, error_rate and deploy");
    await use(page, "latency_ms", "target");
    expect(await text(page, "#target option:checked")).toBe("requests and latency_ms (2)");
    expect(await text(page, "#roles .out")).toBe("Left outerror_rate and deploy");
    await page.selectOption("#model", "seasonal-naive");
    await page.fill("#horizon", "6");
    await forecast(page);
    await page.selectOption("#series", { label: "search: latency_ms" });
    expect(await text(page, "#result-title")).toBe("Forecast of latency_ms, search");
    expect(await text(page, "#command")).toContain("--target requests,latency_ms --id service");
    await page.selectOption("#target", "error_rate");
    expect(await useOf(page, "requests")).toBe("none");
    expect(await useOf(page, "error_rate")).toBe("target");
  });

  it("takes what goes on behind the last value as known ahead, and past covariates as they are chosen, with the bytes of Node", async () => {
    const page = await visit();
    const rows = Array.from({ length: 127 }, (_, t) => {
      const known = t < 120;
      const sales = known ? String(50 + 10 * (t % 7) - (t % 5)) : "";
      return [day(t), sales, 2 + (t % 5), known ? 10 + (t % 9) : "", t % 3 === 0 ? "sun" : "rain", "x"].join(",");
    });
    const csv = `day,sales,price,warmth,sky,note\n${rows.join("\n")}\n`;
    await choose(page, file("shop.csv", csv));
    expect(await useOf(page, "price")).toBe("future");
    expect(await page.inputValue("#horizon")).toBe("7");
    await page.selectOption("#model", "ridge");
    expect(await text(page, "#unused")).toBe("ridge makes no use of price and sky.");
    await quickly(page, "1", false);
    expect(await text(page, "#unused")).toBe("");
    await use(page, "warmth", "past");
    expect(await text(page, "#roles")).toContain("Known up to nowwarmth");
    await page.fill("#horizon", "8");
    expect(await text(page, "#horizon-hint")).toContain("What is known ahead ends 7 steps behind the last value");
    await page.fill("#horizon", "7");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--past warmth --future price,sky --categories sky");
    const options = {
      time: "day",
      target: "sales",
      pastCovariates: "warmth",
      futureCovariates: ["price", "sky"],
      categories: "sky",
    };
    const series = await readCsv(csv, options);
    const seasonLength = Number(await page.inputValue("#season"));
    const fitted = await createForecaster("lstm", { horizon: 7, seasonLength, epochs: 1, seed: 1 }).fit(series);
    const expected = forecastToCsv(fitted.predict(series));
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toBe(expected);
  });

  it("tells a model the calendar, and shows the program that does it again", async () => {
    const page = await visit();
    await choose(page, demand);
    await page.selectOption("#model", "ridge");
    expect(await page.isVisible("#calendar")).toBe(false);
    await quickly(page, "1", false);
    await page.check("#calendar");
    await forecast(page);
    expect(await text(page, "#command")).toContain("calendarCovariates(one, { horizon: 48 })");
    const rows = await readCsv(demand, { time: "timestamp", target: "demand" });
    const series = rows.map((one) => calendarCovariates(one, { horizon: 48 }));
    const fitted = await createForecaster("lstm", { horizon: 48, seasonLength: 336, epochs: 1, seed: 1 }).fit(series);
    const expected = forecastToCsv(fitted.predict(series));
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toBe(expected);
  });

  it("hands out a report of forecast and comparison that opens by itself and asks for nothing", async () => {
    const page = await visit();
    await choose(page, demand);
    await page.selectOption("#model", "seasonal-naive");
    await page.click("#train");
    await page.waitForSelector("#board:not([hidden])");
    const { name, bytes } = await downloaded(page, "#save-report");
    expect(name).toBe("electricity-demand-report.html");
    expect(bytes.toString()).toContain("default-src 'none'");
    const folder = await mkdtemp(join(tmpdir(), "seqcast-page-"));
    await writeFile(join(folder, name), bytes);
    await context.close();
    context = await browser.newContext();
    const asked: string[] = [];
    context.on("request", (request) => asked.push(request.url()));
    const report = await context.newPage();
    report.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    report.on("pageerror", (error) => errors.push(error.message));
    await report.goto(pathToFileURL(join(folder, name)).href);
    await report.waitForSelector("html[data-ready=yes]");
    await rm(folder, { recursive: true });
    expect(await report.title()).toBe("Forecast of demand");
    const headings = await report.locator("h2").allTextContents();
    expect(headings).toEqual(
      expect.arrayContaining(["Forecast", "How good such forecasts are", "Leaderboard", "Data"]),
    );
    expect(new Set(headings).size).toBe(headings.length);
    const board = report.locator("section", { has: report.locator("h2", { hasText: "Leaderboard" }) });
    expect(await board.locator("tbody th").allTextContents()).toEqual(["seasonal-naive", "drift"]);
    expect(await report.locator("pre").allTextContents()).toEqual([
      expect.stringContaining("seqcast backtest electricity-demand.csv"),
      expect.stringContaining("seqcast forecast electricity-demand.csv"),
    ]);
    expect(asked).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it("averages repeated rows and rows beside the grid", async () => {
    const page = await visit();
    const rows = [...hourly(96), "2024-01-02T05:07:00.000Z,7", "2024-01-03T05:00:00.000Z,9"];
    await choose(page, file("uneven.csv", `time,load\n${rows.join("\n")}\n`));
    expect(await text(page, "#facts")).toMatch(/1 row beside it, 1 time repeated/);
    await page.selectOption("#model", "seasonal-naive");
    await page.click("#train");
    await page.waitForSelector("#result:not([hidden])");
    expect(await text(page, "#command")).toContain("--aggregate mean");
  });

  it("joins dates and clock times in columns apart, decimal commas and gaps, and breaks the line where rows are missing", async () => {
    const page = await visit();
    const rows = Array.from({ length: 240 }, (_, t) => {
      const date = `${String(1 + Math.floor(t / 24)).padStart(2, "0")}.12.2023`;
      return `${date};${t % 24}:00;${t === 50 ? "Ausfall" : `${10 + (t % 24)},5`}`;
    });
    const kept = [...rows.slice(0, 100), ...rows.slice(110)];
    await choose(page, file("verbrauch.csv", `Datum;Uhrzeit;kWh\n${kept.join("\n")}\n`));
    expect(await text(page, "#roles")).toBe("TimesDatum and Uhrzeit");
    expect(await text(page, "#facts")).toMatch(/1 hour.*1 gap.*10 rows in all/);
    expect(await text(page, "#notes")).toContain("such as “Ausfall”. They count as missing.");
    expect((await page.getAttribute("#overview .history", "d"))?.match(/M/g)).toHaveLength(3);
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain(
      "--time Datum,Uhrzeit --target kWh --frequency 1h --missing Ausfall",
    );
  });

  it("puts times that jitter together by a step that leaves few holes, or by the one that is chosen", async () => {
    const page = await visit();
    const rows = Array.from({ length: 600 }, (_, t) => `${1_719_792_000_000 + 60_000 * t + jitter(t)},${t % 60}`);
    await choose(page, file("cpu.csv", `ts,load\n${rows.join("\n")}\n`));
    expect(await text(page, "#reading-text")).toBe("Times are uneven: rows of one step are averaged.");
    expect(await page.inputValue("#step")).toBe("5min");
    await page.selectOption("#step", "10min");
    await page.waitForFunction(() => document.querySelector("#facts")?.textContent.includes("10 minutes"));
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--frequency 10min --aggregate mean");
    const options = { time: "ts", target: "load", frequency: "10min", aggregate: "mean" } as const;
    const series = await readCsv(`ts,load\n${rows.join("\n")}\n`, options);
    const [horizon, seasonLength] = [
      Number(await page.inputValue("#horizon")),
      Number(await page.inputValue("#season")),
    ];
    const fitted = await createForecaster("seasonal-naive", { horizon, seasonLength }).fit(series);
    const expected = forecastToCsv(fitted.predict(series));
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toBe(expected);
  });

  it.each([
    ["as they are", " 20", undefined],
    ["of short years with the pattern that the command line takes", "-", "MMM-yy"],
  ])("reads months by their names, %s", async (_, between, timeFormat) => {
    const page = await visit();
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const rows = Array.from(
      { length: 60 },
      (_, t) => `${names[t % 12]}${between}${15 + Math.floor(t / 12)},${100 + (t % 12)}`,
    );
    const csv = `Month,Passengers\n${rows.join("\n")}\n`;
    await choose(page, file("passengers.csv", csv));
    expect(await text(page, "#facts")).toMatch(/2015-01-01.*2019-12-01.*1 month/);
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    const format = timeFormat === undefined ? "" : `--time-format ${timeFormat} `;
    expect(await text(page, "#command")).toContain(`--time Month ${format}--target Passengers`);
    const series = await readCsv(csv, { time: "Month", target: "Passengers", ...(timeFormat && { timeFormat }) });
    const fitted = await createForecaster("seasonal-naive", { horizon: 12, seasonLength: 12 }).fit(series);
    const expected = forecastToCsv(fitted.predict(series));
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toBe(expected);
  });

  it("takes years that go on from row to row as times, and other numbers where they are said to be times", async () => {
    const page = await visit();
    const years = Array.from({ length: 40 }, (_, t) => `${1980 + t},${100 + t * 2 + (t % 3)}`);
    await choose(page, file("yearly.csv", `year,population\n${years.join("\n")}\n`));
    expect(await text(page, "#facts")).toMatch(/1980-01-01.*2019-01-01.*1 year/);
    await page.selectOption("#model", "drift");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--time year --target population");
    expect(await text(page, "#summary")).toContain("from 2020-01-01");
    const mixed = Array.from({ length: 48 }, (_, t) => `${1_719_792_000 + 3600 * ((t + 24) % 48)},${t % 24}`);
    await choose(page, file("mixed.csv", `when,load\n${mixed.join("\n")}\n`));
    await page.waitForFunction(() => document.querySelector("#file-name")?.textContent === "mixed.csv");
    expect(await useOf(page, "when")).toBe("target");
    await use(page, "when", "time");
    expect(await text(page, "#facts")).toMatch(/2024-07-01.*1 hour/);
    expect(await useOf(page, "load")).toBe("target");
  });

  it("asks for the order of day and month where no date tells it", async () => {
    const page = await visit();
    const months = Array.from({ length: 48 }, (_, t) => `${month(t)},${t % 12}`);
    await choose(page, file("months.csv", `date,visits\n${months.join("\n")}\n`));
    expect(await text(page, "#reading-text")).toContain("Day and month can be told apart in no date.");
    expect(await page.inputValue("#order")).toBe("month-first"); // the other leaves gaps
    expect(await text(page, "#facts")).toContain("1 month");
    expect(await text(page, "#season-hint")).toContain("12 (1 year)");
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--time-format month-first");
    expect(await text(page, "#summary")).toContain("from 2004-01-01");
    await page.selectOption("#order", "day-first");
    await page.waitForFunction(() => document.querySelector("#facts")?.textContent.includes("1 day"));
  });

  it("asks for the zone where an hour stands twice, and keeps both rows then", async () => {
    const page = await visit();
    const first = Date.UTC(2023, 9, 20);
    const hours = Array.from({ length: 400 }, (_, t) => {
      const wall = new Date(first + 3_600_000 * (t > 218 ? t - 1 : t)).toISOString().slice(0, 16);
      return `${wall},${t % 24}`;
    });
    const csv = `time,load\n${hours.join("\n")}\n`;
    await choose(page, file("local.csv", csv));
    expect(await text(page, "#reading-text")).toContain("An hour stands twice, as where clocks are set back");
    await page.selectOption("#zone", "Europe/Berlin");
    await page.waitForFunction(() => document.querySelector("#facts")?.textContent.includes("every row on its step"));
    expect(await text(page, "#facts")).toContain("Europe/Berlin");
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--timezone Europe/Berlin");
    const series = await readCsv(csv, { time: "time", target: "load", timezone: "Europe/Berlin" });
    const fitted = await createForecaster("seasonal-naive", { horizon: 24, seasonLength: 24 }).fit(series);
    const expected = forecastToCsv(fitted.predict(series));
    expect((await downloaded(page, "#save-csv")).bytes.toString()).toBe(expected);
  });

  it("passes over lines of comments, and says what to do with a table that is turned or has no numbers", async () => {
    const page = await visit();
    await choose(page, file("tool.csv", `# exported by a tool\n# in 2024\ntime,load\n${hourly(72).join("\n")}\n`));
    expect(await text(page, "#notes")).toContain("Lines that begin with # are passed over.");
    await page.selectOption("#model", "seasonal-naive");
    await forecast(page);
    expect(await text(page, "#command")).toContain("--comment '#'");
    const years = Array.from({ length: 8 }, (_, t) => 2010 + t);
    await choose(page, file("turned.csv", `land,${years.join(",")}\nCH,${years.join(",")}\nDE,${years.join(",")}\n`));
    await page.waitForFunction(() => document.querySelector("#file-name")?.textContent === "turned.csv");
    expect(await text(page, "#notes")).toContain("turn the table");
    const prices = Array.from({ length: 30 }, (_, t) => `${day(t)},EUR ${10 + t}`);
    await choose(page, file("prices.csv", `day,price\n${prices.join("\n")}\n`));
    await page.waitForFunction(() => document.querySelector("#file-name")?.textContent === "prices.csv");
    expect(await text(page, "#notes")).toContain("price holds words such as “EUR 10”: write the numbers alone.");
    expect(await page.isDisabled("#train")).toBe(true);
  });

  it("shows the library's own error where a model cannot learn from the file", async () => {
    const page = await visit();
    await choose(page, file("short.csv", `time,load\n${hourly(6).join("\n")}\n`));
    await quickly(page, "2", false);
    await page.fill("#horizon", "24");
    await page.click("#train");
    await page.waitForSelector("#alert > *");
    const alert = await text(page, "[role=alert]");
    expect(alert).toContain("No forecast could be made");
    expect(alert).toMatch(/Expected .*, but found .*What helps: .*DataError in .*"load"/);
    expect(await page.isEnabled("#train")).toBe(true);
  });

  it("works by keyboard alone: from the demo to the numbers of the chart and the download", async () => {
    const page = await visit();
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? "");
    const tabTo = async (id: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        if ((await focused()) === id) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`no way to #${id} by the tab key`);
    };
    await tabTo("demo");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#work:not([hidden])");
    expect(await focused()).toBe("data-title");
    await tabTo("target");
    await tabTo("horizon");
    await page.keyboard.type("6");
    await tabTo("model");
    await page.keyboard.type("seasonal-naive");
    await tabTo("train");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#result:not([hidden])");
    await tabTo("fan");
    const before = await page.getAttribute("#fan", "aria-valuetext");
    await page.keyboard.press("ArrowRight");
    const after = await page.getAttribute("#fan", "aria-valuetext");
    expect(before).toMatch(/^Mon 28 Aug 2000, 00:00: forecast [\d,]+, 80 %: /);
    expect(after).toMatch(/00:30: forecast/);
    await tabTo("save-csv");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(download.suggestedFilename()).toBe("electricity-demand-forecast.csv");
  });

  it("fits a phone: nothing is wider than 375 pixels", async () => {
    const page = await visit({ width: 375 });
    const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await wide()).toBe(375);
    await page.click("#demo");
    await page.waitForSelector("#work:not([hidden])");
    expect(await wide()).toBe(375);
    await page.selectOption("#model", "seasonal-naive");
    await page.click("#train");
    await page.waitForSelector("#board:not([hidden])");
    for (const summary of await page.locator("summary:visible").all()) await summary.click();
    expect(await wide()).toBe(375);
    const names = Array.from({ length: 30 }, (_, c) => `a_rather_long_name_of_column_${c}_without_a_blank`);
    const rows = hourly(60).map((row) => `${row}${",1".repeat(29)}`);
    await choose(page, file(`${"long".repeat(20)}.csv`, `time,${names.join(",")}\n${rows.join("\n")}\n`));
    await page.waitForSelector("#others:not([hidden])");
    expect(await text(page, "#others-count")).toBe("25 more columns, left out");
    await page.click("#others-count");
    expect(await wide()).toBe(375);
    await use(page, names[20]!, "past");
    expect(await page.locator("#columns li").count()).toBe(7);
  });

  it.each(["light", "dark"] as const)(
    "keeps a contrast of 4.5 of all text to its ground, on a %s screen",
    async (colorScheme) => {
      const page = await visit();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const faint = (): Promise<string[]> =>
        page.evaluate(() => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
          const paint = (colours: readonly string[]): number => {
            canvas.clearRect(0, 0, 1, 1);
            for (const colour of colours) {
              canvas.fillStyle = colour;
              canvas.fillRect(0, 0, 1, 1);
            }
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data.subarray(0, 3)].map((value) => {
              const share = value / 255;
              return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
          };
          const grounds = (element: Element | null): string[] =>
            element ? [...grounds(element.parentElement), getComputedStyle(element).backgroundColor] : ["Canvas"];
          return [...document.querySelectorAll<HTMLElement>("body *")].flatMap((element) => {
            const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim() !== "");
            const { color, fill, visibility } = getComputedStyle(element);
            const seen = element.checkVisibility() && visibility === "visible" && !element.closest(":disabled, option");
            if (!own || !seen || element.closest(".visually-hidden")) return [];
            const ground = grounds(element);
            const [a, b] = [paint(ground), paint([...ground, element instanceof SVGElement ? fill : color])];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return contrast < 4.5 ? [`${element.outerHTML.slice(0, 80)}: ${contrast.toFixed(2)}`] : [];
          });
        });
      expect(await faint()).toEqual([]);
      await choose(page, "datasets/seattle-weather.csv");
      await page.selectOption("#model", "ridge");
      await use(page, "wind", "past");
      await page.click("#train");
      await page.waitForSelector("#board:not([hidden])");
      for (const summary of await page.locator("summary:visible").all()) await summary.click();
      expect(await faint()).toEqual([]);
      await choose(page, file("empty.csv", ""));
      await page.waitForSelector("#alert > *");
      expect(await faint()).toEqual([]);
    },
  );

  it("names every control, and speaks through a live region", async () => {
    const page = await visit();
    await page.click("#demo");
    await page.waitForSelector("#work:not([hidden])");
    const nameless = await page.locator("input:visible, select:visible, button:visible").evaluateAll((controls) =>
      controls
        .filter((one) => {
          const labels = "labels" in one ? [...((one as HTMLInputElement).labels ?? [])] : [];
          return (
            `${one.textContent ?? ""}${one.getAttribute("aria-label") ?? ""}${labels.map((label) => label.textContent).join("")}`.trim() ===
            ""
          );
        })
        .map((one) => one.id),
    );
    expect(nameless).toEqual([]);
    expect(await page.getAttribute("#status", "aria-live")).toBe("polite");
    expect(await text(page, "#status")).toBe("electricity-demand.csv holds 4032 rows. Season: 1 week.");
  });

  it("opens and forecasts without a network, once it was opened with one", async () => {
    const page = await visit({ keeps: true });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const gone = await serveFolder("dist/web");
    const other = await context.newPage();
    await other.goto(gone.origin);
    await other.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await gone.close();
    await other.reload();
    await other.click("#demo");
    await other.waitForSelector("#work:not([hidden])");
    await other.selectOption("#model", "seasonal-naive");
    await other.click("#train");
    await other.waitForSelector("#result:not([hidden])");
    expect(await text(other, "#summary")).toMatch(/^seasonal-naive expects demand/);
  });
});
