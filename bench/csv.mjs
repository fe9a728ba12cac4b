// Reading CSV: rows a second of readCsv over plain and quoted lines, beside Papa Parse alone that makes rows of text, and the
// memory that a stream far larger than memory takes. A JSON line for each figure, then a table.
// usage: node bench/csv.mjs [rows, 1000000] [megabytes of the stream, 0: none]
import { Readable } from "node:stream";
import Papa from "papaparse";
import { readCsv } from "seqcast";
import { describeMachine } from "./machine.mjs";

const ROWS = Number(process.argv[2] ?? 1_000_000);
const STREAM = Number(process.argv[3] ?? 0);
const ROUNDS = 5;
const options = { time: "time", target: "load", id: "id" };

const isoOf = (row) => new Date(Date.UTC(2015, 0, 1) + row * 60_000).toISOString();
/** A line of three columns: an id, a time and a number. */
const plain = (row) =>
  `site-${row % 8},${isoOf(row >> 3).slice(0, 19)},${(((row * 7919) % 100_003) / 100).toFixed(2)}\n`;
/** The same with a cell that holds a quote: Papa Parse reads all of it. */
const quoted = (row) => plain(row).replace(/^(site-\d),/, '"$1 ""north""",');

const textOf = (line) => `id,time,load\n${Array.from({ length: ROWS }, (_, row) => line(row)).join("")}`;
const bytesOf = (text) => new TextEncoder().encode(text);
const stream = (bytes) => Readable.from(pieces(bytes));
function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 1 << 18) yield bytes.subarray(at, at + (1 << 18));
}

/** Papa Parse in its fastest form: chunks of a text to arrays of text. */
function papaRows(text) {
  let rows = 0;
  Papa.parse(text, {
    delimiter: ",",
    newline: "\n",
    chunkSize: 1 << 20,
    chunk: ({ data }) => void (rows += data.length),
  });
  return rows;
}

const files = { plain: textOf(plain), quoted: textOf(quoted) };
const tasks = Object.entries(files).flatMap(([file, text]) => {
  const bytes = bytesOf(text);
  return [
    { file, reader: "readCsv", work: () => readCsv(stream(bytes), options) },
    { file, reader: "papaparse alone", work: async () => papaRows(text) },
    {
      file,
      reader: "readCsv, aggregated by hours",
      work: () => readCsv(stream(bytes), { ...options, frequency: "1h", aggregate: "mean" }),
    },
  ];
});

const lines = tasks.map(({ file, reader }) => ({ bench: "csv", file, reader, rows: ROWS, seconds: Infinity }));
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, { work }] of tasks.entries()) {
    const start = performance.now();
    await work();
    lines[i].seconds = Math.min(lines[i].seconds, (performance.now() - start) / 1000);
  }
}
console.log(JSON.stringify({ bench: "machine", ...describeMachine() }));
for (const line of lines) {
  line.millionRowsPerSecond = Number((ROWS / line.seconds / 1e6).toPrecision(3));
  line.seconds = Number(line.seconds.toPrecision(3));
  console.log(JSON.stringify(line));
}

if (STREAM > 0) {
  const block = bytesOf(Array.from({ length: 50_000 }, (_, row) => plain(row).replace(/T/, " ")).join(""));
  let made = 0;
  async function* endless() {
    yield bytesOf("id,time,load\n");
    for (; made < STREAM * 1e6; made += block.length) yield block;
  }
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const start = performance.now();
  const series = await readCsv(endless(), { ...options, frequency: "1h", aggregate: "sum" });
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  const report = { bench: "csv stream", megabytes: Math.round(made / 1e6), seconds: Number(seconds.toPrecision(3)) };
  console.log(JSON.stringify({ ...report, series: series.length, peakMegabytes: Math.round((peak - before) / 1e6) }));
}

console.log(`\n| file | reader | million rows/s |\n| --- | --- | ---: |`);
for (const { file, reader, millionRowsPerSecond } of lines)
  console.log(`| ${file} | ${reader} | ${millionRowsPerSecond} |`);
