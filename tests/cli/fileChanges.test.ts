import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileChanges } from "../../src/cli/fileChanges.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-changes-"));
  await writeFile(path("a.csv"), "1");
});
afterAll(() => rm(folder, { recursive: true }));

describe("fileChanges", () => {
  it("tells at once, after a change, and of a change that came while the one before was worked on", async () => {
    const end = new AbortController();
    const changes = fileChanges([path("a.csv")], { settle: 5, look: 5, signal: end.signal });
    expect(await changes.next()).toEqual({ done: false, value: undefined });
    await appendFile(path("a.csv"), "2"); // at work
    expect((await changes.next()).done).toBe(false);
    const later = changes.next();
    await appendFile(path("a.csv"), "3");
    expect((await later).done).toBe(false);
    end.abort();
    expect((await changes.next()).done).toBe(true);
  });

  it("hears of files that a pattern finds later, and of one that goes away", async () => {
    const end = new AbortController();
    const changes = fileChanges([path("*.csv")], { settle: 0, look: 5, signal: end.signal });
    await changes.next();
    await writeFile(path("b.csv"), "1");
    expect((await changes.next()).done).toBe(false);
    await rm(path("b.csv"));
    expect((await changes.next()).done).toBe(false);
    end.abort();
  });

  it("ends while it waits", async () => {
    const end = new AbortController();
    const changes = fileChanges([path("a.csv")], { settle: 1000, look: 1000, signal: end.signal });
    await changes.next();
    const waiting = changes.next();
    end.abort();
    await waiting;
    expect((await changes.next()).done).toBe(true);
  });

  it("tells nothing where nothing has changed", async () => {
    const end = new AbortController();
    const changes = fileChanges([path("a.csv")], { settle: 1, look: 1, signal: end.signal });
    await changes.next();
    const waiting = changes.next().then(() => "told");
    const quiet = new Promise((done) => setTimeout(done, 50, "quiet"));
    expect(await Promise.race([waiting, quiet])).toBe("quiet");
    end.abort();
  });
});
