/** A panel whose x is no time but counts, measures or names: epochs, lags, levels, models. */
import { extentOf } from "../extent.ts";
import { OptionError } from "../errors.ts";
import { refuseUnknown } from "../options.ts";
import { axis } from "./panel.ts";
import type { LegendEntry, PanelSeries, PlotPanel } from "./plot.ts";
import type { LineStyle } from "./theme.ts";

/** Options of the plots whose x is no time. */
export interface NumberPlotOptions {
  /** Headline; by default it says what is shown. */
  readonly title?: string | undefined;
  /** Greatest width of the page's content in CSS pixels; by default 1200. */
  readonly width?: number | undefined;
}

/** One entry of the legend with its columns, each as long as x; NaN is missing. */
export interface NumberPart {
  readonly label: string;
  readonly kind: "line" | "point" | "bar" | "interval" | "band";
  /** Of a band the colour is its fill, #rrggbbaa. */
  readonly style: LineStyle;
  /** One; of intervals and bands lower and upper. */
  readonly columns: readonly (readonly number[])[];
}

/** What a panel shows. */
export interface NumberContent {
  readonly title: string;
  /** Labels of the axes. */
  readonly labels: readonly [x: string, y: string];
  /** Ascending. */
  readonly x: readonly number[];
  /** Names of x = 0, 1, … */
  readonly ticks?: readonly string[];
  /** Distances that ticks may have, ascending; round ones unless given. */
  readonly increments?: readonly number[];
  readonly parts: readonly NumberPart[];
  readonly width: number;
  readonly height: number;
  /** A place on x that is marked, and as what. */
  readonly mark?: { readonly at: number; readonly label: string };
}

/** @throws OptionError for an unknown option or a width out of range */
export function widthOf(where: string, options: NumberPlotOptions): number {
  refuseUnknown(where, options, ["title", "width"]);
  return checkWidth(where, options.width);
}

/** @throws OptionError for a width out of range */
export function checkWidth(where: string, width = 1200): number {
  if (Number.isInteger(width) && width >= 200) return width;
  const remedy = "leave width out for its default";
  const expected = "a whole number, 200 or more";
  throw new OptionError({ where: `${where} width`, expected, found: `${width}`, remedy });
}

/** The columns of a part as uPlot's series: only lines and bars have strokes of uPlot's. */
function seriesOf({ label, kind, style }: NumberPart): PanelSeries {
  const { color, dash } = style;
  if (kind === "interval" || kind === "band") return { label, width: 0 };
  if (kind === "bar") return { label, stroke: color, width: 0, fill: color };
  if (kind === "point") return { label, stroke: color, width: 0 };
  return { label, stroke: color, width: 2, ...(dash.length > 0 && { dash: [...dash] }) };
}

/** Half the least distance of two places: what stands at an end is seen whole. */
function halfStep(x: readonly number[]): number {
  return x.length < 2 ? 0.5 : extentOf(x.slice(1).map((place, i) => place - x[i]!))[0] / 2;
}

/** Pixels that names need below the chart where they are too long to stand level, as on the page. */
function roomOf(names: readonly string[], width: number): number {
  const letters = Math.floor((width - 100) / names.length / 8); // of a line; a name has two
  const longest = Math.max(0, ...names.map(({ length }) => length));
  return longest <= 2 * letters ? 0 : Math.round(6.2 * Math.min(longest, 22));
}

/** The hours of a day are counted as clocks do. */
export const hourIncrements: readonly number[] = [1, 2, 3, 6, 12];

/** Lays out one panel: parts over one another in their order. */
export function numberPanel(content: NumberContent): PlotPanel {
  const { title, labels, x, ticks, increments, parts, width, mark } = content;
  const height = content.height + roomOf(ticks ?? [], width);
  const data: (number | null)[][] = [[...x]];
  const series: PanelSeries[] = [{ label: labels[0] }];
  const bands: PlotPanel["options"]["bands"] = [];
  const legend = parts.map((part): LegendEntry => {
    const columns = part.columns.map((column) => {
      series.push(seriesOf(part));
      return data.push(column.map((value) => (Number.isFinite(value) ? value : null))) - 1;
    });
    const { label, kind, style } = part;
    if (kind === "band") bands.push({ series: [columns[1]!, columns[0]!], fill: style.color });
    return { label, model: "", kind, color: style.color, dash: [...style.dash], show: true, columns };
  });
  const bars = parts.some(({ kind }) => kind === "bar");
  const scales = {
    x: { time: false, min: x[0] ?? 0, max: x.at(-1) ?? 0 },
    y: { auto: true, ...(bars && { zero: true }) },
  };
  return {
    data,
    options: { title, width, height, series, bands, scales, axes: [axis("x", labels[0]), axis("y", labels[1])] },
    legend,
    cutoffs: mark ? [mark.at] : [],
    ...(mark && { mark: mark.label }),
    ...(ticks && { ticks: [...ticks] }),
    ...(increments && { increments: [...increments] }),
    ...((ticks || bars) && { pad: halfStep(x) }),
    timezone: "floating",
    precision: "day",
    history: x.length,
  };
}
