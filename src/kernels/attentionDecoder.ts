/**
 * The operands of the fused attention decoder. A step reads what was fed back, what is known of the step, and the context: the
 * mean of the memory that the attention of the state before it chooses. Its unit makes the next state, its head the output,
 * which the next step may be fed with.
 */
import type { Pointer } from "./pointer.ts";

/** The unit of a decoder. */
export type DecoderCell = "lstm" | "gru";

/**
 * How attention scores a key against a query: "additive" is weight · tanh(key + query), "multiplicative" is key · query.
 */
export type AttentionScore = "additive" | "multiplicative";

/**
 * Sizes and operands. B batch, H steps, T time of the memory, E its width, A width of keys and queries, D hidden, C fed back,
 * F known of each step, O outputs; I = C + F + E is what the unit reads.
 */
export interface AttentionDecoder {
  readonly cell: DecoderCell;
  readonly score: AttentionScore;
  readonly batch: number;
  readonly steps: number;
  readonly time: number;
  readonly memorySize: number;
  readonly keySize: number;
  readonly hidden: number;
  readonly fed: number;
  readonly known: number;
  readonly outputs: number;
  /** The outputs that are fed back: C columns from `first`, `stride` apart. */
  readonly feedback: { readonly first: number; readonly stride: number };
  /** (B,T,E) */
  readonly memory: Pointer;
  /** (B,T,A) */
  readonly keys: Pointer;
  /** (B,T): 1 where the memory counts, 0 where it does not; or none: everywhere. Where nothing counts the context is 0. */
  readonly mask: Pointer;
  /** (B,H,C): what a step is fed with */
  readonly feed: Pointer;
  /** (B,H): 0 where a step is fed with the outputs of the step before it instead, but the first; or none: nowhere */
  readonly forced: Pointer;
  /** (B,H,F) or none */
  readonly x: Pointer;
  /** (B,D) or none: zeros */
  readonly h0: Pointer;
  /** (B,D) or none: zeros; LSTM only */
  readonly c0: Pointer;
  /** (D,A); or none: the state itself is the query, A = D */
  readonly weightQuery: Pointer;
  /** (A), additive only */
  readonly weightScore: Pointer;
  /** (I,G*D) */
  readonly weightIH: Pointer;
  /** (D,G*D) */
  readonly weightHH: Pointer;
  /** (G*D) or none */
  readonly biasIH: Pointer;
  /** (G*D) or none */
  readonly biasHH: Pointer;
  /** (D+E,O): reads the new state and the context */
  readonly weightOut: Pointer;
  /** (O) or none */
  readonly biasOut: Pointer;
  /** (B,H,I): what the unit read, the context last */
  readonly inputs: Pointer;
  /** (B,H,A) */
  readonly queries: Pointer;
  /** (B,H,T): what each step attended to; a row sums to 1, or to 0 where nothing counts */
  readonly attention: Pointer;
  /** (B,H,4*D): what the backward pass needs; it leaves the gradients of the input's product there */
  readonly gates: Pointer;
  /** (B,H,D), LSTM only */
  readonly cells: Pointer;
  /** (B,H,D): tanh of the cells, LSTM only */
  readonly squashed: Pointer;
  /** (B,G*D): scratch */
  readonly workspace: Pointer;
  /** (B,H,D) */
  readonly states: Pointer;
  /** (B,D): the state after the last step */
  readonly hn: Pointer;
  /** (B,D), LSTM only */
  readonly cn: Pointer;
  /** (B,H,O) */
  readonly output: Pointer;
}

/**
 * What a decoder's walk back through time reads and leaves. The gradients of the weights are products of these with what the
 * forward pass left, over all steps at once: they are the caller's.
 */
export interface AttentionDecoderGradients {
  /** (B,H,O): what came from outside; the walk adds what flows through outputs that were fed back */
  readonly dOutput: Pointer;
  /** (B,D) or none */
  readonly dHn: Pointer;
  /** (B,D) or none */
  readonly dCn: Pointer;
  /** (B,D), accumulated; or none */
  readonly dH0: Pointer;
  /** (B,D), accumulated; or none */
  readonly dC0: Pointer;
  /** (B,H,I), written: of what the unit read, the context's part in all; 0 at what was fed back */
  readonly dInputs: Pointer;
  /** (B,H,T), written: of the scores */
  readonly dScores: Pointer;
  /** (B,H,A), written */
  readonly dQueries: Pointer;
  /** (B,T,A), accumulated, additive only; or none. Those of multiplicative keys are products of scores and queries. */
  readonly dKeys: Pointer;
  /** (B,A), written, additive only: of the score's weight, row by row */
  readonly dWeightScore: Pointer;
  /** (B,H,G*D), written, GRU only: of the recurrent product */
  readonly dRecurrent: Pointer;
  /** (B,D): scratch */
  readonly dState: Pointer;
  /** (B,D): scratch, LSTM only */
  readonly dCell: Pointer;
}
