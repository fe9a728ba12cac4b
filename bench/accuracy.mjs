// Scores the defaults on blocks of real half-hourly series: fitted on nine weeks, judged at seven daily origins of the next.
// usage: npm run bench:accuracy [-- 1 2 3]   (seeds; data in SEQCAST_DATA, ../shared/data unless set)
// A number is the mean absolute error over that of the seasonal naive (season one week): below 1 is better.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createForecaster, head, readCsv, registry } from "seqcast";
import { lastWeek } from "./lastWeek.mjs";

const DAY = 48;
const WEEK = 336;
const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const given = process.argv.slice(2).map(Number);
const seeds = given.length > 0 ? given : [1, 2, 3];
// The last week of taylor is the demo's: it takes no part here.
const sources = [
  { name: "elecdemand", file: "classic/elecdemand.csv", target: "Demand", starts: [0, 2000, 5000, 8000, 11000] },
  { name: "nyc-taxi", file: "nab/realKnownCause__nyc_taxi.csv", target: "value", starts: [0, 3000, 6000] },
  { name: "taylor", file: "classic/taylor.csv", target: "value", starts: [0, WEEK] },
];

function rows(series, from, to) {
  const { names, values } = series.target;
  return {
    ...series,
    timestamps: series.timestamps.subarray(from, to),
    target: { names, values: values.subarray(from, to) },
  };
}

/** Mean absolute error over the week behind the first nine. */
async function error(block, name, options) {
  const histories = Array.from({ length: 7 }, (_, day) => head(block, 9 * WEEK + day * DAY));
  const fitted = await createForecaster(name, { horizon: DAY, ...options }).fit([histories[0]]);
  let total = 0;
  for (const [day, { values }] of fitted.predict(histories, { levels: [] }).entries()) {
    values.forEach((value, h) => (total += Math.abs(block.target.values[9 * WEEK + day * DAY + h] - value)));
  }
  return total / WEEK;
}

const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
const all = { ridge: [], rnn: [], lstm: [], gru: [], seq2seq: [] };
const hasSeed = (model) => "seed" in registry.find(({ name }) => name === model).options;
for (const { name, file, target, starts } of sources) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    console.log(`skipped ${name}: no file ${path} (set SEQCAST_DATA)`);
    continue;
  }
  const [series] = await readCsv(path, { time: "timestamp", target });
  for (const start of starts) {
    const block = rows(series, start, start + 10 * WEEK);
    const naive = await error(block, "seasonal-naive", { seasonLength: WEEK });
    const line = { series: name, start, seasonalNaive: Number(naive.toPrecision(4)) };
    for (const model of Object.keys(all)) {
      const errors = [];
      const runs = hasSeed(model) ? seeds.map((seed) => ({ seed })) : [{}];
      for (const run of runs) errors.push((await error(block, model, run)) / naive);
      line[model] = errors.map((value) => Number(value.toFixed(3)));
      all[model].push(...errors);
    }
    console.log(JSON.stringify(line));
  }
}
for (const [model, values] of Object.entries(all)) {
  if (values.length > 0)
    console.log(`${model}: geometric mean ${geometricMean(values).toFixed(3)} over ${values.length} fits`);
}
await lastWeek(seeds);
