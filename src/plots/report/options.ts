/** What both kinds of report may be given. */
import { OptionError } from "../../errors.ts";
import type { TimeSeries } from "../../series/index.ts";
import type { ReportedModel } from "./makingSection.ts";

/** Options of a report. */
export interface ReportOptions {
  /** Headline; by default it names what is forecast. */
  readonly title?: string | undefined;
  /** Unit of the values, e.g. "MW". */
  readonly unit?: string | undefined;
  /** The files that the data were read from. */
  readonly files?: readonly string[] | undefined;
  /** The forecasters, fitted or not: their options are listed. */
  readonly models?: readonly ReportedModel[] | undefined;
  /** Options of the run by name, to be listed as well. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** The command line that makes the report again. */
  readonly command?: string | undefined;
}

/** CSS pixels of a report's content. */
export const REPORT_WIDTH = 1080;

/** Names of these options. */
export const reportOptionNames: readonly string[] = ["title", "unit", "files", "models", "settings", "command"];

/** @throws OptionError without any series */
export function requireSeries(where: string, series: readonly TimeSeries[]): void {
  if (series.length > 0) return;
  throw new OptionError({
    where,
    expected: "at least one series",
    found: "none",
    remedy: "pass the series to report on",
  });
}

/** Names that long tables give to whatever they hold. */
const sayNothing = /^(values?|y|target)$/i;

/** What is forecast, in words: the target of one series, channels of it, or so many series. */
export function subjectOf(series: readonly TimeSeries[]): string {
  const [first] = series;
  const names = first!.target.names;
  const channels = names.length === 1 ? names[0]! : `${names.length} channels`;
  const whose = series.length > 1 ? `${series.length} series` : first!.id;
  return whose === channels || sayNothing.test(channels) ? whose : `${channels} of ${whose}`;
}
