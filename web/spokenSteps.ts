/** Steps and seasons in words: "30 minutes", "1 week". */
import type { Frequency, FrequencyUnit } from "../src/index.ts";

const words: Readonly<Record<FrequencyUnit, string>> = {
  second: "second",
  minute: "minute",
  hour: "hour",
  day: "day",
  businessDay: "business day",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
};

/** What so many of one unit make of the next. */
const larger: Readonly<Partial<Record<FrequencyUnit, readonly [number, FrequencyUnit]>>> = {
  second: [60, "minute"],
  minute: [60, "hour"],
  hour: [24, "day"],
  day: [7, "week"],
  businessDay: [5, "week"],
  month: [12, "year"],
  quarter: [4, "year"],
};

/** So many steps as people say it: 336 steps of 30 minutes are "1 week". */
export function spokenSteps(steps: number, { unit, step }: Frequency): string {
  let [count, name] = [steps * step, unit];
  for (let next = larger[name]; next && count % next[0] === 0; next = larger[name]) {
    count /= next[0];
    name = next[1];
  }
  return `${count.toLocaleString("en")} ${words[name]}${count === 1 ? "" : "s"}`;
}
