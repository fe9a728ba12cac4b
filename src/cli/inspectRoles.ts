/** Which column of a file tells the time, which tells series apart, and which are worth forecasting: guessed, unless it is said. */
import { OptionError } from "../errors.ts";
import { listed } from "./listed.ts";
import { nearestWord } from "../nearestWord.ts";
import { instantsOf, readTimes } from "../series/index.ts";
import type { InspectedColumn } from "./inspectColumn.ts";
import type { InspectedTable } from "./inspectTable.ts";

const DAY = 86_400_000;

/** What the flags say of the roles. */
export interface RoleFlags {
  readonly time?: string;
  readonly target?: readonly string[];
  readonly id?: string;
  readonly timezone?: string;
}

/** Columns by role. */
export interface Roles {
  /** What `--time` takes; several columns between commas. */
  readonly time: string;
  /** The names of these columns. */
  readonly times: readonly string[];
  /** Wall-clock times or, where they name their zone, instants (rows). */
  readonly walls: Float64Array;
  readonly zoned: boolean;
  readonly timezone: string;
  readonly id: InspectedColumn | undefined;
  readonly targets: readonly InspectedColumn[];
}

/** The rows of one series, in the order of their times. */
export interface InspectedSeries {
  readonly id: string;
  readonly rows: readonly number[];
  /** Epoch milliseconds. */
  readonly times: Float64Array;
}

/**
 * Finds the roles.
 * @returns undefined where no column holds times.
 * @throws OptionError for a flag that names no column, or one that cannot play the role
 */
export function rolesOf(table: InspectedTable, flags: RoleFlags): Roles | undefined {
  const time = timeOf(table, flags.time);
  if (!time) return undefined;
  const rest = table.columns.filter(({ name }) => !time.names.includes(name));
  const id = flags.id === undefined ? idAmong(rest, time.walls) : named(table, flags.id, "id");
  const targets = flags.target
    ? flags.target.map((name) => asTarget(named(table, name, "target")))
    : targetsAmong(rest.filter((column) => column !== id));
  const timezone = flags.timezone ?? (time.zoned ? "UTC" : "floating");
  const { names, walls, zoned } = time;
  return { time: names.map(listed).join(","), times: names, walls, zoned, timezone, id, targets };
}

/** Numbers that vary; one that counts the rows only where there is no other. */
function targetsAmong(columns: readonly InspectedColumn[]): readonly InspectedColumn[] {
  const varying = columns.filter((column) => column.type === "number" && !isConstant(column));
  const others = varying.filter((column) => !isRowNumber(column));
  return others.length > 0 ? others : varying;
}

interface Times {
  readonly names: readonly string[];
  readonly walls: Float64Array;
  readonly zoned: boolean;
}

function timeOf(table: InspectedTable, given: string | undefined): Times | undefined {
  if (given !== undefined) {
    const column = named(table, given, "time");
    if (column.type !== "time") throw refused("time", "a column of times", `"${given}", of ${column.type}`);
    return { names: [given], walls: column.values, zoned: column.zoned };
  }
  const column = table.columns.find(({ type }) => type === "time");
  if (!column) return timeInParts(table);
  return dateAndClock(column, table) ?? { names: [column.name], walls: column.values, zoned: column.zoned };
}

/** Dates whose time of the day stands in a column of its own, such as 31.12.2024 and 13:45, where that makes repeated dates single. */
function dateAndClock(date: InspectedColumn, { columns }: InspectedTable): Times | undefined {
  if (date.zoned || date.values.some((wall) => !Number.isNaN(wall) && wall % DAY !== 0)) return undefined;
  const clock = columns.find((column) => column.distinct > 1 && clocksOf(column) !== undefined);
  const clocks = clock && clocksOf(clock);
  if (!clock || !clocks) return undefined;
  const walls = date.values.map((wall, row) => wall + (clocks[clock.values[row]!] ?? NaN));
  if (repeatedShare(walls) >= repeatedShare(date.values)) return undefined;
  return { names: [date.name, clock.name], walls, zoned: false };
}

