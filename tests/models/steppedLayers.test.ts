import { describe, expect, it } from "vitest";
import { slice, step, tensor } from "../../src/autograd/index.ts";
import { SteppedLayers } from "../../src/models/steppedLayers.ts";
import { GRU, LSTM, RNN, type RecurrentState } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";

const context = { training: false, random: createRandom(0) };
const [BATCH, TIME, INPUT] = [3, 7, 5];
const random = createRandom(2);
const values = Array.from({ length: BATCH * TIME * INPUT }, () => random.normal());

describe.each([
  ["RNN", RNN],
  ["LSTM", LSTM],
  ["GRU", GRU],
])("stepped layers of %s", (_, Cell) => {
  const layers = new SteppedLayers(Cell, { inputSize: INPUT, hiddenSize: 6, numLayers: 2 }, 4, {
    random: createRandom(1),
  });

  it("answer row by row what they answer to all rows at once, to the last bit", () => {
    const whole = step(() => Array.from(layers.forward(tensor(values, [BATCH, TIME, INPUT]), context).answers.data));
    const byRow = step(() => {
      const x = tensor(values, [BATCH, TIME, INPUT]);
      let initial: RecurrentState | undefined;
      return Array.from({ length: TIME }, (__, t) => {
        const { answers, state } = layers.forward(slice(x, 1, t, t + 1), context, { initial });
        initial = state;
        return Array.from(answers.data);
      });
    });
    for (let b = 0; b < BATCH; b++) {
      for (let t = 0; t < TIME; t++) {
        expect(byRow[t]!.slice(4 * b, 4 * (b + 1))).toEqual(whole.slice(4 * (b * TIME + t), 4 * (b * TIME + t + 1)));
      }
    }
  });

  it("answer from the row that is asked for", () => {
    step(() => {
      const x = tensor(values, [BATCH, TIME, INPUT]);
      const { answers } = layers.forward(x, context, {}, 5);
      expect(answers.shape).toEqual([BATCH, 2, 4]);
      expect(Array.from(answers.data)).toEqual(Array.from(slice(layers.forward(x, context).answers, 1, 5, TIME).data));
    });
  });
});
