/** `seqcast inspect`: what a file holds, before anything is forecast, and the command to begin with. */
import { type Command, Option } from "commander";
import { checkTimezone, toFrequency } from "../series/index.ts";
import type { PlotTheme } from "../plots/index.ts";
import { themeOption, words } from "./flags.ts";
import type { FileFormat } from "./fileFormat.ts";
import { addFormatFlags, type FormatFlags } from "./formatFlags.ts";
import { type InspectedSeries, seriesOf } from "./inspectedSeries.ts";
import { inspectionPlot } from "./inspectPlot.ts";
import { inspectionText } from "./inspectText.ts";
import { isClockSetBack, noTimesNote, zoneOfClock } from "./inspectNextStep.ts";
import { type Roles, rolesOf, type RoleFlags } from "./inspectRoles.ts";
import { inspectSeries, type SeriesFindings } from "./inspectSeries.ts";
import { suggestedCommand, toleranceFor } from "./inspectSuggestion.ts";
import { type InspectedTable, readTable } from "./inspectTable.ts";
import { jsonText } from "./json.ts";
import { MOSTLY, nearestStep } from "./nearestStep.ts";
import { checkOutputs } from "./outputs.ts";
import { openProgress } from "./progress.ts";
import { paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

/** Flags of the command. */
export interface InspectFlags extends RoleFlags, Omit<FormatFlags, keyof RoleFlags> {
  readonly missing?: readonly string[];
  readonly plot?: string;
  readonly theme?: PlotTheme;
  readonly json?: true;
}

/** What was found, as `--json` prints it. */
export interface Inspection {
  readonly command: "inspect";
  readonly file: string;
  readonly format: FileFormat;
  /** Empty where there are none. */
  readonly delimiter: string;
  readonly rows: number;
  /** Whether the file goes on behind the rows looked at. */
  readonly cut: boolean;
  readonly columns: readonly ColumnFindings[];
  /** Null where no column holds times, or rows are numbered. */
  readonly time: string | null;
  readonly timezone: string | null;
  readonly id: string | null;
  readonly series: readonly SeriesFindings[];
  /** What is worth a second look. */
  readonly notes: readonly string[];
  readonly suggestion: string | null;
  readonly written: { readonly plot: string | null };
}

/** What is found of one column. */
export interface ColumnFindings {
  readonly name: string;
  readonly type: string;
  readonly missing: number;
  readonly distinct: number;
  readonly least: number | null;
  readonly most: number | null;
  /** The way in which times are written. */
  readonly form: string | null;
}

const examples = `
Examples:
  seqcast inspect datasets/electricity-demand.csv
  seqcast inspect datasets/electricity-demand.csv --plot demand.html
  seqcast inspect datasets/service-metrics.csv --id service --json`;

/** Adds the command to the program. */
export function addInspect(program: Command, terminal: Terminal): void {
  const command = program
    .command("inspect")
    .summary("say what a file holds, and how to forecast it")
    .description(
      "Reads a file and tells of its columns, times, frequency, gaps, repeated and extreme values and seasons; ends with a command to begin with.",
    )
    .argument("<csv>", 'the file; "-" is standard input')
    .addOption(
      new Option("--time <columns>", "column of the times, or several to join (default: found out)").argParser(words),
    )
    .addOption(new Option("--target <columns>", "columns to look at (default: all numbers)").argParser(words))
    .option("--id <column>", "column that tells several series apart (default: found out)")
    .option("--frequency <step>", "step between rows, such as 30min, 1h, 1d (default: found out)")
    .option("--timezone <zone>", "IANA zone of times that name none (default: none, or UTC)")
    .addOption(
      new Option("--missing <words>", "words that mean a missing value (default: NA, null, …)").argParser(words),
    );
  addFormatFlags(command)
    .option(
      "--plot <path>",
      "draw histories with gaps, seasons and autocorrelations: a page (.html) or a picture (.png, .svg)",
    )
    .addOption(themeOption())
    .option("--json", "print one JSON document and nothing else")
    .addHelpText("after", examples)
    .action((file: string, flags: InspectFlags) => runInspect(file, flags, terminal));
}

async function runInspect(file: string, flags: InspectFlags, terminal: Terminal): Promise<void> {
  if (flags.frequency !== undefined) toFrequency(flags.frequency);
  if (flags.timezone !== undefined) checkTimezone(flags.timezone);
  const { note } = openProgress(terminal, flags);
  for (const line of await checkOutputs([file], flags)) note(line);
  const table = await readTable(file, flags, terminal);
  const inspection = inspect(file, table, flags);
  if (flags.plot !== undefined) await inspectionPlot(table, flags).save(flags.plot, { theme: flags.theme });
  const { stdout } = terminal;
  if (flags.json) return stdout.write(jsonText(inspection));
  stdout.write(inspectionText(inspection, paletteOf(stdout, terminal), wrapWidth(stdout)));
  if (flags.plot !== undefined) stdout.write(`\nwrote ${flags.plot} (plot)\n`);
}

function inspect(file: string, table: InspectedTable, flags: InspectFlags): Inspection {
  const roles = rolesOf(table, flags);
  const rowsOf = roles ? seriesOf(roles) : [];
  const series = roles ? rowsOf.map((one) => inspectSeries(one, roles)) : [];
  const clock = roles && zoneOfClock(rowsOf, roles);
  const { name, format, delimiter, rows, cut } = table;
  return {
    command: "inspect",
    file: name,
    format,
    delimiter,
    rows,
    cut,
    columns: table.columns.map(({ name: column, type, missing, distinct, values, form }) => {
      const numbers = type === "number" ? values.filter((value) => !Number.isNaN(value)) : [];
      const [least, most] = [Math.min, Math.max].map((pick) =>
        numbers.length > 0 ? Array.from(numbers).reduce((a, b) => pick(a, b)) : null,
      );
      return { name: column, type, missing, distinct, least: least!, most: most!, form: form || null };
    }),
    time: roles?.time || null,
    timezone: roles?.timezone ?? null,
    id: roles?.id?.name ?? null,
    series,
    notes: notesOf(table, roles, series, repeatedRemedy(rowsOf, roles, clock)),
    suggestion: roles && series.length > 0 ? suggestionOf(file, table, roles, series, flags, clock) : null,
    written: { plot: flags.plot ?? null },
  };
}

/** The command to begin with; in the zone whose clock explains repeated times, and by a usual step, where that is so. */
function suggestionOf(
  file: string,
  table: InspectedTable,
  roles: Roles,
  series: readonly SeriesFindings[],
  flags: InspectFlags,
  clock: string | undefined,
): string | null {
  if (clock !== undefined) {
    const local = { ...roles, timezone: clock };
    return suggestionOf(file, table, local, findingsOf(local), { ...flags, timezone: clock }, undefined);
  }
  const frequency = flags.frequency === undefined ? steadyStep(roles, series) : undefined;
  if (frequency === undefined) return suggestedCommand(file, table, roles, series, flags);
  const told = { frequency, aggregate: flags.aggregate ?? "mean" } as const;
  const even = { ...roles, ...told, frequency: toFrequency(frequency) };
  return suggestedCommand(file, table, even, findingsOf(even), { ...flags, ...told });
}

const findingsOf = (roles: Roles): SeriesFindings[] => seriesOf(roles).map((one) => inspectSeries(one, roles));

/** The usual step for rows of which no step explains most; undefined where one does, or they need but be moved onto one. */
function steadyStep(roles: Roles, series: readonly SeriesFindings[]): string | undefined {
  const longest = series.reduce((most, one, i) => (one.rows > series[most]!.rows ? i : most), 0);
  const { frequency, jitter, offGrid, rows, duplicates } = series[longest]!;
  const believed = jitter !== null || offGrid < (1 - MOSTLY) * (rows - duplicates);
  if (frequency !== null && believed) return undefined;
  return nearestStep(seriesOf(roles)[longest]!.times, roles.timezone);
}

function repeatedRemedy(
  series: readonly InspectedSeries[],
  roles: Roles | undefined,
  clock: string | undefined,
): string {
  const merge = "remove them, or put them together by --frequency and --aggregate";
  if (!roles || !series.some((one) => isClockSetBack(one, roles))) return merge;
  const hour = "they look like the hour that a clock shows twice when it is set back";
  return clock === undefined
    ? `${hour}: inspect again with --timezone <IANA zone>, such as Europe/Berlin, before you try --aggregate`
    : `${hour}, as that of ${clock} was: name by --timezone <IANA zone> the zone of the file, whose offset the forecast bears; --aggregate mean is for rows that were written twice`;
}

function irregularRemedy(irregular: readonly SeriesFindings[]): string {
  const tolerance = toleranceFor(irregular);
  if (tolerance === undefined) return "--frequency and --aggregate mean average those of each step";
  const far = Math.max(...irregular.map(({ jitter }) => jitter?.farthest ?? 0));
  return `they stand less than half a step from it, ${far} s at most: --frequency and --tolerance ${tolerance} move them onto it`;
}

function notesOf(
  { columns, cut, rows }: InspectedTable,
  roles: Roles | undefined,
  series: readonly SeriesFindings[],
  remedy: string,
): string[] {
  const notes: string[] = [];
  const strange = columns.filter(({ strangers }) => strangers.count > 0);
  for (const { name, type, strangers } of strange)
    notes.push(`${name}: ${strangers.count} of its cells are no ${type}, such as "${strangers.first}"`);
  for (const { name, form } of columns) if (form.includes("reads as well")) notes.push(`${name}: ${form}`);
  for (const { name, distinct, type } of columns)
    if (distinct === 1 && type !== "time") notes.push(`${name}: constant, and of no use as a covariate`);
  if (cut) notes.push(`only the first ${rows} rows were looked at`);
  if (!roles) return [...notes, noTimesNote({ columns })];
  if (roles.targets.length === 0) notes.push("no column of numbers is left to forecast");
  const irregular = series.filter(({ offGrid, frequency }) => offGrid > 0 || frequency === null);
  if (irregular.length > 0)
    notes.push(
      `${irregular.length} of ${series.length} series have rows beside a regular grid, which forecasting refuses; ${irregularRemedy(irregular)}`,
    );
  const repeated = series.filter(({ duplicates }) => duplicates > 0).length;
  if (repeated > 0)
    notes.push(`${repeated} of ${series.length} series have repeated times, which forecasting refuses; ${remedy}`);
  return notes;
}
