/** What a file holds, by the rules of `seqcast inspect`: columns, times, gaps, seasons, and what to begin with. */
import Papa from "papaparse";
import { columnOf, type InspectedColumn } from "../src/cli/inspectColumn.ts";
import { seriesOf, type InspectedSeries } from "../src/cli/inspectedSeries.ts";
import { rolesOf, type Roles } from "../src/cli/inspectRoles.ts";
import { inspectSeries, type SeriesFindings, type TargetFindings } from "../src/cli/inspectSeries.ts";
import type { InspectedTable } from "../src/cli/inspectTable.ts";
import { DataError, parseFrequency } from "../src/index.ts";
import { loadSnapTimes, loadWordReader, openSources } from "../src/series/index.ts";
import type { ColumnFacts, Columns, Findings, Line, SeasonFacts, TargetFacts } from "./protocol.ts";
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
  const table = await tableOf(file);
  const found = rolesOf(table, {
    ...(columns.time !== null && { time: [columns.time] }),
    ...(columns.id !== null && columns.id !== "" && { id: columns.id }),
  });
  const roles = found && columns.id === "" ? { ...found, id: undefined } : found;
  const all = roles ? seriesOf(roles) : [];
  const longest = all.reduce<InspectedSeries | undefined>(
    (most, one) => (one.times.length > (most?.times.length ?? 0) ? one : most),
    undefined,
  );
  const facts = roles && longest ? inspectSeries(longest, roles) : undefined;
  return {
    kind: "findings",
    file: file.name,
    rows: table.rows,
    columns: table.columns.map(columnFacts),
    time: roles?.time ?? null,
    timezone: roles?.timezone ?? "floating",
    id: roles?.id?.name ?? null,
    seriesCount: all.length,
    ...seriesFacts(facts),
    targets: facts && roles ? facts.targets.map((target) => targetFacts(target, facts)) : [],
    lines: roles && longest ? linesOf(longest, roles) : {},
    notes: notesOf(table, roles, facts),
  };
}

/** The file as columns. */
async function tableOf(file: File): Promise<InspectedTable> {
  const text = await textOf(file);
  if (text.trim() === "") throw noRows(file.name, "an empty file");
  const { data, meta } = Papa.parse<string[]>(text, {
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: "greedy",
    preview: MOST_ROWS + 1,
  });
  const [first = [], ...rest] = data;
  const headless = first.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)));
  if (headless) throw noHeader(file.name, first);
  if (rest.length === 0) throw noRows(file.name, "a header only");
  const names = first.map((cell, i) => cell.trim() || `column ${i + 1}`);
  const wordReader = await loadWordReader();
  const columns = names.map((name, c) => columnOf(name, rest, c, { wordReader }));
  return {
    name: file.name,
    format: "csv",
    delimiter: meta.delimiter,
    headless: false,
    rows: rest.length,
    cut: meta.truncated,
    columns,
    snap: await loadSnapTimes(),
  };
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

const noHeader = (file: string, first: readonly string[]): DataError =>
  new DataError({
    where: file,
    file,
    line: 1,
    expected: "a first line that names the columns",
    found: first.slice(0, 4).join(", "),
    remedy: "put a line such as time,value before the rows",
  });

const short = (value: number): string =>
  Number(value.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 6 });

function columnFacts({ name, type, missing, distinct, values, form, strangers, words }: InspectedColumn): ColumnFacts {
  let [least, most] = [Infinity, -Infinity];
  for (const value of type === "number" ? values : []) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = least <= most ? `${short(least)} to ${short(most)}` : form;
  const strange = { strange: strangers.count, firstStrange: strangers.first };
  return { name, type, missing, distinct, values: range, ...strange, missingWords: words };
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

function linesOf({ times, columns }: InspectedSeries, { targets, timezone }: Roles): Record<string, Line> {
  const walls = wallsOf(times, timezone);
  return Object.fromEntries(targets.map(({ name }, c) => [name, { times, walls, values: columns[c]! }]));
}

function notesOf(
  { columns, rows, cut }: InspectedTable,
  roles: Roles | undefined,
  facts: SeriesFindings | undefined,
): string[] {
  const notes: string[] = [];
  for (const { name, type, strangers } of columns)
    if (strangers.count > 0)
      notes.push(`${name}: ${strangers.count} of its cells are no ${type}, such as “${strangers.first}”.`);
  for (const { name, form } of columns) if (form.includes("reads as well")) notes.push(`${name}: ${form}.`);
  if (cut) notes.push(`Only the first ${rows.toLocaleString("en")} rows were looked at.`);
  if (!roles)
    notes.push("No column holds times. Rows need a time each, in one column, or in columns year, month and day.");
  else if (roles.targets.length === 0) notes.push("No column of numbers that vary is left to forecast.");
  if (facts && facts.frequency === null) notes.push("No step between rows explains the times.");
  return notes;
}
