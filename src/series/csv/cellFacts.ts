/**
 * What a cell that is no number or no time should have looked like, and what can be done. Loaded where a file has such cells; it imports
 * types alone, so that a page's bundle need not be cut to share code with it.
 */
import type { BadCells } from "./problems.ts";
import type { CsvTable } from "./table.ts";

/** What an error says beside what was found. */
export interface CellFacts {
  readonly expected: string;
  readonly remedy: string;
}

/** The facts of the bad cells of one column. */
export function cellFacts({ kind, first }: BadCells, table: CsvTable): CellFacts {
  const { cell } = first[0]!;
  if (kind === "time") return timeFacts(cell, table);
  return { expected: "a number", remedy: numberRemedy(cell, wordsOf(first), table) };
}

/** The distinct cells that hold words, not numbers written in another way. */
function wordsOf(first: BadCells["first"]): string[] {
  const words = first.map(({ cell }) => cell).filter((cell) => !/\d/.test(cell));
  return [...new Set(words)];
}

function numberRemedy(cell: string, words: readonly string[], { style }: CsvTable): string {
  const decimal = style.decimal === "," ? `, as in the first rows; to read it otherwise pass decimal: "."` : "";
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) {
    const [point, whole] = [cell.replace(",", "."), cell.replace(",", "")];
    return `pass thousands: "," if it means ${whole}, or decimal: "," if it means ${point}`;
  }
  if (/^[+-]?\d+,\d+$/.test(cell)) return `write ${cell.replace(",", ".")}, with a decimal point, or pass decimal: ","`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) return `write ${cell.replaceAll(",", "")}, or pass thousands: ","`;
  if (/^[+-]?\d{1,3}([.\s'’]\d{3})+([,.]\d+)?$/.test(cell)) {
    const mark = /[.\s'’]/.exec(cell)![0];
    const plain = cell.replaceAll(mark, "").replace(",", ".");
    const comma = cell.includes(",") || mark === "." ? `, decimal: ","` : "";
    return `write ${plain}, or pass thousands: ${JSON.stringify(mark)}${comma}`;
  }
  if (/^[+-]?\d*\.\d+$/.test(cell) && decimal !== "") return `write it with a decimal comma${decimal}`;
  if (/^[+-]?[\d.]+\s*%$/.test(cell)) return `write ${cell.replace(/\s*%$/, "")}, without the percent sign`;
  if (/^[+-]?[\d.]+([ ;|/]+[+-]?[\d.]+)+$/.test(cell))
    return "write one number in a cell: a row for each, or a column for each";
  const listed = words.includes(cell) ? words : [cell.length > 40 ? cell.slice(0, 40) : cell];
  const missing = `missing: [${listed.map((word) => JSON.stringify(word)).join(", ")}]`;
  const it = listed.length > 1 ? "them" : "it";
  if (/^[+-]?(inf(inity)?|[\d.]+e\d+)$/i.test(cell))
    return `write a finite number, or pass ${missing} to read ${it} as missing`;
  return `pass ${missing} to read ${it} as missing, or write a number`;
}

/** What a time should have looked like, beside the others of its column, and what can be done. */
function timeFacts(cell: string, { times, plan }: CsvTable): CellFacts {
  const general = "a time such as 2024-01-31, 2024-01-31T13:45 or 2024-01-31T13:45:00Z";
  const first = times.zoned ?? times.zoneless;
  if (cell === "") return { expected: general, remedy: "write the row's time, or remove the row" };
  if (plan.timeFormat !== undefined) {
    const expected = `a time as timeFormat: ${JSON.stringify(plan.timeFormat)} says`;
    return { expected, remedy: "mend the cell, or leave timeFormat out to have it found out" };
  }
  const numbered = times.kind === "year" && /^\d{1,3}$/.test(cell);
  if (first && times.kind !== undefined && !numbered && (times.kind !== "iso" || otherForm.test(cell))) {
    return {
      expected: `a time written as the first one, "${first.text}"`,
      remedy: mixedRemedy(cell, times.kind),
    };
  }
  return { expected: general, remedy: timeRemedy(cell) };
}

/** What to do about a time that is not written as the others, or looks so and does not exist. */
function mixedRemedy(cell: string, kind: string): string {
  const alike =
    kind.startsWith("day/month") && new RegExp(`^\\d{1,2}[${kind.at(-1)}]\\d{1,2}[${kind.at(-1)}]\\d{4}`).test(cell);
  if (alike && kind.endsWith(".") && Number(cell.split(".")[1]) > 12)
    return `dates with dots begin with the day: if these do not pass timeFormat: "month-first"`;
  return alike ? "check that the day and the time exist" : "write all times in one way";
}

/** Times that can be read, but stand among others. */
const otherForm = /^\d{1,2}[/.]\d{1,2}[/.]\d{4}|^\d{4}[/.]\d{1,2}[/.]\d{1,2}|^\d{9,13}$|^\d{4}[-/]\d{1,2}$/;

function timeRemedy(cell: string): string {
  if (/^\d{1,8}(\.0*)?$/.test(cell)) return "if these are row numbers pass start and frequency in place of time";
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)/.test(cell))
    return `write years with four digits, or pass timeFormat: "dd/MM/yy"`;
  if (/^\d{4}-\d{2}-\d{2}(?!\d)/.test(cell)) return "check that the day and the time exist";
  return `write times in ISO 8601, or pass timeFormat, for example timeFormat: "dd.MM.yyyy HH:mm"`;
}
