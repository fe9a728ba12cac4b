/** What a CSV can be read from, as one stream of text pieces, without a byte order mark. */
import { readTextChunks } from "#platform";
import { OptionError } from "../../errors.ts";

/**
 * A source of CSV text: a string (the text itself where it holds a line break, otherwise a path), text with a name for
 * error messages, a Blob or File, or a stream of text or UTF-8 bytes.
 */
export type CsvSource =
  | string
  | { readonly text: string; readonly name?: string | undefined }
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<string | Uint8Array>;

/** An opened source: its name in error messages and its text. */
export interface OpenedSource {
  readonly name: string;
  readonly pieces: AsyncIterable<string>;
}

/** Opens a source; nothing is read before its pieces are asked for. */
export function openSource(source: CsvSource): OpenedSource {
  if (typeof source === "string") {
    if (/[\r\n]/.test(source)) return { name: "CSV text", pieces: decoded(once(source)) };
    return { name: source, pieces: decoded(readTextChunks(source)) };
  }
  if (source instanceof Blob) {
    return { name: "name" in source ? String(source.name) : "Blob", pieces: decoded(streamed(source.stream())) };
  }
  if ("text" in source) return { name: source.name ?? "CSV text", pieces: decoded(once(source.text)) };
  if ("getReader" in source) return { name: "stream", pieces: decoded(streamed(source)) };
  if (Symbol.asyncIterator in source) return { name: "stream", pieces: decoded(source) };
  throw new OptionError({
    where: "readCsv source",
    expected: "a path, CSV text, { text }, a Blob or a stream of text or bytes",
    found: typeof source,
    remedy: "pass one of these",
  });
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** A web stream as an iterable: not every browser can iterate one. */
async function* streamed<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if ((ended = done)) return;
      if (value !== undefined) yield value;
    }
  } finally {
    if (!ended) await reader.cancel();
    reader.releaseLock();
  }
}

async function* decoded(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let atStart = true;
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text === "") continue;
    yield atStart && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    atStart = false;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
