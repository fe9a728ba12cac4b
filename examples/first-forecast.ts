/**
 * The first forecast: read a CSV, hold back the last day, forecast it, judge it, look at it, and compare in a backtest.
 * It runs as an ES module and as CommonJS; the CSV file is its argument.
 */
import { backtest, forecastPlot, leaderboard, lstm, mae, mase, readCsv, seasonalNaive, splitAt } from "seqcast";

async function main(file: string): Promise<void> {
  const [load] = await readCsv(file, { time: "timestamp", target: "demand" });
  if (!load) throw new Error(`${file} holds no series`);

  const { train, test } = splitAt(load, { last: 48 });
  const fitted = await lstm({ horizon: 48, contextLength: 96, hiddenSize: 32, epochs: 2, seed: 7 }).fit([train]);
  const [forecast] = fitted.predict([train], { levels: [80, 95] });
  if (!forecast) throw new Error("one history gives one forecast");

  console.log("MAE ", mae(test, forecast).toFixed(1));
  console.log("MASE", mase(train, test, forecast, { seasonLength: 336 }).toFixed(3));
  await forecastPlot(load, forecast, { unit: "MW" }).save("out/first-forecast.html");

  const models = [seasonalNaive({ horizon: 48, seasonLength: 336 }), lstm({ horizon: 48, epochs: 2, seed: 7 })];
  const result = await backtest([load], models, { horizon: 48, folds: 7, stride: 48, seasonLength: 336 });
  for (const { model, means } of leaderboard(result)) console.log(model.padEnd(16), means["mae"]?.toFixed(2));
}

main(process.argv[2] ?? "datasets/electricity-demand.csv").catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
