// Automatic ETS, ARIMA and MSTL beside @bsull/augurs (Rust as WebAssembly) and arima (C as WebAssembly) on the same classic series: the
// mean error of the test rows, and the time of a fit with its forecast. Called by peers.mjs; README.md tells what to install.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createForecaster, createSeries, mase, smape } from "seqcast";
import { median } from "./timing.mjs";
import { renderTable } from "./tables.mjs";

/** Series with their training and test rows, and R's forecasts: the tests hold the library against the same file. */
const golden = JSON.parse(readFileSync(new URL("../tests/golden/statistical_golden.json", import.meta.url), "utf8"));
const frequencies = { 12: "1mo", 4: "1q", 1: "1y" };
const RUNS = 5;

/** The most lags and differences that the package arima searches by default, with a season or without. */
const arimaOptions = (m) => ({
  auto: true,
  verbose: false,
  p: 5,
  d: 2,
  q: 5,
  ...(m > 1 ? { P: 2, D: 1, Q: 2, s: m } : { P: 0, D: 0, Q: 0, s: 0 }),
});

/** What a model of augurs forecasts. */
const run = (model, train, h) => {
  model.fit(Float64Array.from(train));
  const { point } = model.predict(h);
  model.free();
  return point;
};

/** The names of the packages by the words of the command line, and what makes their forecasts: (train, m, h) => means. */
const packages = {
  augurs: {
    name: "@bsull/augurs",
    async open(require) {
      const load = async (part) => {
        const file = require.resolve(`@bsull/augurs/${part}`);
        const module = await import(pathToFileURL(file).href);
        await module.default({ module_or_path: readFileSync(file.replace(/\.js$/, "_bg.wasm")) });
        return module;
      };
      const [{ AutoETS }, { MSTL }] = [await load("ets"), await load("mstl")];
      return {
        "augurs AutoETS": (train, m, h) => run(new AutoETS(m, "ZZN"), train, h), // seasons are not implemented there
        "augurs MSTL": (train, m, h) => run(m > 1 ? MSTL.ets([m]) : new AutoETS(1, "ZZN"), train, h),
      };
    },
  },
  arima: {
    name: "arima",
    async open(require) {
      const Arima = require(this.name); // no dependency of ours
      return { "arima auto": (train, m, h) => new Arima(arimaOptions(m)).train([...train]).predict(h)[0] };
    },
  },
};

/** Names of the packages, as words of the command line. */
export const statisticalPeers = Object.keys(packages);

const ours = (model, optionsOf) => async (train, m, h) => {
  const series = createSeries({ id: "series", start: "1800-01-01", frequency: frequencies[m], target: train });
  const [forecast] = (await createForecaster(model, { horizon: h, ...optionsOf(m) }).fit([series])).predict([series]);
  const size = forecast.quantiles.length;
  return Array.from({ length: h }, (_, i) => forecast.values[i * size + (size - 1) / 2]);
};

/** The forecast, and the median time of some runs, in milliseconds. */
async function timed(work) {
  const times = [];
  let made;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    made = await work();
    times.push(performance.now() - start);
  }
  return { made, time: median(times) };
}

async function rowOf(name, forecast) {
  const [all, failures] = [[], []];
  for (const [id, { train, test, m, h }] of Object.entries(golden.series)) {
    try {
      const { made, time } = await timed(() => forecast(train, m, h));
      const error = mase(train, test, made, { seasonLength: m });
      if (Number.isFinite(error)) all.push({ id, error, percent: smape(test, made), time });
      else failures.push(id);
    } catch {
      failures.push(id);
    }
  }
  const mean = (key) => (all.reduce((sum, row) => sum + row[key], 0) / all.length).toFixed(3);
  const middle = median(all.map(({ error }) => error)).toFixed(3);
  const monthly = all.find(({ id }) => id === "AirPassengers")?.time.toFixed(1) ?? "failed";
  const slowest = Math.max(...all.map(({ time }) => time)).toFixed(1);
  return [name, mean("error"), middle, mean("percent"), monthly, slowest, failures.join(" ") || "none"];
}

/** What R gives by itself; it was not timed. */
function referenceRow(method) {
  const all = Object.values(golden.series);
  const errors = all.map((one) => one[method].mase);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return [`R ${method}`, mean.toFixed(3), median(errors).toFixed(3), "", "", "", ""];
}

/** Opens a package; tells why it cannot be had. */
async function open(word, folder) {
  const { name } = packages[word];
  const place = folder && join(folder, word);
  const skip = (why) => console.error(`skipped ${word}: ${why}`);
  if (!place) skip("PEERS_DIR is not set");
  else if (!existsSync(join(place, "node_modules", name))) skip(`no ${name} in ${place} (npm install ${name} there)`);
  else return packages[word].open(createRequire(join(place, "package.json")));
  return {};
}

/** Prints a table of the packages that are there, ours and R's beside them. */
export async function compareStatistical(words, folder, markdown) {
  const opened = {};
  for (const word of words) Object.assign(opened, await open(word, folder));
  if (Object.keys(opened).length === 0) return;
  const forecasts = {
    "seqcast ets": ours("ets", (m) => ({ seasonLength: m })),
    "seqcast arima": ours("arima", (m) => ({ seasonLength: m })),
    "seqcast mstl": ours("mstl", (m) => ({ seasonLengths: [m] })),
    ...opened,
  };
  const rows = [referenceRow("ets"), referenceRow("arima")];
  for (const [name, forecast] of Object.entries(forecasts)) rows.push(await rowOf(name, forecast));
  const header = [
    "12 classic series",
    "MASE",
    "median",
    "sMAPE",
    "ms, AirPassengers",
    "ms, slowest series",
    "failed on",
  ];
  console.log(`\n${renderTable([header, ...rows], markdown)}`);
}
