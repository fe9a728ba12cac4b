/** Text in lines of bounded width, with a hanging indent. */

/**
 * Breaks text at blanks; a word longer than the line stands alone. Lines behind the first begin with `indent` blanks, and
 * the first is taken to begin there already.
 * @example wrap("a line of more than twenty", 22, 2) //=> "a line of more than\n  twenty"
 */
export function wrap(text: string, width: number, indent = 0): string {
  const room = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/**
 * A number of things with its noun.
 * @example countOf(1, "row") //=> "1 row"
 * @example countOf(3, "series", "series") //=> "3 series"
 */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
