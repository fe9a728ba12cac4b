/**
 * The interface that every backend fills: loops over arena memory, addressed by pointers (element offsets; 0 = none).
 * Nothing here knows shapes beyond plain sizes, gradients or steps; `autograd` checks shapes and calls these.
 * "Accumulates" means `+=` into memory that the caller has initialized.
 */
import type { AttentionDecoder, AttentionDecoderGradients } from "./attentionDecoder.ts";
import type { Pointer } from "./pointer.ts";

export type { Pointer } from "./pointer.ts";

/** Elementwise functions that a product may end with. */
export type Activation = "tanh" | "sigmoid" | "relu";

/**
 * C (m,n) = f(A (m,k) B (k,n) + bias), with any strides; the order of the sums over k depends on k alone, never on rows or
 * threads.
 */
export interface Gemm {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Pointer;
  readonly aRow: number;
  readonly aColumn: number;
  readonly b: Pointer;
  readonly bRow: number;
  readonly bColumn: number;
  readonly c: Pointer;
  readonly cRow: number;
  /** Add to C instead of overwriting it; there is neither bias nor activation then. */
  readonly accumulate: boolean;
  /** (n) or none: zeros; none unless given */
  readonly bias?: Pointer;
  /** f; the identity unless given. */
  readonly activation?: Activation | undefined;
}

/** Elementwise functions of two operands. */
export type BinaryKind = "add" | "subtract" | "multiply";

/** Elementwise functions of one operand. */
export type UnaryKind = "tanh" | "sigmoid" | "relu" | "exp" | "log" | "absolute" | "square" | "sin" | "cos";

/** out (shape) = a op b; strides of 0 broadcast. */
export interface Binary {
  readonly kind: BinaryKind;
  readonly shape: readonly number[];
  readonly a: Pointer;
  readonly aStrides: readonly number[];
  readonly b: Pointer;
  readonly bStrides: readonly number[];
  readonly out: Pointer;
}

/** Copies a block between strided arrays: `outer` rows of `inner` elements. */
export interface BlockCopy {
  readonly outer: number;
  readonly inner: number;
  readonly from: Pointer;
  readonly fromStride: number;
  readonly to: Pointer;
  readonly toStride: number;
  readonly accumulate: boolean;
}

/** Sizes and operands that the three recurrences share. G is the number of gates: 1 RNN, 4 LSTM, 3 GRU. */
export interface Recurrence {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  /** (B,T,F) */
  readonly x: Pointer;
  /**
   * (B,T) or none: 0 where a step does not count, 1 elsewhere. There the state stays what it was, the output repeats h, the
   * gates get no gradient, and nothing depends on x.
   */
  readonly mask: Pointer;
  /** Time is walked from its end; output(t) stands beside x(t) all the same. */
  readonly reversed: boolean;
  /** (B,H) or none: zeros */
  readonly h0: Pointer;
  /** (F,G*H) */
  readonly weightIH: Pointer;
  /** (H,G*H) */
  readonly weightHH: Pointer;
  /** (G*H) or none */
  readonly biasIH: Pointer;
  /** (G*H) or none */
  readonly biasHH: Pointer;
  /** (B,T,H) */
  readonly output: Pointer;
  /** (B,H): receives the state after the last step that is walked */
  readonly hn: Pointer;
  /**
   * (B,T,G*H), GRU (B,T,4*H): what the backward pass needs and overwrites, undefined where a step does not count. Or none,
   * where no backward pass follows. The forward pass of a plain RNN leaves it alone.
   */
  readonly gates: Pointer;
}

/** Gradients that a recurrence's backward pass reads and accumulates; none where not wanted. */
export interface RecurrenceGradients {
  /** (B,T,H) or none */
  readonly dOutput: Pointer;
  /** (B,H) or none */
  readonly dHn: Pointer;
  readonly dX: Pointer;
  readonly dH0: Pointer;
  readonly dWeightIH: Pointer;
  readonly dWeightHH: Pointer;
  readonly dBiasIH: Pointer;
  readonly dBiasHH: Pointer;
  /** Scratch: B*T*H + B*H elements, GRU B*T*3H more, with a mask B*T*F more */
  readonly workspace: Pointer;
}

/** The additional operands of an LSTM. */
export interface LstmCells {
  /** (B,H) or none: zeros */
  readonly c0: Pointer;
  /** (B,H): receives the cells after the last step that is walked */
  readonly cn: Pointer;
  /** (B,T,H); none where gates are none */
  readonly cells: Pointer;
  /** (B,T,H): tanh of the cells, undefined where a step does not count; none where gates are none */
  readonly squashed: Pointer;
}