/** The words of a column as milliseconds of the day; undefined where one is no time of the day. */
function clocksOf({ type, texts }: InspectedColumn): Float64Array | undefined {
  if (type !== "text" || !texts.every((text) => /^\d{1,2}:\d\d/.test(text))) return undefined;
  const { values, count } = readTimes(texts.map((text) => `1970-01-01 ${text}`));
  return count === texts.length ? values : undefined;
}

/** Times in columns of their own: year, month and day, and perhaps hour and minute. */
function timeInParts({ columns, rows }: InspectedTable): Times | undefined {
  const part = (name: string): InspectedColumn | undefined =>
    columns.find((column) => column.type === "number" && column.name.toLowerCase() === name);
  const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map(part);
  if (!year || !month || !day) return undefined;
  const walls = Float64Array.from({ length: rows }, (_, t) =>
    Date.UTC(
      year.values[t]!,
      month.values[t]! - 1,
      day.values[t],
      hour?.values[t] ?? 0,
      hour ? (minute?.values[t] ?? 0) : 0,
    ),
  );
  const parts = [year, month, day, hour, hour && minute].filter((column) => column !== undefined);
  return { names: parts.map(({ name }) => name), walls, zoned: false };
}

/** Where times are repeated, the column with the fewest words that makes them single, or nearly. */
function idAmong(columns: readonly InspectedColumn[], walls: Float64Array): InspectedColumn | undefined {
  const share = (column: InspectedColumn): number => {
    const seen = new Set(Array.from(walls, (wall, t) => `${wall} ${column.values[t]}`));
    return 1 - seen.size / walls.length;
  };
  if (repeatedShare(walls) < 0.2) return undefined;
  const candidates = columns.filter(
    ({ type, distinct, values }) =>
      type === "text" || (type === "number" && distinct < values.length / 4 && wholes(values)),
  );
  return candidates.sort((a, b) => a.distinct - b.distinct).find((column) => share(column) < 0.01);
}

/** Share of the times that stand before already. */
function repeatedShare(walls: Float64Array): number {
  const sorted = walls.slice().sort();
  return sorted.filter((wall, t) => t > 0 && wall === sorted[t - 1]).length / walls.length;
}

function wholes(values: Float64Array): boolean {
  return values.every((value) => Number.isInteger(value) || Number.isNaN(value));
}

/** Whether all observed values are equal. */
function isConstant({ distinct }: InspectedColumn): boolean {
  return distinct === 1;
}

/** Whether a column counts the rows. */
function isRowNumber({ type, values }: InspectedColumn): boolean {
  return type === "number" && values.length > 2 && values.every((value, t) => t === 0 || value === values[t - 1]! + 1);
}

function named({ columns }: InspectedTable, name: string, option: string): InspectedColumn {
  const column = columns.find((one) => one.name === name);
  if (column) return column;
  const names = columns.map((one) => one.name);
  const nearest = nearestWord(name, names);
  throw new OptionError({
    where: `option --${option}`,
    expected: `one of the columns ${names.join(", ")}`,
    found: `"${name}"`,
    remedy: nearest ? `did you mean --${option} ${nearest}?` : "name a column of the header",
  });
}

function asTarget(column: InspectedColumn): InspectedColumn {
  if (column.type === "number") return column;
  throw refused("target", "a column of numbers", `"${column.name}", of ${column.type}`);
}

function refused(option: string, expected: string, found: string): OptionError {
  return new OptionError({
    where: `option --${option}`,
    expected,
    found,
    remedy: "leave it out to see what each column holds",
  });
}

/** The series of a file, in order of first appearance; rows without a time are left out. */
export function seriesOf({ walls, zoned, timezone, id, targets }: Roles): InspectedSeries[] {
  const groups = new Map<number, number[]>();
  walls.forEach((wall, row) => {
    if (Number.isNaN(wall)) return;
    const key = id ? id.values[row]! : 0;
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  });
  return [...groups].map(([key, rows]) => {
    // In the order of the rows, so that an hour that the clock shows twice is told apart.
    const own = Float64Array.from(rows, (row) => walls[row]!);
    const times = zoned ? own : instantsOf(own, timezone);
    const order = rows.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
    const name = id ? (id.type === "text" ? id.texts[key]! : String(key)) : (targets[0]?.name ?? "");
    return { id: name, rows: order.map((i) => rows[i]!), times: Float64Array.from(order, (i) => times[i]!) };
  });
}
