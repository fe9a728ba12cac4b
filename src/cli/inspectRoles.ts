/** Which column of a file tells the time, which tells series apart, and which are worth forecasting: guessed, unless it is said. */
import { OptionError } from "../errors.ts";
import { listed } from "./listed.ts";
import { nearestWord } from "../nearestWord.ts";
import { jitterOf } from "./inspectJitter.ts";
import {
  addSteps,
  type Aggregate,
  estimateFrequency,
  type Frequency,
  parseTimestamp,
  readTimes,
  type SnapTimes,
  toFrequency,
} from "../series/index.ts";
import type { InspectedColumn } from "./inspectColumn.ts";
import type { InspectedTable } from "./inspectTable.ts";

const DAY = 86_400_000;

/** What the flags say of the roles. */
export interface RoleFlags {
  readonly time?: readonly string[];
  readonly target?: readonly string[];
  readonly id?: string;
  readonly timezone?: string;
  readonly frequency?: string;
  readonly start?: string;
  readonly layout?: "long" | "wide" | "rows";
  readonly aggregate?: Aggregate;
  readonly tolerance?: string;
}

/** Columns by role. */
export interface Roles {
  readonly layout: "long" | "wide" | "rows";
  /** What `--time` takes; several columns between commas, empty where rows are numbered. */
  readonly time: string;
  /** The names of these columns. */
  readonly times: readonly string[];
  /** Wall-clock times or, where they name their zone, instants (rows). */
  readonly walls: Float64Array;
  readonly zoned: boolean;
  readonly timezone: string;
  /** Time of the first row, where rows are numbered. */
  readonly start: number | undefined;
  readonly id: InspectedColumn | undefined;
  readonly targets: readonly InspectedColumn[];
  /** Whether the targets are all columns without another role, as the layouts take them unless told. */
  readonly all: boolean;
  /** The step that was told. */
  readonly frequency: Frequency | undefined;
  readonly aggregate: Aggregate | undefined;
  /** Milliseconds. */
  readonly tolerance: number | undefined;
  readonly snap: SnapTimes;
}

/**
 * Finds the roles.
 * @returns undefined where no column holds times, and rows are not numbered.
 * @throws OptionError for a flag that names no column, one that cannot play the role, and flags that need another beside them
 */
export function rolesOf(table: InspectedTable, flags: RoleFlags): Roles | undefined {
  const { layout = "long", aggregate } = flags;
  checkTogether(flags);
  const frequency = flags.frequency === undefined ? undefined : toFrequency(flags.frequency);
  const time = flags.start === undefined ? timeOf(table, flags.time) : numbered;
  if (!time) return undefined;
  const timezone = flags.timezone ?? (time.zoned ? "UTC" : "floating");
  const start = flags.start === undefined ? undefined : startOf(flags.start, timezone);
  const rest = table.columns.filter(({ name }) => !time.names.includes(name));
  const id = flags.id === undefined ? idOf(layout, rest, time, table.snap) : named(table, flags.id, "id");
  const others = rest.filter((column) => column !== id);
  const targets = flags.target
    ? flags.target.map((name) => asTarget(named(table, name, "target")))
    : layout === "long"
      ? targetsAmong(others)
      : others.filter(({ type }) => type === "number" || type === "empty");
  const { walls, zoned } = time;
  const names = time.names.map(listed).join(",");
  const all = flags.target === undefined && layout !== "long" && targets.length === others.length;
  const tolerance = flags.tolerance === undefined ? undefined : addSteps(0, 1, toFrequency(flags.tolerance), "UTC");
  return {
    layout,
    time: names,
    times: time.names,
    walls,
    zoned,
    timezone,
    start,
    id,
    targets,
    all,
    frequency,
    aggregate,
    tolerance,
    snap: table.snap,
  };
}

/** Flags that go together, as the readers want them. */
function checkTogether({ layout, start, frequency, aggregate, tolerance, time, id }: RoleFlags): void {
  if (layout === "rows" && start === undefined) throw lacking("--layout rows", "--start");
  if (start !== undefined && frequency === undefined) throw lacking("--start", "--frequency");
  if (aggregate !== undefined && frequency === undefined) throw lacking("--aggregate", "--frequency");
  if (tolerance !== undefined && frequency === undefined) throw lacking("--tolerance", "--frequency");
  const extra = start !== undefined && time ? "--time" : layout === "wide" && id !== undefined ? "--id" : undefined;
  if (extra === undefined) return;
  const found = `${extra} beside ${extra === "--time" ? "--start" : "--layout wide"}`;
  throw new OptionError({
    where: `option ${extra}`,
    expected: "one of the two",
    found,
    remedy: "leave one of them out",
  });
}