/** The additional gradients of an LSTM. */
export interface LstmCellGradients {
  /** (B,H) or none */
  readonly dCn: Pointer;
  readonly dC0: Pointer;
  /** (B,H): scratch */
  readonly cellWorkspace: Pointer;
}

/** Which squashing function a plain RNN uses. */
export type RnnActivation = "tanh" | "relu";

/** Mean pinball loss over the observed (rows,Q) elements, against targets (rows). */
export interface Pinball {
  readonly rows: number;
  readonly prediction: Pointer;
  readonly target: Pointer;
  /** (rows) weights, 0 where missing; or none */
  readonly weights: Pointer;
  readonly quantiles: readonly number[];
}

/** Losses of one prediction and one target; a binary cross-entropy takes logits and targets in [0, 1]. */
export type PointLossKind = "squared" | "absolute" | "huber" | "logCosh" | "binaryCrossEntropy";

/** A pointwise loss of (prediction - target). */
export interface PointLoss {
  readonly kind: PointLossKind;
  /** Huber's loss alone: the error from which on the square turns into a line; 1 unless given. */
  readonly delta?: number;
  readonly count: number;
  readonly prediction: Pointer;
  readonly target: Pointer;
  /** (count) weights, 0 where missing; or none */
  readonly weights: Pointer;
}

/** Negative log-likelihood of (count) targets under normal distributions, without its constant. */
export interface GaussianLoss {
  readonly count: number;
  readonly mean: Pointer;
  readonly variance: Pointer;
  readonly target: Pointer;
  /** (count) weights, 0 where missing; or none */
  readonly weights: Pointer;
  /** The smallest variance that counts. */
  readonly epsilon: number;
}

/** Cross-entropy of (rows,classes) logits against (rows) class indices. */
export interface CrossEntropy {
  readonly rows: number;
  readonly classes: number;
  readonly logits: Pointer;
  /** (rows,classes): what the forward pass leaves for the backward pass */
  readonly logProbabilities: Pointer;
  /** (rows) whole numbers in [0, classes) wherever the weight is not 0 */
  readonly target: Pointer;
  /** (rows) weights, 0 where missing; or none */
  readonly weights: Pointer;
}

/** Functions of whole rows. */
export type RowKind = "softmax" | "logSoftmax";

/** Normalization of the rows of x (rows,width) to mean 0 and variance 1, then y = x weight + bias. */
export interface LayerNormalization {
  readonly rows: number;
  readonly width: number;
  readonly x: Pointer;
  /** (width) or none: ones */
  readonly weight: Pointer;
  /** (width) or none: zeros */
  readonly bias: Pointer;
  readonly y: Pointer;
  /** (rows): what the forward pass leaves for the backward pass */
  readonly means: Pointer;
  /** (rows): 1 / sqrt(variance + epsilon), likewise */
  readonly scales: Pointer;
  readonly epsilon: number;
}

/** Gradients of a layer normalization, accumulated; none where not wanted. */
export interface LayerNormalizationGradients {
  readonly dY: Pointer;
  readonly dX: Pointer;
  readonly dWeight: Pointer;
  readonly dBias: Pointer;
}

/** Rows of a table, chosen by numbers; what is no whole number in [0, rows) chooses row 0. */
export interface RowChoice {
  readonly count: number;
  readonly width: number;
  /** (count) numbers */
  readonly indices: Pointer;
  /** Rows of the table. */
  readonly rows: number;
  /** (rows,width) */
  readonly table: Pointer;
}

/** One update of a block of parameters by stochastic gradient descent. */
export interface SgdUpdate {
  readonly count: number;
  readonly parameter: Pointer;
  readonly gradient: Pointer;
  /** The running sum of gradients; or none: no momentum */
  readonly velocity: Pointer;
  readonly learningRate: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  /** Factor of the parameter that is added to its gradient. */
  readonly weightDecay: number;
}

/** One RMSprop update of a block of parameters. */
export interface RmspropUpdate {
  readonly count: number;
  readonly parameter: Pointer;
  readonly gradient: Pointer;
  /** Running mean of squared gradients. */
  readonly square: Pointer;
  /** Running mean of gradients, whose square is subtracted; or none */
  readonly mean: Pointer;
  /** The running sum of updates; or none: no momentum */
  readonly velocity: Pointer;
  readonly learningRate: number;
  readonly alpha: number;
  readonly momentum: number;
  readonly epsilon: number;
  /** Factor of the parameter that is added to its gradient. */
  readonly weightDecay: number;
}

/** One Adam update of a block of parameters. */
export interface AdamUpdate {
  readonly count: number;
  readonly parameter: Pointer;
  readonly gradient: Pointer;
  readonly mean: Pointer;
  readonly variance: Pointer;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta1^step */
  readonly correction1: number;
  /** 1 - beta2^step */
  readonly correction2: number;
  /** Factor of the parameter that is added to its gradient; 0 unless given. */
  readonly weightDecay?: number;
  /** What the parameter is multiplied by before the update; 1 unless given. */
  readonly shrinkage?: number;
  /** The largest variance so far, which then takes the variance's place; none unless given. */
  readonly greatest?: Pointer;
}

