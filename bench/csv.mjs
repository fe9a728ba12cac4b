// Reading CSV: rows a second of readCsv, beside Papa Parse alone that makes rows of text and DuckDB (one thread) that sums a file, and the memory that a stream far larger than
// memory takes. A JSON line for each figure, then a table. Rows a processor second are the better figure where others load the machine.
// usage: npm run bench:csv [-- rows (1000000) megabytes of the stream (0: none)]
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import Papa from "papaparse";
import { readCsv } from "seqcast";
import { describeMachine } from "./machine.mjs";

const ROWS = Number(process.argv[2] ?? 1_000_000);
const STREAM = Number(process.argv[3] ?? 0);
const ROUNDS = 5;
const PIECE = 1 << 18;
const options = { time: "time", target: "load", id: "id", frequency: "1min" };

const isoOf = (row) => new Date(Date.UTC(2015, 0, 1) + (row >> 3) * 60_000).toISOString().slice(0, 19);
const loadOf = (row) => (((row * 7919) % 100_003) / 100).toFixed(2);
const german = (iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)} ${iso.slice(11, 16)}`;

/** Lines of an id, a time and a number, written in several ways. */
const lines = {
  plain: (row) => `site-${row % 8},${isoOf(row)},${loadOf(row)}`,
  "quoted cells": (row) => `"site-${row % 8}","${isoOf(row)}","${loadOf(row)}"`,
  "doubled quotes": (row) => `"site ""${row % 8}""",${isoOf(row)},${loadOf(row)}`,
  "left to Papa Parse": (row) => `"site-${row % 8}" ,${isoOf(row)},${loadOf(row)}`,
  "day first, decimal comma": (row) => `site-${row % 8};${german(isoOf(row))};${loadOf(row).replace(".", ",")}`,
  "seconds since 1970": (row) => `site-${row % 8},${Date.UTC(2015, 0, 1) / 1000 + (row >> 3) * 60},${loadOf(row)}`,
};

function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
async function* stream(bytes) {
  yield* pieces(bytes);
}

/** Papa Parse in its fastest form: chunks of a text to arrays of text. */
function papaAlone(text, delimiter) {
  Papa.parse(text, { delimiter, newline: "\n", chunkSize: 1 << 20, chunk: () => undefined });
}

/** DuckDB, where the package is there: it parses and sums all columns of a file, by itself and on one thread. */
async function duckdb(path) {
  const { DuckDBInstance } = await import("@duckdb/node-api").catch(() => ({}));
  if (!DuckDBInstance) return undefined;
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const query = `SELECT count(*), max(id), max("time"), max("load") FROM read_csv('${path}')`;
  return async () => (await connection.runAndReadAll(query)).getRows();
}

const millions = (time) => Number((ROWS / time / 1e6).toPrecision(3));
const megabytes = (bytes) => Math.round(bytes / 1e6);

/** The best of some rounds, in rows a second of the clock and of the processor. */
async function measure(work) {
  let [seconds, processor] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await work();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
    processor = Math.min(processor, process.cpuUsage(used).user / 1e6);
  }
  return { millionRowsPerSecond: millions(seconds), millionRowsPerProcessorSecond: millions(processor) };
}

console.log(JSON.stringify({ bench: "machine", ...describeMachine() }));
const results = [];
const folder = await mkdtemp(join(tmpdir(), "seqcast-csv-"));
for (const [file, line] of Object.entries(lines)) {
  const delimiter = line(0).includes(";") ? ";" : ",";
  const rows = Array.from({ length: ROWS }, (_, row) => `${line(row)}\n`);
  const text = `${["id", "time", "load"].join(delimiter)}\n${rows.join("")}`;
  const bytes = new TextEncoder().encode(text);
  const path = join(folder, "bench.csv");
  await writeFile(path, bytes);
  const sql = await duckdb(path);
  const readers = {
    readCsv: () => readCsv(stream(bytes), options),
    "readCsv, summed by hours": () => readCsv(stream(bytes), { ...options, frequency: "1h", aggregate: "sum" }),
    "papaparse alone": async () => papaAlone(text, delimiter),
    ...(sql && { "DuckDB, one thread": sql }),
  };
  for (const [reader, work] of Object.entries(readers)) {
    const result = { bench: "csv", file, reader, rows: ROWS, ...(await measure(work)) };
    results.push(result);
    console.log(JSON.stringify(result));
  }
}

await rm(folder, { recursive: true });

if (STREAM > 0) {
  const block = new TextEncoder().encode(Array.from({ length: 50_000 }, (_, row) => `${lines.plain(row)}\n`).join(""));
  let made = 0;
  async function* endless() {
    yield new TextEncoder().encode("id,time,load\n");
    for (; made < STREAM * 1e6; made += block.length) {
      await setImmediate(); // as a file does, so that the memory can be looked at
      yield block;
    }
  }
  const before = process.memoryUsage().rss;
  const peaks = [];
  const watch = setInterval(() => peaks.push(process.memoryUsage().rss), 50);
  const start = performance.now();
  await readCsv(endless(), { ...options, frequency: "1h", aggregate: "sum" });
  clearInterval(watch);
  const half = Math.max(...peaks.slice(0, peaks.length >> 1), before);
  const seconds = Number(((performance.now() - start) / 1000).toPrecision(3));
  const peak = { firstHalf: megabytes(half - before), whole: megabytes(Math.max(...peaks, before) - before) };
  console.log(JSON.stringify({ bench: "csv stream", megabytes: megabytes(made), seconds, growthInMegabytes: peak }));
}

console.log(`\n| file | reader | million rows/s | million rows/processor second |\n| --- | --- | ---: | ---: |`);
for (const { file, reader, millionRowsPerSecond, millionRowsPerProcessorSecond } of results) {
  console.log(`| ${file} | ${reader} | ${millionRowsPerSecond} | ${millionRowsPerProcessorSecond} |`);
}
