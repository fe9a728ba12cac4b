// What the library means to hold against other toolkits, and the table that says whether it does.
import { digits } from "./tables.mjs";
import { median } from "./timing.mjs";

/** Ours over theirs on one thread: at least; of latencies (ms): at most. */
const BARS = {
  train: {
    "tfjs-wasm": { W1: 10, W2: 10, W3: 10 },
    "jax-js": { W1: 5, W2: 5, W3: 5 },
    torch: { W1: 2, W2: 1.3, W5a: 1.4, W6: 2 },
  },
  infer1: { ort: { W1: 1.5, W2: 1.5 } },
  infer256: { ort: { W2: 0.5, W3: 0.5 } },
};
const FIGURES = {
  train: "training, windows/s",
  infer1: "batch 1, ms",
  infer256: "batch 256, windows/s",
  first_step: "start to first step, s",
};
/** Where a smaller figure is the better one. */
const SMALL = new Set(["infer1", "first_step"]);

const middle = (lines) => median(lines.map((line) => line.median));

/** Our figure over theirs, and the bar where there is one. */
function ratioCells(ours, theirs, what, bar) {
  const ratio = ours / theirs;
  const cells = [digits(ours), digits(theirs), `${digits(ratio)}×`];
  if (bar === undefined) return [...cells, "", ""];
  const small = SMALL.has(what);
  return [...cells, `${small ? "≤" : "≥"} ${bar}×`, (small ? ratio <= bar : ratio >= bar) ? "yes" : "no"];
}

/** Rows of figures that both sides have, heads first; lines carry the peer's short name as `toolkit`, ours "seqcast". */
export function comparisonTable(lines) {
  const figures = new Map();
  for (const line of lines) {
    const key = `${line.toolkit} ${line.work} ${line.what}`;
    figures.set(key, [...(figures.get(key) ?? []), line]);
  }
  const rows = [];
  for (const [key, same] of figures) {
    const [toolkit, work, what] = key.split(" ");
    const own = figures.get(`seqcast ${work} ${what}`);
    if (toolkit === "seqcast" || !own || !(what in FIGURES)) continue;
    const { peer, version } = same[0];
    const bar = BARS[what]?.[toolkit]?.[work];
    rows.push([`${work} ${FIGURES[what]}: ${peer} ${version}`, ...ratioCells(middle(own), middle(same), what, bar)]);
  }
  return [["workload, figure, peer", "ours", "theirs", "ours / theirs", "bar", "held"], ...rows];
}
