// The last week of the shipped demand data: seven daily origins, horizon 48, fitted once on all before, defaults. Nothing that ships
// was chosen by these figures.
import { createForecaster, head, readCsv, registry } from "seqcast";

const DAY = 48;
const WEEK = 336;
const MODELS = new Set(["seasonal-naive", "mstl", "ridge", "highway-rnn", "rnn", "lstm", "gru", "seq2seq"]);

/** Mean absolute error of a model's defaults. */
async function errorOf(load, model, options) {
  const first = load.timestamps.length - WEEK;
  const histories = Array.from({ length: 7 }, (_, day) => head(load, first + day * DAY));
  const fitted = await createForecaster(model, { horizon: DAY, ...options }).fit([histories[0]]);
  let total = 0;
  fitted.predict(histories, { levels: [] }).forEach(({ values }, day) => {
    values.forEach((value, h) => (total += Math.abs(load.target.values[first + day * DAY + h] - value)));
  });
  return total / WEEK;
}

/** Prints a line a model: the error of each seed, where chance matters, and their mean. */
export async function lastWeek(seeds) {
  const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
  for (const { name, options } of registry.filter((one) => MODELS.has(one.name))) {
    const season = name === "seasonal-naive" ? { seasonLength: WEEK } : {};
    const runs = "seed" in options ? seeds.map((seed) => ({ seed })) : [{}];
    const errors = [];
    for (const run of runs) errors.push(await errorOf(load, name, { ...season, ...run }));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    console.log(
      JSON.stringify({
        series: "electricity-demand, last week",
        model: name,
        mae: Number(mean.toFixed(2)),
        of: errors.map((error) => Number(error.toFixed(2))),
      }),
    );
  }
}
