// A backtest without refits at 500 cutoffs: all cutoffs of a network in batches, against one predict a cutoff, with the same bytes.
import { backtest, gru, head, lstm, readCsv, ridge, seasonalNaive } from "seqcast";

const CUTOFFS = 500;
const HORIZON = 48;

const [load] = await readCsv("datasets/electricity-demand.csv", { time: "timestamp", target: "demand" });
const rows = load.timestamps.length;
const first = rows - HORIZON - CUTOFFS + 1;
const models = [
  lstm({ horizon: HORIZON, epochs: 1, stepsPerEpoch: 1 }), // defaults but for the training, which costs no forecast any time
  gru({ horizon: HORIZON, contextLength: 48, hiddenSize: 32, epochs: 1, stepsPerEpoch: 1 }),
  ridge({ horizon: HORIZON }),
  seasonalNaive({ horizon: HORIZON, seasonLength: 336 }),
];

/** The least time of some runs, in milliseconds: what else the machine does only adds to it. */
function fastest(runs, work) {
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

for (const model of models) {
  const fitted = await model.fit([head(load, first)]);
  const histories = Array.from({ length: CUTOFFS }, (_, i) => head(load, first + i));
  const plain = histories.map((history) => fitted.predict([history])[0]);
  const loop = fastest(2, () => histories.forEach((history) => fitted.predict([history])));
  const together = fastest(6, () => fitted.predict(histories));
  const result = await backtest([load], [model], { folds: CUTOFFS, stride: 1 });
  const same = plain.every(({ values }, i) => values.every((value, j) => value === result.forecasts[i].values[j]));
  console.log(
    JSON.stringify({
      bench: "backtest",
      model: model.name,
      hiddenSize: model.options.hiddenSize,
      cutoffs: CUTOFFS,
      loopMs: Math.round(loop),
      batchMs: Math.round(together),
      backtestPredictMs: Math.round(result.times[0].predictMilliseconds),
      ratio: Number((loop / together).toFixed(1)),
      sameBytes: same,
    }),
  );
}
