// A language model of Shakespeare, character by character: it learns on nine tenths of the text, is judged on the last tenth, and
// writes on. The text is not shipped: SEQCAST_DATA names the folder that holds text/tinyshakespeare.txt.gz. A few minutes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sequenceGenerator } from "seqcast";

const file = join(process.env.SEQCAST_DATA ?? "../shared/data", "text/tinyshakespeare.txt.gz");
if (!existsSync(file)) {
  console.log(`skipped: ${file} not found; set SEQCAST_DATA to the folder that holds text/tinyshakespeare.txt.gz`);
  process.exit(0);
}
const text = gunzipSync(readFileSync(file)).toString();
const started = performance.now();
const spent = () => {
  const { user, system } = process.cpuUsage();
  return `${((performance.now() - started) / 1000).toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of processor time`;
};

const fitted = await sequenceGenerator().fit(text, {
  onProgress: ({ epoch, of, trainingLoss, validationLoss }) => {
    const losses = `training ${trainingLoss.toFixed(3)}, validation ${validationLoss.toFixed(3)} nats a character`;
    console.log(`pass ${epoch} of ${of}: ${losses}  (${spent()})`);
  },
});

console.log("\nROMEO:");
for (const character of fitted.stream({ prompt: "ROMEO:\n", length: 400, temperature: 0.7, seed: 7 })) {
  process.stdout.write(character);
}
console.log("");
