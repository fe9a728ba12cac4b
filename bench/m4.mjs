// M4 Hourly: 414 series, horizon 48, scored as the competition did (sMAPE, MASE, OWA), and the mean weighted quantile loss.
// usage: npm run bench:m4   (data in SEQCAST_DATA, ../shared/data unless set)
// Nothing here has seen the test part: recipes and their options were chosen on rolling origins inside the training part.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createSeries, deepAr, mase, ridge, seasonalNaive, smape, threads } from "seqcast";
import { naive2 } from "./naive2.mjs";
import { seasonalCandidate } from "./seasonalCandidates.mjs";

const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const [HORIZON, DAY, WEEK] = [48, 24, 168];
const OFFICIAL = { smape: 18.383, mase: 2.395 }; // Naive2
const LEVELS = [20, 40, 60, 80]; // quantiles .1 to .9
const SEASONAL = 0.15; // share of the seasonal candidate in recipe C, in logs
const members = [
  { scale: "deviation", contextLength: [3 * WEEK, 2 * WEEK], clusters: 3 },
  { scale: "deviation", contextLength: [3 * WEEK, 2 * WEEK], clusters: 4 },
  { scale: "difference", contextLength: [3 * WEEK, 2 * WEEK], clusters: 3 },
];
const recipe = {
  horizon: HORIZON,
  seasonLength: WEEK,
  logs: "always",
  adjustment: "none",
  anchor: "none",
  penalty: 1e-4,
};

// chosen on the same rolling origins; all else as it is by default
const autoregressive = { horizon: HORIZON, epochs: 100 };

const numbers = (line) =>
  line
    .split(",")
    .slice(1)
    .map((cell) => cell.replaceAll('"', ""));

