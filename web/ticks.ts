/** Where axes have their marks, and what stands there. */

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round numbers, at most about `count`, inside a range. */
export function numberTicks(low: number, high: number, count: number): Tick[] {
  const span = high - low;
  if (!(span > 0)) return [{ at: low, label: plain(low, 0) }];
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const marks = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: marks }, (_, i) => ({
    at: (first + i) * step,
    label: plain((first + i) * step, decimals),
  }));
}

const plain = (value: number, decimals: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: Math.min(decimals, 12) });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = 4 * DAY; // the first after 1970 began

/** Even steps of the clock: their length, where they begin, how they are written. */
const clockSteps: readonly (readonly [step: number, from: number, style: "clock" | "day"])[] = [
  [MINUTE, 0, "clock"],
  [5 * MINUTE, 0, "clock"],
  [15 * MINUTE, 0, "clock"],
  [HOUR, 0, "clock"],
  [3 * HOUR, 0, "clock"],
  [6 * HOUR, 0, "clock"],
  [12 * HOUR, 0, "clock"],
  [DAY, 0, "day"],
  [2 * DAY, MONDAY, "day"],
  [7 * DAY, MONDAY, "day"],
  [14 * DAY, MONDAY, "day"],
];

const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

const written = (wall: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(wall);

function clockLabel(wall: number, style: "clock" | "day"): string {
  if (style === "clock" && wall % DAY !== 0) return written(wall, { hour: "2-digit", minute: "2-digit" });
  return written(wall, { day: "numeric", month: "short" });
}

/** Months since the year 0. */
const monthOf = (wall: number): number => new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth();

/** Marks of a time axis in wall-clock time, at most `count`. */
export function timeTicks(low: number, high: number, count: number): Tick[] {
  const even = clockSteps.find(([step]) => (high - low) / step <= count);
  if (even) {
    const [step, from, style] = even;
    const first = Math.ceil((low - from) / step) * step + from;
    const marks = Math.max(0, Math.floor((high - first) / step) + 1);
    return Array.from({ length: marks }, (_, i) => ({
      at: first + i * step,
      label: clockLabel(first + i * step, style),
    }));
  }
  const months = monthOf(high) - monthOf(low);
  const step = monthSteps.find((one) => months / one <= count) ?? 1200;
  const ticks: Tick[] = [];
  for (let month = Math.ceil(monthOf(low) / step) * step; month <= monthOf(high); month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at < low || at > high) continue;
    const year = step >= 12 || month % 12 === 0;
    ticks.push({ at, label: written(at, year ? { year: "numeric" } : { month: "short" }) });
  }
  return ticks;
}