/** The backends: plain TypeScript, and WebAssembly with SIMD. */
export type KernelsName = "reference" | "wasm";

/** How wasm kernels round a multiply-add: the product and the sum, or the whole once. */
export type WasmNumerics = "mul-add" | "fma";

/**
 * How a backend rounds: backends of one class give the same bytes. "float64": sums in float64, rounded to the arena's type
 * when stored. "mul-add": float32, each product and each sum rounded. "fma": float32, a product and its sum rounded once.
 */
export type NumericsClass = "float64" | WasmNumerics;

/** What a backend can do. */
export interface Kernels {
  readonly name: KernelsName;
  readonly numerics: NumericsClass;
  fill(out: Pointer, count: number, value: number): void;
  /** y += scale * x */
  addScaled(x: Pointer, y: Pointer, count: number, scale: number): void;
  /** y = scale * x */
  scale(x: Pointer, y: Pointer, count: number, scale: number): void;
  copyBlock(copy: BlockCopy): void;
  binary(operation: Binary): void;
  /** out (leading dimensions of stride 0 summed away) += x (shape), `strides` address out. */
  sumTo(x: Pointer, shape: readonly number[], out: Pointer, strides: readonly number[]): void;
  unary(kind: UnaryKind, x: Pointer, y: Pointer, count: number): void;
  /** dx += dy * f'(x), from x and y = f(x) */
  unaryBackward(kind: UnaryKind, x: Pointer, y: Pointer, dy: Pointer, dx: Pointer, count: number): void;
  /** Sum in an order that depends on the count alone. */
  sum(x: Pointer, count: number): number;
  sumOfSquares(x: Pointer, count: number): number;
  gemm(operation: Gemm): void;
  /** out (n) += column sums of x (m,n) */
  columnSums(x: Pointer, m: number, n: number, out: Pointer): void;
  rnnForward(operands: Recurrence, activation: RnnActivation): void;
  rnnBackward(operands: Recurrence, gradients: RecurrenceGradients, activation: RnnActivation): void;
  lstmForward(operands: Recurrence & LstmCells): void;
  lstmBackward(operands: Recurrence & LstmCells, gradients: RecurrenceGradients & LstmCellGradients): void;
  gruForward(operands: Recurrence): void;
  gruBackward(operands: Recurrence, gradients: RecurrenceGradients): void;
  decoderForward(operands: AttentionDecoder): void;
  decoderBackward(operands: AttentionDecoder, gradients: AttentionDecoderGradients): void;
  pinball(operands: Pinball): number;
  /** dPrediction += scale * dLoss/dPrediction */
  pinballBackward(operands: Pinball, dPrediction: Pointer, scale: number): void;
  pointLoss(operands: PointLoss): number;
  /** dPrediction += scale * dLoss/dPrediction */
  pointLossBackward(operands: PointLoss, dPrediction: Pointer, scale: number): void;
  gaussianLoss(operands: GaussianLoss): number;
  /** dMean and dVariance, none where not wanted, += scale * their derivatives */
  gaussianLossBackward(operands: GaussianLoss, dMean: Pointer, dVariance: Pointer, scale: number): void;
  crossEntropy(operands: CrossEntropy): number;
  /** dLogits += scale * dLoss/dLogits */
  crossEntropyBackward(operands: CrossEntropy, dLogits: Pointer, scale: number): void;
  /** y = f(x), row by row of (rows,width); x and y do not overlap. */
  rowFunction(kind: RowKind, x: Pointer, y: Pointer, rows: number, width: number): void;
  /** dx += dy * f'(x), from y = f(x) */
  rowFunctionBackward(kind: RowKind, y: Pointer, dy: Pointer, dx: Pointer, rows: number, width: number): void;
  layerNorm(operands: LayerNormalization): void;
  layerNormBackward(operands: LayerNormalization, gradients: LayerNormalizationGradients): void;
  /** out (count,width) = the chosen rows of the table */
  gather(choice: RowChoice, out: Pointer): void;
  /** The chosen rows of the table += x (count,width), but for row `skip`. */
  scatter(choice: RowChoice, x: Pointer, skip: number): void;
  /** to (rows,width) = from, with zeros in the rows whose mask (rows) is 0, whatever stands there. */
  maskRows(rows: number, width: number, mask: Pointer, from: Pointer, to: Pointer): void;
  sgd(update: SgdUpdate): void;
  rmsprop(update: RmspropUpdate): void;
  adam(update: AdamUpdate): void;
}
