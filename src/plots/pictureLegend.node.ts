/** The legend of a picture: the entries that are shown, in rows that are as wide as the chart. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { LegendEntry } from "./plot.ts";
import { colorOn, type PlotTheme, softColor } from "./theme.ts";

/** Height of a row in CSS pixels. */
export const LEGEND_ROW = 24;

const GAP = 7; // between swatch and label
const SPACE = 22; // after an entry

const widths: Partial<Record<LegendEntry["kind"], number>> = { map: 40, band: 14, gap: 14, bar: 14, point: 9 };

const swatchWidth = ({ kind }: LegendEntry): number => widths[kind] ?? 20;

/** What a row of such a width leaves to the label of an entry. */
export const labelRoom = (entry: LegendEntry, width: number): number => width - swatchWidth(entry) - GAP;

/** The width of an entry whose label is so wide. */
export const entryWidth = (entry: LegendEntry, label: number): number => swatchWidth(entry) + GAP + label + SPACE;

/** A text with its middle left out, so that it fits; names often differ at their ends. */
export function shorten(context: SKRSContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const letters = Array.from(text);
  const kept = (count: number): string =>
    `${letters.slice(0, Math.ceil(count * 0.6)).join("")}…${letters.slice(letters.length - Math.floor(count * 0.4)).join("")}`;
  let count = letters.length - 1;
  while (count > 1 && context.measureText(kept(count)).width > room) count--;
  return kept(count);
}

/** An entry and where its row has it, in CSS pixels. */
export interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly left: number;
}

/** Breaks the entries into rows. */
export function legendRows(
  legend: readonly LegendEntry[],
  width: number,
  widthOf: (entry: LegendEntry) => number,
): PlacedEntry[][] {
  const rows: PlacedEntry[][] = [];
  let left = Infinity;
  for (const entry of legend) {
    if (!entry.show) continue;
    const own = widthOf(entry);
    if (left + own - SPACE > width) {
      rows.push([]);
      left = 0;
    }
    rows.at(-1)?.push({ entry, left });
    left += own;
  }
  return rows;
}

/** Draws an entry around the height `middle`. */
export function drawEntry(
  context: SKRSContext2D,
  { entry, left }: PlacedEntry,
  middle: number,
  theme: PlotTheme,
): void {
  const width = swatchWidth(entry);
  context.save();
  context.fillStyle = context.strokeStyle = colorOn(theme, entry.color);
  if (entry.kind === "map") {
    for (let i = 0; i < width; i++) {
      context.globalAlpha = (i + 1) / width;
      context.fillRect(left + i, middle - 6, 1, 12);
    }
  } else if (entry.kind === "band" || entry.kind === "bar" || entry.kind === "gap")
    context.fillRect(left, middle - 6, width, 12);
  else if (entry.kind === "point") {
    context.beginPath();
    context.arc(left + width / 2, middle, width / 2, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.lineWidth = 2;
    context.setLineDash(entry.dash);
    context.beginPath();
    context.moveTo(left, middle);
    context.lineTo(left + width, middle);
    context.stroke();
  }
  context.restore();
  context.fillStyle = colorOn(theme, softColor);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(entry.label, left + width + GAP, middle);
}
