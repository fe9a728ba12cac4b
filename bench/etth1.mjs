// Long horizons on ETTh1 by the published protocol: 12/4/4 months, z-scores of the training months, all windows of the test
// months, errors on the scaled data.
// usage: npm run bench:etth1 [-- 96 192 336 720]   (data in SEQCAST_DATA, ../shared/data unless set)
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createSeries, ridge } from "seqcast";

const folder = process.env.SEQCAST_DATA ?? "../shared/data";
const path = join(folder, "ett/ETTh1.csv.gz");
const [TRAIN, TEST, END] = [8640, 11_520, 14_400]; // rows: 12 months, then 4 of validation, then 4 of test
const LONGEST = 512; // rows of history that any of the recipes reads
const BATCH = 200;
const plain = { centre: "last", adjustment: "none", anchor: "none", drift: "never", logs: "never", loss: "squared" };
/** Fixed before the test months were looked at; accuracy on the validation months led to the second one. One fit a horizon; weights are of all together. */
const recipes = {
  "least squares, look-back 336": { ...plain, contextLength: 336, scale: "none", penalty: 1e-6 },
  "ridge, look-backs 336 and 512": { ...plain, contextLength: [336, 512], scale: "deviation", penalty: 0.3 },
};

/** Columns of the file, z-scored by mean and population deviation of the training rows. */
function readScaled() {
  const [header, ...lines] = gunzipSync(readFileSync(path)).toString().trim().split("\n");
  const rows = lines.map((line) => line.split(",").slice(1).map(Number));
  return Object.fromEntries(
    header
      .trim()
      .split(",")
      .slice(1)
      .map((name, c) => {
        const column = rows.map((row) => row[c]);
        const train = column.slice(0, TRAIN);
        const mean = train.reduce((sum, value) => sum + value, 0) / TRAIN;
        const deviation = Math.sqrt(train.reduce((sum, value) => sum + (value - mean) ** 2, 0) / TRAIN);
        return [name, column.map((value) => (value - mean) / deviation)];
      }),
  );
}

const seriesOf = (columns, from, to) =>
  createSeries({
    id: "ETTh1",
    start: Date.UTC(2016, 6, 1) + from * 3_600_000,
    frequency: "1h",
    target: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(from, to)])),
  });

/** Mean squared and mean absolute error over all test windows. */
function score(fitted, columns, horizon) {
  const targets = Object.values(columns);
  const cutoffs = Array.from({ length: END - TEST - horizon + 1 }, (_, i) => TEST + i);
  let [squares, absolutes, count] = [0, 0, 0];
  for (let from = 0; from < cutoffs.length; from += BATCH) {
    const part = cutoffs.slice(from, from + BATCH);
    const forecasts = fitted.predict(
      part.map((cutoff) => seriesOf(columns, cutoff - LONGEST, cutoff)),
      { levels: [] },
    );
    forecasts.forEach(({ values }, i) => {
      values.forEach((value, k) => {
        const error = targets[k % targets.length][part[i] + Math.floor(k / targets.length)] - value;
        squares += error * error;
        absolutes += Math.abs(error);
        count++;
      });
    });
  }
  return { mse: squares / count, mae: absolutes / count };
}

/** The published tables' rows for ETTh1, where the folder has them. */
function publishedRows(horizons) {
  const file = join(folder, "../published/ltsf_published.json");
  if (!existsSync(file)) return [];
  const { tables } = JSON.parse(readFileSync(file, "utf8"));
  const wanted = new Set(["ltsf_linear_multivariate_ett", "segrnn_table2_lookback720", "patchtst_table3"]);
  return tables
    .filter(({ id }) => wanted.has(id))
    .flatMap(({ id, results }) =>
      Object.entries(results)
        .filter(([, sets]) => sets.ETTh1)
        .map(([model, { ETTh1 }]) => ({
          model: `${model} (${id})`,
          cells: horizons.map((h) => (ETTh1[h] ? `${ETTh1[h].MSE} / ${ETTh1[h].MAE}` : "–")),
        })),
    );
}

if (!existsSync(path)) {
  console.log(`skipped: no file ${path} (set SEQCAST_DATA to the folder that holds ett/ETTh1.csv.gz)`);
} else {
  const given = process.argv.slice(2).map(Number);
  const horizons = given.length > 0 ? given : [96, 192, 336, 720];
  const columns = readScaled();
  const train = [seriesOf(columns, 0, TRAIN)];
  const columnsOf = ["MSE / MAE on ETTh1", ...horizons, "weights", "seconds"];
  console.log(`| ${columnsOf.join(" | ")} |\n| ${columnsOf.map(() => "---").join(" | ")} |`);
  for (const [name, options] of Object.entries(recipes)) {
    const start = performance.now();
    const cells = [];
    let weights = 0; // no drift: one a row and step
    for (const horizon of horizons) {
      const fitted = await ridge({ horizon, ...options }).fit(train);
      weights += fitted.options.contextLength.reduce((sum, rows) => sum + rows * horizon, 0);
      const { mse, mae } = score(fitted, columns, horizon);
      cells.push(`${mse.toFixed(4)} / ${mae.toFixed(4)}`);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`| ${name} | ${cells.join(" | ")} | ${weights} | ${seconds} |`);
  }
  for (const { model, cells } of publishedRows(horizons)) console.log(`| ${model} | ${cells.join(" | ")} | | |`);
}
