/**
 * The block of N-HiTS: it sees means over some steps, and answers at knots as far apart. L context, H horizon, R rows, n knots,
 * D hidden, Q numbers of the output.
 */
import { affine, concat, matmul, reshape, tensor, type Tensor } from "../autograd/index.ts";
import { Dropout, Linear, Module, type ForwardContext, type ModuleContext } from "../nn/index.ts";
import { rowCovariatesSize, zeros } from "./channelRows.ts";
import { startAtAnchor } from "./directHead.ts";
import { outputOf, type ForecastTask } from "./task.ts";

/** Means of x (R,L) over `width` steps each, counted from the end (R,⌈L/width⌉); before the first step stand zeros. */
function averaged(x: Tensor, width: number): Tensor {
  const [rows, length] = x.shape as [number, number];
  if (width === 1) return x;
  const count = Math.ceil(length / width);
  const missing = count * width - length;
  const whole = missing === 0 ? x : concat([zeros([rows, missing]), x]);
  const share = tensor(
    Array.from({ length: width }, () => 1 / width),
    [width, 1],
  );
  return reshape(matmul(reshape(whole, [rows * count, width]), share), [rows, count]);
}

/** The matrix (n,H) that draws lines between n knots, each in the middle of its steps. */
export function lines(knots: number, horizon: number): Tensor {
  const values = new Float64Array(knots * horizon);
  for (let h = 0; h < horizon; h++) {
    const place = Math.min(Math.max(((h + 0.5) * knots) / horizon - 0.5, 0), knots - 1);
    const left = Math.min(Math.floor(place), Math.max(knots - 2, 0));
    values[left * horizon + h] = 1 - (place - left);
    if (knots > 1) values[(left + 1) * horizon + h] = place - left;
  }
  return tensor(values, [knots, horizon]);
}

/** Where a block stands among the others. */
export interface NhitsPlace {
  /** Steps that it takes together, in what it sees and in what it answers. */
  readonly width: number;
  /** What it answers before training, for each number of the output. */
  readonly start: readonly number[];
  /** Whether no block follows, for which something of the context would be left. */
  readonly last: boolean;
}

/** Two layers, an answer at knots, and a part of the context that is explained. */
export class NhitsBlock extends Module {
  readonly width: number;
  readonly #layers: readonly Linear[];
  readonly #dropout: Dropout;
  readonly #explained: Linear | undefined;
  readonly #answer: Linear;

  constructor(
    task: ForecastTask,
    { width, start, last }: NhitsPlace,
    own: { readonly hiddenSize: number; readonly dropout: number },
    context: ModuleContext,
  ) {
    super(context);
    this.width = width;
    const { contextLength, horizon, anchor } = task;
    const { hiddenSize, dropout } = own;
    const linear = (name: string, inFeatures: number, outFeatures: number): Linear =>
      this.child(name, new Linear({ inFeatures, outFeatures }, context));
    const views = anchor.seasonLength > 0 ? 2 : 1;
    const inputs = views * Math.ceil(contextLength / width) + rowCovariatesSize(task);
    this.#layers = [linear("layers.0", inputs, hiddenSize), linear("layers.1", hiddenSize, hiddenSize)];
    this.#dropout = new Dropout(dropout);
    this.#explained = last ? undefined : linear("explained", hiddenSize, contextLength);
    this.#answer = linear("answer", hiddenSize, Math.ceil(horizon / width) * outputOf(task).size);
    startAtAnchor(this.#answer, start);
  }

  /** Shapes: views of the context (R,L), covariates (R,…), answer (R,nQ), what is explained of the first view (R,L). */
  forward(
    views: readonly Tensor[],
    covariates: readonly Tensor[],
    context: ForwardContext,
  ): { readonly answer: Tensor; readonly explained: Tensor | undefined } {
    let x = concat([...views.map((view) => averaged(view, this.width)), ...covariates]);
    for (const { weight, bias } of this.#layers) x = this.#dropout.forward(affine(x, weight, bias!, "relu"), context);
    return { answer: this.#answer.forward(x), explained: this.#explained?.forward(x) };
  }
}
