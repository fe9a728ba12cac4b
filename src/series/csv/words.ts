/** Words of a column as classes, and classes as columns of 0 and 1. */
import type { Columns } from "../series.ts";

/** Words that one column may hold: more are no categories, and each becomes a column. */
export const MOST_WORDS = 100;
/** Of a word that is not among those given. */
const OTHER = -1;

/** The words of a column and their classes, in the order of appearance or as given. */
export interface WordClasses {
  readonly classes: Map<string, number>;
  readonly given: boolean;
}

/** No words yet, or those that are given, of each column of words. */
export function wordClasses(
  columns: ReadonlyMap<number, readonly string[] | undefined>,
): ReadonlyMap<number, WordClasses> {
  return new Map(
    [...columns].map(([column, words]) => [
      column,
      { classes: new Map(words?.map((word, i) => [word, i])), given: words !== undefined },
    ]),
  );
}

/** The class of a word; undefined where it would be one too many. */
export function classOf({ classes, given }: WordClasses, word: string): number | undefined {
  const known = classes.get(word);
  if (known !== undefined) return known;
  if (given) return OTHER;
  if (classes.size === MOST_WORDS) return undefined;
  classes.set(word, classes.size);
  return classes.size - 1;
}

/** A column that is made of column `c`: of one of its classes, or as it is. */
interface Part {
  readonly name: string;
  readonly c: number;
  readonly word: number | undefined;
}

/** Columns in which words stand as classes, with a column of 0 and 1 a word in their place; what is missing is so in all of them. */
export function withWords({ names, values }: Columns, words: readonly (WordClasses | undefined)[]): Columns {
  if (words.every((one) => one === undefined)) return { names, values };
  const width = names.length;
  const parts = names.flatMap((name, c): Part[] => {
    const own = words[c];
    if (!own) return [{ name, c, word: undefined }];
    const listed = [...own.classes];
    if (!own.given) listed.sort(([a], [b]) => (a < b ? -1 : 1));
    return listed.map(([text, word]) => ({ name: `${name}=${text}`, c, word }));
  });
  const wide = new Float64Array((values.length / width) * parts.length);
  for (let t = 0, i = 0; t < values.length; t += width) {
    for (const { c, word } of parts) {
      const value = values[t + c]!;
      wide[i++] = word === undefined || Number.isNaN(value) ? value : Number(value === word);
    }
  }
  return { names: parts.map(({ name }) => name), values: wide };
}
