/** What each column stands for: guessed from the file, changed by whoever knows better, told in words. */
import type { ColumnFacts, Findings, ModelEntry, Role, TargetFacts } from "./protocol.ts";

const FEW_WORDS = 20;
const MOST_LETTERS = 60; // of names that are listed

/** Roles by the names of columns, in the order of the file. */
export type RoleOf = ReadonlyMap<string, Role>;

/** The columns of a role. */
export const columnsOf = (roles: RoleOf, role: Role): string[] =>
  [...roles].flatMap(([name, one]) => (one === role ? [name] : []));

/** Roles that a column can play, the likeliest first. */
export function possibleRoles({ type, name, isTime }: ColumnFacts, { targets, time }: Findings, roles: RoleOf): Role[] {
  const own = roles.get(name) ?? "none";
  const possible: Role[] =
    type === "time"
      ? ["time"]
      : type === "text"
        ? ["id", "future", "past", "static"]
        : type === "number"
          ? ["target", "future", "past", "id", "static"]
          : [];
  const isTarget = targets.some((target) => target.name === name) || own === "id" || own === "time";
  const fitting = possible.filter((role) => role !== "target" || isTarget);
  const canBeTime = isTime || time?.includes(name) === true;
  return [...fitting, ...(canBeTime && !fitting.includes("time") ? (["time"] as const) : []), "none"];
}

/**
 * The roles that a file suggests: its first numbers are forecast, and what goes on behind the last of them is known ahead.
 * Roles chosen before stay where they still fit.
 */
export function guessRoles({ columns, time, id, targets }: Findings, chosen: RoleOf): RoleOf {
  const roles = new Map<string, Role>();
  for (const { name } of columns) {
    const before = chosen.get(name) ?? "none";
    const fits = before !== "time" && before !== "id";
    roles.set(name, time?.includes(name) ? "time" : name === id ? "id" : fits ? before : "none");
  }
  for (const name of columnsOf(roles, "target"))
    if (!targets.some((target) => target.name === name)) roles.set(name, "none");
  const [first] = targets;
  if (first && columnsOf(roles, "target").length === 0) {
    roles.set(first.name, "target");
    const last = columns.find(({ name }) => name === first.name)!.known;
    const goesOn = (column: ColumnFacts): boolean => last > 0 && column.known > last && tells(column);
    for (const column of columns)
      if (roles.get(column.name) === "none" && goesOn(column)) roles.set(column.name, "future");
  }
  return roles;
}

/** Whether a column says something of each row: numbers that vary, or a few words. */
const tells = ({ type, distinct }: ColumnFacts): boolean =>
  distinct > 1 && (type === "number" || (type === "text" && distinct <= FEW_WORDS));

/** Gives a column a role; of times and of what tells series apart there is one. */
export function withRole(roles: RoleOf, name: string, role: Role): RoleOf {
  const alone = role === "time" || role === "id";
  const leaving = roles.get(name) === "time"; // a time in several columns is left as a whole
  return new Map(
    [...roles].map(([column, one]): [string, Role] =>
      column === name
        ? [column, role]
        : (alone && one === role) || (leaving && one === "time")
          ? [column, "none"]
          : [column, one],
    ),
  );
}

/** Makes a column the only one to be forecast. */
export function withTarget(roles: RoleOf, name: string): RoleOf {
  const others = [...roles].map(([column, role]): [string, Role] => [column, role === "target" ? "none" : role]);
  return new Map(others).set(name, "target");
}

/** Steps beyond the last value to forecast that all columns known ahead reach to; infinity without any. */
export function knownAhead({ columns, seriesCount }: Findings, roles: RoleOf): number {
  const future = columnsOf(roles, "future");
  if (future.length === 0 || seriesCount !== 1) return Infinity;
  const knownOf = (name: string): number => columns.find((column) => column.name === name)?.known ?? 0;
  const last = Math.max(0, ...columnsOf(roles, "target").map(knownOf));
  return Math.min(...future.map((name) => knownOf(name) - last));
}

/** The target whose facts are shown. */
export function firstTarget({ targets }: Findings, roles: RoleOf): TargetFacts | undefined {
  const [name] = columnsOf(roles, "target");
  return targets.find((target) => target.name === name);
}

/** Names as a sentence lists them; of many the first, and how many more there are. */
export function spoken(names: readonly string[]): string {
  let length = 0;
  const fitting = names.findIndex((name) => (length += name.length) > MOST_LETTERS);
  const shown = fitting < 0 ? names : names.slice(0, Math.max(1, fitting));
  const more = names.length - shown.length;
  const words = more > 0 ? [...shown, `${more} more`] : shown;
  return [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
}

/** What will be done with the columns, a line a role. */
export function rolesLines({ seriesCount }: Findings, roles: RoleOf): [name: string, columns: string][] {
  const id = columnsOf(roles, "id");
  const lines: [string, string[]][] = [
    ["Times", columnsOf(roles, "time")],
    [seriesCount > 1 ? `${seriesCount.toLocaleString("en")} series by` : "Series by", id],
    ["Known ahead", columnsOf(roles, "future")],
    ["Known up to now", columnsOf(roles, "past")],
    ["Constant", columnsOf(roles, "static")],
    ["Left out", columnsOf(roles, "none")],
  ];
  return lines.filter(([, names]) => names.length > 0).map(([name, names]) => [name, spoken(names)]);
}

/** What a model makes no use of, in words; empty where it reads all. */
export function unusedText({ name, covariates }: ModelEntry, roles: RoleOf): string {
  const kinds = ["past", "future", "static"] as const;
  const unread = kinds.filter((kind) => !covariates.includes(kind));
  const columns = unread.flatMap((kind) => columnsOf(roles, kind));
  return columns.length === 0 ? "" : `${name} makes no use of ${spoken(columns)}.`;
}
