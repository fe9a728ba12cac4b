// Tables of what was measured: plain text, or Markdown to paste into README.md.

/** Three digits, or whole numbers above; a dash where nothing was measured. */
export function digits(value) {
  if (value === undefined) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

const percent = (share) => (share === undefined ? "–" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`);

/** A table whose first column is words and the rest numbers; `rows` holds texts, the first row the heads. */
export function renderTable([heads, ...rows], markdown) {
  const widths = heads.map((_, i) => Math.max(3, ...[heads, ...rows].map((row) => row[i].length)));
  const pad = (text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]));
  const line = (row) => (markdown ? `| ${row.map(pad).join(" | ")} |` : row.map(pad).join("  "));
  const rule = widths.map((width, i) => (markdown && i > 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

const sizes = ({ cell, B, T, F, H, L }) => `${cell.toUpperCase()} B${B} T${T} F${F} H${H} L${L}`;
const named = (line, workloads) => `${line.workload} ${sizes(workloads[line.workload])}`;

const row = (label, cells) => [label, ...cells];

/** Lines of one bench, those that differ only in the count of threads side by side. */
function pairs(lines, bench, key) {
  const rows = new Map();
  for (const line of lines.filter((one) => one.bench === bench))
    rows.set(line[key], { ...rows.get(line[key]), [line.threads]: line });
  return [...rows.values()].map(({ 1: one, 2: two }) => ({ one, two }));
}

function trainingTable(lines, workloads) {
  const reference = new Map(pairs(lines, "reference", "workload").map(({ one }) => [one.workload, one.ms]));
  const rows = pairs(lines, "training", "workload").map(({ one, two }) => [
    named(one, workloads),
    digits(reference.get(one.workload)),
    digits(one.ms),
    digits(two.ms),
    `${(one.ms / two.ms).toFixed(2)}×`,
    digits(one.windowsPerSecond),
    percent(one.shareOfPeak),
    percent(one.beyondLayers),
  ]);
  return [
    ["workload", "reference, ms", "1 thread, ms", "2 threads, ms", "2 against 1", "windows/s", "of peak", "beyond"],
    ...rows,
  ];
}

function layerTable(lines) {
  const rows = pairs(lines, "layer", "workload").map(({ one, two }) =>
    row(
      `${one.workload} F${one.F} H${one.H}${one.inputGradient ? " with dX" : ""}`,
      [one, two].flatMap(({ ms, gflops, shareOfPeak }) => [digits(ms), digits(gflops), percent(shareOfPeak)]),
    ),
  );
  return [["layer", "1 thread, ms", "GFLOP/s", "of peak", "2 threads, ms", "GFLOP/s", "of 2 peaks"], ...rows];
}

function inferenceTable(lines, workloads) {
  const rows = pairs(lines, "inference", "workload").map(({ one, two }) =>
    row(
      named(one, workloads),
      [one.latencyMs, two.latencyMs, one.windowsPerSecond, two.windowsPerSecond].map((value) => digits(value)),
    ),
  );
  return [["workload", "batch 1, ms", "2 threads", "batch 256, windows/s", "2 threads"], ...rows];
}

function productTable(lines) {
  const rows = pairs(lines, "gemm", "size").map(({ one, two }) =>
    row(
      one.size,
      [one, two].flatMap(({ gflops, shareOfPeak }) => [digits(gflops), percent(shareOfPeak)]),
    ),
  );
  return [["product", "1 thread, GFLOP/s", "of peak", "2 threads, GFLOP/s", "of 2 peaks"], ...rows];
}

function elementwiseTable(lines) {
  const rows = pairs(lines, "elementwise", "operation").map(({ one, two }) =>
    row(
      one.operation,
      [one, two].flatMap(({ ms, elementsPerSecond }) => [digits(1000 * ms), digits(elementsPerSecond / 1e9)]),
    ),
  );
  return [["of 2^20 elements", "1 thread, µs", "G/s", "2 threads, µs", "G/s"], ...rows];
}

/** What is not a table of its own: a line each. */
const single = {
  peak: ({ chains, gflops }) => [`128-bit peak, multiply and add (${chains} chains)`, `${digits(gflops)} GFLOP/s`],
  fusedPeak: ({ chains, gflops }) => [
    `128-bit peak, fused multiply-add${gflops ? ` (${chains} chains)` : ""}`,
    gflops ? `${digits(gflops)} GFLOP/s` : "not in this engine",
  ],
  import: ({ importMs, emptyMs }) => [
    "import alone (with an empty process)",
    `${digits(importMs)} ms (${digits(importMs + emptyMs)} ms)`,
  ],
  firstStep: ({ workload, threads, seconds }) => [
    `process start to first ${workload} step, ${threads} thread${threads > 1 ? "s" : ""}`,
    `${digits(seconds)} s`,
  ],
  memory: ({ workload, threads, peakMegabytes }) => [
    `peak memory of ${workload} training, ${threads} thread${threads > 1 ? "s" : ""}`,
    `${digits(peakMegabytes)} MB`,
  ],
  bytes: ({ module, bytes }) => [`WebAssembly inlined, ${module}`, `${digits(bytes)} bytes`],
};

function singleTable(lines) {
  return [["figure", "value"], ...lines.filter(({ bench }) => bench in single).map((line) => single[line.bench](line))];
}

/** All tables of the lines, under their titles; what was not measured is left out. */
export function renderTables(lines, workloads, markdown) {
  const tables = {
    "Training steps": trainingTable(lines, workloads),
    "Fused recurrent layers alone, forward and backward": layerTable(lines),
    Inference: inferenceTable(lines, workloads),
    "Matrix products": productTable(lines),
    "Elementwise functions": elementwiseTable(lines),
    "Start, memory, size, limits": singleTable(lines),
  };
  return Object.entries(tables)
    .filter(([, rows]) => rows.length > 1)
    .map(([title, rows]) => `${markdown ? "### " : ""}${title}\n\n${renderTable(rows, markdown)}`)
    .join("\n\n");
}
