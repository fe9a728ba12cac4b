// The demo: the highway, its ridge, LSTM, GRU and the seasonal naive on real electricity demand, judged at seven daily origins of the
// last week, then a forecast of the day after the data end. Numbers on the terminal, a CSV, two interactive plots.
import {
  backtest,
  backtestPlot,
  forecastPlot,
  gru,
  highwayRnn,
  leaderboard,
  lstm,
  readCsv,
  ridge,
  seasonalNaive,
  writeCsv,
} from "seqcast";

const WEEK = 336; // half hours
const DAY = 48;
const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;

const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
console.log(`Electricity demand of England and Wales, ${load.timestamps.length} half hours, MW`);
console.log("Fitted once on all but the last week; 7 daily origins, 48 steps each\n");

const onProgress = (progress) => {
  if (progress.stage !== "train" || progress.epoch % 5 !== 0) return;
  const { model, epoch, trainingLoss, validationLoss } = progress;
  const loss =
    validationLoss === undefined ? `loss ${trainingLoss.toFixed(4)}` : `validation loss ${validationLoss.toFixed(4)}`;
  console.error(`  ${model}: pass ${epoch}, ${loss}  (${seconds()})`);
};
const models = [
  highwayRnn({ horizon: DAY, seed: 7 }),
  ridge({ horizon: DAY }),
  lstm({ horizon: DAY, seasonLength: WEEK, seed: 7 }),
  gru({ horizon: DAY, seasonLength: WEEK, seed: 7 }),
  seasonalNaive({ horizon: DAY, seasonLength: WEEK }),
];
const result = await backtest([load], models, { folds: 7, stride: DAY, seasonLength: WEEK, onProgress });

const row = (cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(9))).join(""));
console.log("");
row(["model", "MAE", "RMSE", "MASE"]);
for (const { model, means } of leaderboard(result)) {
  row([model, means.mae.toFixed(2), means.rmse.toFixed(2), means.mase.toFixed(3)]);
}

console.error(`\n  fitting the highway on all rows for the day ahead  (${seconds()})`);
const fitted = await highwayRnn({ horizon: DAY, seed: 7 }).fit([load], { onProgress });
const forecasts = fitted.predict([load]);
await writeCsv("out/forecast.csv", forecasts);
await forecastPlot(load, forecasts, { unit: "MW", title: "Electricity demand, the day ahead" }).save(
  "out/forecast.html",
);
await backtestPlot(load, result.forecasts, { unit: "MW", title: "Electricity demand, seven daily origins" }).save(
  "out/backtest.html",
);
console.log(
  `\nWritten in ${seconds()}: out/forecast.csv, out/forecast.html, out/backtest.html (open them in a browser)`,
);
