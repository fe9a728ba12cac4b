/** What a file holds, by the rules of `seqcast inspect`: columns, times, gaps, seasons, and what to begin with. */
import Papa from "papaparse";
import { columnOf, type InspectedColumn } from "../src/cli/inspectColumn.ts";
import { rolesOf, seriesOf, type InspectedSeries, type Roles } from "../src/cli/inspectRoles.ts";
import { inspectSeries, regularTargets, type SeriesFindings, type TargetFindings } from "../src/cli/inspectSeries.ts";
import type { InspectedTable } from "../src/cli/inspectTable.ts";
import { calendarFeaturesOf, DataError, parseFrequency } from "../src/index.ts";
import { openSources, parseTimestamp, readTimes, refuseJson, timestampsFrom } from "../src/series/index.ts";
import { evenStep, putTogether } from "./evenRows.ts";
import type { ColumnFacts, Columns, DateOrder, Findings, Line, SeasonFacts, TargetFacts } from "./protocol.ts";
import { usualHorizon } from "../src/cli/usualHorizon.ts";
import { spanOf } from "../src/plots/report/phrases.ts";
import { asTimes, isAscending } from "./numberTimes.ts";
import { patternColumn } from "./timePatterns.ts";
import { wallsOf } from "./walls.ts";

const MOST_ROWS = 1_000_000;
const FEW_ROWS = 400; // a network learns little from fewer
const SAMPLE = 65_536;
const DAY = 86_400_000;
const MOST_WORDS = 20; // that count as missing
const NUMBERED_STEP = "1d";

/**
 * Looks at a file.
 * @throws DataError for one that is empty, no table of text, or without rows
 */
export async function inspectFile(file: File, columns: Columns): Promise<Findings> {
  const { table, header, order, pattern, inNumbers } = await tableOf(file, columns);
  const roles = rolesIn(table, columns);
  const all = seriesOf(roles);
  const longest = all.reduce<InspectedSeries | undefined>(
    (most, one) => (one.rows.length > (most?.rows.length ?? 0) ? one : most),
    undefined,
  );
  const time = roles.times.includes(NUMBERED) ? null : roles.times;
  const step = longest && time ? evenStep(longest, roles, columns.step) : undefined;
  const even = longest && step !== undefined ? putTogether(longest, roles, step) : { series: longest, roles };
  const frequency = time ? step : (columns.step ?? NUMBERED_STEP);
  const facts = even.series && factsOf(even.series, even.roles, frequency);
  const raw = longest && step !== undefined ? factsOf(longest, roles, undefined) : facts;
  return {
    kind: "findings",
    file: file.name,
    rows: table.rows,
    header,
    columns: table.columns.map((column, c) => ({
      ...columnFacts(column, all, longest),
      isTime: inNumbers[c] !== undefined,
    })),
    time,
    start: columns.start,
    order: time && order,
    timeFormat: time && (pattern ?? order),
    timezone: roles.timezone,
    id: roles.id?.name ?? null,
    seriesCount: all.length,
    ...seriesFacts(facts),
    offGrid: raw?.offGrid ?? 0,
    duplicates: raw?.duplicates ?? 0,
    uneven: step !== undefined,
    calendar: time && facts?.frequency ? calendarFeaturesOf(parseFrequency(facts.frequency)).map(plainWords) : [],
    targets: facts ? facts.targets.map((target) => targetFacts(target, facts, table.rows)) : [],
    lines: longest ? linesOf(even.series!, even.roles, facts) : {},
    notes: notesOf(table, roles, { header }),
  };
}

function factsOf(series: InspectedSeries, roles: Roles, step: string | undefined): SeriesFindings {
  return inspectSeries(series, roles, step === undefined ? undefined : parseFrequency(step));
}

/** @example plainWords("dayOfWeek") //=> "day of week" */
const plainWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A column of times that no file has. */
const NUMBERED = "\u0000 numbered rows";

/** The roles that are given or guessed; times of numbered rows where there are no others. */
function rolesIn(table: InspectedTable, { time, id, start, step }: Columns): Roles {
  const given = id !== null && id !== "" ? { id } : {};
  const found = time === "" ? undefined : rolesOf(table, { ...given, ...(time !== null && { time }) });
  const roles = found ?? numberedRoles(table, given, start, step ?? NUMBERED_STEP);
  return id === "" ? { ...roles, id: undefined } : roles;
}

