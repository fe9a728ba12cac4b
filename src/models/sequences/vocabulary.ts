/** Vocabularies: tokens as class indices. Class 0, "unknown", stands for whatever training did not see, or saw too seldom. */

/** The class of tokens that are not in the vocabulary. */
export const UNKNOWN = 0;

/** Which tokens get a class of their own. */
export interface VocabularyLimits {
  /** How often a token must occur. */
  readonly minCount: number;
  /** How many tokens at most, the most frequent ones. */
  readonly vocabularySize: number;
}

/** The tokens of training texts, the most frequent first; equally frequent ones in the order of their code units. */
export class Vocabulary {
  /** Token k has class k + 1. */
  readonly tokens: readonly string[];
  readonly #classes: ReadonlyMap<string, number>;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
    this.#classes = new Map(tokens.map((token, i) => [token, i + 1]));
  }

  static of(texts: Iterable<readonly string[]>, { minCount, vocabularySize }: VocabularyLimits): Vocabulary {
    const counts = new Map<string, number>();
    for (const tokens of texts) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    const frequent = [...counts].filter(([, count]) => count >= minCount);
    frequent.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return new Vocabulary(frequent.slice(0, vocabularySize).map(([token]) => token));
  }

  /** Classes, with "unknown" among them. */
  get size(): number {
    return this.tokens.length + 1;
  }

  /** The class of each token. */
  encode(tokens: readonly string[]): Float64Array {
    return Float64Array.from(tokens, (token) => this.#classes.get(token) ?? UNKNOWN);
  }
}
