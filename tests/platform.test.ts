import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../src/errors.ts";
import { readBytes, readTextChunks, writeWhole } from "../src/platform.node.ts";

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
  for await (const chunk of readTextChunks(path)) all += chunk;
  return all;
}

describe("reading", () => {
  const remedy = "check the path; it is taken from the current folder unless it is absolute";

  it.each([
    ["readTextChunks", text],
    ["readBytes", readBytes],
  ])("%s names a missing file and a folder", async (_, read) => {
    const missing = join(folder, "missing.csv");
    const first = await failure(() => read(missing));
    expect(first.message).toBe(`${missing}: expected a readable file, found no such file; ${remedy}`);
    expect(first.file).toBe(missing);
    expect((await failure(() => read(folder))).message).toBe(
      `${folder}: expected a readable file, found a folder; ${remedy}`,
    );
  });

  it("keeps characters whole that lie across two chunks", async () => {
    const path = join(folder, "long.txt");
    const content = `a${"é€😀".repeat(200_000)}`;
    await writeFile(path, content);
    let chunks = 0;
    let all = "";
    for await (const chunk of readTextChunks(path)) {
      chunks++;
      all += chunk;
    }
    expect(chunks).toBeGreaterThan(1);
    expect(all === content).toBe(true);
  });

  it("may be left early", async () => {
    const path = join(folder, "early.txt");
    await writeFile(path, "x".repeat(3 << 20));
    let length = 0;
    for await (const chunk of readTextChunks(path)) {
      length = chunk.length;
      break;
    }
    expect(length).toBe(1 << 20);
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
