// What covariates gain: rolling backtests of networks, with covariates and without.
// usage: npm run bench:covariates [-- 1 2 3] [models=gru,lstm] [steps=10]
//   (seeds; steps: stepsPerEpoch, that of the defaults unless given; data in SEQCAST_DATA, ../shared/data unless set)
// Beijing: PM2.5 with the weather up to the cutoff (past covariates). Demand: half hours with the calendar ahead (future covariates).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { backtest, calendarCovariates, createForecaster, mae, readCsv } from "seqcast";

const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const words = process.argv.slice(2);
const wordOf = (name) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
const given = words.filter((word) => !word.includes("=")).map(Number);
const seeds = given.length > 0 ? given : [1, 2, 3];
const models = (wordOf("models") ?? "gru,lstm").split(",");
const training = wordOf("steps") ? { stepsPerEpoch: Number(wordOf("steps")) } : {};

const weather = ["DEWP", "TEMP", "PRES", "Iws", "Is", "Ir"];
const winds = ["NW", "NE", "SE"]; // else calm or variable
// The fit sees January to October, so that the default's month would be read where it was never learned.
const calendars = {
  "all features": undefined,
  "hour, dayOfWeek": ["hour", "dayOfWeek"],
  "hour, dayOfWeek, holiday": ["hour", "dayOfWeek", "holiday"],
};
const holidays = [
  "2014-01-01",
  "2014-01-27",
  "2014-03-10",
  "2014-04-18",
  "2014-04-19",
  "2014-04-21",
  "2014-04-25",
].concat(
  ["2014-06-09", "2014-11-04", "2014-12-25", "2014-12-26"], // of Victoria
);

/** PM2.5 of Beijing by hours; the wind's direction as three columns of 0 and 1. */
async function beijing(path) {
  const time = ["year", "month", "day", "hour"];
  const past = { pastCovariates: [...weather, "cbwd"], categories: { cbwd: winds } };
  const [series] = await readCsv(path, { time, target: "pm2.5", ...past, missing: ["NA"] });
  return { name: "beijing-pm2.5", horizon: 24, folds: 365, series, informed: { weather: series } };
}

/** Electricity demand of Victoria in 2014, by half hours. */
async function demand(path) {
  const [series] = await readCsv(path, { time: "timestamp", target: "Demand" });
  const horizon = 48;
  const entries = Object.entries(calendars).map(([name, features]) => [
    name,
    calendarCovariates(series, { horizon, features, ...(features?.includes("holiday") && { holidays }) }),
  ]);
  return { name: "elecdemand", horizon, folds: 60, series, informed: Object.fromEntries(entries) };
}

/** The shipped demand of England, by half hours. */
async function shipped(path) {
  const [series] = await readCsv(path, { time: "timestamp", target: "demand" });
  const horizon = 48;
  const informed = calendarCovariates(series, { horizon, features: ["hour", "dayOfWeek"] });
  return { name: "electricity-demand", horizon, folds: 14, series, informed: { "hour, dayOfWeek": informed } };
}

const sources = [
  { read: beijing, path: join(folder, "beijing_pm25/beijing_pm25.csv.gz") },
  { read: demand, path: join(folder, "classic/elecdemand.csv") },
  { read: shipped, path: "datasets/electricity-demand.csv" },
];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value) => Number(value.toPrecision(4));

/** Mean absolute error over the folds, of which those without any observed row are left out; fitted once, before the first. */
async function error(series, name, options, folds) {
  const { scores } = await backtest([series], [createForecaster(name, options)], { folds, metrics: [mae], levels: [] });
  return mean(scores.map(({ value }) => value).filter(Number.isFinite));
}

/** A line of JSON for each kind of covariates: errors by seed, and what the covariates gain, in percent of the error. */
async function compare({ name: data, horizon, folds, series, informed }, model) {
  const { pastCovariates: _, ...bare } = series;
  const runs = async (one) => {
    const errors = [];
    for (const seed of seeds) errors.push(await error(one, model, { horizon, seed, ...training }, folds));
    return errors;
  };
  const without = await runs(bare);
  for (const [covariates, one] of Object.entries(informed)) {
    const errors = await runs(one);
    const gain = Number((100 * (1 - mean(errors) / mean(without))).toFixed(1));
    const figures = { without: without.map(rounded), with: errors.map(rounded), gain };
    console.log(JSON.stringify({ bench: "covariates", data, model, covariates, folds, ...figures }));
  }
}

for (const { read, path } of sources) {
  if (!existsSync(path)) {
    console.log(`skipped: no file ${path} (set SEQCAST_DATA)`);
    continue;
  }
  const source = await read(path);
  for (const model of models) await compare(source, model);
}
