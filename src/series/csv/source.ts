/** What a file can be read from, as one stream of UTF-8 bytes: paths, text, Blobs and streams, packed or not. */
import { decompress, expandPath, readByteChunks } from "#platform";
import { DataError, OptionError } from "../../errors.ts";
import { type EncodingOptions, joined, utf8Of } from "./encoding.ts";

/**
 * A source of CSV text: a string (the text itself where it holds a line break, otherwise a path, which may hold `*` and `?`),
 * text with a name for error messages, a Blob or File, or a stream of text or bytes. Bytes may be packed by gzip or zstd.
 */
export type CsvSource =
  | string
  | { readonly text: string; readonly name?: string | undefined }
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<string | Uint8Array>;

/** An opened source: its name in error messages and its bytes. */
export interface OpenedSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Opens sources one after another; nothing is read before the bytes are asked for. */
export async function openSources(
  sources: CsvSource | readonly CsvSource[],
  options: Omit<EncodingOptions, "name">,
): Promise<OpenedSource[]> {
  const opened: OpenedSource[] = [];
  for (const source of isList(sources) ? sources : [sources]) {
    for (const { name, chunks } of await openAll(source))
      opened.push({ name, chunks: utf8Chunks(chunks, { ...options, name }) });
  }
  if (opened.length === 0) throw refused("an empty list");
  return opened;
}

function isList(sources: CsvSource | readonly CsvSource[]): sources is readonly CsvSource[] {
  return Array.isArray(sources);
}

type Chunks = AsyncIterable<string | Uint8Array>;

async function openAll(source: CsvSource): Promise<{ name: string; chunks: Chunks }[]> {
  if (typeof source === "string") {
    if (/[\r\n]/.test(source)) return [{ name: "CSV text", chunks: once(source) }];
    return (await expandPath(source)).map((path) => ({ name: path, chunks: readByteChunks(path) }));
  }
  if (typeof source !== "object" || source === null) throw refused(typeof source);
  if (source instanceof Blob) {
    return [{ name: "name" in source ? String(source.name) : "Blob", chunks: streamed(source.stream()) }];
  }
  if ("text" in source) return [{ name: source.name ?? "CSV text", chunks: once(source.text) }];
  if ("getReader" in source) return [{ name: "stream", chunks: streamed(source) }];
  if (Symbol.asyncIterator in source) return [{ name: "stream", chunks: source }];
  throw refused(typeof source);
}

function refused(found: string): OptionError {
  return new OptionError({
    where: "readCsv source",
    expected: "a path, CSV text, { text }, a Blob, a stream of text or bytes, or a list of them",
    found,
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

/** Text is UTF-8 already; bytes are unpacked and read in their encoding. */
async function* utf8Chunks(chunks: Chunks, options: EncodingOptions): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let ended = false;
  const rest: AsyncIterable<string | Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const result = await iterator.next();
        ended = result.done === true;
        return result;
      },
    }),
  };
  try {
    for await (const first of rest) {
      if (first.length === 0) continue;
      if (typeof first === "string") yield* utf8Of(encoded(first, rest), { ...options, encoding: "utf-8" });
      else yield* utf8Of(unpacked(first, bytesOf(rest), options.name), options);
      return;
    }
  } finally {
    if (!ended) await iterator.return?.();
  }
}

const TEXT_PIECE = 1 << 18;

/** Long text in pieces that do not cut a character of two code units. */
async function* encoded(first: string, rest: Chunks): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let held = "";
  const pieces = async function* (): AsyncGenerator<string | Uint8Array> {
    yield first;
    yield* rest;
  };
  for await (const piece of pieces()) {
    const text = held + (typeof piece === "string" ? piece : new TextDecoder().decode(piece));
    held = "";
    for (let at = 0; at < text.length;) {
      let end = Math.min(text.length, at + TEXT_PIECE);
      if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
      if (end === at) {
        held = text.slice(at);
        break;
      }
      yield encoder.encode(text.slice(at, end));
      at = end;
    }
  }
  if (held !== "") yield encoder.encode(held);
}

async function* bytesOf(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield typeof chunk === "string" ? encoder.encode(chunk) : chunk;
}

/** Unpacks what begins as gzip or zstd does; the name of the file says nothing. */
async function* unpacked(first: Uint8Array, rest: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const iterator = rest[Symbol.asyncIterator]();
  let head = first;
  while (head.length < 4) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    head = joined(head, value);
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  if (head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31) throw parquet(name); // PAR1
  const format = formatOf(head);
  yield* format === undefined ? all() : decompress(format, all(), name);
}

function parquet(name: string): DataError {
  return new DataError({
    where: name,
    file: name,
    expected: "a table as text",
    found: "a Parquet file",
    remedy: "read it by readParquet in code; on the command line pass --format parquet, or call it something.parquet",
  });
}

function formatOf(head: Uint8Array): "gzip" | "zstd" | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? "zstd" : undefined;
}
