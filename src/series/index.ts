/** Series on calendars: the central types, frequencies, CSV and JSON in and out, splitting. */
export { addSteps, stepsBetween, timestampsFrom } from "./calendar.ts";
export { type ColumnRecord, createSeries, type CreateSeriesOptions, type Time } from "./createSeries.ts";
export type { Aggregate, Column, CsvLayoutName, ReadCsvOptions } from "./csv/options.ts";
export type { CsvSource } from "./csv/source.ts";
export type { TimeFormat } from "./csv/timeFormat.ts";
export { formatFrequency, type Frequency, type FrequencyUnit, parseFrequency, toFrequency } from "./frequency.ts";
export { horizonTimestamps } from "./horizon.ts";
export { inferFrequency } from "./inferFrequency.ts";
export { readCsv } from "./csv/readCsv.ts";
export type { Columns, Forecast, StaticCovariates, TimeSeries } from "./series.ts";
export { head, type Split, splitAt, type SplitPoint } from "./splitAt.ts";
export { formatTimestamp, parseTimestamp } from "./timestamp.ts";
export { checkTimezone, instantOf, offsetAt, wallTime } from "./timezone.ts";
export { forecastToCsv, seriesToCsv, tableToCsv, writeCsv, type WriteCsvOptions } from "./csv/writeCsv.ts";
export { type DataRecord, readJson, type ReadJsonOptions, readRecords } from "./json/readJson.ts";
export { forecastToJsonLines, seriesToJsonLines, tableToJsonLines, writeJsonLines } from "./json/writeJson.ts";
export type { Table } from "./table/rows.ts";
