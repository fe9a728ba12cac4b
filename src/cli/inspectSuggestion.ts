/** The forecast that a file suggests, as a command ready to paste. */
import { addSteps, parseFrequency, seasonCandidates } from "../series/index.ts";
import { listed } from "./listed.ts";
import type { InspectFlags } from "./inspect.ts";
import { roughStep } from "./inspectNextStep.ts";
import type { Roles } from "./inspectRoles.ts";
import type { SeriesFindings } from "./inspectSeries.ts";
import type { InspectedTable } from "./inspectTable.ts";
import { usualHorizon } from "./usualHorizon.ts";

const FEW_ROWS = 400; // a network learns little from fewer
const LEAST_CONTEXT = 2; // rows that it reads at least before a horizon

/** A `seqcast forecast` of the first target, with what the file makes needful; null where nothing can be forecast. */
export function suggestedCommand(
  file: string,
  table: InspectedTable,
  roles: Roles,
  series: readonly SeriesFindings[],
  flags: InspectFlags,
): string | null {
  const [target] = roles.targets;
  const longest = series.reduce((most, one) => (one.rows > most.rows ? one : most));
  if (!target || longest.rows < 2) return null;
  const step = longest.frequency ?? roughStep(longest);
  const frequency = parseFrequency(step);
  const irregular = series.filter((one) => one.frequency === null || one.offGrid > 0);
  const single = series.every(({ duplicates }) => duplicates === 0);
  const even = irregular.length === 0 && single;
  const tolerance = toleranceFor(irregular);
  const snapped = tolerance !== undefined && single;
  const seasons = longest.targets[0]?.seasons ?? [];
  const season = seasons[0]?.seasonLength ?? 0; // the strongest
  const plain = even && longest.confidence === 1 && flags.frequency === undefined;
  const model = table.rows >= FEW_ROWS ? "highway-rnn" : season > 0 ? "seasonal-naive" : "naive";
  const horizon = usualHorizon(frequency, longest.rows);
  // Among the usual seasons of a step the model itself chooses, by its error.
  const own = season > 0 && !seasonCandidates(frequency).includes(season);
  const least = model === "highway-rnn" ? LEAST_CONTEXT + horizon : own ? season + 1 : 2;
  const parts: [string, string | undefined][] = [
    ["--time", roles.time || undefined],
    ["--target", targetWords(roles, flags)],
    ["--id", roles.id?.name],
    ["--timezone", flags.timezone],
    ["--frequency", plain ? undefined : (flags.frequency ?? step)],
    ["--aggregate", flags.aggregate ?? (even || snapped ? undefined : "mean")],
    ["--tolerance", flags.tolerance ?? tolerance],
    ...writingOf(table, roles, flags),
    ["--horizon", String(horizon)],
    ["--model", model],
    ["--season-length", own ? String(season) : undefined],
    ["--skip-short", series.length > 1 && series.some((one) => isShort(one, step, least)) ? "" : undefined],
  ];
  const words = parts.flatMap(([flag, value]) =>
    value === undefined ? [] : [value === "" ? flag : `${flag} ${shellWord(value)}`],
  );
  return ["seqcast forecast", shellWord(file), ...words].join(" ");
}

/** Whether a series, at a row a step, has fewer rows than are needed, or a target without any value. */
function isShort({ rows, duplicates, gaps, targets, from, to }: SeriesFindings, step: string, least: number): boolean {
  const steps = Math.floor((Date.parse(to) - Date.parse(from)) / spanOf(step)) + 1;
  return Math.min(rows - duplicates + gaps.rows, steps) < least || targets[0]?.missing === rows;
}

/** The tolerance that brings the rows of all these series onto their grid; undefined where none does, or there are none. */
export function toleranceFor(irregular: readonly SeriesFindings[]): string | undefined {
  const found = irregular.map(({ jitter }) => jitter?.tolerance);
  return found.reduce((most, one) => (most && one && spanOf(one) > spanOf(most) ? one : one && most), found[0]);
}

const spanOf = (step: string): number => addSteps(0, 1, parseFrequency(step), "UTC");

/** The first target; of the layouts that take all columns, all of them unless that is what they do anyway. */
function targetWords({ layout, targets, all }: Roles, { target }: InspectFlags): string | undefined {
  if (layout === "long") return listed(targets[0]!.name);
  return all ? undefined : (target ?? targets.map(({ name }) => name)).map(listed).join(",");
}

/** How the file is written, where the flags say it or the readers take it for something else. */
function writingOf(
  { columns, headless, format }: InspectedTable,
  { layout, targets, id }: Roles,
  flags: InspectFlags,
): [string, string | undefined][] {
  const shown = [...(layout === "long" ? targets.slice(0, 1) : targets), ...(id ? [id] : [])];
  const missing = [...new Set(shown.flatMap((column) => column.words))];
  return [
    ["--missing", missing.length > 0 ? missing.map(listed).join(",") : undefined],
    ["--format", flags.format],
    ["--start", flags.start],
    ["--layout", flags.layout],
    ["--time-format", flags.timeFormat],
    ["--delimiter", columns.length > 0 ? flags.delimiter : undefined],
    ["--decimal", flags.decimal],
    ["--thousands", flags.thousands],
    ["--comment", flags.comment],
    ["--no-header", headless && format === "csv" ? "" : undefined],
    ["--encoding", flags.encoding],
  ];
}

/** One word of a shell. */
function shellWord(text: string): string {
  return /^[\w./,:+@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
