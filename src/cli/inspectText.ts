/** What was found in a file as text for people. */
import type { ColumnFindings, Inspection } from "./inspect.ts";
import { parseFrequency, seasonCandidates } from "../series/index.ts";
import type { SeriesFindings, TargetFindings } from "./inspectSeries.ts";
import { countOf, wrap } from "./paragraph.ts";
import { formatTable } from "./table.ts";
import type { Palette } from "./terminal.ts";

const MOST_SERIES = 10;
const MOST_TARGETS = 8;

/** The text of an inspection. */
export function inspectionText(inspection: Inspection, palette: Palette, width: number): string {
  const { file, rows, cut, format, delimiter, series, notes, suggestion } = inspection;
  const { bold, dim } = palette;
  const marks: Readonly<Record<string, string>> = { "\t": "tab", ",": "comma", ";": "semicolon", "|": "bar" };
  const written = delimiter === "" ? `written as ${format}` : `delimiter ${marks[delimiter] ?? delimiter}`;
  const head = `${bold(file)}: ${countOf(rows, "row")}${cut ? " and more" : ""}, ${countOf(inspection.columns.length, "column")}, ${written}\n`;
  const parts = [head, columnTable(inspection.columns, palette)];
  if (series.length > 0) parts.push(seriesText(inspection, palette, width));
  if (notes.length > 0) parts.push(notes.map((note) => `note: ${wrap(note, width, 6)}\n`).join(""));
  if (suggestion !== null)
    parts.push(`${dim("to begin with:")}\n  ${suggestion}\n${seasonText(inspection, palette, width)}`);
  return parts.join("\n");
}

/** Who chooses the season where the command does not name it, and several are possible. */
function seasonText({ series, suggestion }: Inspection, { dim }: Palette, width: number): string {
  const { frequency, targets } = series.reduce((most, one) => (one.rows > most.rows ? one : most));
  const usual = frequency === null ? [] : seasonCandidates(parseFrequency(frequency));
  const found = targets.some(({ seasons }) => seasons.length > 0);
  if (!found || usual.length < 2 || suggestion?.includes("--season-length")) return "";
  const text = `the model chooses its season among the usual ones of ${frequency}, ${spoken(usual)} rows, by its error; --season-length sets it`;
  return `  ${dim(wrap(text, width, 2))}\n`;
}

const spoken = (numbers: readonly number[]): string => `${numbers.slice(0, -1).join(", ")} or ${numbers.at(-1)}`;

function columnTable(columns: readonly ColumnFindings[], { dim }: Palette): string {
  const shown = columns.slice(0, 30);
  const rows = shown.map(({ name, type, missing, distinct, least, most, form }) => [
    name,
    type,
    String(missing),
    distinct >= 10_000 ? "many" : String(distinct),
    least === null || most === null ? (form ?? "") : `${short(least)} to ${short(most)}`,
  ]);
  const header = ["column", "type", "missing", "distinct", "values"].map((title) => dim(title));
  const table = formatTable([header, ...rows], ["left", "left", "right", "right", "left"]);
  return shown.length < columns.length ? `${table}… and ${columns.length - shown.length} columns more\n` : table;
}

const short = (value: number): string => String(Number(value.toPrecision(6)));
const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

function seriesText({ series, time, timezone, id }: Inspection, { dim }: Palette, width: number): string {
  const zone = timezone === "floating" ? "no zone named" : `zone ${timezone}`;
  const lines = [`times: ${time ?? "counted from --start"}, ${zone}${id === null ? "" : `; series: ${id}`}\n`];
  const [only] = series;
  if (series.length === 1 && only) return lines[0]! + wholeText(only, width);
  const header = ["series", "rows", "from", "to", "frequency", "confidence", "repeated", "gaps"].map((one) => dim(one));
  const rows = series
    .slice(0, MOST_SERIES)
    .map((one) => [
      one.id,
      String(one.rows),
      one.from,
      one.to,
      one.frequency ?? "none",
      percent(one.confidence),
      String(one.duplicates),
      String(one.gaps.count),
    ]);
  lines.push(formatTable([header, ...rows], ["left", "right", "left", "left", "left", "right", "right", "right"]));
  if (series.length > MOST_SERIES) lines.push(`… and ${series.length - MOST_SERIES} series more\n`);
  const longest = series.reduce((most, one) => (one.rows > most.rows ? one : most));
  lines.push(`\nof ${longest.id}:\n`, targetsText(longest, width));
  return lines.join("");
}

function wholeText(series: SeriesFindings, width: number): string {
  const { from, to, frequency, confidence, offGrid, jitter, duplicates, gaps } = series;
  const step = frequency === null ? "none that explains the times" : `${frequency}, confidence ${percent(confidence)}`;
  const far = jitter ? `, by ${jitter.farthest} s at most` : "";
  const aside = offGrid > 0 ? `, ${countOf(offGrid, "row")} beside the grid${far}` : "";
  const longest = gaps.longest
    ? `; the longest has ${gaps.longest.rows}, from ${gaps.longest.from} to ${gaps.longest.to}`
    : "";
  const missing = gaps.count > 0 ? `${gaps.count} of together ${countOf(gaps.rows, "row")}${longest}` : "none";
  const lines = [
    `range: ${from} to ${to}`,
    `frequency: ${step}${aside}`,
    `gaps between rows: ${missing}`,
    `repeated times: ${duplicates === 0 ? "none" : duplicates}`,
  ];
  return `${lines.map((line) => wrap(line, width, 2)).join("\n")}\n\n${targetsText(series, width)}`;
}

function targetsText({ targets }: SeriesFindings, width: number): string {
  const shown = targets.slice(0, MOST_TARGETS).map((target) => `${wrap(targetText(target), width, 2)}\n`);
  if (targets.length > MOST_TARGETS) shown.push(`… and ${targets.length - MOST_TARGETS} columns more\n`);
  return shown.join("");
}

function targetText(target: TargetFindings): string {
  const { column, missing, least, most, extremes, firstExtreme, constant, seasons, differences } = target;
  if (Number.isNaN(least)) return `${column}: no value at all`;
  if (constant) return `${column}: constant`;
  const listed = seasons.map(({ seasonLength, strength }) => `${seasonLength} rows (strength ${strength.toFixed(2)})`);
  const level =
    differences === null
      ? ""
      : differences === 0
        ? "; level: stays"
        : `; level: wanders, ${countOf(differences, "difference")} to make it stay`;
  const far = extremes > 0 ? `; far out: ${countOf(extremes, "value")}, the first at ${firstExtreme}` : "";
  const range = `${short(least)} to ${short(most)}${missing > 0 ? `, ${missing} missing` : ""}`;
  return `${column}: ${range}; seasons: ${listed.length > 0 ? listed.join(", ") : "none found"}${level}${far}`;
}
