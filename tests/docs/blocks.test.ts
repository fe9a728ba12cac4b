/** The documentation's code: each block of TypeScript or JavaScript runs, and keeps what it says. Model pages have a test of their own. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, pages, root, runBlock } from "./markdown.ts";

const blocks = pages.filter((page) => !page.startsWith("docs/models/")).flatMap(blocksOf);
const programs = blocks.filter(({ language }) => language === "ts" || language === "js");
const before = process.cwd();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "seqcast-docs-"));
  symlinkSync(join(root, "datasets"), join(folder, "datasets"));
  process.chdir(folder); // what a block saves lies there
});
const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch; // a page about a server brings one of its own
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

describe("the code of the pages", () => {
  it.each(programs.map((block) => [`${block.page}:${block.line}`, block] as const))("%s runs", async (_, block) => {
    const checks = await runBlock(block);
    if (block.language === "js") expect(checks).toBeGreaterThan(0);
  });

  it("is in languages that are run or known not to be programs", () => {
    const languages = new Set(blocks.map(({ language }) => language));
    expect([...languages].sort()).toEqual(expect.arrayContaining(["js", "sh", "ts"]));
    for (const language of languages)
      expect(["js", "ts", "sh", "python", "json", "html", "text", ""]).toContain(language);
  });
});