function numberedRoles(table: InspectedTable, given: { id?: string }, start: string, step: string): Roles {
  const ids = table.columns.find(({ name }) => name === given.id)?.values;
  const frequency = parseFrequency(step);
  const times = timestampsFrom(parseTimestamp(start, "floating"), table.rows, frequency, "floating");
  const before = new Map<number, number>();
  const values = Float64Array.from({ length: table.rows }, (_, row) => {
    const key = ids?.[row] ?? 0;
    const place = before.get(key) ?? 0;
    before.set(key, place + 1);
    return times[place]!;
  });
  const rows: InspectedColumn = { ...noCells, name: NUMBERED, distinct: table.rows, values };
  return rolesOf({ ...table, columns: [...table.columns, rows] }, { ...given, time: NUMBERED })!;
}

const noCells = {
  type: "time",
  missing: 0,
  words: [],
  texts: [],
  strangers: { count: 0, first: "" },
  zoned: false,
  form: "",
} as const;

/** A file as columns, whether it names them, and the order of day and month where the file leaves it open. */
interface ReadTable {
  readonly table: InspectedTable;
  readonly header: boolean;
  readonly order: DateOrder | null;
  /** That times were found by. */
  readonly pattern: string | null;
  /** Columns of numbers that can be read as times, so read. */
  readonly inNumbers: readonly (InspectedColumn | undefined)[];
}

/** The file as columns. */
async function tableOf(file: File, { order, time }: Columns): Promise<ReadTable> {
  const text = await textOf(file);
  if (text.trim() === "") throw noRows(file.name, "an empty file");
  const { data, meta } = Papa.parse<string[]>(text, {
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: "greedy",
    preview: MOST_ROWS + 1,
  });
  const [first = [], ...rest] = data;
  refuseJson(file.name, first);
  const header = !isHeadless(first);
  if (header && rest.length === 0) throw noRows(file.name, "a header only");
  const rows = header ? rest : data;
  const names = first.map((cell, i) => (header ? cell.trim() || `column ${i + 1}` : String(i)));
  const found = names.map((name, c) => withStrangers(columnOf(name, rows, c, {}), rows, c));
  const open = found.some(isOpen);
  const settled = open && order === "month-first" ? found.map(monthFirst) : found;
  const inNumbers = settled.map((column, c) => asTimes(column, rows, c));
  const timed = settled.some(({ type }) => type === "time");
  const worded = timed ? undefined : await patternColumn(settled);
  const guessed = timed || worded ? undefined : inNumbers.find((column) => column && isAscending(column));
  const chosen = inNumbers.find((column) => column && column.name === time) ?? (time === null ? guessed : undefined);
  const taken = [worded?.column, chosen];
  const columns = settled.map((column) => taken.find((one) => one?.name === column.name) ?? column);
  const table = { name: file.name, delimiter: meta.delimiter, rows: rows.length, cut: meta.truncated, columns };
  return { table, header, order: open ? (order ?? "day-first") : null, pattern: worded?.pattern ?? null, inNumbers };
}

/** Cells of words among numbers count as missing where they are few words. */
function withStrangers(column: InspectedColumn, rows: readonly (readonly string[])[], place: number): InspectedColumn {
  const { type, strangers, values, words } = column;
  if (type !== "number" || strangers.count === 0) return column;
  const cells = rows.map((row) => (row[place] ?? "").trim());
  const strange = new Set(
    cells.filter((cell, row) => cell !== "" && !words.includes(cell) && Number.isNaN(values[row]!)),
  );
  const isWords = [...strange].every((cell) => !/\d/.test(cell));
  return strange.size > MOST_WORDS || !isWords ? column : { ...column, words: [...words, ...strange] };
}

/** Whether both orders of day and month read all dates; the day is taken to stand first then. */
const isOpen = ({ type, form }: InspectedColumn): boolean => type === "time" && form.includes("reads as well");

/** The other reading of such dates. */
function monthFirst(column: InspectedColumn): InspectedColumn {
  if (!isOpen(column)) return column;
  const values = column.values.map((wall) => {
    const date = new Date(wall);
    const day = Date.UTC(date.getUTCFullYear(), date.getUTCDate() - 1, date.getUTCMonth() + 1);
    return day + (((wall % DAY) + DAY) % DAY);
  });
  return { ...column, values, form: "month first, but day first reads as well" };
}

/** Whether a first row is data: numbers and times are no names. */
function isHeadless(row: readonly string[]): boolean {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)) || readTimes([cell]).count > 0);
}

/** Unpacked and in UTF-8, as `readCsv` sees it. */
async function textOf(file: File): Promise<string> {
  const [opened] = await openSources(file, { encoding: undefined, warn: () => undefined });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of opened!.chunks) text += decoder.decode(chunk, { stream: true });
  if (holdsControls(text.slice(0, SAMPLE))) throw binary(file.name);
  return text;
}

