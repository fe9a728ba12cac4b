/** Labelled sequences and their classes. */
import { DataError } from "../../errors.ts";
import type { Check } from "../savedFields.ts";
import type { Sequence } from "./sequence.ts";

/** The name of a class. */
export type Label = string | number;

/** A sequence whose class is known. */
export interface LabelledSequence {
  readonly sequence: Sequence;
  readonly label: Label;
}

/** Whether JSON is a label. */
export const isLabel: Check = (value) => typeof value === "string" || Number.isFinite(value);

/** Numbers before texts, each in their own order. */
function compare(a: Label, b: Label): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return a < b ? -1 : 1;
  return typeof a === "number" ? -1 : 1;
}

/**
 * The classes of some examples, in order.
 * @throws DataError when there is no example, a label is neither text nor a finite number, or all are alike
 */
export function classesOf(where: string, examples: readonly LabelledSequence[]): Label[] {
  if (examples.length === 0) throw new DataError({ where, expected: "at least two examples", found: "none" });
  const wrong = examples.findIndex(({ label }) => !isLabel(label));
  if (wrong >= 0) {
    const found = String(examples[wrong]!.label);
    throw new DataError({ where: `${where} example ${wrong}`, expected: "a label: a text or a finite number", found });
  }
  const classes = [...new Set(examples.map(({ label }) => label))].sort(compare);
  if (classes.length > 1) return classes;
  throw new DataError({
    where,
    expected: "examples of at least two classes",
    found: `${examples.length} of the class ${JSON.stringify(classes[0])}`,
  });
}

/**
 * The class index of each example.
 * @throws DataError naming the first whose label is no class
 */
export function classIndices(
  where: string,
  examples: readonly LabelledSequence[],
  classes: readonly Label[],
): number[] {
  return examples.map(({ label }, i) => {
    const index = classes.indexOf(label);
    if (index >= 0) return index;
    throw new DataError({
      where: `${where} example ${i}`,
      expected: `one of the classes ${classes.map((one) => JSON.stringify(one)).join(", ")}`,
      found: JSON.stringify(label) ?? "nothing",
      remedy: "leave it out, or fit on examples of that class too",
    });
  });
}

/** Weights by which every class counts alike: n / (K count). */
export function balancedWeights(indices: readonly number[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const k of indices) counts[k]!++;
  return counts.map((count) => (count === 0 ? 0 : indices.length / (classes * count)));
}
