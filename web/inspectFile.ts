/** What a file holds, by the rules of `seqcast inspect`: columns, times, gaps, seasons, and what to begin with. */
import type { InspectedColumn } from "../src/cli/inspectColumn.ts";
import { isClockSetBack } from "../src/cli/inspectNextStep.ts";
import { seriesOf, type InspectedSeries } from "../src/cli/inspectedSeries.ts";
import { rolesOf, type Roles } from "../src/cli/inspectRoles.ts";
import { inspectSeries, regularTargets, type SeriesFindings, type TargetFindings } from "../src/cli/inspectSeries.ts";
import type { InspectedTable } from "../src/cli/inspectTable.ts";
import { calendarFeaturesOf, parseFrequency } from "../src/index.ts";
import { parseTimestamp, readTimes, timestampsFrom } from "../src/series/index.ts";
import { evenStep, putTogether } from "./evenRows.ts";
import type { ColumnFacts, Columns, Findings, Line, SeasonFacts, TargetFacts } from "./protocol.ts";
import { usualHorizon } from "../src/cli/usualHorizon.ts";
import { spanOf } from "../src/plots/report/phrases.ts";
import { readTable } from "./readTable.ts";
import { wallsOf } from "./walls.ts";

const FEW_ROWS = 400; // a network learns little from fewer
const MANY_TIMES = 5; // among the names of columns
const NUMBERED_STEP = "1d";

/**
 * Looks at a file.
 * @throws DataError for one that is empty, no table of text, or without rows
 */
export async function inspectFile(file: File, columns: Columns): Promise<Findings> {
  const { table, header, comment, order, pattern, inNumbers } = await readTable(file, columns);
  const roles = rolesIn(table, columns);
  const all = seriesOf(roles);
  const longest = all.reduce<InspectedSeries | undefined>(
    (most, one) => (one.times.length > (most?.times.length ?? 0) ? one : most),
    undefined,
  );
  const time = roles.times.includes(NUMBERED) ? null : roles.times;
  const step = longest && time ? evenStep(longest, roles, columns.step) : undefined;
  const even = longest && step !== undefined ? putTogether(longest, roles, step) : longest;
  const frequency = time ? step : (columns.step ?? NUMBERED_STEP);
  const facts = even && factsOf(even, roles, frequency);
  const raw = longest && step !== undefined ? factsOf(longest, roles, undefined) : facts;
  return {
    kind: "findings",
    file: file.name,
    rows: table.rows,
    header,
    comment,
    columns: table.columns.map((column, c) => ({
      ...columnFacts(column, all, longest),
      isTime: inNumbers[c] !== undefined,
    })),
    time,
    start: columns.start,
    order: time && order,
    timeFormat: time && (pattern ?? order),
    timezone: roles.timezone,
    zone: columns.zone,
    asksZone: columns.zone !== null || (longest !== undefined && isClockSetBack(longest, roles)),
    id: roles.id?.name ?? null,
    seriesCount: all.length,
    ...seriesFacts(facts),
    offGrid: raw?.offGrid ?? 0,
    duplicates: raw?.duplicates ?? 0,
    uneven: step !== undefined,
    calendar: time && facts?.frequency ? calendarFeaturesOf(parseFrequency(facts.frequency)).map(plainWords) : [],
    targets: facts ? facts.targets.map((target) => targetFacts(target, facts, table.rows)) : [],
    lines: longest ? linesOf(even!, roles, facts) : {},
    notes: notesOf(table, roles, { header, comment }),
  };
}

function factsOf(series: InspectedSeries, roles: Roles, step: string | undefined): SeriesFindings {
  return inspectSeries(series, withStep(roles, step));
}

const withStep = (roles: Roles, step: string | undefined): Roles => ({
  ...roles,
  frequency: step === undefined ? undefined : parseFrequency(step),
});

/** @example plainWords("dayOfWeek") //=> "day of week" */
const plainWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A column of times that no file has. */
const NUMBERED = "\u0000 numbered rows";

/** The roles that are given or guessed; times of numbered rows where there are no others. */
function rolesIn(table: InspectedTable, { time, id, zone, start, step }: Columns): Roles {
  const given = id !== null && id !== "" ? { id } : {};
  const zoned = zone === null ? {} : { timezone: zone };
  const found =
    time === "" ? undefined : rolesOf(table, { ...given, ...zoned, ...(time !== null && { time: [time] }) });
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
  return rolesOf({ ...table, columns: [...table.columns, rows] }, { ...given, time: [NUMBERED] })!;
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
  const regular = regularTargets(series, withStep(roles, facts?.frequency ?? undefined));
  return Object.fromEntries(
    targets.map(({ name }, c) => {
      const times = regular[c]?.timestamps ?? series.times;
      const values = regular[c]?.target.values ?? series.columns[c]!;
      return [name, { times, walls: wallsOf(times, timezone), values }];
    }),
  );
}

function notesOf(
  { columns, rows, cut }: InspectedTable,
  { targets }: Roles,
  { header, comment }: Pick<Findings, "header" | "comment">,
): string[] {
  const notes: string[] = [];
  for (const { name, type, strangers, words } of columns) {
    if (strangers.count === 0) continue;
    const taken = words.includes(strangers.first) ? " They count as missing." : "";
    notes.push(`${name}: ${strangers.count} of its cells are no ${type}, such as “${strangers.first}”.${taken}`);
  }
  if (cut) notes.push(`Only the first ${rows.toLocaleString("en")} rows were looked at.`);
  if (!header) notes.push("The first line holds no names, so that the columns are called 0, 1 and so on.");
  if (comment !== null) notes.push(`Lines that begin with ${comment} are passed over.`);
  if (columns.filter(({ name }) => readTimes([name]).count > 0).length >= MANY_TIMES)
    notes.push(
      "Columns are named by times, but the page needs a row for each time: turn the table, and choose it again.",
    );
  if (targets.length > 0) return notes;
  notes.push("No column of numbers that vary is left to forecast. A file needs one, and a row for each time.");
  const words = columns.find(({ type, texts }) => type === "text" && /\d/.test(texts[0] ?? ""));
  const word = words?.texts.find((text) => !Number.isFinite(Number(text)));
  if (word !== undefined) notes.push(`${words!.name} holds words such as “${word}”: write the numbers alone.`);
  return notes;
}
