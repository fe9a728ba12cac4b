/**
 * The look of all plots, in one place: a colour-blind safe palette (Okabe and Ito 2008, "Color Universal Design") with a
 * line style per place, so that no reading depends on colour alone. Options hold the light colours; a page on a dark
 * screen swaps each for its partner in `darkColors`.
 */

/** A line's colour (#rrggbb, light theme) and dash pattern (pixels on, off, …; empty: solid). */
export interface LineStyle {
  readonly color: string;
  readonly dash: readonly number[];
}

/** Observed rows that the forecaster saw. */
export const historyStyle: LineStyle = { color: "#6b7684", dash: [] };

/** Observed rows after the cutoff, held out from the forecaster. */
export const actualStyle: LineStyle = { color: "#16191d", dash: [] };

const modelStyles: readonly LineStyle[] = [
  { color: "#0072b2", dash: [] },
  { color: "#d55e00", dash: [8, 4] },
  { color: "#009e73", dash: [2, 3] },
  { color: "#b6538d", dash: [10, 3, 2, 3] },
  { color: "#b87a00", dash: [5, 3] },
  { color: "#3c8dc5", dash: [14, 4] },
];

/** Marks on single rows, such as anomalies. */
export const markColor: string = "#d55e00";

/** What everything stands on, and the texts beside the charts. */
export const paperColor: string = "#ffffff";
export const softColor: string = "#59626e";

/** Axis text, grid and cutoff mark. */
export const inkColor: string = "#4a5360";
export const gridColor: string = "#e6e9ed";
export const cutoffColor: string = "#8a94a1";

/** Rows without a value, behind the lines. */
export const gapFill: string = `${cutoffColor}30`;

/** The partner on a dark screen of every light colour. */
export const darkColors: Readonly<Record<string, string>> = {
  [historyStyle.color]: "#98a3b1",
  [actualStyle.color]: "#f5f7fa",
  "#0072b2": "#56b4e9",
  "#d55e00": "#ff8f4a",
  "#009e73": "#2fcf9f",
  "#b6538d": "#ef9ccb",
  "#b87a00": "#f0b938",
  "#3c8dc5": "#a5d3f2",
  [inkColor]: "#b4bdc8",
  [gridColor]: "#2a3038",
  [cutoffColor]: "#7d8794",
  [paperColor]: "#14171b",
  [softColor]: "#a6b0bc",
};

/** What a plot is shown on: white, or the dark of a screen. */
export type PlotTheme = "light" | "dark";

/** A light colour as a theme has it; see-through fills need more strength on dark ground, as on the page. */
export function colorOn(theme: PlotTheme, color: string): string {
  if (theme === "light") return color;
  const [solid, alpha] = [color.slice(0, 7), color.slice(7)];
  const stronger = Math.min(255, Math.round(Number.parseInt(alpha, 16) * 1.5));
  return (darkColors[solid] ?? solid) + (alpha === "" ? "" : stronger.toString(16).padStart(2, "0"));
}

/** The style of the i-th model of a plot; after six the colours begin again with other dashes. */
export function modelStyle(index: number): LineStyle {
  const place = index % modelStyles.length;
  const round = Math.floor(index / modelStyles.length);
  const { color } = modelStyles[place] ?? historyStyle;
  const { dash } = modelStyles[(place + round) % modelStyles.length] ?? historyStyle;
  return { color, dash };
}

/** A band's fill (#rrggbbaa): of `count` levels from wide to narrow the inner ones are darker. */
export function bandFill(color: string, index: number, count: number): string {
  const alpha = Math.round(255 * (count === 1 ? 0.24 : 0.16 + (0.14 * index) / (count - 1)));
  return color + alpha.toString(16).padStart(2, "0");
}
