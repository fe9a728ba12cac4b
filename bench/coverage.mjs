// Coverage of 80 and 95 % intervals, own and conformal: daily origins over several weeks of the shipped demand data, series of the
// Numenta Anomaly Benchmark (SEQCAST_DATA names the folder that holds nab), and a demand series whose noise triples after the fit.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { backtest, calibration, conformal, createRandom, naive, readCsv, ridge, seasonalNaive } from "seqcast";

const methods = ["split", "adaptive", "quantile", "bootstrap"];

/** The forecaster as it is and with each kind of interval. */
const withIntervals = (base) => [base, ...methods.map((method) => conformal(base, { method }))];

function report(data, result) {
  for (const { model, levels } of calibration(result)) {
    const [at80, at95] = levels.map(({ coverage }) => Number((100 * coverage).toFixed(1)));
    const within = Math.abs(at80 - 80) <= 5 && Math.abs(at95 - 95) <= 5;
    const width80 = Number(levels[0].width.toPrecision(4));
    console.log(JSON.stringify({ bench: "coverage", data, model, at80, at95, width80, within5: within }));
  }
}

const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
const daily = { folds: 21, stride: 48 };
const bases = [seasonalNaive({ horizon: 48, seasonLength: 336 }), ridge({ horizon: 48 })];
for (const base of bases) report("demand, 21 daily origins", await backtest([load], withIntervals(base), daily));

// The last four weeks with three times the distance from the same half-hour a week before: a shift that no fit has seen.
const random = createRandom(1);
const values = load.target.values.map((value, t) => value + (t >= 4032 - 1344 ? 900 * random.normal() : 0));
const shifted = { ...load, target: { ...load.target, values } };
report("demand, noise added after the fit", await backtest([shifted], withIntervals(bases[0]), daily));

const folder = join(process.env.SEQCAST_DATA ?? "", "nab");
if (!process.env.SEQCAST_DATA || !existsSync(folder)) {
  console.log(JSON.stringify({ bench: "coverage", skipped: "SEQCAST_DATA names no folder that holds nab" }));
} else {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".csv"));
  for (const path of files.sort()) {
    try {
      const [series] = await readCsv(join(folder, path), { time: "timestamp", target: "value" });
      const horizon = 12;
      const stride = Math.max(horizon, Math.floor(series.timestamps.length / 200));
      const options = { folds: Math.floor(series.timestamps.length / 2 / stride), stride };
      report(path, await backtest([series], withIntervals(naive({ horizon })), options));
    } catch (cause) {
      console.log(JSON.stringify({ bench: "coverage", data: path, failed: cause.message }));
    }
  }
}
