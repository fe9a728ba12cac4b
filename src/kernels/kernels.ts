/**
 * The interface that every backend fills: loops over arena memory, addressed by pointers (element offsets; 0 = none).
 * Nothing here knows shapes beyond plain sizes, gradients or steps; `autograd` checks shapes and calls these.
 * "Accumulates" means `+=` into memory that the caller has initialized.
 */

/** A pointer into the arena, counted in elements; 0 stands for "none". */
export type Pointer = number;

/** C (m,n) = A (m,k) B (k,n), with any strides; the order of the sums over k depends on k alone, never on rows or threads. */
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
  /** Add to C instead of overwriting it. */
  readonly accumulate: boolean;
}

/** Elementwise functions of two operands. */
export type BinaryKind = "add" | "subtract" | "multiply";

/** Elementwise functions of one operand. */
export type UnaryKind = "tanh" | "sigmoid" | "relu" | "exp" | "log" | "absolute" | "square";

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
  /** (B,T,G*H), GRU (B,T,4*H): what the backward pass needs; the backward pass overwrites it. */
  readonly gates: Pointer;
  /** GRU forward: scratch (B,3H); else none */
  readonly workspace: Pointer;
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
  /** Scratch: B*T*H + B*H elements, GRU B*T*3H more */
  readonly workspace: Pointer;
}

/** The additional operands of an LSTM. */
export interface LstmCells {
  /** (B,H) or none: zeros */
  readonly c0: Pointer;
  /** (B,T,H) */
  readonly cells: Pointer;
  /** (B,T,H): tanh of the cells */
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

/** A pointwise loss: (prediction - target), squared or absolute. */
export interface PointLoss {
  readonly kind: "squared" | "absolute";
  readonly count: number;
  readonly prediction: Pointer;
  readonly target: Pointer;
  /** (count) weights, 0 where missing; or none */
  readonly weights: Pointer;
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
}

/** The backends: plain TypeScript, and WebAssembly with SIMD. */
export type KernelsName = "reference" | "wasm";

/**
 * How a backend rounds: backends of one class give the same bytes. "float64": sums in float64, rounded to the arena's type
 * when stored. "mul-add": float32, each product and each sum rounded.
 */
export type NumericsClass = "float64" | "mul-add";

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
  pinball(operands: Pinball): number;
  /** dPrediction += scale * dLoss/dPrediction */
  pinballBackward(operands: Pinball, dPrediction: Pointer, scale: number): void;
  pointLoss(operands: PointLoss): number;
  /** dPrediction += scale * dLoss/dPrediction */
  pointLossBackward(operands: PointLoss, dPrediction: Pointer, scale: number): void;
  adam(update: AdamUpdate): void;
}
