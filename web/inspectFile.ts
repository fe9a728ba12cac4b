/** What a file holds, by the rules of `seqcast inspect`: columns, times, gaps, seasons, and what to begin with. */
import Papa from "papaparse";
import { listed } from "../src/cli/listed.ts";
import { columnOf, type InspectedColumn } from "../src/cli/inspectColumn.ts";
import { rolesOf, seriesOf, type InspectedSeries, type Roles } from "../src/cli/inspectRoles.ts";
import { inspectSeries, type SeriesFindings, type TargetFindings } from "../src/cli/inspectSeries.ts";
import type { InspectedTable } from "../src/cli/inspectTable.ts";
import { calendarFeaturesOf, DataError, parseFrequency } from "../src/index.ts";
import { openSources, parseTimestamp, readTimes, refuseJson, timestampsFrom } from "../src/series/index.ts";
import type { ColumnFacts, Columns, Findings, Line, Numbering, SeasonFacts, TargetFacts } from "./protocol.ts";
import { usualHorizon } from "../src/cli/usualHorizon.ts";
import { spanOf } from "../src/plots/report/phrases.ts";
import { wallsOf } from "./walls.ts";

const MOST_ROWS = 1_000_000;
const FEW_ROWS = 400; // a network learns little from fewer
const SAMPLE = 65_536;

/**
 * Looks at a file.
 * @throws DataError for one that is empty, no table of text, or without rows
 */
export async function inspectFile(file: File, columns: Columns): Promise<Findings> {
  const { table, header } = await tableOf(file);
  const roles = rolesIn(table, columns);
  const all = seriesOf(roles);
  const longest = all.reduce<InspectedSeries | undefined>(
    (most, one) => (one.rows.length > (most?.rows.length ?? 0) ? one : most),
    undefined,
  );
  const facts = longest ? inspectSeries(longest, roles, undefined) : undefined;
  const time = timesOf(roles, table);
  return {
    kind: "findings",
    file: file.name,
    rows: table.rows,
    header,
    columns: table.columns.map((column) => columnFacts(column, all, longest)),
    time,
    numbering: columns.numbering,
    timezone: roles.timezone,
    id: roles.id?.name ?? null,
    seriesCount: all.length,
    ...seriesFacts(facts),
    calendar: time && facts?.frequency ? calendarFeaturesOf(parseFrequency(facts.frequency)).map(plainWords) : [],
    targets: facts ? facts.targets.map((target) => targetFacts(target, facts)) : [],
    lines: longest ? linesOf(longest, roles) : {},
    notes: notesOf(table, roles, facts, { header, time }),
  };
}

/** @example plainWords("dayOfWeek") //=> "day of week" */
const plainWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A column of times that no file has. */
const NUMBERED = "\u0000 numbered rows";

/** The roles that are given or guessed; times of numbered rows where there are no others. */
function rolesIn(table: InspectedTable, { time, id, numbering }: Columns): Roles {
  const given = id !== null && id !== "" ? { id } : {};
  const found = time === "" ? undefined : rolesOf(table, { ...given, ...(time !== null && { time }) });
  const roles = found ?? numberedRoles(table, given, numbering);
  return id === "" ? { ...roles, id: undefined } : roles;
}

function numberedRoles(table: InspectedTable, given: { id?: string }, { start, step }: Numbering): Roles {
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

/** Names of the columns of times; null where rows are numbered. */
function timesOf({ time }: Roles, { columns }: InspectedTable): string[] | null {
  if (time === listed(NUMBERED)) return null;
  const whole = columns.find(({ name }) => listed(name) === time);
  return whole ? [whole.name] : time.split(",");
}

/** The file as columns. */
async function tableOf(file: File): Promise<{ table: InspectedTable; header: boolean }> {
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
  const columns = names.map((name, c) => columnOf(name, rows, c, {}));
  const table = { name: file.name, delimiter: meta.delimiter, rows: rows.length, cut: meta.truncated, columns };
  return { table, header };
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
): ColumnFacts {
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
  | "seriesId"
  | "seriesRows"
  | "from"
  | "to"
  | "frequency"
  | "step"
  | "certain"
  | "gaps"
  | "gapRows"
  | "longestGap"
  | "duplicates"
  | "offGrid"
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
    duplicates: facts?.duplicates ?? 0,
    offGrid: facts?.offGrid ?? 0,
  };
}

function targetFacts(target: TargetFindings, { frequency, rows }: SeriesFindings): TargetFacts {
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
    model: rows >= FEW_ROWS ? "highway-rnn" : seasons.length > 0 ? "ets" : "theta",
  };
}

function linesOf({ times, rows }: InspectedSeries, { targets, timezone }: Roles): Record<string, Line> {
  const walls = wallsOf(times, timezone);
  return Object.fromEntries(
    targets.map(({ name, values }) => [name, { times, walls, values: Float64Array.from(rows, (row) => values[row]!) }]),
  );
}

function notesOf(
  { columns, rows, cut }: InspectedTable,
  roles: Roles,
  facts: SeriesFindings | undefined,
  { header, time }: Pick<Findings, "header" | "time">,
): string[] {
  const notes: string[] = [];
  for (const { name, type, strangers } of columns)
    if (strangers.count > 0)
      notes.push(`${name}: ${strangers.count} of its cells are no ${type}, such as “${strangers.first}”.`);
  for (const { name, form } of columns) if (form.includes("reads as well")) notes.push(`${name}: ${form}.`);
  if (cut) notes.push(`Only the first ${rows.toLocaleString("en")} rows were looked at.`);
  if (!header) notes.push("The first line holds no names, so that the columns are called 0, 1 and so on.");
  if (roles.targets.length === 0) notes.push("No column of numbers that vary is left to forecast.");
  if (facts && time && facts.frequency === null) notes.push("No step between rows explains the times.");
  return notes;
}
