/** Scores of predicted classes: accuracy, F1 and the confusion matrix. */

/** How well classes were told apart. K classes. */
export interface ClassificationScores {
  /** Share of examples whose class was predicted. */
  readonly accuracy: number;
  readonly f1: {
    /** (K): 2 hits / (predicted + true), NaN of a class that neither occurs nor is predicted */
    readonly byClass: readonly number[];
    /** The mean over the classes that occur or are predicted. */
    readonly macro: number;
  };
  /** (K,K): how many examples of the class of the row were taken for the class of the column */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Scores of predictions, all by class index.
 * @example classificationScores([0, 0, 1, 1], [0, 1, 1, 1], 2).confusion //=> [[1, 1], [0, 2]]
 * @see van Rijsbergen 1979, "Information retrieval", chapter 7
 */
export function classificationScores(
  truth: readonly number[],
  predicted: readonly number[],
  classes: number,
): ClassificationScores {
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  truth.forEach((k, i) => confusion[k]![predicted[i]!]!++);
  const all = Array.from({ length: classes }, (_, k) => k);
  const hits = all.reduce((total, k) => total + confusion[k]![k]!, 0);
  const byClass = all.map((k) => {
    const occurring = confusion[k]!.reduce((total, count) => total + count, 0);
    const foretold = confusion.reduce((total, row) => total + row[k]!, 0);
    return (2 * confusion[k]![k]!) / (occurring + foretold);
  });
  const judged = byClass.filter((value) => !Number.isNaN(value));
  const macro = judged.reduce((total, value) => total + value, 0) / judged.length;
  return { accuracy: hits / truth.length, f1: { byClass, macro }, confusion };
}
