// Sentiment of sentences: is a review praise or complaint? Three thousand sentences of Kotzias et al. 2015 from Amazon, IMDb and
// Yelp, one in five held out. They are not shipped: SEQCAST_DATA names the folder that holds text/sentiment_*.json.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, sequenceClassifier } from "seqcast";

const folder = join(process.env.SEQCAST_DATA ?? "../shared/data", "text");
const files = ["amazon", "imdb", "yelp"].map((name) => join(folder, `sentiment_${name}.json`));
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.log(
    `skipped: ${missing.join(", ")} not found; set SEQCAST_DATA to the folder that holds text/sentiment_*.json`,
  );
  process.exit(0);
}

const names = ["negative", "positive"];
const examples = files
  .flatMap((file) => JSON.parse(readFileSync(file, "utf8")))
  .filter(({ text }) => text.trim() !== "")
  .map(({ text, class: index }) => ({ sequence: text, label: names[index] }));

const accuracies = [];
for (const seed of [1, 2, 3]) {
  const order = Array.from(createRandom(seed).shuffle(Uint32Array.from(examples.keys())), (i) => examples[i]);
  const cut = Math.round(0.8 * order.length);
  const fitted = await sequenceClassifier({ seed }).fit(order.slice(0, cut));
  const { accuracy, f1, confusion } = fitted.evaluate(order.slice(cut));
  accuracies.push(accuracy);
  console.log(
    `seed ${seed}: accuracy ${accuracy.toFixed(3)}, macro F1 ${f1.macro.toFixed(3)} on ${order.length - cut} sentences`,
  );
  if (seed < 3) continue;
  console.log("\ntrue \\ said   negative  positive");
  confusion.forEach((row, k) =>
    console.log(names[k].padEnd(12) + row.map((count) => `${count}`.padStart(10)).join("")),
  );
  console.log("");
  const sentences = ["What a waste of money.", "The food was great and the staff friendly.", "I would not go back."];
  fitted.predict(sentences).forEach(({ label, probabilities }, i) => {
    console.log(`${label} (${Math.max(...probabilities).toFixed(2)}): ${sentences[i]}`);
  });
}
const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
console.log(`\nmean accuracy of ${accuracies.length} seeds: ${mean.toFixed(3)}`);
