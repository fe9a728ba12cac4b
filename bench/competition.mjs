// The statistical benchmarks of the M4 (Hourly) and M3 (Quarterly, Yearly, Other) competitions, scored as those did, beside the
// published figures; those of M3 also beside R's run of the same procedure (scripts/m3Benchmarks.R).
// usage: npm run bench:m3, npm run bench:m4   (data in SEQCAST_DATA, ../shared/data unless set)
//        node bench/competition.mjs m4 arima   (one model alone; ARIMA on hourly series takes half an hour)
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createForecaster, createSeries, mase, smape } from "seqcast";

const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const adjusted = { adjustment: "season" };
/** Published name, model, options. @type {[string, string, object][]} */
const methods = [
  ["Naive", "naive", {}],
  ["sNaive", "seasonal-naive", {}],
  ["Naive2", "naive2", {}],
  ["SES", "ses", adjusted],
  ["Holt", "holt", adjusted],
  ["Damped", "damped-holt", adjusted],
  ["Com", "comb", adjusted],
  ["Theta", "theta", adjusted],
  ["Theta, optimized", "theta", { ...adjusted, variant: "optimized" }],
  ["ETS", "ets", {}],
  ["MSTL", "mstl", {}],
  ["ARIMA", "arima", {}], // B-J automatic in M3; of M4's hourly series it takes seconds each
];
const m3Names = {
  Naive2: "NAIVE2",
  SES: "SINGLE",
  Holt: "HOLT",
  Damped: "DAMPEN",
  Com: "COMB S-H-D",
  Theta: "THETA",
  ARIMA: "B-J auto",
};

const readText = (path) => {
  const bytes = readFileSync(path);
  return (`${path}`.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim();
};

/** Rows of a wide file of M4: values of each series. */
const readWide = (path) =>
  readText(path)
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").slice(1).map((cell) => cell.replaceAll('"', "")).filter(Boolean).map(Number)); // prettier-ignore

/** Sets of series by name: { frequency, seasonLength, horizon, train, test, published, byR }. */
const sets = {
  m4() {
    const file = join(folder, "m4/Hourly-train.csv.gz");
    if (!existsSync(file)) return [];
    const [train, test] = [readWide(file), readWide(join(folder, "m4/Hourly-test.csv"))];
    const official = publishedRows("m4_official_results.json")?.point_forecasts;
    const published = (method) => official?.[method] && [official[method].sMAPE.Hourly, official[method].MASE.Hourly];
    return [{ name: "M4 Hourly", frequency: "1h", seasonLength: 24, horizon: 48, train, test, published }];
  },
  m3() {
    return [["quarterly", "1q", 4, 8], ["yearly", "1y", 1, 6], ["other", "1d", 1, 8]].flatMap(
      ([name, frequency, seasonLength, horizon]) => {
        const file = join(folder, `m3/m3_${name}.csv`);
        if (!existsSync(file)) return [];
        const rows = readText(file).split("\n").slice(1).map((line) => line.split(","));
        const values = rows.map((cells) => cells[7].split(" ").map(Number));
        const train = values.map((all, i) => all.slice(0, Number(rows[i][6])));
        const test = values.map((all, i) => all.slice(Number(rows[i][6])));
        const official = publishedRows("m3_entrants_results.json")?.results;
        const published = (method) => {
          const row = official?.[m3Names[method]];
          return row && [row.sMAPE[name.toUpperCase()], row.MASE[name.toUpperCase()]];
        };
        const r = JSON.parse(readText(new URL("../tests/golden/m3_benchmarks_golden.json", import.meta.url)))[name];
        const byR = (method) => method in r.sMAPE && [r.sMAPE[method], r.MASE[method]];
        return [{ name: `M3 ${name}`, frequency, seasonLength, horizon, train, test, published, byR }];
      },
    ); // prettier-ignore
  },
};

function publishedRows(name) {
  const file = join(folder, "../published", name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Middle quantiles; those of theta are 0 where below, as in M4. */
const pointsOf = ({ values, quantiles, timestamps, model }) =>
  Array.from(timestamps, (_, h) => {
    const value = values[h * quantiles.length + (quantiles.length - 1) / 2];
    return model === "theta" ? Math.max(0, value) : value;
  });

async function scoresOf({ frequency, seasonLength, horizon, train, test }, model, options) {
  const start = performance.now();
  const [sums, count] = [[0, 0], train.length];
  for (const [i, target] of train.entries()) {
    const series = createSeries({ id: `${i}`, start: "1900-01-01", frequency, target });
    const wanted = { horizon, ...options };
    if (model === "mstl") wanted.seasonLengths = [seasonLength];
    else if (model !== "naive") wanted.seasonLength = seasonLength;
    const [forecast] = (await createForecaster(model, wanted).fit([series])).predict([series]);
    const points = pointsOf(forecast);
    sums[0] += smape(test[i], points) / count;
    sums[1] += mase(target, test[i], points, { seasonLength }) / count;
  }
  return { scores: sums, seconds: (performance.now() - start) / 1000 };
}

const digits = (scores) => (scores ? scores.map((score) => score.toFixed(3)).join(" | ") : " | ");

async function print(set) {
  const r = set.byR ? " R sMAPE | MASE |" : "";
  console.log(`\n| ${set.name} | sMAPE | MASE |${r} published sMAPE | MASE | seconds |`);
  console.log(`| --- | --- | --- |${set.byR ? " --- | --- |" : ""} --- | --- | --- |`);
  for (const [method, model, options] of methods) {
    if (only ? model !== only : model === "arima" && set.seasonLength > 12) continue;
    const { scores, seconds } = await scoresOf(set, model, options);
    const others = [set.byR, set.published].filter(Boolean).map((of) => digits(of(method)));
    console.log(`| ${method} | ${[digits(scores), ...others].join(" | ")} | ${seconds.toFixed(1)} |`);
  }
}

const [, , competition = "m4", only] = process.argv;
const found = sets[competition]();
if (found.length === 0) console.log(`skipped: no files of the competition in ${folder} (set SEQCAST_DATA)`);
for (const set of found) await print(set);
