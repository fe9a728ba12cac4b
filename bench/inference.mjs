// Inference: the latency of one window, and how many windows a second go through in batches of 256.
import { autograd, setThreads } from "seqcast";
import { median } from "./timing.mjs";
import { normals } from "./trainingStep.mjs";
import { createNetwork } from "./workloads.mjs";

/** Forecasts of a batch of so many windows, without a tape; ready to be called. */
export function createInference(workload, batch, { forward } = createNetwork(workload)) {
  const { T, F } = workload;
  const values = normals(batch * T * F);
  return () => autograd.step(() => forward(autograd.tensor(values, [batch, T, F])).data[0], { record: false });
}

/** Times batches of 1 and 256 by turns and reports them. */
export function benchInference(workload, { peak, report }) {
  const network = createNetwork(workload);
  const tasks = [1, 256].flatMap((batch) => {
    const work = createInference(workload, batch, network);
    return [1, 2].map((threads) => ({ name: `${batch} ${threads}`, prepare: () => setThreads(threads), work }));
  });
  const { times } = peak.besides(tasks, { rounds: 6, limit: 150 });
  for (const threads of [1, 2]) {
    const windowsPerSecond = 256_000 / median(times[`256 ${threads}`]);
    report({ bench: "inference", threads, latencyMs: median(times[`1 ${threads}`]), windowsPerSecond });
  }
}
