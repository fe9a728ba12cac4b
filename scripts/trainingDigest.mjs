// Trains a small network for 200 steps on each of the given counts of threads, one after the other, and prints a digest of its
// weights: one for a class of numerics, whatever the count, the memory, the Node.js version and the machine.
// usage: [SEQCAST_NUMERICS=…] [SEQCAST_THREADS=…] node scripts/trainingDigest.mjs [count…]; memory is shared unless SEQCAST_THREADS=1
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { autograd, createRandom, nn, numericsClass, optim, setThreads, threads } from "seqcast";

const { backward, huberLoss, matmul, step, tensor } = autograd;
const [B, T, F, H, O] = [24, 16, 5, 32, 3]; // batch, time, features, hidden, outputs

/** Multiplies until all threads take part; that changes no state. */
async function awaitThreads(count) {
  const square = new Float32Array(300 * 300);
  for (const end = performance.now() + 60_000; threads().running < count;) {
    if (performance.now() > end) throw new Error(`only ${threads().running} threads of ${count}`);
    step(() => matmul(tensor(square, [300, 300]), tensor(square, [300, 300])));
    await sleep(5);
  }
}

function train() {
  const random = createRandom(7);
  const encoder = new nn.LSTM({ inputSize: F, hiddenSize: H }, { random });
  const decoder = new nn.GRU({ inputSize: H, hiddenSize: H, numLayers: 2, dropout: 0.1 }, { random });
  const head = new nn.Linear({ inFeatures: H, outFeatures: O }, { random });
  const parameters = [encoder, decoder, head].flatMap((module) => module.parameters());
  const adam = new optim.Adam(parameters, { learningRate: 0.01 });
  const context = { training: true, random };
  for (let i = 0; i < 200; i++) {
    const x = Float32Array.from({ length: B * T * F }, () => random.normal());
    const y = Float32Array.from({ length: B * O }, (_, j) => x[j * 5] + x[j * 7 + 1]);
    step(() => {
      const { output } = encoder.forward(tensor(x, [B, T, F]), context);
      const { state } = decoder.forward(output, context);
      backward(huberLoss(head.forward(state.h.at(-1)), tensor(y, [B, O])));
      optim.clipGradientNorm(parameters, 1);
      adam.step();
    });
  }
  const hash = createHash("sha256");
  for (const { data } of parameters) {
    const bytes = new DataView(new ArrayBuffer(4 * data.length));
    data.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
    hash.update(bytes);
  }
  return { digest: hash.digest("hex").slice(0, 16), shared: parameters[0].backend.arena.shared };
}

const numerics = numericsClass(); // makes the memory, for as many threads as are wanted from the start
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [threads().wanted];
for (const count of counts) {
  setThreads(count);
  await awaitThreads(count);
  const { digest, shared } = train();
  const { running } = threads();
  console.log(JSON.stringify({ numerics, shared, running, digest }));
}
