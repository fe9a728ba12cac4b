/**
 * Least squares of the ridge: one weight matrix over all windows, reweighted for absolute errors, and one a cluster, shrunk to
 * it. Windows are written out in chunks, so that memory does not grow with their count. Shapes: p inputs, H steps, n windows.
 */
import {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  solveRidge,
  type NormalEquations,
} from "../numerics/index.ts";
import type { Variate } from "./ridgeVariates.ts";
import {
  frameOf,
  groupsOf,
  inputCount,
  writeInputs,
  writeTargets,
  type WindowFrame,
  type WindowList,
  type WindowShape,
} from "./ridgeWindows.ts";

/** A group of each variate, or each window. */
export interface Labels {
  readonly labels: Int32Array;
  readonly count: number;
}

/** A pull on weights. */
export interface Shrinkage {
  /** Weights (p,H) that are pulled to; 0 unless given. */
  readonly anchor?: Float64Array | undefined;
  /** On the squared difference from them, in mean diagonals of the Gram matrix. */
  readonly penalty: number;
}

/** How weights are found. */
export interface RidgeRule {
  /** What weights are shrunk to; the weights of several are averaged. */
  readonly towards: readonly Shrinkage[];
  /** Rounds of reweighting for absolute errors; 0 for least squares. */
  readonly passes: number;
  readonly clusters: Labels;
  /** On the squared difference of a cluster's weights from the shared ones, in mean diagonals of its Gram matrix. */
  readonly shrinkage: number;
  /** Parts of the short season with weights of their own, shrunk to those of the cluster; 1 for none. */
  readonly phases: number;
  /** What an absolute error of each variate counts, for reweighting. */
  readonly importance: Float64Array;
}

/** Between chunks of work: lets the event loop turn. @throws CancelledError when the signal is aborted */
export type Pause = () => Promise<void>;

/** Weights (p,H) of each cluster and phase: those of a cluster one behind the other. */
export type RidgeWeights = readonly Float64Array[];

const CHUNK = 2048; // windows written out at once
const ENOUGH_WINDOWS = 50_000;
const SMALLEST_ERROR = 0.02; // in scales of the window: smaller errors count as squares
const PHASE_SHRINKAGE = 0.3; // as the shrinkage of clusters; .1 to 1 are alike
const SMALLEST_PENALTY = 1e-9; // of the windows' total weight: zeros everywhere must not be singular

interface Chunk {
  readonly from: number;
  readonly to: number;
  /** (to - from, p + H): inputs, then targets */
  readonly rows: Float64Array;
}

/** The windows of one look-back, from which weights are found. */
export class RidgeFit {
  readonly #variates: readonly Variate[];
  readonly #windows: WindowList;
  readonly #shape: WindowShape;
  readonly #inputs: number;
  readonly #width: number;
  /** Centre and scale of each window (n), 0 until it is written for the first time. */
  readonly #centres: Float64Array;
  readonly #scales: Float64Array;

  constructor(variates: readonly Variate[], windows: WindowList, shape: WindowShape) {
    this.#variates = variates;
    this.#windows = windows;
    this.#shape = shape;
    this.#inputs = inputCount(shape);
    this.#width = this.#inputs + shape.horizon;
    this.#centres = new Float64Array(windows.end.length);
    this.#scales = new Float64Array(windows.end.length);
  }

