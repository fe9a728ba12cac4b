/** Batches of sequences of unequal lengths: padded at their ends with zeros. */
import type { EncodedSequence } from "./sequence.ts";

/** Sequences side by side. B sequences, T steps of the longest, F numbers a step (1 of tokens). */
export interface SequenceBatch {
  /** (B,T,F): 0 in the padding */
  readonly values: Float32Array;
  /** (B), in steps */
  readonly lengths: readonly number[];
  readonly time: number;
}

/** Steps of a batch at most, padding included, where nothing is trained. */
const MAX_STEPS = 16_384;

/** Pads sequences to the longest of them. */
export function padSequences(sequences: readonly EncodedSequence[], width: number): SequenceBatch {
  const lengths = sequences.map(({ length }) => length);
  const time = Math.max(...lengths);
  const values = new Float32Array(sequences.length * time * width);
  sequences.forEach((sequence, b) => values.set(sequence.values, b * time * width));
  return { values, lengths, time };
}

/** Places in the list, grouped so that those of like lengths are together and no group has too many steps. */
export function bucketsOf(sequences: readonly EncodedSequence[]): number[][] {
  const buckets: number[][] = [];
  const byLength = sequences.map((_, i) => i).sort((a, b) => sequences[a]!.length - sequences[b]!.length || a - b);
  for (const i of byLength) {
    const last = buckets.at(-1);
    if (last && (last.length + 1) * sequences[i]!.length <= MAX_STEPS) last.push(i);
    else buckets.push([i]);
  }
  return buckets;
}
