/**
 * A plot as one picture, PNG or SVG: the page's own script draws the charts, as in a browser with the same theme; title
 * and legend, which are elements of the page, are drawn above them here.
 */
import type { SKRSContext2D, SvgExportFlag } from "@napi-rs/canvas";
import { GRID_GAP, pageData, pageScripts, rowWidth } from "./page.ts";
import { loadPainter, type Painter } from "./pictureCanvas.node.ts";
import { runPage } from "./pictureDom.node.ts";
import {
  drawEntry,
  entryWidth,
  labelRoom,
  LEGEND_ROW,
  legendRows,
  type PlacedEntry,
  shorten,
} from "./pictureLegend.node.ts";
import type { LegendEntry, Plot, PlotPanel } from "./plot.ts";
import { actualStyle, colorOn, paperColor, type PlotTheme } from "./theme.ts";

const MARGIN = 24; // CSS pixels, as on the page
const HEADER = 56; // to the foot of the title
const HEADING = 34; // of a panel, where there are several
const FOOT = 16;

/** @throws UnsupportedError without the package @napi-rs/canvas; DataError where SEQCAST_FONT names no font */
export async function checkPicture(path: string): Promise<void> {
  await loadPainter(path);
}

/** The picture of a plot, in the format of the path's ending. */
export async function drawPicture(path: string, plot: Sheet): Promise<Uint8Array> {
  const painter = await loadPainter(path);
  return /\.svg$/i.test(path) ? drawSvg(painter, plot) : drawPng(painter, plot);
}

/** What is drawn of a plot, and on what; on white unless it says otherwise. */
type Sheet = Pick<Plot, "title" | "panels" | "columns"> & { readonly theme?: PlotTheme | undefined };

async function drawPng(painter: Painter, plot: Sheet): Promise<Uint8Array> {
  const ratio = 2;
  const page = await layOut(painter, plot, ratio);
  const canvas = painter.canvas.createCanvas(page.width * ratio, page.height * ratio);
  page.draw(canvas.getContext("2d"));
  return canvas.encode("png");
}

/** Texts become paths: the picture needs no font where it is shown. */
async function drawSvg(painter: Painter, plot: Sheet): Promise<Uint8Array> {
  const content = await vectors(painter, plot, painter.canvas.SvgExportFlag.ConvertTextToPaths);
  return new TextEncoder().encode(content);
}

/**
 * The picture as SVG for a notebook, a tenth as long: the reader's browser sets its texts, in a font of like widths.
 * @throws UnsupportedError without the package @napi-rs/canvas or any font
 */
export async function drawInline(plot: Sheet): Promise<string> {
  const painter = await loadPainter("plot.svg");
  const content = await vectors(painter, plot, painter.canvas.SvgExportFlag.NoPrettyXML);
  return content.replace(/font-family="([^"]*)"/g, 'font-family="$1, Verdana, sans-serif"');
}

/** Hundredths of a pixel are enough, and a third less text. */
async function vectors(painter: Painter, plot: Sheet, flag: SvgExportFlag): Promise<string> {
  const page = await layOut(painter, plot, 1);
  const canvas = painter.canvas.createCanvas(page.width, page.height, flag);
  page.draw(canvas.getContext("2d"));
  const content = new TextDecoder().decode(canvas.getContent());
  return content.replace(/ (d|x|y)="[^"]*"/g, (numbers) => numbers.replace(/(\.\d\d)\d+/g, "$1"));
}

/** A page with its size in CSS pixels. */
interface Page {
  readonly width: number;
  readonly height: number;
  draw(context: SKRSContext2D): void;
}

