/** Tables of text, and numbers that line up in them. */
import { stripVTControlCharacters } from "node:util";
import { extentOf } from "../extent.ts";

/** How cells stand in their column. */
export type Alignment = "left" | "right";

/** Lays cells out in columns two blanks apart; colours do not count as width. Lines have no blanks at their end. */
export function formatTable(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  const widths = alignments.map((_, i) => extentOf(rows.map((row) => widthOf(row[i] ?? "")))[1]);
  const lines = rows.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i]!, alignments[i]!))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

function padded(cell: string, width: number, alignment: Alignment): string {
  const blanks = " ".repeat(width - widthOf(cell));
  return alignment === "left" ? cell + blanks : blanks + cell;
}

/**
 * Writes numbers with as many decimals as the largest needs to show `digits` digits, by powers of ten where all are tiny or one is
 * huge; "-" stands for an undefined one.
 * @example sameDecimals([1234.5678, 0.25]) //=> ["1234.6", "0.3"]
 */
export function sameDecimals(values: readonly number[], digits = 5, most = 12): string[] {
  const largest = Math.max(0, extentOf(values.filter(Number.isFinite).map(Math.abs))[1]);
  const exponent = Number(largest.toExponential().split("e")[1]);
  if (largest >= 1e15 || (largest > 0 && largest < 1e-6)) {
    const power = (value: number): string => (value === 0 ? "0" : value.toExponential(digits - 1).replace("+", ""));
    return values.map((value) => (Number.isFinite(value) ? power(value) : "-"));
  }
  const whole = values.every((value) => Number.isInteger(value));
  const decimals = whole ? 0 : Math.min(Math.max(digits - 1 - exponent, 0), most);
  return values.map((value) => (Number.isFinite(value) ? value.toFixed(decimals) : "-"));
}
