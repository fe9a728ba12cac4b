// Puts other toolkits beside the library, each in a process of its own and by turns with ours: a JSON line for each figure,
// then a table of ratios against the bars of bars.mjs. README.md beside this file tells what to install.
// usage: npm run bench:peers [-- [--json | --markdown] [W1 … W6] [tfjs-wasm jax-js ort torch augurs arima]]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { comparisonTable } from "./bars.mjs";
import { describeMachine } from "./machine.mjs";
import { compareStatistical, statisticalPeers } from "./statisticalPeers.mjs";
import { renderTable } from "./tables.mjs";
import { supported, workloads } from "./workloads.mjs";

const {
  SEQCAST_PEERS = "../shared/bench/peers",
  PEERS_DIR,
  PYTHON = "python3",
  THREADS = "1",
  BENCH_NICE,
} = process.env;
const runners = resolve(import.meta.dirname, "..", SEQCAST_PEERS);
/** The folder that each peer needs under PEERS_DIR; PyTorch is the system's. */
const PEERS = { "tfjs-wasm": "tfjs", "jax-js": "jax", ort: "ort", torch: undefined };
const WORKLOADS = ["W1", "W2", "W3", "W5a", "W6"];
const FORMATS = ["--json", "--markdown"];

const given = process.argv.slice(2);
const known = [...FORMATS, ...Object.keys(workloads), ...Object.keys(PEERS), ...statisticalPeers];
const strange = given.filter((word) => !known.includes(word));
if (strange.length > 0) {
  console.error(`bench:peers: expected some of ${known.join(" ")}, got ${strange.join(" ")}`);
  process.exit(2);
}
const chosenOf = (all, otherwise) => {
  const chosen = all.filter((name) => given.includes(name));
  return chosen.length > 0 ? chosen : otherwise;
};
const skip = (what, why) => console.error(`skipped ${what}: ${why}`);

/** Why a peer cannot run; undefined when it can. */
function missing(peer) {
  if (!existsSync(join(runners, "run.mjs"))) return `no runners in ${runners} (set SEQCAST_PEERS)`;
  if (!PEERS_DIR) return "PEERS_DIR is not set";
  if (PEERS[peer] === undefined) {
    const { status } = spawnSync(PYTHON, ["-c", "import torch"]);
    return status === 0 ? undefined : `${PYTHON} has no PyTorch (set PYTHON)`;
  }
  const folder = join(PEERS_DIR, PEERS[peer], "node_modules");
  return existsSync(folder) ? undefined : `no folder ${folder} (run setup.sh beside the runners)`;
}

/** The folder of OpenBLAS's OpenMP build: with the usual one, its threads and PyTorch's get in one another's way. */
function blasFolder() {
  if (process.env.TORCH_BLAS_DIR) return process.env.TORCH_BLAS_DIR;
  const { stdout } = spawnSync("dpkg", ["-L", "libopenblas0-openmp"], { encoding: "utf8" });
  const library = stdout?.split("\n").find((path) => /\/openblas-openmp\/libblas\.so/.test(path));
  if (!library) console.error("PyTorch is not tuned: no package libopenblas0-openmp, and TORCH_BLAS_DIR is not set");
  return library ? dirname(library) : "";
}

/** The JSON lines that a process prints. */
function linesOf(toolkit, [command, ...argv], env) {
  const { stdout } = spawnSync(command, argv, { encoding: "utf8", maxBuffer: 1e8, env: { ...process.env, ...env } });
  const lines = (stdout ?? "").split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => Object.assign(JSON.parse(line), { toolkit }));
}

function runOurs(work) {
  const command = [process.execPath, join(import.meta.dirname, "peer.mjs"), work];
  const nice = BENCH_NICE ? ["nice", "-n", BENCH_NICE] : []; // as the runners do with theirs
  return linesOf("seqcast", [...nice, ...command], { SEQCAST_THREADS: THREADS, BENCH_T0: String(Date.now() / 1000) });
}

function runPeer(peer, work, blas) {
  const command = [process.execPath, join(runners, "run.mjs"), `${peer}$`, `${work}$`];
  return linesOf(peer, command, { ONLY_THREADS: THREADS, PYTHON, TORCH_BLAS_DIR: blas });
}

const statistical = statisticalPeers.filter((name) => given.includes(name));
const peers = chosenOf(Object.keys(PEERS), statistical.length > 0 ? [] : Object.keys(PEERS)).filter((peer) => {
  const why = missing(peer);
  if (why) skip(peer, why);
  return !why;
});
const blas = peers.includes("torch") ? blasFolder() : "";
const machine = describeMachine();
const show = given.includes("--markdown") ? console.error : console.log;
const lines = [];
function keep(measured) {
  for (const line of measured) {
    show(JSON.stringify(line));
    if (line.error) skip(`${line.peer} ${line.work}`, line.error);
    else lines.push(line);
  }
}

show(JSON.stringify({ bench: "machine", ...machine }));
for (const work of peers.length > 0 ? chosenOf(Object.keys(workloads), WORKLOADS) : []) {
  if (!supported(workloads[work])) {
    skip(work, "this build has no nn.AttentionDecoder");
    continue;
  }
  keep(runOurs(work));
  for (const peer of peers) {
    keep(runPeer(peer, work, blas));
    keep(runOurs(work));
  }
}

if (!given.includes("--json") && lines.length > 0) {
  const { processor, cores, node, date, load } = machine;
  console.log(
    `\n${processor}, ${cores} cores, threads used: ${THREADS}; Node.js ${node}; ${date}, load ${load.join(" ")}\n`,
  );
  console.log(renderTable(comparisonTable(lines), given.includes("--markdown")));
}

// The statistical ones have no workloads: they are run when nothing or they themselves are named.
const isNamed = given.some((word) => !FORMATS.includes(word));
if (!given.includes("--json")) {
  await compareStatistical(isNamed ? statistical : statisticalPeers, PEERS_DIR, given.includes("--markdown"));
}