function lacking(option: string, other: string): OptionError {
  const remedy = other === "--start" ? "pass for example --start 2024-01-01" : "pass for example --frequency 1h";
  return new OptionError({ where: `option ${option}`, expected: `${other} beside it`, found: `no ${other}`, remedy });
}

const numbered: Times = { names: [], walls: new Float64Array(0), zoned: false };

function startOf(text: string, timezone: string): number {
  const start = parseTimestamp(text, timezone);
  if (!Number.isNaN(start)) return start;
  const remedy = "pass for example --start 2024-01-01";
  throw new OptionError({ where: "option --start", expected: "a time in ISO 8601", found: `"${text}"`, remedy });
}

function idOf(
  layout: Roles["layout"],
  rest: readonly InspectedColumn[],
  time: Times,
  snap: SnapTimes,
): InspectedColumn | undefined {
  if (layout === "rows")
    return rest.find(({ type, distinct, values }) => type === "text" && distinct === values.length);
  return layout === "long" ? idAmong(rest, time.walls, snap) : undefined;
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

function timeOf(table: InspectedTable, given: readonly string[] | undefined): Times | undefined {
  if (given !== undefined) {
    const columns = given.map((name) => named(table, name, "time"));
    const column = table.joinedTime ?? columns[0]!;
    if (column.type !== "time") throw refused("time", "a column of times", `"${column.name}", of ${column.type}`);
    return { names: given, walls: column.values, zoned: column.zoned };
  }
  const column = table.columns.find(({ type }) => type === "time");
  if (!column) return timeInParts(table) ?? timeInYears(table);
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

/** Times that are bare years, which numbers are only in a column of that name. */
function timeInYears({ columns }: InspectedTable): Times | undefined {
  const year = columns.find(({ type, name }) => type === "number" && /^years?$/i.test(name));
  if (!year?.values.every((value) => Number.isInteger(value) && value >= 1500 && value < 2200)) return undefined;
  return { names: [year.name], walls: year.values.map((value) => Date.UTC(value, 0, 1)), zoned: false };
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
function idAmong(
  columns: readonly InspectedColumn[],
  walls: Float64Array,
  snap: SnapTimes,
): InspectedColumn | undefined {
  const share = (column: InspectedColumn): number => {
    const seen = new Set(Array.from(walls, (wall, t) => `${wall} ${column.values[t]}`));
    return 1 - seen.size / walls.length;
  };
  if (repeatedShare(walls) < 0.2) return idOfSteps(columns, walls, snap);
  const candidates = columns.filter(
    ({ type, distinct, values }) =>
      type === "text" || (type === "number" && distinct < values.length / 4 && wholes(values)),
  );
  return candidates.sort((a, b) => a.distinct - b.distinct).find((column) => share(column) < 0.01);
}

/**
 * Where times that jitter are never repeated and have no step together, the column with the fewest words of which one has rows a step
 * apart.
 */
function idOfSteps(
  columns: readonly InspectedColumn[],
  walls: Float64Array,
  snap: SnapTimes,
): InspectedColumn | undefined {
  const candidates = columns.filter(
    ({ type, distinct, values }) => type === "text" && distinct > 1 && distinct <= values.length / MANY_ROWS,
  );
  if (candidates.length === 0 || haveStep(walls, snap)) return undefined;
  return candidates
    .sort((a, b) => a.distinct - b.distinct)
    .find(({ values }) =>
      haveStep(
        walls.filter((_, t) => values[t] === 0),
        snap,
      ),
    );
}

const MANY_ROWS = 10; // for each word
const REGULAR = 0.9;

/** Whether nearly all times stand on a grid, or near one. */
function haveStep(walls: Float64Array, snap: SnapTimes): boolean {
  const times = walls.filter((wall) => !Number.isNaN(wall)).sort();
  return (
    (estimateFrequency(times, "UTC")?.regular ?? 0) >= REGULAR || jitterOf(times, "UTC", undefined, snap) !== undefined
  );
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
