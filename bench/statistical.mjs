// Time of one fit and forecast of the statistical models, warm, one thread: a monthly series of 144 rows (air passengers), and a
// half-hourly one of 4032 (electricity demand). The best and the middle of the runs.
// usage: npm run build && npm run bench:statistical
import { createForecaster, readCsv } from "seqcast";

const RUNS = 15;
const [monthly] = await readCsv("datasets/air-passengers.csv", { time: "timestamp", target: "passengers" });
const [demand] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
/** Models with their options and series, and a limit in ms where one is set. */
const cases = [
  { model: "naive2", options: { seasonLength: 12 }, series: monthly },
  { model: "ses", series: monthly },
  { model: "damped-holt", series: monthly },
  { model: "holt-winters", options: { seasonLength: 12, season: "multiplicative" }, series: monthly },
  { model: "theta", options: { seasonLength: 12 }, series: monthly, limit: 2 },
  { model: "theta", options: { seasonLength: 12, variant: "optimized" }, series: monthly },
  { model: "ets", options: { seasonLength: 12 }, series: monthly, limit: 20 },
  { model: "arima", options: { seasonLength: 12 }, series: monthly, limit: 300 },
  { model: "mstl", options: { seasonLengths: [12] }, series: monthly },
  { model: "mstl", options: { seasonLengths: [48, 336] }, series: demand },
];

async function timesOf({ model, options, series }) {
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    (await createForecaster(model, { horizon: 24, ...options }).fit([series])).predict([series]);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

console.log("| model | rows | best ms | middle ms | limit ms |\n| --- | --- | --- | --- | --- |");
for (const one of cases) {
  const times = await timesOf(one);
  const name = one.options?.variant ? `${one.model}, ${one.options.variant}` : one.model;
  const cells = [name, one.series.timestamps.length, times[0].toFixed(2), times[RUNS >> 1].toFixed(2)];
  console.log(`| ${cells.join(" | ")} | ${one.limit ?? ""} |`);
}
