// Prints what imports of the browser's build weigh in a consumer's bundle, and fails where one is over its budget.
//
// What is counted: esbuild bundles one import of the listed names from dist/browser (made by `npm run build`), with every
// dependency, minified, for browsers, as ES modules with splitting, its output in ASCII as is esbuild's default. "at once" is
// the chunk of the import and all chunks that it imports statically, each gzipped (level 9); it holds the WebAssembly kernels.
// "on demand" are chunks behind a dynamic import(), which a page loads when it reads Parquet, quoted CSV or times by a pattern; they
// do not count. A KB is 1024 bytes. Data are CSV in and out and metrics; other formats, sequence models, plots and significance
// tests are no part of the budgets, "everything" has them all.
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KB = 1024;

const data = "readCsv, splitAt, forecastToCsv, mae, rmse, mase, smape";
const statistical =
  "naive, seasonalNaive, mean, drift, movingAverage, naive2, ses, holt, dampedHolt, comb, holtWinters, theta, ets, arima, mstl, " +
  "croston, tsb, fourierArma";
const networks = "rnn, lstm, gru, seq2seq, deepAr, segmentRnn, dlinear, nlinear, tcn, nhits, ridge, highwayRnn";
const loading = "registry, createForecaster, loadForecaster, saveForecaster, auto, conformal";
const core = `${data}, ${statistical}, ${networks}, backtest`;

/** What is imported, by what it is called, and its budget in KB; undefined: printed alone. */
const imports = [
  ["a statistical forecast", "readCsv, splitAt, ets, theta, seasonalNaive, backtest, mae", 60],
  ["data and all statistical models", `${data}, ${statistical}`, 60],
  ["these, backtest and leaderboard", `${data}, ${statistical}, backtest, leaderboard`, undefined],
  ["core: data, every model, backtest", core, 150],
  ["core, leaderboard, all names of transforms and windows", `${core}, leaderboard, transforms, windows`, undefined],
  ["core with registry and model files, auto, conformal", `${core}, ${loading}`, undefined],
  ["core and the plot of forecasts, with uPlot", `${core}, forecastPlot`, undefined],
  ["everything", "*", undefined],
];

if (!existsSync("dist/browser/index.js"))
  throw new Error("there is no dist/browser/index.js: run `npm run build` first");

async function measure(names) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export ${names === "*" ? "*" : `{ ${names} }`} from "./dist/browser/index.js";`,
      resolveDir: ".",
    },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "<stdin>")[0];
  const first = new Set([entry]);
  for (const path of first)
    for (const { path: next, kind } of metafile.outputs[path].imports) if (kind === "import-statement") first.add(next);
  const sums = { minified: 0, gzipped: 0, onDemand: 0 };
  for (const [path] of Object.entries(metafile.outputs)) {
    const { contents } = outputFiles.find((file) => file.path.endsWith(path.slice(path.lastIndexOf("/"))));
    const gzipped = gzipSync(contents, { level: 9 }).length;
    if (!first.has(path)) sums.onDemand += gzipped;
    else {
      sums.minified += contents.length;
      sums.gzipped += gzipped;
    }
  }
  return sums;
}

const kilobytes = (bytes) => (bytes / KB).toFixed(1);
const rows = [["import", "minified KB", "at once KB (gz)", "budget KB", "on demand KB (gz)", ""]];
let breached = false;
for (const [name, names, budget] of imports) {
  const { minified, gzipped, onDemand } = await measure(names);
  const over = budget !== undefined && gzipped > budget * KB;
  breached ||= over;
  const verdict = over ? "OVER" : budget === undefined ? "" : "ok";
  rows.push([name, kilobytes(minified), kilobytes(gzipped), budget ?? "-", kilobytes(onDemand), verdict].map(String));
}
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows)
  console.log(
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd(),
  );
if (breached) process.exitCode = 1;
