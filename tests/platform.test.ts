import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, UnsupportedError } from "../src/errors.ts";
import { decompress, expandPath, openFile, readByteChunks, readBytes, writeWhole } from "../src/platform.node.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function failure(action: () => Promise<unknown>): Promise<DataError> {
  const error: unknown = await action().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

async function text(path: string): Promise<string> {
  let all = "";
  for await (const chunk of readByteChunks(path)) all += Buffer.from(chunk).toString();
  return all;
}

describe("reading", () => {
  const remedy = "check the path; it is taken from the current folder unless it is absolute";

  it.each([
    ["readByteChunks", text],
    ["readBytes", readBytes],
    ["openFile", openFile],
  ])("%s names a missing file and a folder", async (_, read) => {
    const missing = join(folder, "missing.csv");
    const first = await failure(() => read(missing));
    expect(first.message).toBe(`${missing}: expected a readable file, found no such file; ${remedy}`);
    expect(first.file).toBe(missing);
    expect((await failure(() => read(folder))).message).toBe(
      `${folder}: expected a readable file, found a folder; ${remedy}`,
    );
  });

  it("gives all bytes of a file in several chunks", async () => {
    const path = join(folder, "long.txt");
    const content = `a${"é€😀".repeat(200_000)}`;
    await writeFile(path, content);
    const chunks: Uint8Array[] = [];
    for await (const chunk of readByteChunks(path)) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks).toString() === content).toBe(true);
  });

  it("openFile gives parts in any order, and refuses those that the file no longer has", async () => {
    const path = join(folder, "parts.bin");
    await writeFile(path, Uint8Array.of(1, 2, 3, 4, 5));
    const file = await openFile(path);
    expect(file.byteLength).toBe(5);
    expect([...new Uint8Array(await file.slice(3))]).toEqual([4, 5]);
    expect([...new Uint8Array(await file.slice(0, 2))]).toEqual([1, 2]);
    await writeFile(path, Uint8Array.of(1));
    expect((await failure(() => file.slice(0, 2))).found).toBe("it became shorter while it was read");
    await file.close();
  });

  it("may be left early", async () => {
    const path = join(folder, "early.txt");
    await writeFile(path, "x".repeat(3 << 20));
    let length = 0;
    for await (const chunk of readByteChunks(path)) {
      length = chunk.length;
      break;
    }
    expect(length).toBe(1 << 18);
  });
});

describe("expandPath", () => {
  it("gives the files of a pattern in order, of hidden ones none, and a plain path as it is", async () => {
    const inner = join(folder, "glob");
    for (const path of ["b/2.csv", "a/1.csv", "a/x/3.csv", "a/.hidden.csv", "a/notes.txt", "a/1[2].csv"]) {
      await writeWhole(join(inner, path), "x");
    }
    const found = async (pattern: string): Promise<string[]> =>
      (await expandPath(join(inner, pattern))).map((path) => path.slice(inner.length + 1));
    expect(await found("*/?.csv")).toEqual(["a/1.csv", "b/2.csv"]);
    expect(await found("**/*.csv")).toEqual(["a/1.csv", "a/1[2].csv", "a/x/3.csv", "b/2.csv"]);
    expect(await found("a/1[*.csv")).toEqual(["a/1[2].csv"]);
    expect(await found("none.csv")).toEqual(["none.csv"]);
    expect((await failure(() => expandPath(join(inner, "*.tsv")))).found).toBe("none");
  });
});

async function* once(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function unpacked(format: "gzip" | "zstd", ...chunks: Uint8Array[]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of decompress(format, once(...chunks), "f.gz")) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("decompress", () => {
  it("reads packed files that stand one behind the other", async () => {
    expect(await unpacked("gzip", zlib.gzipSync("a\n"), zlib.gzipSync("b\n"))).toBe("a\nb\n");
  });

  it("refuses a file that was cut off or damaged", async () => {
    const packed = zlib.gzipSync("some text that is long enough");
    const cut = await failure(() => unpacked("gzip", packed.subarray(0, 12)));
    expect(cut.message).toBe(
      "f.gz: expected a whole gzip file, found unexpected end of file; the file is damaged or was cut off: fetch it again",
    );
    packed[14]! ^= 255;
    expect((await failure(() => unpacked("gzip", packed))).where).toBe("f.gz");
  });

  it.skipIf("createZstdDecompress" in zlib)("names the remedies where Node.js does not know zstd", async () => {
    const error: unknown = await unpacked("zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(UnsupportedError);
    expect((error as UnsupportedError).remedy).toBe(
      "run Node.js 22.15 or newer, unpack it by `zstd -d`, or pack it by gzip",
    );
  });
});

describe("writeWhole", () => {
  it("makes folders and writes text or bytes, leaving nothing else", async () => {
    const inner = join(folder, "new", "deep");
    await writeWhole(join(inner, "a.txt"), "é");
    await writeWhole(join(inner, "b.bin"), Uint8Array.of(0, 255));
    expect(await readFile(join(inner, "a.txt"), "utf8")).toBe("é");
    expect([...(await readBytes(join(inner, "b.bin")))]).toEqual([0, 255]);
    expect((await readdir(inner)).sort()).toEqual(["a.txt", "b.bin"]);
  });

  it("overwrites, and of many writers at once one wins whole", async () => {
    const inner = join(folder, "race");
    const path = join(inner, "a.txt");
    await writeWhole(path, "old");
    const contents = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(10_000));
    await Promise.all(contents.map((content) => writeWhole(path, content)));
    expect(contents).toContain(await readFile(path, "utf8"));
    expect(await readdir(inner)).toEqual(["a.txt"]);
  });

  it("leaves neither file nor part behind when it fails", async () => {
    const inner = join(folder, "fails");
    const taken = join(inner, "taken");
    await mkdir(join(taken, "full"), { recursive: true });
    const error = await failure(() => writeWhole(taken, "x"));
    expect(error.message).toBe(
      `${taken}: expected a path that can be written, found a folder; choose another path or mend the permissions`,
    );
    expect(await readdir(inner)).toEqual(["taken"]);
  });

  it("names a path that leads through a file", async () => {
    const file = join(folder, "plain.txt");
    await writeFile(file, "x");
    const error = await failure(() => writeWhole(join(file, "a.txt"), "y"));
    expect(error.where).toBe(join(file, "a.txt"));
    expect(await readFile(file, "utf8")).toBe("x");
  });

  it("follows a link and keeps the permissions of what stood there", async () => {
    const inner = join(folder, "links");
    await mkdir(inner);
    await writeFile(join(inner, "real.txt"), "old", { mode: 0o600 });
    await symlink("real.txt", join(inner, "link.txt"));
    await writeWhole(join(inner, "link.txt"), "new");
    expect(await readFile(join(inner, "real.txt"), "utf8")).toBe("new");
    expect((await lstat(join(inner, "link.txt"))).isSymbolicLink()).toBe(true);
    expect((await stat(join(inner, "real.txt"))).mode & 0o777).toBe(0o600);
    expect((await readdir(inner)).sort()).toEqual(["link.txt", "real.txt"]);
  });

  it.skipIf(process.platform === "win32")("writes to a device as it is, and does not take its place", async () => {
    await writeWhole("/dev/null", "x");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("gives up where a file system refuses new folders", async () => {
    const error = await failure(() => writeWhole("/proc/no-such-folder/a.txt", "x"));
    expect(error.found).toMatch(/^(a folder that cannot be made|no permission to write it)$/);
  });
});
