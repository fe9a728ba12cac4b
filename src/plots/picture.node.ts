/**
 * A plot as one picture, PNG or SVG: the page's own script draws the charts, as in a browser with the light theme; title
 * and legend, which are elements of the page, are drawn above them here.
 */
import type { SKRSContext2D, SvgExportFlag } from "@napi-rs/canvas";
import { pageData, pageScripts } from "./page.ts";
import { loadPainter, type Painter } from "./pictureCanvas.node.ts";
import { runPage } from "./pictureDom.node.ts";
import { entryWidth, drawEntry, legendRows, LEGEND_ROW } from "./pictureLegend.node.ts";
import type { PlotPanel } from "./plot.ts";
import { actualStyle } from "./theme.ts";

const MARGIN = 24; // CSS pixels, as on the page
const HEADER = 56; // to the foot of the title
const HEADING = 34; // of a panel, where there are several
const FOOT = 16;

/** @throws UnsupportedError without the package @napi-rs/canvas; DataError where SEQCAST_FONT names no font */
export async function checkPicture(path: string): Promise<void> {
  await loadPainter(path);
}

/** The picture of a plot, in the format of the path's ending. */
export async function drawPicture(path: string, title: string, panels: readonly PlotPanel[]): Promise<Uint8Array> {
  const painter = await loadPainter(path);
  return /\.svg$/i.test(path) ? drawSvg(painter, title, panels) : drawPng(painter, title, panels);
}

async function drawPng(painter: Painter, title: string, panels: readonly PlotPanel[]): Promise<Uint8Array> {
  const ratio = 2;
  const page = await layOut(painter, title, panels, ratio);
  const canvas = painter.canvas.createCanvas(page.width * ratio, page.height * ratio);
  page.draw(canvas.getContext("2d"));
  return canvas.encode("png");
}

/** Texts become paths: the picture needs no font where it is shown. */
async function drawSvg(painter: Painter, title: string, panels: readonly PlotPanel[]): Promise<Uint8Array> {
  const content = await vectors(painter, title, panels, painter.canvas.SvgExportFlag.ConvertTextToPaths);
  return new TextEncoder().encode(content);
}

/**
 * The picture as SVG for a notebook, a tenth as long: the reader's browser sets its texts, in a font of like widths.
 * @throws UnsupportedError without the package @napi-rs/canvas or any font
 */
export async function drawInline(title: string, panels: readonly PlotPanel[]): Promise<string> {
  const painter = await loadPainter("plot.svg");
  const content = await vectors(painter, title, panels, painter.canvas.SvgExportFlag.NoPrettyXML);
  return content.replace(/font-family="([^"]*)"/g, 'font-family="$1, Verdana, sans-serif"');
}

/** Hundredths of a pixel are enough, and a third less text. */
async function vectors(
  painter: Painter,
  title: string,
  panels: readonly PlotPanel[],
  flag: SvgExportFlag,
): Promise<string> {
  const page = await layOut(painter, title, panels, 1);
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

async function layOut(painter: Painter, title: string, panels: readonly PlotPanel[], ratio: number): Promise<Page> {
  const width = Math.max(...panels.map((panel) => panel.options.width));
  const inner = width - 2 * MARGIN;
  const data = JSON.stringify({ ...pageData([{ panels }]), font: painter.family });
  const charts = await runPage(painter, pageScripts(), data, { width: inner, ratio });
  const measuring = painter.canvas.createCanvas(1, 1).getContext("2d");
  measuring.font = `13px ${painter.family}`;
  const widthOf = (label: string): number => measuring.measureText(label).width;
  const heading = panels.length > 1 ? HEADING : 0;
  let top = HEADER;
  const parts = panels.map((panel, i) => {
    const rows = legendRows(panel.legend, inner, (entry) => entryWidth(entry, widthOf(entry.label)));
    const part = { panel, rows, top, chart: charts[i], chartTop: top + heading + rows.length * LEGEND_ROW };
    top = part.chartTop + panel.options.height;
    return part;
  });
  const height = top + FOOT;
  const draw = (context: SKRSContext2D): void => {
    context.scale(ratio, ratio);
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, width, height);
    drawHeading(context, title, { left: MARGIN, foot: HEADER - 18, room: inner, font: `bold 20px ${painter.family}` });
    for (const { panel, rows, top, chart, chartTop } of parts) {
      const font = `bold 15px ${painter.family}`;
      if (heading > 0) drawHeading(context, panel.options.title, { left: MARGIN, foot: top + 20, room: inner, font });
      context.font = `13px ${painter.family}`;
      rows.forEach((row, r) =>
        row.forEach(({ entry, left }) =>
          drawEntry(context, entry, MARGIN + left, top + heading + (r + 0.5) * LEGEND_ROW),
        ),
      );
      context.save();
      context.translate(MARGIN, chartTop);
      context.scale(1 / ratio, 1 / ratio);
      chart?.replay(context);
      context.restore();
    }
  };
  return { width, height, draw };
}

/** Where a heading stands; what does not fit into `room` is cut off. */
interface Place {
  readonly left: number;
  readonly foot: number;
  readonly room: number;
  readonly font: string;
}

function drawHeading(context: SKRSContext2D, text: string, { left, foot, room, font }: Place): void {
  context.font = font;
  context.fillStyle = actualStyle.color;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, left, foot);
}