/** Whether there are characters that no table of text holds, other than white space. */
function holdsControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32)) return true;
  }
  return false;
}

const binary = (file: string): DataError =>
  new DataError({
    where: file,
    file,
    expected: "a table of text, such as CSV",
    found: "binary data",
    remedy: "export the table as CSV and choose that file",
  });

const noRows = (file: string, found: string): DataError =>
  new DataError({
    where: file,
    file,
    expected: "a header and at least one row",
    found,
    remedy: "check that this is the right file",
  });

const short = (value: number): string =>
  Number(value.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 6 });

function columnFacts(
  column: InspectedColumn,
  all: readonly InspectedSeries[],
  longest: InspectedSeries | undefined,
): Omit<ColumnFacts, "isTime"> {
  const { name, type, missing, distinct, values, form, strangers, words } = column;
  let [least, most] = [Infinity, -Infinity];
  for (const value of type === "number" ? values : []) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = least <= most ? `${short(least)} to ${short(most)}` : form;
  const strange = { strange: strangers.count, firstStrange: strangers.first };
  const known = (longest?.rows.findLastIndex((row) => !Number.isNaN(values[row]!)) ?? -1) + 1;
  const constant = all.every(({ rows }) => rows.every((row) => values[row] === values[rows[0]!]));
  return { name, type, missing, distinct, values: range, ...strange, missingWords: words, known, constant };
}

type SeriesPart = Pick<
  Findings,
  "seriesId" | "seriesRows" | "from" | "to" | "frequency" | "step" | "certain" | "gaps" | "gapRows" | "longestGap"
>;

function seriesFacts(facts: SeriesFindings | undefined): SeriesPart {
  const frequency = facts?.frequency ?? null;
  const longest = facts?.gaps.longest;
  return {
    seriesId: facts?.id ?? "",
    seriesRows: facts?.rows ?? 0,
    from: facts?.from ?? "",
    to: facts?.to ?? "",
    frequency,
    step: frequency === null ? "" : spanOf(parseFrequency(frequency)),
    certain: facts?.confidence === 1,
    gaps: facts?.gaps.count ?? 0,
    gapRows: facts?.gaps.rows ?? 0,
    longestGap: longest ? `from ${longest.from} to ${longest.to}` : "",
  };
}

function targetFacts(target: TargetFindings, { frequency, rows }: SeriesFindings, ofAll: number): TargetFacts {
  const parsed = frequency === null ? undefined : parseFrequency(frequency);
  const seasons = target.seasons.map(({ seasonLength, strength }): SeasonFacts => ({
    rows: seasonLength,
    spoken: parsed ? spanOf(parsed, seasonLength) : "",
    strength,
  }));
  return {
    name: target.column,
    missing: target.missing,
    extremes: target.extremes,
    firstExtreme: target.firstExtreme ?? "",
    constant: target.constant,
    seasons,
    horizon: parsed ? usualHorizon(parsed, rows) : 1,
    model: ofAll >= FEW_ROWS ? "highway-rnn" : seasons.length > 0 ? "ets" : "theta",
  };
}

/** Each target on its grid, so that lines break at gaps; as it is where there is no grid. */
function linesOf(series: InspectedSeries, roles: Roles, facts: SeriesFindings | undefined): Record<string, Line> {
  const { targets, timezone } = roles;
  const step = facts?.frequency ?? undefined;
  const regular = regularTargets(series, roles, step === undefined ? undefined : parseFrequency(step));
  return Object.fromEntries(
    targets.map(({ name, values: cells }, c) => {
      const times = regular[c]?.timestamps ?? series.times;
      const values = regular[c]?.target.values ?? Float64Array.from(series.rows, (row) => cells[row]!);
      return [name, { times, walls: wallsOf(times, timezone), values }];
    }),
  );
}

function notesOf(
  { columns, rows, cut }: InspectedTable,
  { targets }: Roles,
  { header }: Pick<Findings, "header">,
): string[] {
  const notes: string[] = [];
  for (const { name, type, strangers, words } of columns) {
    if (strangers.count === 0) continue;
    const taken = words.includes(strangers.first) ? " They count as missing." : "";
    notes.push(`${name}: ${strangers.count} of its cells are no ${type}, such as “${strangers.first}”.${taken}`);
  }
  if (cut) notes.push(`Only the first ${rows.toLocaleString("en")} rows were looked at.`);
  if (!header) notes.push("The first line holds no names, so that the columns are called 0, 1 and so on.");
  if (targets.length === 0) notes.push("No column of numbers that vary is left to forecast.");
  return notes;
}
