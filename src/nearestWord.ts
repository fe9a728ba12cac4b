/** The nearest of some words, for a word that is not among them: errors suggest what was probably meant. */

/**
 * The word that was probably meant, or undefined where none is near.
 * @example nearestWord("demnad", ["timestamp", "demand"]) //=> "demand"
 */
export function nearestWord(wanted: string, words: readonly string[]): string | undefined {
  const ranked = words.map((word) => ({ word, distance: editDistance(wanted.toLowerCase(), word.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  const tolerated = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3));
  return best && best.distance <= tolerated ? best.word : undefined;
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
