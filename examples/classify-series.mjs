// Classification of series: which service do two days of request counts come from? Each window is divided by its mean, so that
// the level tells nothing and the shape has to. Learned on the first eight weeks, judged on the last four. The data are simulated.
import { readCsv, sequenceClassifier } from "seqcast";

const HOURS = 48;
const STRIDE = 6; // windows begin at any quarter of the day
const WEEK = 168;

const services = await readCsv("datasets/service-metrics.csv", {
  time: "timestamp",
  target: "requests",
  id: "service",
});

/** Windows of a service that lie between two rows, those with gaps left out. */
function windowsOf({ id, target: { values } }, from, to) {
  const windows = [];
  for (let start = from; start + HOURS <= to; start += STRIDE) {
    const window = values.slice(start, start + HOURS);
    const mean = window.reduce((sum, value) => sum + value, 0) / HOURS;
    if (Number.isFinite(mean)) windows.push({ sequence: window.map((value) => value / mean), label: id });
  }
  return windows;
}
const training = services.flatMap((service) => windowsOf(service, 0, 8 * WEEK));
const test = services.flatMap((service) => windowsOf(service, 8 * WEEK, service.timestamps.length));

const fitted = await sequenceClassifier({ epochs: 15, seed: 7 }).fit(training);
const { accuracy, f1, confusion } = fitted.evaluate(test);

const row = (cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? `${cell}`.padEnd(12) : `${cell}`.padStart(10))).join(""));
console.log(
  `Windows of ${HOURS} hours of simulated requests: ${training.length} to learn from, ${test.length} later ones to judge`,
);
console.log(
  `accuracy ${accuracy.toFixed(3)}, macro F1 ${f1.macro.toFixed(3)} (chance: ${(1 / fitted.classes.length).toFixed(3)})\n`,
);
row(["true \\ said", ...fitted.classes, "F1"]);
fitted.classes.forEach((name, k) => row([name, ...confusion[k], f1.byClass[k].toFixed(3)]));
