/**
 * What Node.js offers and a browser does not, behind one name: the builds alias `#platform` to this file or to
 * `platform.browser.ts`, so that the rest of the code holds no `node:` import.
 */
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as zlib from "node:zlib";
import { DataError, OptionError, SeqcastError, UnsupportedError } from "./errors.ts";

const reasons: Record<string, string> = {
  ENOENT: "no such file",
  EISDIR: "a folder",
  EACCES: "no permission to read it",
};

function unreadable(path: string, cause: unknown): DataError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new DataError({
    where: path,
    file: path,
    expected: "a readable file",
    found: reasons[code] ?? code,
    remedy: "check the path; it is taken from the current folder unless it is absolute",
  });
}

/** Reads a file in pieces, so that its length does not bound the memory used. */
export async function* readByteChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) yield chunk as Uint8Array;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The files that a path with `*` (any part of a name), `**` (any folders) and `?` stands for, sorted; or the path itself. */
export async function expandPath(path: string): Promise<string[]> {
  if (!/[*?]/.test(path) || (await stat(path).catch(() => undefined))) return [path];
  const found: string[] = [];
  const parts = path.split("/");
  await findPaths(parts[0] === "" ? "/" : "", parts[0] === "" ? parts.slice(1) : parts, found);
  if (found.length > 0) return [...new Set(found)].sort();
  const remedy = "check the pattern; it is taken from the current folder unless it is absolute";
  throw new DataError({ where: path, file: path, expected: "files of this pattern", found: "none", remedy });
}

async function findPaths(folder: string, [part, ...rest]: readonly string[], found: string[]): Promise<void> {
  if (part === undefined) return;
  if (!/[*?]/.test(part)) {
    const next = join(folder, part);
    const there = await stat(next).catch(() => undefined);
    if (there?.isDirectory() && rest.length > 0) await findPaths(next, rest, found);
    if (there?.isFile() && rest.length === 0) found.push(next);
    return;
  }
  if (part === "**") await findPaths(folder, rest, found);
  const source = part
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  const name = new RegExp(`^${source}$`);
  for (const entry of await readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => [])) {
    if (!name.test(entry.name) || (entry.name.startsWith(".") && !part.startsWith("."))) continue;
    const next = join(folder, entry.name);
    if (entry.isDirectory() && part === "**") await findPaths(next, [part, ...rest], found);
    else if (entry.isDirectory() && rest.length > 0) await findPaths(next, rest, found);
    else if (!entry.isDirectory() && rest.length === 0 && part !== "**") found.push(next);
  }
}

/** Unpacks bytes; several packed files one behind the other, as logs have them, are read as one. */
export async function* decompress(
  format: "gzip" | "zstd",
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const unpack = format === "gzip" ? zlib.createGunzip() : createUnzstd(name);
  let source: unknown;
  const failed = pipeline(Readable.from(chunks), unpack).catch((cause: unknown) => {
    source = cause;
  });
  try {
    for await (const chunk of unpack) yield chunk as Uint8Array;
    await failed;
    if (source !== undefined) throw source;
  } catch (cause) {
    if (cause instanceof SeqcastError) throw cause;
    throw new DataError({
      where: name,
      file: name,
      expected: `a whole ${format} file`,
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: "the file is damaged or was cut off: fetch it again",
    });
  }
}

/** Node.js unpacks zstd from 22.15 on. */
function createUnzstd(name: string): Transform {
  const create: unknown = Reflect.get(zlib, "createZstdDecompress");
  if (typeof create === "function") return (create as () => Transform)();
  throw new UnsupportedError({
    where: name,
    expected: "a file that Node.js can unpack",
    found: `zstd, which Node.js ${process.versions.node} does not know`,
    remedy: "run Node.js 22.15 or newer, unpack it by `zstd -d`, or pack it by gzip",
  });
}

/** A file of which parts can be read in any order. */
export interface OpenedFile {
  readonly byteLength: number;
  /** The bytes from `start` to before `end`, or to the file's end. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

/** Opens a file to read parts of it. */
export async function openFile(path: string): Promise<OpenedFile> {
  try {
    const file = await open(path);
    const facts = await file.stat();
    if (facts.isDirectory()) {
      await file.close();
      throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    }
    const slice = async (start: number, end: number = facts.size): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw unreadable(path, "it became shorter while it was read");
        filled += bytesRead;
      }
      return bytes.buffer;
    };
    return { byteLength: facts.size, slice, close: () => file.close() };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Reads a whole file. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Makes a folder and those above it; Node's own recursive form never ends where a file system refuses new folders. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
  });
}

