/**
 * Sequences as a classifier reads them: tokens through a vocabulary, numbers standardized. Both are learned from training
 * sequences and no others. T steps, F numbers a step.
 */
import { DataError } from "../../errors.ts";
import { fieldsOf, isNumber, isPositive, isText, listOf, type Check } from "../savedFields.ts";
import { plainTokensOf, type TokenLevel } from "./tokens.ts";
import { Vocabulary, type VocabularyLimits } from "./vocabulary.ts";

/** A text, its tokens (words, or whole numbers that stand for something), or a number or F numbers a step. */
export type Sequence = string | readonly string[] | ArrayLike<number> | readonly ArrayLike<number>[];

/** A sequence as numbers, row-major: a class a step, or F numbers. */
export interface EncodedSequence {
  /** Steps (T). */
  readonly length: number;
  readonly values: Float64Array;
}

/** What a sequence consists of. */
export type SequenceInput = "tokens" | "numbers";

/** How sequences are read. */
export interface ReadingOptions extends VocabularyLimits {
  /** Chosen from the first example unless given: texts and lists of texts are tokens, all else is numbers. */
  readonly input?: SequenceInput | undefined;
  readonly split: TokenLevel;
}

/** A reader as plain JSON. */
export type SavedReader =
  | { readonly input: "tokens"; readonly tokens: readonly string[] }
  | { readonly input: "numbers"; readonly means: readonly number[]; readonly scales: readonly number[] };

/** Turns sequences into numbers. */
export interface SequenceReader {
  readonly input: SequenceInput;
  /** Classes of tokens with "unknown", or numbers a step (F). */
  readonly size: number;
  /** @throws DataError when the sequence is empty, of another kind, or holds a number that is not finite */
  encode(where: string, sequence: Sequence): EncodedSequence;
  state(): SavedReader;
}

/** Whether JSON has the form of a reader. */
export const isReader: Check = (value) => {
  const { input, means } = (value ?? {}) as { readonly input?: unknown; readonly means?: unknown };
  if (input === "tokens") return fieldsOf({ tokens: listOf(isText) })(value);
  if (input !== "numbers" || !Array.isArray(means) || means.length === 0) return false;
  return fieldsOf({ means: listOf(isNumber), scales: listOf(isPositive, means.length) })(value);
};

/**
 * Learns how to read sequences from those of training; `where` names one of them in errors.
 * @throws DataError when one is empty, of another kind than the first, or holds a number that is not finite
 */
export function fitReader(sequences: readonly Sequence[], options: ReadingOptions, where: Where): SequenceReader {
  const input = options.input ?? (isTokens(sequences[0]!) ? "tokens" : "numbers");
  if (input === "tokens") {
    const texts = sequences.map((sequence, i) => tokensIn(where(i), sequence, options.split));
    return new TokenReader(Vocabulary.of(texts, options), options.split);
  }
  const width = widthOf(where(0), sequences[0]!);
  const rows = sequences.map((sequence, i) => numbersIn(where(i), sequence, width));
  return new NumberReader(statisticsOf(rows, width));
}

/** Names a sequence in errors, by its place. */
export type Where = (index: number) => string;

/** Restores what `state()` gave. */
export function restoreReader(saved: SavedReader, { split }: Pick<ReadingOptions, "split">): SequenceReader {
  return saved.input === "tokens" ? new TokenReader(new Vocabulary(saved.tokens), split) : new NumberReader(saved);
}

class TokenReader implements SequenceReader {
  readonly input = "tokens";
  readonly #vocabulary: Vocabulary;
  readonly #split: TokenLevel;

  constructor(vocabulary: Vocabulary, split: TokenLevel) {
    this.#vocabulary = vocabulary;
    this.#split = split;
  }

  get size(): number {
    return this.#vocabulary.size;
  }

