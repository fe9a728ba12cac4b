/** Values of code as the text of cells, which the readers of CSV understand. */

/** A value as the text of a cell; null, undefined and NaN are missing, true and false are 1 and 0, dates are instants. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isNaN(value) ? "" : Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? typeof value);
}