/**
 * Writes a whole file or nothing: a temporary file beside it is renamed when complete; folders are made, links followed, and
 * the permissions of a file that stood there are kept. A device or a pipe is written to as it is.
 */
export async function writeWhole(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => undefined);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.${writes++}.part`);
  try {
    if (existing && !existing.isFile() && !existing.isDirectory()) return await writeFile(target, content);
    await makeFolder(dirname(target));
    await writeFile(temporary, content, { mode: existing?.mode ?? 0o666 });
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new DataError({
      where: path,
      file: path,
      expected: "a path that can be written",
      found: writeReasons[code] ?? code,
      remedy: "choose another path or mend the permissions",
    });
  }
}

const writeReasons: Record<string, string> = {
  EISDIR: "a folder",
  ENOTDIR: "a file where a folder is needed",
  EACCES: "no permission to write it",
  ENOENT: "a folder that cannot be made",
};

let writes = 0;

/** An environment variable; undefined where it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}

/** What runs this program. */
export function runtimeName(): string {
  return `Node.js ${process.versions.node}`;
}

/** Whether threads can share memory here. */
export function threadsSupported(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}

/** The threads to use unless the caller chooses: SEQCAST_THREADS, else the available cores. */
export function availableThreads(): number {
  const given = process.env["SEQCAST_THREADS"];
  if (given === undefined || given === "") return availableParallelism();
  if (/^\d{1,3}$/.test(given) && Number(given) >= 1 && Number(given) <= 256) return Number(given);
  throw new OptionError({
    where: "SEQCAST_THREADS",
    expected: "a whole number from 1 to 256",
    found: JSON.stringify(given),
    remedy: "set the environment variable to the count of cores to use, or unset it to use all",
  });
}

/** Starts a worker that calls `serve(task)` of the script and does not keep the process alive; `onEnd` hears why it ended. */
export function startWorker(script: string, task: unknown, onEnd: (reason: string) => void): { stop(): void } {
  const code = `${script}\nserve(require("node:worker_threads").workerData);`;
  const worker = new Worker(code, { eval: true, workerData: task, execArgv: [], env: {} });
  worker.on("error", (error) => onEnd(String(error)));
  worker.on("exit", (status) => onEnd(`exit with status ${status}`));
  worker.unref();
  return { stop: () => void worker.terminate() };
}

/** A worker thread that runs a script of this package. */
export interface ModuleWorker {
  post(message: unknown): void;
  stop(): Promise<void>;
}

/** Who hears a worker. */
export interface ModuleListener {
  readonly onMessage: (message: unknown) => void;
  /** Hears why the worker ended. */
  readonly onEnd: (reason: string) => void;
}

/** Whether threads can run scripts of this package. */
export const canStartWorkers = (): boolean => true;

/** Starts a worker on a script that lies beside the built library, which takes the task by `serveModule`. */
export function startModule(
  name: string,
  task: unknown,
  environment: Readonly<Record<string, string>>,
  { onMessage, onEnd }: ModuleListener,
): ModuleWorker {
  // In CommonJS there is no import.meta, in a module no __filename.
  const here = typeof __filename === "string" ? pathToFileURL(__filename).href : import.meta.url;
  const env = { ...process.env, ...environment };
  // What the process was started with, such as --input-type and --eval, is not for a script.
  const worker = new Worker(new URL(`./${name}.js`, here), { workerData: task, env, execArgv: [] });
  worker.on("message", onMessage);
  worker.on("error", (error) => onEnd(String(error)));
  worker.on("exit", (status) => onEnd(`exit with status ${status}`));
  return {
    post: (message) => worker.postMessage(message, []),
    async stop() {
      await worker.terminate();
    },
  };
}

/** In a worker's script: makes what answers its messages from its task. */
export function serveModule(
  create: (task: unknown, post: (answer: unknown) => void) => (message: unknown) => Promise<void>,
): void {
  const port = parentPort;
  if (isMainThread || !port) return;
  const serve = create(workerData, (answer) => port.postMessage(answer, []));
  port.on("message", (message: unknown) => void serve(message));
}
