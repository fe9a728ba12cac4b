/**
 * What Node.js offers and a browser does not, behind one name: the builds alias `#platform` to this file or to
 * `platform.browser.ts`, so that the rest of the code holds no `node:` import.
 */
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "./errors.ts";

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

/** Writes a whole file or nothing: a temporary file beside it is renamed when complete; folders are made. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${writes++}.part`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new DataError({
      where: path,
      file: path,
      expected: "a path that can be written",
      found: code === "EISDIR" ? "a folder" : code === "EACCES" ? "no permission to write it" : code,
      remedy: "choose another path or mend the permissions",
    });
  }
}

let writes = 0;
