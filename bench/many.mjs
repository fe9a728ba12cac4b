// A backtest of the 414 hourly series of M4 and six statistical models on worker threads: time, peak memory and OWA.
// usage: npm run bench:many [-- --workers 2] [--models seasonal-naive,arima] [--series 50]   (data in SEQCAST_DATA, ../shared/data unless set)
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { backtest, createForecaster, createSeries, leaderboard, mase, smape } from "seqcast";

const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const [HORIZON, DAY, WEEK, HOUR] = [48, 24, 168, 3_600_000];
const OFFICIAL = { smape: 18.383, mase: 2.395 }; // Naive2, as published
const END = Date.UTC(2020, 0, 1); // of all series: nothing is fitted on rows behind the earliest cutoff
const { values: given } = parseArgs({
  options: {
    workers: { type: "string", default: `${availableParallelism()}` },
    models: { type: "string", default: "seasonal-naive,naive2,theta,comb,ets,mstl" },
    series: { type: "string", default: "414" },
  },
});

/** Options that M4 gave its benchmarks; MSTL is given both seasons. */
const own = {
  theta: { adjustment: "season", seasonLength: DAY },
  comb: { adjustment: "season", seasonLength: DAY },
  mstl: { seasonLengths: [DAY, WEEK] },
};

const readRows = (name) => {
  const bytes = readFileSync(join(folder, "m4", name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim();
  return text.split("\n").slice(1).map((line) => line.split(",").slice(1).map((cell) => cell.replaceAll('"', "")).filter(Boolean).map(Number)); // prettier-ignore
};

if (!existsSync(join(folder, "m4/Hourly-train.csv.gz"))) {
  console.log(`skipped: no files of M4 in ${folder} (set SEQCAST_DATA)`);
  process.exit();
}
const [train, test] = [readRows("Hourly-train.csv.gz"), readRows("Hourly-test.csv")];
const series = train.slice(0, Number(given.series)).map((rows, i) => {
  const target = [...rows, ...test[i]];
  return createSeries({ id: `H${i + 1}`, start: END - (target.length - 1) * HOUR, frequency: "1h", timezone: "UTC", target }); // prettier-ignore
});
const models = given.models
  .split(",")
  .map((name) => createForecaster(name, { horizon: HORIZON, ...(own[name] ?? { seasonLength: DAY }) }));

const start = performance.now();
const result = await backtest(series, models, {
  metrics: [smape, mase],
  seasonLength: DAY,
  workers: Number(given.workers),
});
const seconds = (performance.now() - start) / 1000;

console.log("| model | sMAPE | MASE | OWA | fits, thread seconds | forecasts, thread seconds |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const { model, means } of leaderboard(result)) {
  const { fitMilliseconds, predictMilliseconds } = result.times.find((time) => time.model === model);
  const owa = (means.smape / OFFICIAL.smape + means.mase / OFFICIAL.mase) / 2;
  const cells = [means.smape, means.mase, owa].map((value) => value.toFixed(3));
  const times = [fitMilliseconds, predictMilliseconds].map((time) => (time / 1000).toFixed(1));
  console.log(`| ${[model, ...cells, ...times].join(" | ")} |`);
}
console.log(
  JSON.stringify({
    bench: "many",
    series: series.length,
    models: models.length,
    forecasts: result.forecasts.length,
    errors: result.errors.length,
    workers: Number(given.workers),
    cores: cpus().length,
    seconds: Number(seconds.toFixed(1)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
