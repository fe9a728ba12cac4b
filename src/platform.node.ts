/**
 * What Node.js offers and a browser does not, behind one name: the builds alias `#platform` to this file or to
 * `platform.browser.ts`, so that the rest of the code holds no `node:` import.
 */
import { createReadStream } from "node:fs";
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { DataError, OptionError } from "./errors.ts";

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

/** Reads a text file in pieces, so that its length does not bound the memory used. */
export async function* readTextChunks(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) yield String(chunk);
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
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
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
