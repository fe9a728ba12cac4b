/** Texts as tokens: characters or words. */

/** What a text is split into. */
export type TokenLevel = "words" | "characters";

const WORDS = /\s+|[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*|\S/gu;

/**
 * Splits a text without losing anything: the tokens side by side are the text. A word may hold apostrophes; blanks between
 * words are one token, any other sign is one each. Characters are code points.
 * @example tokensOf("It's so.", "words") //=> ["It's", " ", "so", "."]
 */
export function tokensOf(text: string, level: TokenLevel): string[] {
  return level === "characters" ? Array.from(text) : (text.match(WORDS) ?? []);
}

/**
 * What matters of a text to a classifier: its tokens in lower case, words without the blanks between them.
 * @example plainTokensOf("It's so.", "words") //=> ["it's", "so", "."]
 */
export function plainTokensOf(text: string, level: TokenLevel): string[] {
  const tokens = tokensOf(text.toLowerCase(), level);
  return level === "characters" ? tokens : tokens.filter((token) => token.trim() !== "");
}