function readRows(name) {
  const bytes = readFileSync(join(folder, "m4", name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text.trim().split("\n").slice(1).map((line) => numbers(line).filter((cell) => cell !== "").map(Number)); // prettier-ignore
}

/** Mean sMAPE and MASE over series, and their average against Naive2. */
function pointScores(train, test, forecastOf) {
  const mean = (score) => train.reduce((sum, _, i) => sum + score(i), 0) / train.length;
  const scores = {
    smape: mean((i) => smape(test[i], forecastOf(i))),
    mase: mean((i) => mase(train[i], test[i], forecastOf(i), { seasonLength: DAY })),
  };
  return { ...scores, owa: (scores.smape / OFFICIAL.smape + scores.mase / OFFICIAL.mase) / 2 };
}

/** Mean over the quantiles .1 to .9 of twice the pinball loss over the sum of absolute values. */
function quantileLoss(test, forecasts) {
  const scale = test.flat().reduce((sum, y) => sum + Math.abs(y), 0);
  const { quantiles } = forecasts[0];
  const losses = quantiles.map((q, j) => {
    let sum = 0;
    test.forEach((row, i) => {
      row.forEach((y, h) => {
        const error = y - forecasts[i].values[h * quantiles.length + j];
        sum += Math.max(q * error, (q - 1) * error);
      });
    });
    return (2 * sum) / scale;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Forecasts combined value by value: the geometric mean of the members, with the seasonal candidate's share. */
function combined(all, seasonal) {
  return all[0].map((first, i) => ({
    ...first,
    values: first.values.map((_, k) => {
      const logs = all.map((forecasts) => Math.log(Math.max(forecasts[i].values[k], 1e-3)));
      const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
      const step = Math.floor(k / first.quantiles.length);
      return Math.exp((1 - SEASONAL) * mean + SEASONAL * Math.log(seasonal[i][step]));
    }),
  }));
}

const median = (forecast) => {
  const width = forecast.quantiles.length;
  return Array.from({ length: HORIZON }, (_, h) => forecast.values[h * width + (width - 1) / 2]);
};

function print(name, scores, loss, seconds) {
  const cells = [scores.smape.toFixed(3), scores.mase.toFixed(3), scores.owa.toFixed(4), loss?.toFixed(4) ?? ""];
  console.log(`| ${name} | ${cells.join(" | ")} | ${seconds?.toFixed(1) ?? ""} |`);
}

const timed = async (work) => {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1000];
};

async function run() {
  const [train, test] = [readRows("Hourly-train.csv.gz"), readRows("Hourly-test.csv")];
  const series = train.map((target, i) =>
    createSeries({ id: `H${i + 1}`, start: "2000-01-01", frequency: "1h", target }),
  );
  const forecastsOf = (options) =>
    timed(async () => (await ridge(options).fit(series)).predict(series, { levels: LEVELS }));

  console.log("| M4 Hourly | sMAPE | MASE | OWA | wQL | seconds |\n| --- | --- | --- | --- | --- | --- |");
  print(
    "Naive2",
    pointScores(train, test, (i) => naive2(train[i], HORIZON, DAY)),
  );
  const naive = (await seasonalNaive({ horizon: HORIZON, seasonLength: DAY }).fit(series)).predict(series);
  print(
    "seasonal naive",
    pointScores(train, test, (i) => median(naive[i])),
  );
  const seasonal = train.map((values) => seasonalCandidate(values, HORIZON, DAY, WEEK));
  print(
    "A: best seasonal candidate",
    pointScores(train, test, (i) => seasonal[i]),
  );
  const [b, seconds] = await forecastsOf({ ...recipe, contextLength: 2 * WEEK, scale: "difference", clusters: 3 });
  print(
    "B: ridge in three clusters",
    pointScores(train, test, (i) => median(b[i])),
    quantileLoss(test, b),
    seconds,
  );
  const [all, long] = await timed(async () => {
    const made = [];
    for (const options of members) made.push((await forecastsOf({ ...recipe, ...options }))[0]);
    return made;
  });
  const c = combined(all, seasonal);
  print(
    "C: six ridges and A",
    pointScores(train, test, (i) => median(c[i])),
    quantileLoss(test, c),
    long,
  );
  const [d, usual] = await forecastsOf({ horizon: HORIZON });
  print(
    "ridge, defaults",
    pointScores(train, test, (i) => median(d[i])),
    quantileLoss(test, d),
    usual,
  );
  const [fitted, fitting] = await timed(() => deepAr(autoregressive).fit(series));
  const [e, sampling] = await timed(() => fitted.predict(series, { levels: LEVELS }));
  print(
    "deep-ar",
    pointScores(train, test, (i) => median(e[i])),
    quantileLoss(test, e),
    fitting + sampling,
  );
  for (const [name, scores] of publishedRows()) print(name, scores);
  const { samples, hiddenSize, numLayers } = fitted.options;
  const size = `${samples} paths x ${series.length} series x ${HORIZON} steps, ${numLayers} layers of ${hiddenSize}`;
  console.log(`\ndeep-ar sampled ${size} in ${sampling.toFixed(1)} s with ${threads().running} threads`);
}

const scoresOf = ({ sMAPE, MASE, OWA }) => ({ smape: sMAPE.Hourly, mase: MASE.Hourly, owa: OWA.Hourly });

/** The best entrants of the competition and two benchmarks, where the folder has them. */
function publishedRows() {
  const file = join(folder, "../published/m4_official_results.json");
  if (!existsSync(file)) return [];
  const { point_forecasts: rows } = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(rows)
    .map(([id, row]) => [`published: ${row.team} (${id})`, scoresOf(row), id])
    .sort((one, other) => one[1].owa - other[1].owa)
    .filter(([, , id], i) => i < 4 || id === "sNaive" || id === "Naive2");
}

if (existsSync(join(folder, "m4/Hourly-train.csv.gz"))) await run();
else console.log(`skipped: no file ${join(folder, "m4/Hourly-train.csv.gz")} (set SEQCAST_DATA)`);
