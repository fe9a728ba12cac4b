/** How a word is written in a list between commas. It stands alone, since the page of `web` suggests commands, too. */

/** What `words` of flags.ts reads as this one word. */
export function listed(word: string): string {
  return /^\s*"|,|^\s|\s$/.test(word) ? `"${word.replaceAll('"', '""')}"` : word;
}
