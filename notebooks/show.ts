/**
 * What a cell shows. `console.log` would do, were it not for Deno's kernel: what arrives when its cell is already over is lost, and
 * the end of a cell may overtake what was shown before. So `await show(…)` leaves it time.
 */
declare const Deno: { jupyter: { display(shown: unknown, options?: { raw: boolean }): Promise<void> } };

const AHEAD = 100; // milliseconds

/** Rows of a table: the names of the columns are those of the first row. */
type Table = readonly Readonly<Record<string, string | number>>[];

const escaped = (cell: unknown): string => String(cell).replace(/&/g, "&amp;").replace(/</g, "&lt;");

const line = (cells: readonly unknown[], tag: string): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;

function htmlOf(rows: Table): string {
  const body = rows.map((row) => line(Object.values(row), "td")).join("");
  return `<table>${line(Object.keys(rows[0] ?? {}), "th")}${body}</table>`;
}

/** Shows lines of text one below the other, tables, and plots. */
export async function show(...values: readonly (string | Table | object)[]): Promise<void> {
  const lines = values.filter((value) => typeof value === "string");
  if (lines.length > 0) await Deno.jupyter.display({ "text/plain": lines.join("\n") }, { raw: true });
  for (const value of values) {
    if (typeof value === "string") continue;
    if (Array.isArray(value)) await Deno.jupyter.display({ "text/html": htmlOf(value as Table) }, { raw: true });
    else await Deno.jupyter.display(value);
  }
  await new Promise((done) => setTimeout(done, AHEAD));
}
