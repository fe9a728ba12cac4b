/** How the times of a file are written: the words of the option, and patterns of date-fns. */
import { OptionError } from "../../errors.ts";
import { onWallClock } from "../wallDate.ts";

/** A word for a way of writing times, or a pattern of date-fns such as "dd.MM.yyyy HH:mm". */
export type TimeFormat = "iso" | "seconds" | "milliseconds" | "day-first" | "month-first" | (string & {});

const words: ReadonlySet<string> = new Set(["iso", "seconds", "milliseconds", "day-first", "month-first"]);

/** Whether a format is a pattern and no word. */
export function isPattern(format: TimeFormat | undefined): format is string {
  return format !== undefined && !words.has(format);
}

/** Whether a pattern reads the zone that a time names: X, x, t or T outside of quotes. */
export function patternNamesZone(pattern: string): boolean {
  return /[xXtT]/.test(pattern.replace(/'[^']*'/g, ""));
}

/**
 * Checks a format.
 * @throws OptionError for what is neither a word nor has a letter of a year, month, day or time.
 * @example checkTimeFormat("dd/MM/yyyy", "readCsv") //=> "dd/MM/yyyy"
 */
export function checkTimeFormat(format: TimeFormat, reader: string): TimeFormat {
  if (words.has(format)) return format;
  const tokens = format.replace(/'[^']*'/g, "");
  const isWord = /^(?!(.)\1*-(.)\2*$)[a-z]+-[a-z]+$|^(us|eu|epoch|ms|unix)$/i.test(format); // a pattern repeats its letters: yyyy-MM
  // Days of the year and years of weeks: date-fns would warn on the console and refuse them.
  const mistaken = /D|Y/.exec(tokens)?.[0];
  if (mistaken !== undefined) {
    throw refusedPattern(reader, `${JSON.stringify(format)}: ${mistaken} where ${mistaken.toLowerCase()} is meant`);
  }
  if (!isWord && /[yuMLdtTQqRIwi]/.test(tokens)) return format;
  throw refusedPattern(reader, JSON.stringify(format));
}

function refusedPattern(reader: string, found: string): OptionError {
  return new OptionError({
    where: `${reader} option timeFormat`,
    expected: `one of ${[...words].map((word) => `"${word}"`).join(", ")}, or a pattern of date-fns`,
    found,
    remedy: `pass for example "dd.MM.yyyy HH:mm"`,
  });
}

/** Reads a text by a pattern: milliseconds of the wall clock, or of the instant where the pattern reads a zone; or NaN. */
export type PatternReader = (text: string) => number;

/** Loads the pattern reader of date-fns, which few files need. */
export async function patternReader(pattern: string, reader: string): Promise<PatternReader> {
  const { parse } = await import("date-fns/parse");
  // Years of two digits are those from 1950 to 2049.
  const start = onWallClock.in(Date.UTC(2000, 0, 1));
  return (text) => {
    try {
      return parse(text, pattern, start, onWallClock).getTime();
    } catch (cause) {
      throw refusedPattern(reader, `"${pattern}": ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  };
}
