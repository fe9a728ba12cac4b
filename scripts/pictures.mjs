// Draws the pictures of docs/images, one a kind of plot and two of a report, from the data sets. usage: npm run build && npm run pictures; Chromium is needed for the report (CHROMIUM, else /usr/bin/chromium)
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import * as seqcast from "seqcast";
import { shrink } from "./shrinkPicture.mjs";

const { backtest, readCsv, ridge, seasonalNaive } = seqcast;
const folder = mkdtempSync(join(tmpdir(), "seqcast-pictures-"));
const images = "docs/images";
mkdirSync(images, { recursive: true });

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
