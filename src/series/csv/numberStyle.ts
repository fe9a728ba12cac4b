/**
 * How the numbers of a file are written: decimal point or comma, and a mark between groups of three digits. It is found out
 * from the first rows, where only one reading fits; "1,234" alone may be either and settles nothing.
 */
import type { CsvPlan } from "./options.ts";

/** Marks inside numbers. */
export interface NumberStyle {
  readonly decimal: "." | ",";
  /** Empty: none. */
  readonly thousands: string;
  /** What well-formed numbers with thousands look like; undefined without them. */
  readonly grouped: RegExp | undefined;
}

/** Numbers as code writes them. */
export const plainStyle: NumberStyle = { decimal: ".", thousands: "", grouped: undefined };

/** A mark inside a regular expression. */
function escaped(mark: string): string {
  return /[\w\s]/.test(mark) ? mark : `\\${mark}`;
}

/** A style of the two marks. */
export function styleOf(decimal: "." | ",", thousands: string): NumberStyle {
  const grouped =
    thousands === ""
      ? undefined
      : new RegExp(`^[+-]?\\d{1,3}(?:${escaped(thousands)}\\d{3})+(?:${escaped(decimal)}\\d*)?(?:[eE][+-]?\\d+)?$`);
  return { decimal, thousands, grouped };
}

/**
 * Reads a number.
 * @returns NaN for an empty cell or a missing word, undefined for what is no finite number in this style.
 */
export function numberOf(
  cell: string,
  plan: Pick<CsvPlan, "missing" | "missingNumbers">,
  style: NumberStyle,
): number | undefined {
  const text = cell.trim();
  if (text === "" || plan.missing.has(text)) return NaN;
  const value = style === plainStyle ? plainNumber(text) : styledNumber(text, style);
  return value !== undefined && plan.missingNumbers.size > 0 && plan.missingNumbers.has(value) ? NaN : value;
}

function plainNumber(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) && !hasRadix(text) ? value : undefined;
}

/** Number() also reads 0x10, 0b1 and 0o7: a letter other than the exponent's behind a zero. */
function hasRadix(text: string): boolean {
  const second = text.charCodeAt(1);
  return text.charCodeAt(0) === 48 && second > 57 && second !== 101 && second !== 69;
}

function styledNumber(text: string, { decimal, thousands, grouped }: NumberStyle): number | undefined {
  let plain = text;
  if (grouped !== undefined && plain.includes(thousands)) {
    if (!grouped.test(plain)) return undefined;
    plain = plain.replaceAll(thousands, "");
  }
  if (decimal === "," && plain.includes(".")) return undefined;
  return plainNumber(decimal === "," ? plain.replace(",", ".") : plain);
}

/** What a cell says of the style: its decimal mark and its thousands, each undefined where it does not tell. */
function evidenceOf(text: string): { decimal?: "." | ","; thousands?: string } | undefined {
  const grouped = /^[+-]?\d{1,3}([,. \u00a0\u202f'’])\d{3}(\1\d{3})*(?:([.,])\d*)?$/.exec(text);
  if (grouped) {
    const [, thousands = "", more, mark] = grouped;
    const isPoint = thousands === "," || thousands === ".";
    if (mark !== undefined && mark !== thousands) return { thousands, decimal: mark === "," ? "," : "." };
    if (mark === undefined && !isPoint) return { thousands };
    if (mark === undefined && more !== undefined) return { thousands, decimal: thousands === "," ? "." : "," };
  }
  const found = /^[+-]?\d*([.,])\d*(?:[eE][+-]?\d+)?$/.exec(text);
  if (!found || !/\d/.test(text)) return undefined;
  return /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? {} : { decimal: found[1] === "," ? "," : "." };
}

/** The style of the cells of a file's first rows; the options come first, and what cells do not settle is plain. */
export function detectStyle(
  cells: Iterable<string>,
  { decimal, thousands }: Pick<CsvPlan, "decimal" | "thousands">,
): NumberStyle {
  if (decimal !== undefined && thousands !== undefined) return styleOf(decimal, thousands);
  const decimals = new Set<"." | ",">();
  const marks = new Set<string>();
  for (const cell of cells) {
    const evidence = evidenceOf(cell.trim());
    if (evidence?.decimal !== undefined) decimals.add(evidence.decimal);
    if (evidence?.thousands !== undefined) marks.add(evidence.thousands);
  }
  const [onlyDecimal] = decimals.size === 1 ? decimals : [];
  const [onlyMark] = marks.size === 1 ? marks : [];
  const chosenMark = thousands ?? (onlyMark !== decimal ? onlyMark : undefined) ?? "";
  const opposite = chosenMark === "," ? "." : chosenMark === "." ? "," : undefined;
  const chosenDecimal = decimal ?? opposite ?? onlyDecimal ?? ".";
  const contradicts = decimals.size > 1 && decimal === undefined && thousands === undefined;
  if (contradicts || (chosenDecimal === "." && chosenMark === "")) return plainStyle;
  return styleOf(chosenDecimal, chosenMark);
}
