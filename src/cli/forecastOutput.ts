/** What `forecast`, `predict`, `update` and `watch` end with: files, and a table, a line or a JSON document on standard output. */
import { saveForecaster, type FittedForecaster } from "../models/index.ts";
import { forecastPlot, forecastReport, type Report } from "../plots/index.ts";
import {
  type Forecast,
  formatFrequency,
  forecastToCsv,
  formatTimestamp,
  type TimeSeries,
  writeCsv,
  writeJsonLines,
} from "../series/index.ts";
import { commandLine } from "./commandLine.ts";
import { assertGoingOn } from "./data.ts";
import type { OutputFlags } from "./flags.ts";
import { describeForecasts, forecastTables, stepsOf } from "./forecastTable.ts";
import { jsonLine, jsonText } from "./json.ts";
import { describeWritten, isJsonLines, type Written, writtenOf } from "./outputs.ts";
import { countOf } from "./paragraph.ts";
import { previewText } from "./preview.ts";
import { paletteOf, type Terminal } from "./terminal.ts";

/** A finished forecast. */
export interface ForecastResult {
  readonly command: "forecast" | "predict" | "update" | "watch";
  /** What the series were read from. */
  readonly files: readonly string[];
  readonly fitted: FittedForecaster;
  readonly series: readonly TimeSeries[];
  readonly forecasts: readonly Forecast[];
}

/** Writes the files asked for, then standard output. */
export async function presentForecasts(result: ForecastResult, flags: OutputFlags, terminal: Terminal): Promise<void> {
  assertGoingOn(terminal.signal);
  const { series, forecasts, fitted } = result;
  const { out, plot, report, save, unit, theme, json, escapeFormulas } = flags;
  if (out !== undefined && isJsonLines(out)) await writeJsonLines(out, forecasts);
  else if (out !== undefined && out !== "-") await writeCsv(out, forecasts, { escapeFormulas });
  if (plot !== undefined) await forecastPlot(series, forecasts, { unit }).save(plot, { theme });
  if (report !== undefined) await reportOf(result, unit, terminal).save(report);
  if (save !== undefined) await saveForecaster(save, fitted);
  const written = writtenOf(flags);
  if (out === "-") return terminal.stdout.write(forecastToCsv(forecasts, { escapeFormulas }));
  terminal.stdout.write(
    json
      ? documentText(result, written)
      : previewText(series, forecasts, flags, terminal) + forecastText(forecasts, written, terminal),
  );
}

function reportOf(result: ForecastResult, unit: string | undefined, { words = [], env }: Terminal): Report {
  const { files, fitted, series, forecasts } = result;
  const settings = { levels: forecasts[0]!.levels };
  const command = commandLine(words, env);
  return forecastReport(series, forecasts, { unit, files, models: [fitted], settings, command });
}

function forecastText(forecasts: readonly Forecast[], written: Written, terminal: Terminal): string {
  const rows = forecasts.reduce((sum, { timestamps, channels }) => sum + timestamps.length * channels.length, 0);
  const summary = describeWritten(written, countOf(rows, "row"));
  if (written.out !== null) return `${summary}: ${describeForecasts(forecasts)}\n`;
  const tables = forecastTables(forecasts, paletteOf(terminal.stdout, terminal));
  return summary === undefined ? tables : `${tables}\n${summary}\n`;
}

/** The document; on one line where others follow. */
function documentText(result: ForecastResult, written: Written): string {
  const document = forecastDocument(result, written);
  return result.command === "watch" ? jsonLine(document) : jsonText(document);
}

function forecastDocument({ command, fitted, forecasts }: ForecastResult, written: Written): object {
  const series = forecasts.map((forecast) => {
    const { seriesId: id, channels, cutoff, frequency, timezone, levels, timestamps } = forecast;
    const lanes = channels.map((_, channel) => stepsOf(forecast, channel));
    return {
      id,
      channels,
      cutoff: formatTimestamp(cutoff, frequency, timezone),
      frequency: formatFrequency(frequency),
      levels,
      forecast: Array.from(timestamps, (_, h) => lanes.map((steps) => steps[h]!)).flat(),
    };
  });
  return { command, model: fitted.name, options: fitted.options, series, written };
}
