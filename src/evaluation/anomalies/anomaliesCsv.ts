/** Verdicts on rows as CSV text and as JSON Lines. */
import { formatTimestamp, type Table, tableToCsv, tableToJsonLines, type WriteCsvOptions } from "../../series/index.ts";
import type { AnomalyResult } from "./anomalies.ts";

const columns = ["id", "timestamp", "channel", "value", "expected", "lower", "upper", "score", "anomalous"];

type Judged = Pick<AnomalyResult, "rows" | "series">;

function anomaliesTable({ rows, series }: Judged): Table {
  const calendars = new Map(series.map(({ id, frequency, timezone }) => [id, { frequency, timezone }]));
  const cells = rows.map(({ seriesId, timestamp, channel, value, expected, lower, upper, score, anomalous }) => {
    const { frequency, timezone } = calendars.get(seriesId)!;
    const at = formatTimestamp(timestamp, frequency, timezone);
    return [seriesId, at, channel, value, expected, lower, upper, score, anomalous ? 1 : 0];
  });
  return { header: columns, rows: cells };
}

/**
 * The verdicts as CSV text with the columns id,timestamp,channel,value,expected,lower,upper,score,anomalous, the last 1 or 0; value
 * and score are empty where the value is missing. Timestamps are written as the series writes its own.
 * @example await writeFile("anomalies.csv", anomaliesToCsv(result))
 */
export function anomaliesToCsv(result: Judged, options: WriteCsvOptions = {}): string {
  return tableToCsv(anomaliesTable(result), options);
}

/** The verdicts as JSON Lines, in the columns of `anomaliesToCsv`; what is missing is null, as is a score that is infinite. */
export function anomaliesToJsonLines(result: Judged): string {
  return tableToJsonLines(anomaliesTable(result));
}
