// Times the library and the machine: a JSON line for each figure, then tables. README.md beside this file explains them.
// usage: npm run bench [-- [--json | --markdown] [W1 … W6] [training reference inference gemm elementwise start memory bytes]]
import { setThreads, threads } from "seqcast";
import { benchInference } from "./inference.mjs";
import { describeMachine } from "./machine.mjs";
import { createFusedPeak, createPeak } from "./peak.mjs";
import { benchElementwise, benchProducts } from "./products.mjs";
import { benchBytes, benchMemory, benchStartUp } from "./startUp.mjs";
import { renderTables } from "./tables.mjs";
import { benchReference, benchTraining } from "./training.mjs";
import { supported, workloads } from "./workloads.mjs";

const FORMATS = ["--json", "--markdown"];
const PER_WORKLOAD = { training: benchTraining, reference: benchReference, inference: benchInference };
const PER_RUN = {
  gemm: benchProducts,
  elementwise: benchElementwise,
  start: benchStartUp,
  memory: benchMemory,
  bytes: benchBytes,
};
const INFERENCE = new Set(["W1", "W2", "W3", "W5a"]);

const given = process.argv.slice(2);
const known = [...FORMATS, ...Object.keys({ ...workloads, ...PER_WORKLOAD, ...PER_RUN })];
const strange = given.filter((word) => !known.includes(word));
if (strange.length > 0) {
  console.error(`bench: expected some of ${known.join(" ")}, got ${strange.join(" ")}`);
  process.exit(2);
}
const chosenOf = (all) => all.filter((name) => given.includes(name));
const chosen = chosenOf(Object.keys(workloads));
const sections = chosenOf(Object.keys({ ...PER_WORKLOAD, ...PER_RUN }));
const names = chosen.length > 0 ? chosen : Object.keys(workloads);
// Workloads alone mean all that is measured of them; sections alone mean all workloads.
const wanted = (section) =>
  sections.length > 0 ? sections.includes(section) : chosen.length === 0 || section in PER_WORKLOAD;

const lines = [];
const rounded = (value) =>
  Number.isInteger(value) || typeof value !== "number" ? value : Number(value.toPrecision(4));
function report(line) {
  lines.push(line);
  const text = JSON.stringify(Object.fromEntries(Object.entries(line).map(([name, value]) => [name, rounded(value)])));
  if (given.includes("--markdown")) console.error(text);
  else console.log(text);
}

setThreads(2); // before any memory is made, so that it is shared
const machine = describeMachine();
report({ bench: "machine", ...machine });
const peak = await createPeak();
report({ bench: "peak", chains: peak.chains, gflops: peak.gflops });
report({ bench: "fusedPeak", ...(await createFusedPeak()) });

for (const name of names) {
  if (!supported(workloads[name])) {
    console.error(`skipped ${name}: this build has no nn.AttentionDecoder`);
    continue;
  }
  const context = { peak, report: ({ bench, ...line }) => report({ bench, workload: name, ...line }) };
  for (const [section, bench] of Object.entries(PER_WORKLOAD)) {
    if (!wanted(section) || (section === "inference" && !INFERENCE.has(name))) continue;
    bench(workloads[name], context);
  }
}
for (const [section, bench] of Object.entries(PER_RUN)) if (wanted(section)) bench({ peak, report });

const { running, failure } = threads();
if (running < 2) console.error(`no second thread: ${failure ?? "nothing was large enough to start one"}`);
if (!given.includes("--json")) {
  const { processor, cores, node, v8, date, load, seqcast } = machine;
  console.log(
    `\n${processor}, ${cores} cores; Node.js ${node} (V8 ${v8}), seqcast ${seqcast}; ${date}, load ${load.join(" ")}\n`,
  );
  console.log(renderTables(lines, workloads, given.includes("--markdown")));
}
