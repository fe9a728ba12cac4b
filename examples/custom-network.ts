/**
 * A network of one's own on the engine: a GRU that learns to add up a sequence. Everything made inside `step` is freed when
 * it ends; parameters persist. Nothing here is about forecasting.
 */
import { autograd, createRandom, nn, optim } from "seqcast";

const { backward, concat, mseLoss, step, tensor } = autograd;
const [batch, time, hidden] = [32, 8, 16];
const random = createRandom(7);
const encoder = new nn.GRU({ inputSize: 1, hiddenSize: hidden }, { random });
const head = new nn.Linear({ inFeatures: hidden, outFeatures: 1 }, { random });
const parameters = [...encoder.parameters(), ...head.parameters()];
const adam = new optim.Adam(parameters, { learningRate: 0.01 });

for (let round = 1; round <= 400; round++) {
  const x = Float32Array.from({ length: batch * time }, () => random.uniform());
  const sums = Float32Array.from({ length: batch }, (_, b) =>
    x.subarray(b * time, (b + 1) * time).reduce((sum, value) => sum + value, 0),
  );
  const loss = step(() => {
    const { state } = encoder.forward(tensor(x, [batch, time, 1]), { training: true, random });
    const error = mseLoss(head.forward(concat(state.h)), tensor(sums, [batch, 1]));
    backward(error);
    optim.clipGradientNorm(parameters, 1);
    adam.step();
    return error.item(); // a number: tensors do not outlive their step
  });
  if (round % 100 === 0) console.log(`step ${round}: mean squared error ${loss.toFixed(5)}`);
}
