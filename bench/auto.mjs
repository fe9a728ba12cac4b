// `auto` with its default candidates on the shipped demand data: seven daily origins of the last week, horizon 48, fitted anew at each on all
// rows before it. What it chooses comes from those rows alone.
import { auto, choiceOf, head, readCsv } from "seqcast";

const DAY = 48;
const WEEK = 336;
const BAR = 275; // mean absolute error over the week

const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
const start = load.timestamps.length - WEEK;
const { values } = load.target;

for (const combine of ["best", "blend"]) {
  let total = 0;
  const before = performance.now();
  for (let first = start; first < start + WEEK; first += DAY) {
    const history = head(load, first);
    const fitted = await auto({ horizon: DAY, combine }).fit([history]);
    const [forecast] = fitted.predict([history], { levels: [] });
    const error = forecast.values.reduce((sum, value, h) => sum + Math.abs(values[first + h] - value), 0);
    total += error;
    const table = choiceOf(fitted);
    const chosen = table.filter(({ weight }) => weight > 0).map(({ model, weight }) => `${model} ${weight.toFixed(2)}`);
    const nearest = table.slice(0, 4).map(({ model, error: own }) => `${model} ${own.toFixed(3)}`);
    const failed = table.filter(({ reason }) => reason.startsWith("failed")).map(({ model }) => model);
    const mae = Number((error / DAY).toFixed(2));
    console.log(
      JSON.stringify({ bench: "auto", combine, day: (first - start) / DAY + 1, mae, chosen, nearest, failed }),
    );
  }
  const mae = Number((total / WEEK).toFixed(2));
  const seconds = Number(((performance.now() - before) / 1000).toFixed(1));
  console.log(JSON.stringify({ bench: "auto", combine, week: true, mae, bar: BAR, met: mae <= BAR, seconds }));
}
