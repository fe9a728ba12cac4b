/**
 * What every plot kind returns: plain data in uPlot's terms, so that a plot can be compared as text, drawn by an own
 * uPlot, or turned into a page. Here milliseconds have become seconds and NaN null.
 */
import { OptionError } from "../errors.ts";
import { refuseUnknown } from "../options.ts";
import { checkPicture, drawInline, drawPicture } from "#picture";
import { writeWhole } from "#platform";
import { pageHtml } from "./page.ts";
import type { PlotTheme } from "./theme.ts";

/** One uPlot series: JSON only. */
export interface PanelSeries {
  label: string;
  show?: boolean;
  stroke?: string;
  width?: number;
  dash?: number[];
  /** Of bars. */
  fill?: string;
}

/** One uPlot axis: JSON only. */
export interface PanelAxis {
  scale: string;
  label: string;
  stroke: string;
  grid: { stroke: string; width: number };
  ticks: { stroke: string; width: number; size: number };
}

/** uPlot's options as far as JSON holds them; the page's script adds the functions (ticks, colours of the theme). */
export interface PanelOptions {
  title: string;
  width: number;
  height: number;
  series: PanelSeries[];
  /** Each band is named by its upper and lower edge, as indices into `series`. */
  bands: { series: [upper: number, lower: number]; fill: string }[];
  scales: {
    /** Without time x counts or measures: epochs, lags, levels, places of names. */
    x: { time: boolean; min: number; max: number };
    /** A map's y counts its rows from the top; `zero` keeps 0 in view, where bars stand; beside `size`, what is shown may be rounding. */
    y: { auto: boolean; dir?: -1; range?: [low: number, high: number]; zero?: boolean; size?: number };
  };
  axes: PanelAxis[];
}

/** One entry of the legend: a line, points or bars; a band or intervals with both their ends; a map with all its rows; or all gaps. */
export interface LegendEntry {
  /** "history", "actual", "anomaly", a model's name, or a level such as "80 %". */
  label: string;
  /** The model that the entry belongs to; empty for observed rows. */
  model: string;
  kind: "history" | "actual" | "forecast" | "band" | "map" | "line" | "point" | "bar" | "interval" | "gap";
  /** Light theme: #rrggbb of a line, #rrggbbaa of a band. */
  color: string;
  dash: number[];
  show: boolean;
  /** Indices into `data`: one a lane of a line; lower, upper, lower, upper, … of a band or intervals; one a row of a map. */
  columns: number[];
  /** Of gaps: where each begins and ends on x, half a row beyond what is missing. */
  spans?: [from: number, to: number][];
}

/** One chart of a plot. */
export interface PlotPanel {
  /** uPlot's aligned data: seconds since the epoch (numbers where x is no time), then a column for each further series; null is missing. */
  data: (number | null)[][];
  options: PanelOptions;
  legend: LegendEntry[];
  /** Where lines are drawn upright: the cutoffs, in seconds, or what `mark` names. */
  cutoffs: number[];
  /** What such a line marks; a cutoff unless given. */
  mark?: string;
  /** Names that stand at x = 0, 1, …; none where x is a time or a number. */
  ticks?: string[];
  /** Distances that ticks of numbers may have, ascending; round ones unless given. */
  increments?: number[];
  /** IANA zone, or "floating". */
  timezone: string;
  /** Finest part of a time worth showing. */
  precision: "second" | "minute" | "day";
  /** Seconds by which a view goes beyond the first and the last row; none unless given. */
  pad?: number;
  /** Rows of history in the first view, which `options.scales.x` holds. */
  history: number;
}

/** Options of a plot's `save`. */
export interface PlotSaveOptions {
  /** Light or dark ground; by default a picture is light, and a page follows its reader's screen. */
  readonly theme?: PlotTheme | undefined;
}

/** A finished plot: plain data, and its page. */
export interface Plot {
  readonly title: string;
  readonly panels: readonly PlotPanel[];
  /** Panels that stand beside each other where there is room; 1 unless it says otherwise. */
  readonly columns?: number;
  /** The plot as one self-contained HTML page: interactive, opens offline, requests nothing. */
  html(): string;
  /**
   * Writes the page to a path ending in .html (a browser offers it as a download), or in Node.js, with the optional package
   * @napi-rs/canvas, a picture to one ending in .png or .svg.
   *
   * @throws {OptionError} for any other ending or an unknown theme; {UnsupportedError} for a picture without that package, or
   * in a browser; {DataError} if it cannot be written.
   * @example await plot.save("forecast.png", { theme: "dark" });
   */
  save(path: string, options?: PlotSaveOptions): Promise<void>;
}

/** Under this name Deno's kernel of Jupyter asks the last value of a cell how it shows itself. */
const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** Gives finished panels their page, and their picture in a notebook. */
export function assemblePlot(title: string, panels: readonly PlotPanel[], columns = 1): Plot {
  const sheet = { title, panels, columns };
  const html = (): string => pageHtml(sheet);
  const save = async (path: string, options: PlotSaveOptions = {}): Promise<void> => {
    const theme = themeOf(options);
    const isPage = endingOf(path) === ".html";
    const content = isPage ? pageHtml(sheet, theme) : await drawPicture(path, { ...sheet, theme });
    await writeWhole(path, content);
  };
  const display = async (): Promise<Record<string, string>> => ({ "image/svg+xml": await drawInline(sheet) });
  const plot = { title, panels, ...(columns > 1 && { columns }), html, save };
  return Object.defineProperty(plot, jupyterDisplay, { value: display });
}

/** @throws OptionError for an unknown option or theme */
function themeOf(options: PlotSaveOptions): PlotTheme | undefined {
  refuseUnknown("save", options, ["theme"]);
  const theme: string | undefined = options.theme;
  if (theme === undefined || theme === "light" || theme === "dark") return theme;
  const remedy = "leave theme out: a picture is light then, and a page follows its reader's screen";
  throw new OptionError({ where: "save theme", expected: '"light" or "dark"', found: `"${theme}"`, remedy });
}

/** @throws OptionError for an ending that is no format of plots */
function endingOf(path: string): string {
  const ending = /\.[^./\\]*$/.exec(path)?.[0].toLowerCase() ?? "";
  if ([".html", ".png", ".svg"].includes(ending)) return ending;
  throw new OptionError({
    where: `save "${path}"`,
    expected: "a path ending in .html, .png or .svg",
    found: ending === "" ? "no ending" : `"${ending}"`,
    remedy: "end the path in .html for a page, in .png or .svg for a picture",
  });
}

/**
 * Checks whether a plot can be saved there, before any work is done for it.
 * @throws OptionError for an ending that is no format of plots; UnsupportedError for a picture where none can be drawn
 */
export async function checkPlotPath(path: string): Promise<void> {
  if (endingOf(path) !== ".html") await checkPicture(path);
}