async function layOut(painter: Painter, plot: Sheet, ratio: number): Promise<Page> {
  const { title, panels, theme = "light" } = plot;
  const columns = Math.min(plot.columns ?? 1, panels.length);
  const width = Math.max(...panels.map((panel) => rowWidth(panel.options.width, columns)));
  const inner = width - 2 * MARGIN;
  const cell = Math.floor((inner - (columns - 1) * GRID_GAP) / columns);
  const data = JSON.stringify({ ...pageData([{ panels }]), font: painter.family });
  const charts = await runPage(painter, pageScripts(), data, { width: cell, ratio, dark: theme === "dark" });
  const measuring = painter.canvas.createCanvas(1, 1).getContext("2d");
  measuring.font = `13px ${painter.family}`;
  const rowsOf = (legend: readonly LegendEntry[]) =>
    legendRows(
      legend.map((entry) =>
        Object.assign({}, entry, { label: shorten(measuring, entry.label, labelRoom(entry, inner)) }),
      ),
      inner,
      (entry) => entryWidth(entry, measuring.measureText(entry.label).width),
    );
  // Small charts have one legend for all, under the title.
  const shared = columns > 1 ? rowsOf(sharedLegend(panels)) : [];
  const heading = panels.length > 1 ? HEADING : 0;
  let top = HEADER + shared.length * LEGEND_ROW;
  let foot = top;
  const parts = panels.map((panel, i) => {
    const column = i % columns;
    if (column === 0) top = foot;
    const rows = columns > 1 ? [] : rowsOf(panel.legend);
    const chartTop = top + heading + rows.length * LEGEND_ROW;
    foot = Math.max(foot, chartTop + panel.options.height);
    return { panel, rows, left: MARGIN + column * (cell + GRID_GAP), top, chart: charts[i], chartTop };
  });
  const height = foot + FOOT;
  const draw = (context: SKRSContext2D): void => {
    context.scale(ratio, ratio);
    context.fillStyle = colorOn(theme, paperColor);
    context.fillRect(0, 0, width, height);
    const font = `bold 20px ${painter.family}`;
    drawHeading(context, title, { left: MARGIN, foot: HEADER - 18, room: inner, font, theme });
    context.font = `13px ${painter.family}`;
    drawLegend(context, shared, { left: MARGIN, top: HEADER, theme });
    for (const { panel, rows, left, top, chart, chartTop } of parts) {
      const font = `bold 15px ${painter.family}`;
      if (heading > 0) drawHeading(context, panel.options.title, { left, foot: top + 20, room: cell, font, theme });
      context.font = `13px ${painter.family}`;
      drawLegend(context, rows, { left, top: top + heading, theme });
      context.save();
      context.translate(left, chartTop);
      context.scale(1 / ratio, 1 / ratio);
      chart?.replay(context);
      context.restore();
    }
  };
  return { width, height, draw };
}

const keyOf = ({ kind, model, label }: LegendEntry): string => JSON.stringify([kind, model, label]);

/** What any of the panels has, once. */
function sharedLegend(panels: readonly PlotPanel[]): LegendEntry[] {
  const entries = panels.flatMap(({ legend }) =>
    legend.map((entry) => (entry.kind === "gap" ? Object.assign({}, entry, { label: "missing" }) : entry)),
  );
  return [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
}

/** The rows of a legend, the first under `top`. */
function drawLegend(
  context: SKRSContext2D,
  rows: readonly (readonly PlacedEntry[])[],
  { left, top, theme }: { left: number; top: number; theme: PlotTheme },
): void {
  for (const [r, row] of rows.entries())
    for (const placed of row)
      drawEntry(context, { entry: placed.entry, left: left + placed.left }, top + (r + 0.5) * LEGEND_ROW, theme);
}

/** Where a heading stands, and its room. */
interface Place {
  readonly left: number;
  readonly foot: number;
  readonly room: number;
  readonly font: string;
  readonly theme: PlotTheme;
}

function drawHeading(context: SKRSContext2D, text: string, { left, foot, room, font, theme }: Place): void {
  context.font = font;
  context.fillStyle = colorOn(theme, actualStyle.color);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillText(shorten(context, text, room), left, foot);
}
