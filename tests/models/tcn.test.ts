import { describe, expect, it } from "vitest";
import { add, affine, concat, relu, slice, step, tensor, type Tensor } from "../../src/autograd/index.ts";
import { tcn, type TcnOptions } from "../../src/models/index.ts";
import { decodeModel } from "../../src/models/modelFile.ts";
import { CausalConv1d } from "../../src/nn/index.ts";
import { createRandom } from "../../src/random.ts";
import { SEASON, sine } from "../contract/examples.ts";
import { expectRoundTrip, expectStartAtAnchor, shapesOf, small } from "./variants.ts";

const QUANTILES = 13;

describe("tcn", () => {
  const variants: Partial<TcnOptions>[] = [
    { dropout: 0.3, seasonLength: SEASON },
    { kernelSize: 5, numBlocks: 1 },
    { contextLength: 13, numBlocks: 6 }, // dilations beyond the context
    { hiddenSize: 2, output: "gaussian" }, // as wide as what it reads of one channel
  ];
  it.each(variants)("fits, saves and loads to the same bytes with %j", (options) =>
    expectRoundTrip("tcn", { hiddenSize: 4, ...options }),
  );

  it.each([
    [5, 3, 1],
    [6, 3, 2],
    [13, 3, 2],
    [14, 3, 3],
    [12, 7, 1],
    [14, 7, 2],
  ])("sees all of %d rows with %d taps in %d blocks", async (contextLength, kernelSize, blocks) => {
    const shapes = await shapesOf("tcn", { contextLength, kernelSize, hiddenSize: 3 });
    const last = Math.max(...Object.keys(shapes).map((name) => Number(/^blocks\.(\d+)/.exec(name)?.[1] ?? 0)));
    expect(last + 1).toBe(blocks);
  });

  it("holds two convolutions a block, and a shortcut where widths differ", async () => {
    expect(await shapesOf("tcn", { numBlocks: 1, hiddenSize: 3 })).toEqual({
      "blocks.0.conv1.weight": [3, 4, 3],
      "blocks.0.conv1.bias": [3],
      "blocks.0.conv2.weight": [3, 3, 3],
      "blocks.0.conv2.bias": [3],
      "blocks.0.shortcut.weight": [3, 4],
      "blocks.0.shortcut.bias": [3],
      "head.weight": [4 * 2 * QUANTILES, 3],
      "head.bias": [4 * 2 * QUANTILES],
    });
  });

  it("starts as good as its anchor", () => expectStartAtAnchor("tcn"));

  it.each([11, 12, 13])("gives the numbers of dilated convolutions over all %d rows", async (contextLength) => {
    const series = sine();
    const options = { ...small, contextLength, hiddenSize: 4, numBlocks: 3, normalization: "last" as const };
    const fitted = await tcn({ ...options, output: "gaussian" }).fit([series]);
    const { config, tensors } = decodeModel(fitted.save());
    const { scale } = (config["task"] as { anchor: { scale: number } }).anchor;
    const transform = standardOf(series.target.values);
    const scaled = Array.from(
      series.target.values.slice(-contextLength),
      (x) => (x - transform.mean) / transform.deviation,
    );
    const last = scaled.at(-1)!;
    const rows = scaled.flatMap((value) => [(value - last) / scale, 1]);
    const numbers = step(() => Array.from(dilated(tensor(rows, [1, contextLength, 2]), tensors).data));
    const [forecast] = fitted.predict([series], { levels: [] });
    forecast!.values.forEach((value, h) => {
      const expected = (numbers[2 * h]! * scale + last) * transform.deviation + transform.mean;
      expect(value).toBeCloseTo(expected, 4);
    });
  });
});

function standardOf(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
}

/** The whole network as the paper has it: every row of every block, with dilations 1, 2, 4. */
function dilated(x: Tensor, weights: ReturnType<typeof decodeModel>["tensors"]): Tensor {
  const map = (input: Tensor, name: string): Tensor => {
    const { shape, data } = weights[`${name}.weight`]!;
    const [outputs, inputs] = shape as [number, number];
    const turned = Array.from(
      { length: data.length },
      (_, i) => data[(i % outputs) * inputs + Math.floor(i / outputs)]!,
    );
    return affine(input, tensor(turned, [inputs, outputs]), tensor(weights[`${name}.bias`]!.data));
  };
  let u = x;
  for (const block of [0, 1, 2]) {
    let y = u;
    for (const name of [`blocks.${block}.conv1`, `blocks.${block}.conv2`]) {
      const sizes = { inChannels: y.shape[2]!, outChannels: 4, kernelSize: 3, dilation: 2 ** block };
      const layer = new CausalConv1d(sizes, { random: createRandom(1) });
      layer.loadStateDict({ weight: weights[`${name}.weight`]!, bias: weights[`${name}.bias`]! });
      y = relu(layer.forward(y));
    }
    u = relu(add(y, block === 0 ? map(u, "blocks.0.shortcut") : u));
  }
  const time = x.shape[1]!;
  return map(concat([slice(u, 1, time - 1, time)]), "head");
}
