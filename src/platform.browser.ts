/** The browser's side of `platform.node.ts`: no paths to read; written files become downloads. */
import { DataError, SeqcastError, UnsupportedError } from "./errors.ts";

const noPaths = (path: string): UnsupportedError =>
  new UnsupportedError({
    where: `read "${path}"`,
    expected: "text, a Blob or a stream",
    found: "a path, which a browser cannot open",
    remedy: "fetch it, or take a File from an <input>, and pass that",
  });

export async function* readByteChunks(path: string): AsyncGenerator<Uint8Array> {
  yield await Promise.reject<Uint8Array>(noPaths(path));
}

/** A browser has no folders to search. */
export async function expandPath(path: string): Promise<string[]> {
  return [path];
}

/** Unpacks gzip; browsers do not know zstd. */
export async function* decompress(
  format: "gzip" | "zstd",
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  if (format === "zstd") throw noZstd(name);
  const iterator = chunks[Symbol.asyncIterator]();
  const packed = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    if (cause instanceof SeqcastError) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    const remedy = "the file is damaged or was cut off: fetch it again";
    throw new DataError({ where: name, file: name, expected: "a whole gzip file", found, remedy });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function noZstd(name: string): UnsupportedError {
  return new UnsupportedError({
    where: name,
    expected: "a file that a browser can unpack",
    found: "zstd, which browsers do not know",
    remedy: "unpack it by `zstd -d`, or pack it by gzip",
  });
}

export async function openFile(path: string): Promise<never> {
  throw noPaths(path);
}

export async function readBytes(path: string): Promise<Uint8Array> {
  throw noPaths(path);
}

/** Offers the content to the user as a download named after the path's last part. */
export async function writeWhole(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const parts = typeof content === "string" || content instanceof Uint8Array ? [content as BlobPart] : [...content];
  const url = URL.createObjectURL(new Blob(parts));
  const link = document.createElement("a");
  link.href = url;
  link.download = path.split("/").at(-1) ?? path;
  link.click();
  URL.revokeObjectURL(url);
}

/** A browser has no environment variables. */
export function environmentVariable(): string | undefined {
  return undefined;
}

/** What runs this program. */
export function runtimeName(): string {
  return navigator.userAgent;
}

/** Whether threads can share memory here: in a worker of a cross-origin-isolated page; a page itself must not wait. */
export function threadsSupported(): boolean {
  return typeof document === "undefined" && globalThis.crossOriginIsolated && typeof Worker !== "undefined";
}

/** The threads to use unless the caller chooses. */
export function availableThreads(): number {
  return threadsSupported() ? navigator.hardwareConcurrency : 1;
}

/** Starts a worker that calls `serve(task)` of the script; `onEnd` hears why it failed. */
export function startWorker(script: string, task: unknown, onEnd: (reason: string) => void): { stop(): void } {
  const code = `${script}\nonmessage = ({ data }) => serve(data);`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onerror = ({ message }) => onEnd(message);
  worker.postMessage(task, []);
  return {
    stop() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** A worker thread that runs a script of this package. */
export interface ModuleWorker {
  post(message: unknown): void;
  stop(): Promise<void>;
}

/** Whether threads can run scripts of this package: a bundle has no file beside it to run. */
export const canStartWorkers = (): boolean => false;

/** Is not asked for where workers cannot be started. */
export function startModule(name: string): ModuleWorker {
  throw new UnsupportedError({ where: "startModule", expected: "Node.js", found: `a browser that is to run ${name}` });
}