  encode(where: string, sequence: Sequence): EncodedSequence {
    const tokens = tokensIn(where, sequence, this.#split);
    return { length: tokens.length, values: this.#vocabulary.encode(tokens) };
  }

  state(): SavedReader {
    return { input: "tokens", tokens: this.#vocabulary.tokens };
  }
}

/** What each of the F numbers of a step is shifted and divided by. */
interface Statistics {
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

class NumberReader implements SequenceReader {
  readonly input = "numbers";
  readonly #statistics: Statistics;

  constructor({ means, scales }: Statistics) {
    this.#statistics = { means, scales };
  }

  get size(): number {
    return this.#statistics.means.length;
  }

  encode(where: string, sequence: Sequence): EncodedSequence {
    const { means, scales } = this.#statistics;
    const values = numbersIn(where, sequence, this.size);
    const length = values.length / this.size;
    return { length, values: values.map((x, i) => (x - means[i % this.size]!) / scales[i % this.size]!) };
  }

  state(): SavedReader {
    return { input: "numbers", ...this.#statistics };
  }
}

/** Mean and population standard deviation of each of the F numbers over all steps; a constant has scale 1. */
function statisticsOf(sequences: readonly Float64Array[], width: number): Statistics {
  const steps = sequences.reduce((total, { length }) => total + length, 0) / width;
  const sums = (term: (x: number, f: number) => number): number[] => {
    const totals = Array.from({ length: width }, () => 0);
    for (const values of sequences) values.forEach((x, i) => (totals[i % width]! += term(x, i % width)));
    return totals;
  };
  const means = sums((x) => x).map((total) => total / steps);
  const deviations = sums((x, f) => (x - means[f]!) ** 2).map((total) => Math.sqrt(total / steps));
  return { means, scales: deviations.map((scale, f) => (scale > 1e-9 * Math.abs(means[f]!) ? scale : 1)) };
}

const isTokens = (sequence: Sequence): sequence is string | readonly string[] =>
  typeof sequence === "string" || typeof sequence[0] === "string";

function tokensIn(where: string, sequence: Sequence, split: TokenLevel): string[] {
  const tokens = typeof sequence === "string" ? plainTokensOf(sequence, split) : Array.from(sequence, wordOf);
  if (tokens.length === 0) throw emptySequence(where);
  const wrong = tokens.indexOf(undefined);
  if (wrong < 0) return tokens as string[];
  const found = JSON.stringify((sequence as ArrayLike<unknown>)[wrong]) ?? "nothing";
  throw new DataError({ where, expected: "tokens: texts or whole numbers", found: `${found} in step ${wrong + 1}` });
}

/** A token as text: a text itself, or a whole number; undefined for anything else. */
function wordOf(token: unknown): string | undefined {
  if (typeof token === "string") return token;
  return Number.isSafeInteger(token) ? `${token as number}` : undefined;
}

function widthOf(where: string, sequence: Sequence): number {
  if (sequence.length === 0) throw emptySequence(where);
  const first = sequence[0]!;
  if (typeof first === "number") return 1;
  if (first.length > 0) return first.length;
  throw new DataError({ where, expected: "at least a number a step", found: "none" });
}

function numbersIn(where: string, sequence: Sequence, width: number): Float64Array {
  if (sequence.length === 0) throw emptySequence(where);
  const expected = width === 1 ? "a finite number a step" : `${width} finite numbers a step`;
  const values = new Float64Array(sequence.length * width);
  for (let t = 0; t < sequence.length; t++) {
    const step: unknown = sequence[t];
    const numbers = typeof step === "number" ? [step] : step;
    if (!isNumbers(numbers, width)) {
      const found = `${describe(numbers)} in step ${t + 1}`;
      throw new DataError({ where, expected, found, remedy: "fill or leave out missing values, and keep one width" });
    }
    values.set(numbers, t * width);
  }
  return values;
}

const isNumbers = (step: unknown, width: number): step is ArrayLike<number> =>
  typeof step === "object" &&
  step !== null &&
  (step as ArrayLike<unknown>).length === width &&
  Array.from(step as ArrayLike<unknown>).every(Number.isFinite);

const describe = (step: unknown): string =>
  typeof step === "object" && step !== null ? `[${Array.from(step as ArrayLike<unknown>).join(", ")}]` : typeof step;

function emptySequence(where: string): DataError {
  return new DataError({ where, expected: "a sequence of at least one step", found: "none", remedy: "leave it out" });
}
