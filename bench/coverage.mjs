// Coverage of 80 and 95 % intervals, own and conformal: daily origins over several weeks of the shipped demand data, series of the
// Numenta Anomaly Benchmark (SEQCAST_DATA names the folder that holds nab), and what comes after a shift, simulated and real.
// A JSON line for each series and method, then a line a method: on how many series it lies within five points at both levels.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { backtest, calibration, conformal, createRandom, mean, naive, readCsv, ridge, seasonalNaive } from "seqcast";

// Rows between forecasts of the benchmark: windows that do not overlap are so few that chance alone moves coverage by some four points, and
// an even number would meet the same times of day.
const STRIDE = 5;
const HOUR = 12;
const methods = ["split", "adaptive", "quantile", "bootstrap"];

/** The forecaster as it is and with each kind of interval. */
const withIntervals = (base, options = {}) => [
  base,
  ...methods.map((method) => conformal(base, { method, ...options })),
];

const print = (line) => console.log(JSON.stringify({ bench: "coverage", ...line }));
const percent = (share) => Number((100 * share).toFixed(1));

/** Prints a line a method, and gives whether each lies within five points. */
function report(part, data, base, result) {
  return calibration(result).map(({ model, levels }) => {
    const [at80, at95] = levels.map(({ coverage }) => percent(coverage));
    const within5 = Math.abs(at80 - 80) <= 5 && Math.abs(at95 - 95) <= 5;
    const [width80, width95] = levels.map(({ width }) => Number(width.toPrecision(4)));
    const exact = exactShare(result, model); // an interval holds its median: none can cover less than this
    const method = model === base.name ? "own" : model.slice(base.name.length + 1);
    const windows = result.forecasts.filter((one) => one.model === model).length;
    print({ part, data, forecaster: base.name, method, windows, at80, at95, width80, width95, exact, within5 });
    return { part, method, within5, exact };
  });
}

/** How often a forecast's median is what happened, to the last bit, in percent. */
function exactShare({ forecasts, series }, model) {
  let [hits, count] = [0, 0];
  for (const { model: name, seriesId, timestamps, quantiles, values } of forecasts) {
    if (name !== model) continue;
    const one = series.find(({ id }) => id === seriesId);
    const first = one.timestamps.indexOf(timestamps[0]);
    timestamps.forEach((_, h) => {
      const actual = first < 0 ? NaN : one.target.values[first + h];
      if (!(actual === actual)) return;
      count++;
      if (actual === values[h * quantiles.length + quantiles.indexOf(0.5)]) hits++;
    });
  }
  return percent(hits / count);
}

/** One line a method: on how many series it covers, and on how many none could, since the forecast is exact too often. */
function verdicts(rows) {
  for (const part of new Set(rows.map((row) => row.part))) {
    for (const method of ["own", ...methods]) {
      const own = rows.filter((row) => row.part === part && row.method === method);
      const within5 = own.filter((row) => row.within5).length;
      const unavoidable = own.filter((row) => !row.within5 && row.exact > 85).length;
      print({ part, verdict: method, of: own.length, within5, unavoidable });
    }
  }
}

/**
 * Reads a file of the benchmark. Where times repeat (a clock set back, a gap filled with one time) or lie off their grid, rows of the same
 * five minutes are averaged, and five minutes without a row are missing.
 */
async function readBenchmark(path) {
  const columns = { time: "timestamp", target: "value" };
  try {
    return (await readCsv(path, columns))[0];
  } catch {
    return (await readCsv(path, { ...columns, frequency: "5min", aggregate: "mean" }))[0];
  }
}

/** The row of the second half before and after which the medians of a day differ most. */
function largestShift(values, day) {
  const median = (from, to) => {
    const known = values.subarray(from, to).filter((value) => value === value);
    return known.sort()[known.length >> 1];
  };
  let [best, row] = [-1, 0];
  for (let t = values.length >> 1; t + day <= values.length; t++) {
    const change = Math.abs(median(t, t + day) - median(t - day, t));
    if (change > best) [best, row] = [change, t];
  }
  return row;
}

/** Cutoffs from the last row before a shift on: the fit has seen none of it, and its first windows count. */
const cutoffsFrom = ({ timestamps }, row, horizon, stride) =>
  Array.from(
    { length: Math.floor((timestamps.length - row - horizon) / stride) + 1 },
    (_, i) => timestamps[row - 1 + i * stride],
  );

async function afterShift(data, series, row, stride, bases) {
  const rows = [];
  for (const base of bases) {
    const cutoffs = cutoffsFrom(series, row, base.options.horizon, stride);
    const result = await backtest([series], withIntervals(base), { cutoffs });
    rows.push(...report("after a shift", data, base, result));
  }
  return rows;
}

const rows = [];
const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
const daily = { folds: 21, stride: 48 };
const bases = [seasonalNaive({ horizon: 48, seasonLength: 336 }), ridge({ horizon: 48 })];
for (const base of bases) {
  const result = await backtest([load], withIntervals(base), daily);
  rows.push(...report("demand", "21 daily origins", base, result));
}

// The last four weeks changed: three times the distance from the same half-hour a week before; and a level that lies a fifth higher.
const random = createRandom(1);
const shiftRow = load.timestamps.length - 1344;
const changed = (change) => {
  const values = load.target.values.map((value, t) => (t >= shiftRow ? change(value) : value));
  return { ...load, target: { ...load.target, values } };
};
const noisy = changed((value) => value + 900 * random.normal());
rows.push(...(await afterShift("demand, simulated noise", noisy, shiftRow, 48, bases)));
const higher = changed((value) => 1.2 * value);
rows.push(...(await afterShift("demand, simulated level", higher, shiftRow, 48, bases)));

const folder = join(process.env.SEQCAST_DATA ?? "", "nab");
if (!process.env.SEQCAST_DATA || !existsSync(folder)) {
  print({ skipped: "SEQCAST_DATA names no folder that holds nab" });
} else {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".csv"));
  const horizon = 12;
  for (const path of files.sort()) {
    const series = await readBenchmark(join(folder, path));
    const second = (stride) => ({ folds: Math.floor(series.timestamps.length / 2 / stride), stride });
    for (const base of [naive({ horizon }), ridge({ horizon })]) {
      const result = await backtest([series], withIntervals(base), second(STRIDE));
      rows.push(...report(`nab, ${base.name}`, path, base, result));
    }
    // Always at the same minute of the hour: told of it, and not.
    const base = naive({ horizon });
    const told = await backtest([series], withIntervals(base, { every: HOUR }), second(HOUR));
    rows.push(...report("nab, every hour", path, base, told));
    const untold = await backtest([series], withIntervals(base), second(HOUR));
    rows.push(...report("nab, every hour, untold", path, base, untold));
  }
  const day = 288;
  for (const name of ["rds_cpu_utilization_cc0c53", "ec2_cpu_utilization_5f5533", "ec2_cpu_utilization_ac20cd"]) {
    const path = files.find((file) => file.includes(name));
    if (!path) continue;
    const series = await readBenchmark(join(folder, path));
    const models = [naive({ horizon }), seasonalNaive({ horizon, seasonLength: day }), mean({ horizon })];
    rows.push(...(await afterShift(path, series, largestShift(series.target.values, day), STRIDE, models)));
  }
}
verdicts(rows);
