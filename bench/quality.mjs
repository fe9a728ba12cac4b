// Repeats the accuracy tables: runs each bench that judges forecasts and writes what it prints, with its command, into one page,
// docs/quality.md unless a path is given. Names of benches after `--` limit it: `npm run bench:quality -- out/q.md m4 auto`.
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describeMachine } from "./machine.mjs";

/** Name, question, command. Minutes are of two cores. */
const benches = [
  [
    "accuracy",
    "Do the defaults forecast? Half-hourly demand and other blocks, three seeds (5 min)",
    "bench/accuracy.mjs",
  ],
  ["lastWeek", "Is the demo's week forecast better than by the week before? (2 min)", "bench/lastWeek.mjs"],
  ["auto", "Does auto choose well without looking at the last week? (2 min)", "bench/auto.mjs"],
  ["covariates", "What do covariates gain? (5 min)", "bench/covariates.mjs"],
  ["coverage", "Do intervals cover what they promise? (1 min)", "bench/coverage.mjs"],
  ["m4", "M4 Hourly, 414 series, beside the published figures (2 min)", "bench/m4.mjs"],
  ["m4-statistical", "M4 Hourly, statistical models beside the published figures (1 min)", "bench/competition.mjs m4"],
  ["m3", "M3 Quarterly, statistical models beside the published figures (1 min)", "bench/competition.mjs m3"],
  ["etth1", "ETTh1, four horizons, beside the published figures (5 min)", "bench/etth1.mjs"],
];

/** What a bench prints; the page says so where it fails, and goes on. */
function outputOf(command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command.split(" "), { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (piece) => (text += piece));
    child.on("close", (code) => resolve(code === 0 ? text : `${text}\nended with exit code ${code}\n`));
  });
}

/** The page as far as it is done: a run that is stopped leaves what it had. */
function write(path, sections) {
  const { processor, cores, node, seqcast, date } = describeMachine();
  const head = `# Quality\n\nWritten by \`npm run bench:quality\` on ${date}: seqcast ${seqcast}, Node.js ${node}, ${processor}, ${cores} cores.
How figures came about, and what was chosen on which data, stands in [bench/README.md](../bench/README.md).\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, [head, ...sections].join("\n"));
  renameSync(`${path}.part`, path);
}

const [path = "docs/quality.md", ...names] = process.argv.slice(2);
const sections = [];
for (const [name, question, command] of benches.filter(([name]) => names.length === 0 || names.includes(name))) {
  console.error(`${name}: node ${command}`);
  const from = Date.now();
  const text = await outputOf(command);
  const seconds = Math.round((Date.now() - from) / 1000);
  sections.push(
    `## ${name}\n\n${question}\n\n\`node ${command}\`, ${seconds} s:\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`,
  );
  write(path, sections);
}
