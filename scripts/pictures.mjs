// Draws the pictures of docs/images, one a kind of plot and two of a report, from the data sets. A palette of 255 colours or
// fewer keeps each under 60 KB. usage: npm run build && npm run pictures; Chromium is needed for the report (CHROMIUM, else /usr/bin/chromium)
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { chromium } from "playwright-core";
import * as seqcast from "seqcast";

const { backtest, readCsv, ridge, seasonalNaive } = seqcast;
const folder = mkdtempSync(join(tmpdir(), "seqcast-pictures-"));
const images = "docs/images";
mkdirSync(images, { recursive: true });

/** The pixels of a picture file, or of one half as large. */
async function pixelsOf(path, scale) {
  const image = await loadImage(path);
  const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale));
  const context = createCanvas(width, height).getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

const distance = (a, b) => a.reduce((total, value, c) => total + (value - b[c]) ** 2, 0);

/** How much a palette lacks such a colour. */
const lack = ({ left, count }) => left * Math.sqrt(count);

/** Colours of 5 bits a channel, the common ones and those far from them, and the place of each pixel's among them. */
function paletteOf(data, most) {
  const counts = new Map();
  const keys = new Int32Array(data.length / 4);
  for (let i = 0; i < keys.length; i++) {
    const [r, g, b] = data.subarray(4 * i, 4 * i + 3);
    keys[i] = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    const one = counts.get(keys[i]) ?? { count: 0, sum: [0, 0, 0], left: Infinity, place: 0 };
    one.count++;
    [r, g, b].forEach((value, c) => (one.sum[c] += value));
    counts.set(keys[i], one);
  }
  const all = [...counts.values()].sort((a, b) => b.count - a.count);
  for (const one of all) one.colour = one.sum.map((value) => Math.round(value / one.count));
  const colours = [];
  while (colours.length < Math.min(most, all.length)) {
    const next = colours.length === 0 ? all[0] : all.reduce((worst, one) => (lack(one) > lack(worst) ? one : worst));
    colours.push(next.colour);
    for (const one of all) {
      const now = distance(one.colour, next.colour);
      if (now < one.left) Object.assign(one, { left: now, place: colours.length - 1 });
    }
  }
  return { colours, indices: Uint8Array.from(keys, (key) => counts.get(key).place) };
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const ends = [content.length, crc32(body)].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  });
  return Buffer.concat([ends[0], body, ends[1]]);
}

/** A PNG of 8 bits a pixel. */
function encode({ width, height, data }, most) {
  const { colours, indices } = paletteOf(data, most);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height); // each begins with 0: no filter
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(colours.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Writes a picture under docs/images, as wide as 60 KB allow. */
async function shrink(path, name) {
  for (const scale of [1, 0.5]) {
    const pixels = await pixelsOf(path, scale);
    const bytes = [255, 48, 24].map((colours) => encode(pixels, colours)).find(({ length }) => length <= 60_000);
    if (bytes === undefined) continue;
    writeFileSync(join(images, `${name}.png`), bytes);
    console.log(`${images}/${name}.png: ${bytes.length} bytes, ${pixels.width} pixels wide`);
    return;
  }
  throw new Error(`${name}.png: more than 60 KB; draw fewer rows`);
}

async function draw(name, plot) {
  const path = join(folder, `${name}.png`);
  await plot.save(path);
  await shrink(path, name);
}

const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
const services = await readCsv("datasets/service-metrics.csv", {
  time: "timestamp",
  target: "requests",
  id: "service",
});
const [latency] = await readCsv("datasets/service-metrics.csv", {
  time: "timestamp",
  target: "latency_ms",
  id: "service",
});
const shape = { unit: "MW", width: 800 };
const season = { horizon: 48, seasonLength: 336 };
const models = [seasonalNaive(season), ridge(season), seqcast.mstl({ horizon: 48 }), seqcast.naive({ horizon: 48 })];
const result = await backtest([load], models, { folds: 14, stride: 48, seasonLength: 336 });
const { train } = seqcast.splitAt(load, { last: 48 });
const fits = await Promise.all(models.slice(0, 2).map((model) => model.fit([train])));
const weekly = await seasonalNaive({ horizon: 48, seasonLength: 168 }).fit(services);
const attentive = await seqcast
  .seq2seq({ horizon: 24, contextLength: 96, attention: "additive", hiddenSize: 24, epochs: 12, seed: 7 })
  .fit([train]);
const [looked] = attentive.predict([train]);

await draw(
  "forecast",
  seqcast.forecastPlot(
    load,
    fits.flatMap((fitted) => fitted.predict([train])),
    shape,
  ),
);
await draw(
  "backtest",
  seqcast.backtestPlot(
    load,
    result.forecasts.filter(({ model }) => model !== "naive"),
    shape,
  ),
);
await draw("leaderboard", seqcast.leaderboardPlot(seqcast.compare(result), { width: 800 }));
await draw("critical-difference", seqcast.criticalDifferencePlot(seqcast.compare(result).friedman, { width: 800 }));
const close = ({ model }) => model !== "naive"; // which is so far off that it hides the others
const judged = { ...result, scores: result.scores.filter(close), forecasts: result.forecasts.filter(close) };
await draw("errors", seqcast.errorPlot(judged, { width: 800 }));
await draw("residuals", seqcast.residualPlot(seqcast.residualDiagnostics([load], result.forecasts)[1], { width: 800 }));
await draw("calibration", seqcast.calibrationPlot(seqcast.calibration(result).slice(0, 3), { width: 800 }));
await draw("series", seqcast.seriesPlot(seqcast.splitAt(services[3], { last: 1008 }).test, { width: 800 }));
await draw("seasonality", seqcast.seasonalityPlot(load, { ...shape, seasonLength: 336 }));
await draw("decomposition", seqcast.decompositionPlot(seqcast.splitAt(load, { last: 1008 }).test, shape));
await draw(
  "small-multiples",
  seqcast.smallMultiplesPlot(services, { forecasts: weekly.predict(services), columns: 3, width: 1000 }),
);
await draw("training", seqcast.trainingPlot(attentive.history, { width: 800 }));
await draw("attention", seqcast.attentionPlot(load, looked, { width: 800 }));
const unusual = await seqcast.anomalies([latency], ridge({ horizon: 1, seasonLength: 168 }), { falseAlarmRate: 0.02 });
await draw("anomalies", seqcast.anomalyPlot(latency, unusual, { width: 800, unit: "ms", history: 400 }));

const report = seqcast.backtestReport(result, {
  unit: "MW",
  files: ["datasets/electricity-demand.csv"],
  models,
  command: "seqcast backtest datasets/electricity-demand.csv --time timestamp --target demand --horizon 48 --folds 14",
});
await report.save(join(folder, "report.html"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const scheme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1160, height: 1240 }, colorScheme: scheme });
  await page.goto(`file://${join(folder, "report.html")}`);
  await page.screenshot({ path: join(folder, `report-${scheme}.png`) });
  await shrink(join(folder, `report-${scheme}.png`), `report-${scheme}`);
}
await browser.close();
rmSync(folder, { recursive: true });
