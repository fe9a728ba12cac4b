// The library as one of the peers: a workload's figures in their JSON form, in a process of its own.
// usage: BENCH_T0=<seconds since 1970 at its start> SEQCAST_THREADS=1 node peer.mjs W2
import { threads, version } from "seqcast";
import { createInference } from "./inference.mjs";
import { median, samples, warmUp } from "./timing.mjs";
import { createTrainingStep } from "./trainingStep.mjs";
import { workloads } from "./workloads.mjs";

const work = process.argv[2];
const workload = workloads[work];
const rounded = (value) => Number(value.toPrecision(5));

/** A line of the median and the range. */
function emit(what, unit, values) {
  const figures = {
    median: rounded(median(values)),
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
  };
  const memory = { rss_mb: Math.round(process.resourceUsage().maxRSS / 1024) };
  const about = { peer: "seqcast", version, threads: threads().wanted, work, what, unit };
  console.log(JSON.stringify({ ...about, ...figures, reps: values.length, ...memory }));
}

/** Milliseconds a call, for about `limit` milliseconds after a warm-up. */
const timed = (call, limit) => samples(call, warmUp(call), limit);

const { step } = createTrainingStep(workload, workload.B);
step();
emit("first_step", "s", [Date.now() / 1000 - Number(process.env.BENCH_T0)]);
emit(
  "train",
  "windows/s",
  timed(step, 2000).map((ms) => (1000 * workload.B) / ms),
);
if (workload.cell !== "s2s") {
  emit("infer1", "ms", timed(createInference(workload, 1), 1000));
  emit(
    "infer256",
    "windows/s",
    timed(createInference(workload, 256), 2000).map((ms) => 256_000 / ms),
  );
}
