/** Steps between rows that are usual. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Such steps, their length in milliseconds and what they are called. */
export const usualSteps: readonly (readonly [step: string, length: number, name: string])[] = [
  ["1s", SECOND, "second"],
  ["5s", 5 * SECOND, "5 seconds"],
  ["10s", 10 * SECOND, "10 seconds"],
  ["15s", 15 * SECOND, "15 seconds"],
  ["30s", 30 * SECOND, "30 seconds"],
  ["1min", MINUTE, "minute"],
  ["5min", 5 * MINUTE, "5 minutes"],
  ["10min", 10 * MINUTE, "10 minutes"],
  ["15min", 15 * MINUTE, "15 minutes"],
  ["30min", 30 * MINUTE, "30 minutes"],
  ["1h", HOUR, "hour"],
  ["6h", 6 * HOUR, "6 hours"],
  ["1d", DAY, "day"],
  ["1w", 7 * DAY, "week"],
  ["1mo", 30.44 * DAY, "month"],
  ["1q", 91.31 * DAY, "quarter"],
  ["1y", 365.24 * DAY, "year"],
];