  /**
   * The weights of each cluster and phase; `onPass` hears the mean absolute error after each pass, in scales of the windows.
   * @throws NumericalError when the windows and the penalty leave them undetermined
   */
  async weights(rule: RidgeRule, pause: Pause, onPass?: (error: number) => void): Promise<RidgeWeights> {
    const { passes } = rule;
    // All rounds but the last only say how much windows count: a part of them tells it well enough.
    const part = this.#part();
    const fitOf = (pass: number): RidgeFit => (pass < passes ? part : this);
    let counted = fitOf(0).#windows.weight;
    for (let pass = 0; ; pass++) {
      const fit = fitOf(pass);
      const equations = await fit.equations(counted, fit.#groups(rule), pause);
      const shared = fit.#solve(sumOf(equations), rule.towards);
      const next = fitOf(pass + 1);
      const errors = await next.#errors(shared, pause);
      onPass?.(mean(errors));
      if (pass < passes) counted = next.#reweighted(errors, rule.importance);
      else return this.#ownWeights(equations, shared, rule);
    }
  }

  #groups({ clusters: { labels, count }, phases }: RidgeRule): Labels {
    const { lag } = this.#shape;
    return { labels: groupsOf(this.#windows, this.#variates, { labels, lag, phases }), count: count * phases };
  }

  /** A fit of every second, third … window, where they are many. */
  #part(): RidgeFit {
    const { variate, end, weight } = this.#windows;
    const step = Math.ceil(end.length / ENOUGH_WINDOWS);
    if (step <= 1) return this;
    const kept = (_: number, r: number): boolean => r % step === 0;
    const part = { variate: variate.filter(kept), end: end.filter(kept), weight: weight.filter(kept) };
    return new RidgeFit(this.#variates, part, this.#shape);
  }

  /** Weights of clusters, shrunk to the shared ones, and of phases, shrunk to those of their cluster. */
  #ownWeights(equations: readonly NormalEquations[], shared: Float64Array, rule: RidgeRule): RidgeWeights {
    const { clusters, phases, shrinkage } = rule;
    return Array.from({ length: clusters.count }, (_, k) => {
      const own = equations.slice(k * phases, (k + 1) * phases);
      const weights = clusters.count === 1 ? shared : this.#solve(sumOf(own), [{ anchor: shared, penalty: shrinkage }]);
      if (phases === 1) return [weights];
      return own.map((one) => this.#solve(one, [{ anchor: weights, penalty: PHASE_SHRINKAGE }]));
    }).flat();
  }

  /** The weights of each of several pulls, without reweighting and clusters. */
  async grid(pulls: readonly Shrinkage[], pause: Pause): Promise<Float64Array[]> {
    const one = { labels: new Int32Array(this.#windows.end.length), count: 1 };
    const [equations] = await this.equations(this.#windows.weight, one, pause);
    return pulls.map((pull) => this.#solve(equations!, [pull]));
  }

  /** Normal equations of each group of windows. */
  async equations(weights: Float64Array, { labels, count }: Labels, pause: Pause): Promise<NormalEquations[]> {
    const all = Array.from({ length: count }, () => createNormalEquations(this.#inputs, this.#shape.horizon));
    for (const { from, to, rows } of this.#chunks()) {
      for (let start = from, stop = from; start < to; start = stop) {
        const label = labels[start]!;
        while (stop < to && labels[stop] === label) stop++;
        const part = rows.subarray((start - from) * this.#width, (stop - from) * this.#width);
        linearAlgebra().addRows(all[label]!, part, weights.subarray(start, stop));
      }
      await pause();
    }
    return all;
  }

  /** Windows written out; the rows are overwritten by the next chunk. */
  *#chunks(): Generator<Chunk> {
    const { variate, end } = this.#windows;
    const width = this.#width;
    const rows = new Float64Array(Math.min(CHUNK, end.length) * width);
    for (let from = 0; from < end.length; from += CHUNK) {
      const to = Math.min(from + CHUNK, end.length);
      for (let r = from; r < to; r++) {
        const one = this.#variates[variate[r]!]!;
        const frame = this.#frame(one, r);
        const row = rows.subarray((r - from) * width, (r - from + 1) * width);
        writeInputs(one.values, end[r]!, this.#shape, frame, row);
        writeTargets(one, end[r]!, frame, row.subarray(this.#inputs));
      }
      yield { from, to, rows: rows.subarray(0, (to - from) * width) };
    }
  }

  /** What is taken off window r, measured once. */
  #frame({ values }: Variate, r: number): WindowFrame {
    if (this.#scales[r] === 0) {
      const { centre, scale } = frameOf(values, this.#windows.end[r]!, this.#shape);
      this.#centres[r] = centre;
      this.#scales[r] = scale;
    }
    return { centre: this.#centres[r]!, scale: this.#scales[r]! };
  }

  /** Mean absolute error of each window (n), in its scales. */
  async #errors(weights: Float64Array, pause: Pause): Promise<Float64Array> {
    const columns = this.#shape.horizon;
    const errors = new Float64Array(this.#windows.end.length);
    for (const { from, to, rows } of this.#chunks()) {
      const sizes = { rows: to - from, inner: this.#inputs, columns, stride: this.#width };
      const forecast = linearAlgebra().multiply(rows, weights, sizes);
      for (let i = 0; i < to - from; i++) {
        const targets = i * this.#width + this.#inputs;
        let sum = 0;
        for (let h = 0; h < columns; h++) sum += Math.abs(rows[targets + h]! - forecast[i * columns + h]!);
        errors[from + i] = sum / columns;
      }
      await pause();
    }
    return errors;
  }

  /** Weights under which least squares mind absolute errors: importance times scale over error, of the same sum as before. */
  #reweighted(errors: Float64Array, importance: Float64Array): Float64Array {
    const { weight, variate } = this.#windows;
    const raw = errors.map(
      (error, r) => (weight[r]! * importance[variate[r]!]! * this.#scales[r]!) / (error + SMALLEST_ERROR),
    );
    const factor = mean(weight) / mean(raw);
    return raw.map((value) => value * factor);
  }

  #solve(equations: NormalEquations, towards: readonly Shrinkage[]): Float64Array {
    const least = SMALLEST_PENALTY * (1 + mean(this.#windows.weight));
    const unit = meanDiagonal(equations);
    const shares = this.#penaltyShares();
    return meanOf(
      towards.map(({ anchor, penalty }) =>
        solveRidge(
          equations,
          shares.map((share) => penalty * unit * share + least),
          anchor,
        ),
      ),
    );
  }

  /** What part of the penalty each input bears (p), 1 on average: it grows linearly with the age of the row. */
  #penaltyShares(): Float64Array {
    const rows = this.#shape.contextLength;
    return Float64Array.from({ length: this.#inputs }, (_, j) => (j < rows ? (2 * (rows - j)) / (rows + 1) : 1));
  }
}

function sumOf(all: readonly NormalEquations[]): NormalEquations {
  if (all.length === 1) return all[0]!;
  const total = createNormalEquations(all[0]!.inputs, all[0]!.outputs);
  for (const { gram, cross } of all) {
    gram.forEach((value, i) => (total.gram[i]! += value));
    cross.forEach((value, i) => (total.cross[i]! += value));
  }
  return total;
}

/** The mean of several weights, element by element. */
export function meanOf(all: readonly Float64Array[]): Float64Array {
  if (all.length === 1) return all[0]!;
  return all[0]!.map((_, i) => all.reduce((sum, one) => sum + one[i]!, 0) / all.length);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
