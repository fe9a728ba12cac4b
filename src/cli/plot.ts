/** `seqcast plot`: draws forecasts from their files, with the history they go on from, or a history alone. */
import { type Command, Option } from "commander";
import { DataError, OptionError } from "../errors.ts";
import { forecastPlot, type ForecastPlotOptions, type Plot, historyPlot } from "../plots/index.ts";
import { createSeries, type Forecast, formatFrequency, readForecasts, type TimeSeries } from "../series/index.ts";
import { assertGoingOn, readSeries } from "./data.ts";
import {
  addDataFlags,
  type DataFlags,
  type OutputFlags,
  requireFlags,
  themeOption,
  wholeNumber,
  words,
} from "./flags.ts";
import { jsonText } from "./json.ts";
import { checkPlotOutput } from "./outputs.ts";
import { countOf } from "./paragraph.ts";
import { openProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface PlotFlags extends DataFlags, OutputFlags {
  readonly history?: readonly string[];
  readonly out: string;
  readonly title?: string;
  readonly channel?: string;
  readonly rows?: number;
}

const examples = `
Examples:
  seqcast forecast datasets/air-passengers.csv \\
    --time timestamp --target passengers --horizon 12 --model ets --out ets.csv
  seqcast plot ets.csv --history datasets/air-passengers.csv \\
    --time timestamp --target passengers --out ets.html
  seqcast plot --history datasets/air-passengers.csv \\
    --time timestamp --target passengers --out passengers.html`;

/** Adds the command to the program. */
export function addPlot(program: Command, terminal: Terminal): void {
  const command = program
    .command("plot")
    .summary("draw forecast files and histories")
    .description(
      "Draws forecasts that --out wrote, and the history that they go on from, as a page or a picture. Several files are drawn together, each called by its name; a history may stand alone.",
    )
    .argument("[forecast...]", "forecasts, CSV or JSON Lines")
    .addOption(new Option("--history <files>", "files of the series, read by the flags below").argParser(words));
  requireFlags(command, ["out"]);
  addDataFlags(command)
    .optionsGroup("Output:")
    .option("--out <file>", "the plot: a page (.html) or a picture (.png, .svg) (required)")
    .addOption(themeOption())
    .option("--title <text>", "headline (default: series and files)")
    .option("--channel <name>", "target column to show (default: the first)")
    .option("--rows <rows>", "rows of history in the first view", wholeNumber(1))
    .option("--unit <text>", "unit of the values")
    .option("--json", "print one JSON document and nothing else")
    .option("--quiet", "no notes on standard error")
    .addHelpText("after", examples)
    .action((files: string[], flags: PlotFlags) => plot(files, flags, terminal));
}

async function plot(files: readonly string[], flags: PlotFlags, terminal: Terminal): Promise<void> {
  const { history = [], out, json, time, start } = flags;
  if (files.length + history.length === 0) throw nothingGiven();
  if (history.length > 0 && time === undefined && start === undefined) throw unread();
  const made = await checkPlotOutput([...files, ...history], out);
  const progress = openProgress(terminal, flags);
  for (const line of made) progress.note(line);
  const series = history.length > 0 ? await readSeries(history, flags, terminal, progress.note) : [];
  const forecasts = await readAll(files, series[0], flags, terminal);
  const drawn = draw(series, forecasts, flags);
  assertGoingOn(terminal.signal);
  await drawn.save(out, { theme: flags.theme });
  const counts = { series: drawn.panels.length, forecasts: forecasts.length };
  const text = `wrote ${out} (plot): ${countOf(counts.series, "series", "series")}, ${countOf(counts.forecasts, "forecast")}\n`;
  terminal.stdout.write(json ? jsonText({ command: "plot", title: drawn.title, ...counts, written: { out } }) : text);
}

/** The forecasts of files, on the calendar of the history where there is one. */
async function readAll(
  files: readonly string[],
  history: TimeSeries | undefined,
  { frequency, timezone }: PlotFlags,
  terminal: Terminal,
): Promise<Forecast[]> {
  const zone = history?.timezone === "floating" ? undefined : history?.timezone;
  const calendar = {
    timezone: timezone ?? zone,
    frequency: frequency ?? (history && formatFrequency(history.frequency)),
  };
  const all: Forecast[] = [];
  for (const file of files) {
    // One file needs no name in the legend.
    const model = files.length > 1 ? file.replace(/^.*[/\\]/, "").replace(/\.\w+$/, "") : "";
    const source = file === "-" ? terminal.stdin() : file;
    for (const forecast of await readForecasts(source, { ...calendar, model })) all.push(forecast);
  }
  return all;
}

function draw(series: readonly TimeSeries[], forecasts: readonly Forecast[], flags: PlotFlags): Plot {
  const { unit, title, channel, rows } = flags;
  const options: ForecastPlotOptions = { unit, title, channel, history: rows };
  if (forecasts.length === 0) return historyPlot(series, options);
  const ids = new Set(forecasts.map(({ seriesId }) => seriesId));
  const shown = series.filter(({ id }) => ids.has(id));
  if (series.length > 0 && shown.length === 0) throw noneOf([...ids], series);
  const known = new Set(shown.map(({ id }) => id));
  const others = series.length > 0 ? forecasts.filter(({ seriesId }) => known.has(seriesId)) : forecasts;
  return forecastPlot(series.length > 0 ? shown : bareSeries(forecasts), others, options);
}

/** Series that hold nothing but the row before the first forecast, where no history is given. */
function bareSeries(forecasts: readonly Forecast[]): TimeSeries[] {
  const firsts = new Map<string, Forecast>();
  for (const forecast of forecasts) {
    const before = firsts.get(forecast.seriesId);
    if (!before || forecast.cutoff < before.cutoff) firsts.set(forecast.seriesId, forecast);
  }
  return [...firsts.values()].map(({ seriesId: id, cutoff, frequency, timezone, channels }) =>
    createSeries({
      id,
      start: cutoff,
      frequency,
      timezone,
      target: Object.fromEntries(channels.map((name) => [name, [NaN]])),
    }),
  );
}

function nothingGiven(): OptionError {
  return new OptionError({
    where: "seqcast plot",
    expected: "a forecast file, or a history",
    found: "none",
    remedy: "name files that --out wrote, or the series by --history",
  });
}

function unread(): OptionError {
  return new OptionError({
    where: "option --history",
    expected: "--time and --target beside it",
    found: "no --time",
    remedy: "say as for `seqcast forecast` how the file is read",
  });
}

function noneOf(ids: readonly string[], series: readonly TimeSeries[]): DataError {
  return new DataError({
    where: "option --history",
    expected: `series that are forecast: ${ids.join(", ")}`,
    found: series.map(({ id }) => id).join(", "),
    remedy: "check --id and --target: a series without an id is called by its target",
  });
}
