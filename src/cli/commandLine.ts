/** A command line as text that a shell reads back, for whoever wants to run it again. */

/**
 * Quotes a word for a POSIX shell where it needs that.
 * @example quoteWord("a b") //=> "'a b'"
 */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Variables of the environment that change the bytes of a result. */
const variables = ["SEQCAST_NUMERICS"];

const WIDTH = 100; // characters of a line

/**
 * The command that gives a result from the start: without --resume, which takes over what an earlier run did. It goes on in a
 * line of its own before an option that would make a line too long.
 * @example commandLine(["forecast", "my load.csv"], {}) //=> "seqcast forecast 'my load.csv'"
 */
export function commandLine(words: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const set = variables.flatMap((name) => (env[name] ? [`${name}=${quoteWord(env[name])}`] : []));
  const own = words.filter((word) => word !== "--resume").map(quoteWord);
  const lines = [[...set, "seqcast"].join(" ")];
  for (const [i, word] of own.entries()) {
    const value = own[i + 1]?.startsWith("-") === false ? own[i + 1]! : "";
    const length = lines.at(-1)!.length + word.length + value.length + 2;
    if (word.startsWith("--") && length > WIDTH) lines.push(`  ${word}`);
    else lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join(" \\\n");
}
