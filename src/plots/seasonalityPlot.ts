/** The plot of what a day, a week, a year or another season looks like: the values at each of its places. */
import { DataError } from "../errors.ts";
import { refuseUnknown } from "../options.ts";
import { quantileOf } from "../quantiles.ts";
import { type TimeSeries, wallTime } from "../series/index.ts";
import { channelOf } from "./channels.ts";
import {
  checkWidth,
  hourIncrements,
  numberPanel,
  type NumberContent,
  type NumberPart,
  type NumberPlotOptions,
} from "./numberPanel.ts";
import { assemblePlot, type Plot, type PlotPanel } from "./plot.ts";
import { seasonName } from "./seasonName.ts";
import { actualStyle, bandFill, modelStyle } from "./theme.ts";

/** Options of `seasonalityPlot`. */
export interface SeasonalityPlotOptions extends NumberPlotOptions {
  /** Rows of a season whose places are shown as well; none unless given. */
  readonly seasonLength?: number | undefined;
  /** The target channel to show; by default the first. */
  readonly channel?: string | undefined;
  /** Unit of the values, shown at the axes. */
  readonly unit?: string | undefined;
}

const where = "seasonalityPlot";
const HEIGHT = 260; // CSS pixels
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** One way to put rows together: a place for each, and what the places are called. */
interface Grouping {
  readonly title: string;
  readonly label: string;
  readonly placeOf: (wall: number, row: number) => number;
  /** Names of the places 0, 1, …; none where they are numbers. */
  readonly ticks?: readonly string[];
  /** Distances that ticks of numbers may have. */
  readonly increments?: readonly number[];
}

/**
 * Plots the values of a series by the time of day, the weekday and the month of its own clock, each where the rows are finer than it and
 * hold it twice, and by the place in a season where one is given: the median, the middle half and the middle four fifths.
 *
 * @throws {OptionError} for an unknown option or channel; {DataError} for a series without any value, or too short for any of these.
 * @example
 * await seasonalityPlot(load, { unit: "MW" }).save("seasons.html");
 * @see Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 2.4
 */
export function seasonalityPlot(series: TimeSeries, options: SeasonalityPlotOptions = {}): Plot {
  refuseUnknown(where, options, ["title", "width", "seasonLength", "channel", "unit"]);
  const width = checkWidth(where, options.width);
  const { channel, values } = channelOf(where, series, options.channel);
  const groupings = groupingsOf(series, options.seasonLength);
  if (groupings.length === 0) {
    const remedy = "pass seasonLength, or a longer series";
    const expected = "rows of two days, weeks or years, finer than these";
    throw new DataError({ where, expected, found: `${values.length} rows in series "${series.id}"`, remedy });
  }
  const label = options.unit === undefined ? channel : `${channel} [${options.unit}]`;
  const walls = series.timestamps.map((time) => wallTime(time, series.timezone));
  const panels = groupings.map((grouping) => groupPanel(grouping, walls, values, { label, width }));
  return assemblePlot(options.title ?? `Seasons of ${series.id}`, panels);
}

function groupingsOf({ frequency, timestamps }: TimeSeries, seasonLength: number | undefined): Grouping[] {
  const { unit, step } = frequency;
  const rows = timestamps.length;
  const span = rows > 1 ? ((timestamps.at(-1)! - timestamps[0]!) * rows) / (rows - 1) : 0; // the last row lasts too
  const clock = unit === "second" || unit === "minute" || unit === "hour";
  const daily = clock || unit === "day" || unit === "businessDay";
  const minutes = unit === "minute" ? step : unit === "hour" ? 60 * step : 60;
  const places = minutes >= 15 ? minutes / 60 : 1; // of an hour
  const all: (Grouping | false)[] = [
    clock &&
      minutes < 24 * 60 &&
      span >= 2 * DAY && {
        title: "By time of day",
        label: "hour of the day",
        increments: hourIncrements,
        placeOf: (wall) => Math.floor((wall - DAY * Math.floor(wall / DAY)) / HOUR / places) * places,
      },
    daily &&
      span >= 14 * DAY && {
        title: "By weekday",
        label: "weekday",
        placeOf: (wall) => (((Math.floor(wall / DAY) + 3) % 7) + 7) % 7, // the first day of the epoch was a Thursday
        ticks: weekdays,
      },
    (daily || unit === "week" || unit === "month") &&
      span >= 730 * DAY && {
        title: "By month",
        label: "month",
        placeOf: (wall) => new Date(wall).getUTCMonth(),
        ticks: months,
      },
    seasonLength !== undefined && {
      title: `By place in a season of ${seasonName(frequency, seasonLength)}`,
      label: "row of the season",
      placeOf: (_, row) => row % seasonLength,
    },
  ];
  return all.filter((one) => one !== false);
}

/** Probabilities of what is shown: the middle four fifths, the middle half, the median. */
const shown = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

function groupPanel(
  { title, label, placeOf, ticks, increments }: Grouping,
  walls: Float64Array,
  values: Float64Array,
  axis: { label: string; width: number },
): PlotPanel {
  const groups = new Map<number, number[]>();
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const place = placeOf(walls[row]!, row);
    const group = groups.get(place);
    if (group) group.push(value);
    else groups.set(place, [value]);
  });
  const x = [...groups.keys()].sort((a, b) => a - b);
  const sorted = x.map((place) => groups.get(place)!.sort((a, b) => a - b));
  const quantiles = shown.map((probability) => sorted.map((group) => quantileOf(group, probability)));
  const content: NumberContent = {
    title,
    labels: [label, axis.label],
    x,
    parts: ticks ? pointParts(quantiles) : lineParts(quantiles),
    width: axis.width,
    height: HEIGHT,
    ...(ticks && { ticks }),
    ...(increments && { increments }),
  };
  return numberPanel(content);
}

const styleOf = (color: string) => ({ color, dash: [] });

/** Where places are many: bands and a line. */
function lineParts([lowest, low, middle, high, highest]: readonly number[][]): NumberPart[] {
  const { color } = modelStyle(0);
  return [
    { label: "middle 80 %", kind: "band", style: styleOf(bandFill(color, 0, 2)), columns: [lowest!, highest!] },
    { label: "middle 50 %", kind: "band", style: styleOf(bandFill(color, 1, 2)), columns: [low!, high!] },
    { label: "median", kind: "line", style: styleOf(color), columns: [middle!] },
  ];
}

/** Where places have names: a point with its interval each. */
function pointParts([, low, middle, high]: readonly number[][]): NumberPart[] {
  return [
    { label: "median", kind: "point", style: modelStyle(0), columns: [middle!] },
    { label: "middle 50 %", kind: "interval", style: actualStyle, columns: [low!, high!] },
  ];
}
