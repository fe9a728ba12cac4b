/** A panel of one line over a series' own time axis: its history, or a part of it. */
import type { TimeSeries } from "../series/index.ts";
import { forecastPanel } from "./panel.ts";
import type { PlotPanel } from "./plot.ts";
import type { LineStyle } from "./theme.ts";

/** What such a panel shows. */
export interface TimeContent {
  readonly title: string;
  /** Label of the y axis. */
  readonly label: string;
  /** In the legend. */
  readonly entry: string;
  /** One value a row of the series; NaN is missing. */
  readonly values: Float64Array;
  readonly style: LineStyle;
  readonly width: number;
  readonly height: number;
  /** Whether missing rows are marked; true unless given. */
  readonly gaps?: boolean;
  /** The size of what the values are a part of: beside it they may be rounding. */
  readonly size?: number;
}

/** Lays out the panel; its first view is the whole series. */
export function timePanel(series: TimeSeries, content: TimeContent): PlotPanel {
  const { title, label, entry, values, style, width, height, gaps = true, size } = content;
  const history = Math.max(1, values.length);
  const target = { names: [label], values };
  const panel = forecastPanel({
    series: { ...series, id: title, target },
    forecasts: [],
    channel: label,
    unit: undefined,
    history,
    showBands: false,
    models: [],
    width,
    height,
  });
  const { color, dash } = style;
  const line = { label: entry, stroke: color, width: 1.5, ...(dash.length > 0 && { dash: [...dash] }) };
  const legend = panel.legend
    .filter(({ kind }) => gaps || kind !== "gap")
    .map((one) => (one.kind === "gap" ? one : Object.assign({}, one, { label: entry, color, dash: [...dash] })));
  const [x] = panel.options.series;
  const scales = { ...panel.options.scales, y: { ...panel.options.scales.y, ...(size !== undefined && { size }) } };
  return { ...panel, options: { ...panel.options, series: [x!, line], scales }, legend };
}
