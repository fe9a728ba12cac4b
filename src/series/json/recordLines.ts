/** Bytes of JSON to values: one a line, or those of a list that is the whole text. */
import { DataError } from "../../errors.ts";
import { endlessRow } from "../csv/problems.ts";

/** A value, and the line or the place in the list that it stands at, from 1. */
export interface RecordLine {
  readonly record: unknown;
  readonly line: number;
}

/** Characters of a line from which on it is no row. */
const LONGEST = 1 << 26;

/**
 * Reads values; blank lines are passed over. Text that begins with a bracket is a list, and is held as a whole.
 * @throws DataError for what is no JSON.
 */
export async function* recordLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<RecordLine> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const held: string[] = [];
  let length = 0;
  let line = 0;
  let list: boolean | undefined;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (list === undefined && text.trim() !== "") list = text.trimStart().startsWith("[");
    const parts = list === true ? [text] : text.split("\n");
    for (let i = 0; i < parts.length; i++) {
      held.push(parts[i]!);
      length += parts[i]!.length;
      if (list !== true && length > LONGEST) throw endlessRow(file, line + 1);
      if (i === parts.length - 1) continue;
      line++;
      yield* oneLine(held.join(""), line, file);
      held.length = length = 0;
    }
  }
  held.push(decoder.decode());
  const rest = held.join("");
  if (list === true) yield* items(rest, file);
  else yield* oneLine(rest, line + 1, file);
}

function* oneLine(text: string, line: number, file: string): Generator<RecordLine> {
  if (text.trim() !== "") yield { record: parsed(text, `${file} line ${line}`, file, line), line };
}

function* items(text: string, file: string): Generator<RecordLine> {
  const list = parsed(text, file, file, undefined);
  if (Array.isArray(list)) for (const [i, record] of list.entries()) yield { record, line: i + 1 };
}

function parsed(text: string, where: string, file: string, line: number | undefined): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const shown = text.trim().slice(0, 40);
    throw new DataError({
      where,
      file,
      line,
      expected: line === undefined ? "a JSON list of objects" : "a JSON object on a line of its own",
      found: `${JSON.stringify(shown)}${text.trim().length > 40 ? "…" : ""}`,
      remedy: cause instanceof Error ? `mend the JSON: ${cause.message}` : "mend the JSON",
    });
  }
}
