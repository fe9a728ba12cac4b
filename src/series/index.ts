/** Series on calendars: the central types, frequencies, CSV and JSON in and out, splitting. */
export { addSteps, isOnDay, startOfUnit, stepsBetween, timestampsFrom } from "./calendar.ts";
export { type ColumnRecord, createSeries, type CreateSeriesOptions, type Time } from "./createSeries.ts";
export type { Aggregate, CsvLayoutName, ReadCsvOptions } from "./csv/options.ts";
export { detectStyle, numberOf } from "./csv/numberStyle.ts";
export { type CsvSource, openSources } from "./csv/source.ts";
export { loadSnapTimes, type SnapTimes } from "./csv/loadSnapTimes.ts";
export { stepStart } from "./csv/stepStart.ts";
export { estimateFrequency, type FrequencyEstimate } from "./estimateFrequency.ts";
export {
  formatFrequency,
  type Frequency,
  type FrequencyUnit,
  parseFrequency,
  toFrequency,
  type Weekday,
} from "./frequency.ts";
export { type ReadTimes, readTimes, type ToldTimeFormat, toldTimeFormat } from "./csv/readTimes.ts";
export { loadWordReader } from "./csv/timeColumn.ts";
export { checkTimeFormat, type PatternReader, type TimeFormat } from "./csv/timeFormat.ts";
export { horizonTimestamps } from "./horizon.ts";
export { inferFrequency } from "./inferFrequency.ts";
export { readCsv } from "./csv/readCsv.ts";
export { refuseJson } from "./csv/reader.ts";
export { lagsOf, seasonCandidates } from "./seasonLengths.ts";
export type { CategoryWords, Column, Roles } from "./roles.ts";
export type { Columns, Forecast, StaticCovariates, TimeSeries } from "./series.ts";
export { head, type Split, splitAt, type SplitPoint } from "./splitAt.ts";
export { formatTimestamp, parseTimestamp } from "./timestamp.ts";
export { checkTimezone, instantOf, instantsOf, laterInstantOf, offsetAt, wallTime } from "./timezone.ts";
export { type Aligned, alignToGrid, type AlignOptions } from "./regular/alignToGrid.ts";
export { appendRows } from "./regular/appendRows.ts";
export { columnAt, columnRoles, mapColumns, type ColumnRole, timestampsOf } from "./regular/columns.ts";
export { type DuplicatePolicy, mergeDuplicates } from "./regular/duplicates.ts";
export {
  type FilledGaps,
  fillGaps,
  type FillGapsOptions,
  fillValues,
  type Gap,
  type GapPolicy,
  listGaps,
} from "./regular/gaps.ts";
export { type Aggregation, resample, type Resampled, type ResampleOptions } from "./regular/resample.ts";
export {
  calendarCovariates,
  type CalendarFeature,
  calendarFeaturesOf,
  type CalendarOptions,
} from "./covariates/calendarCovariates.ts";
export {
  checkKnownAhead,
  extendFutureCovariates,
  type FutureFrame,
  makeFutureFrame,
} from "./covariates/futureFrame.ts";
export { type HolidayCalendar, type HolidayEntry, type HolidaySource } from "./covariates/holidays.ts";
export { lagCovariates, type LagOptions } from "./covariates/lagCovariates.ts";
export { autocorrelation, periodogram, type Wave } from "./diagnostics/autocorrelation.ts";
export { extremesOf } from "./diagnostics/extremes.ts";
export { findSeasons, type Season } from "./diagnostics/findSeasons.ts";
export { differencesNeeded, kpss } from "./diagnostics/stationarity.ts";
export { forecastToCsv, seriesToCsv, tableToCsv, writeCsv, type WriteCsvOptions } from "./csv/writeCsv.ts";
export { textOf } from "./json/cellText.ts";
export { type DataRecord, readJson, type ReadJsonOptions, readRecords, recordOf } from "./json/readJson.ts";
export { recordLines } from "./json/recordLines.ts";
export { forecastToJsonLines, seriesToJsonLines, tableToJsonLines, writeJsonLines } from "./json/writeJson.ts";
export type { ReadColumnsOptions } from "./columnar/columnTables.ts";
export { type ArrowTable, fromArrow } from "./columnar/fromArrow.ts";
export { type DanfoFrame, fromDanfo } from "./columnar/fromDanfo.ts";
export { type PrometheusOptions, readPrometheus } from "./prometheus/readPrometheus.ts";
export { readSql, type SqlConnection } from "./columnar/readSql.ts";
export { parquetFiles, type ParquetSource, readParquet } from "./columnar/readParquet.ts";
export { tableToParquet } from "./columnar/tableToParquet.ts";
export { readForecasts, type ReadForecastsOptions } from "./table/readForecasts.ts";
export { areForecasts, forecastTable, seriesTable, type Table, type TimeCell } from "./table/rows.ts";
