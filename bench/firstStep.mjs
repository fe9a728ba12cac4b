// A process of its own: trains a workload for some steps, then tells when the first one ended and how much memory it took.
// usage: BENCH_T0=<seconds since 1970 at its start> node firstStep.mjs W2 [steps]
import { createTrainingStep } from "./trainingStep.mjs";
import { workloads } from "./workloads.mjs";

const [name, steps = "1"] = process.argv.slice(2);
const workload = workloads[name];
const { step } = createTrainingStep(workload, workload.B);
step();
const seconds = Date.now() / 1000 - Number(process.env.BENCH_T0);
for (let i = 1; i < Number(steps); i++) step();
console.log(JSON.stringify({ seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
