// Windows: the time that a batch takes to gather, and the memory of a million windows and of many long series.
// usage: npm run bench:windows [-- stream memory gather set]   (all of them unless named)
import { autograd, createRandom, createSeries, fitStream, gru, windows } from "seqcast";
import { median } from "./timing.mjs";

const [BATCH, CONTEXT, HORIZON] = [64, 336, 24];
const MB = 1e6;
const sections = process.argv.slice(2);
const wanted = (section) => sections.length === 0 || sections.includes(section);

/** Columns of a random walk. */
function columns(prefix, count, rows, random) {
  const walk = () => {
    const values = new Float64Array(rows);
    for (let t = 0, level = 0; t < rows; t++) values[t] = level += random.normal();
    return values;
  };
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, walk()]));
}

/** A batch of one target and seven covariates, of eight covariates beside a target, and of eight targets. */
function benchGather() {
  const random = createRandom(1);
  const kinds = { "1 target, 7 covariates": [1, 7], "1 target, 8 covariates": [1, 8], "8 targets": [8, 0] };
  for (const [name, [targets, covariates]] of Object.entries(kinds)) {
    const series = createSeries({
      start: "2024-01-01",
      frequency: "1h",
      target: columns("y", targets, 20_000, random),
      ...(covariates > 0 && { pastCovariates: columns("x", covariates, 20_000, random) }),
    });
    const { training } = windows.windowSets([series], { contextLength: CONTEXT, horizon: HORIZON });
    for (const normalization of ["last", "standard"]) {
      const sizes = { contextLength: CONTEXT, horizon: HORIZON, anchor: { seasonLength: 0, normalization, scale: 2 } };
      const drawn = () => Array.from({ length: BATCH }, () => training.at(random.integer(training.length)));
      const times = Array.from({ length: 3000 }, () => {
        const batch = drawn();
        return autograd.step(() => {
          const start = performance.now();
          windows.makeBatch([series], batch, sizes, true);
          return performance.now() - start;
        });
      });
      const sorted = times.slice(1500).sort((a, b) => a - b);
      const figures = { medianMs: Number(median(sorted).toFixed(3)), leastMs: Number(sorted[0].toFixed(3)) };
      console.log(
        JSON.stringify({ bench: "gather", batch: `${BATCH}x${CONTEXT}`, of: name, normalization, ...figures }),
      );
    }
  }
}

const held = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** What a set of a million windows holds, made and drawn from. */
function benchSet() {
  const random = createRandom(2);
  const series = createSeries({ start: "2024-01-01", frequency: "1min", target: columns("y", 1, 1_000_359, random) });
  const before = held();
  const { training } = windows.windowSets([series], { contextLength: CONTEXT, horizon: HORIZON });
  const balanced = windows.balanceSeries(training);
  let found = 0;
  for (let i = 0; i < balanced.length; i++) if (balanced.at(i)) found++;
  const kilobytes = Math.round((held() - before) / 1000);
  console.log(JSON.stringify({ bench: "set", windows: training.length, found, kilobytes }));
}

/** A long series; cheap to make. */
function longSeries(id, rows, random) {
  const values = new Float64Array(rows);
  for (let t = 0, level = 0; t < rows; t++) values[t] = level += random.uniform() - 0.5;
  return createSeries({ id: `${id}`, start: "2000-01-01", frequency: "1min", target: { y: values } });
}

const peakMB = () => Math.round((process.resourceUsage().maxRSS * 1024) / MB);
const sizesOf = (series, rows) => ({ series, rows, valuesMB: (series * rows * 8) / MB });
const longRun = { horizon: HORIZON, contextLength: CONTEXT, seasonLength: 0, validationFraction: 0 };

/** The largest resident set of a process that fits a stream of long series, of which a few are in memory at once. */
async function benchStream(series, rows, poolSize) {
  const start = performance.now();
  let opened = 0;
  const open = (index) => {
    opened++;
    return longSeries(index, rows, createRandom(index));
  };
  await fitStream(
    gru({ ...longRun, epochs: Math.ceil((2 * series) / poolSize) }),
    { count: series, open },
    { poolSize },
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(
    JSON.stringify({ bench: "stream", ...sizesOf(series, rows), poolSize, opened, seconds, peakMB: peakMB() }),
  );
}

/** The largest resident set of a process that trains on all series at once. */
async function benchMemory(series, rows) {
  const random = createRandom(3);
  const all = Array.from({ length: series }, (_, i) => longSeries(i, rows, random));
  await gru({ ...longRun, epochs: 1 }).fit(all);
  console.log(JSON.stringify({ bench: "memory", ...sizesOf(series, rows), peakMB: peakMB() }));
}

// first: a peak does not go down again
if (wanted("stream")) await benchStream(Number(process.env.SERIES ?? 200), 1_000_000, 4);
if (wanted("memory")) await benchMemory(200, 100_000);
if (wanted("gather")) benchGather();
if (wanted("set")) benchSet();
