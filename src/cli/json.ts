/** JSON documents: what programs read instead of tables. */

/** Numbers that JSON cannot hold become null. */
function finite(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** A document as text. */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, finite, 2)}\n`;
}

/** A document as text on a line of its own. */
export function jsonLine(document: object): string {
  return `${JSON.stringify(document, finite)}\n`;
}
