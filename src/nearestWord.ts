/** The nearest of some words, for a word that is not among them: errors suggest what was probably meant. */

const BEGINNING = 3; // letters that may stand for a word

/**
 * The word that was probably meant: a near one, or the only one that begins so; undefined where there is none.
 * @example nearestWord("demnad", ["timestamp", "demand"]) //=> "demand"
 */
export function nearestWord(wanted: string, words: readonly string[]): string | undefined {
  const ranked = words.map((word) => ({ word, distance: editDistance(wanted.toLowerCase(), word.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  const tolerated = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3));
  if (best && best.distance <= tolerated) return best.word;
  const begun = words.filter((word) => word.toLowerCase().startsWith(wanted.toLowerCase()));
  return begun.length === 1 && wanted.length >= BEGINNING ? begun[0] : undefined;
}

/**
 * Letters to insert, delete, replace or swap between two words (optimal string alignment).
 * @see Damerau 1964, "A technique for computer detection and correction of spelling errors"
 */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(
        Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
