/** The model pages: their option tables are the registry's, and their examples run. */
import { describe, expect, it } from "vitest";
import { registry } from "../../src/models/index.ts";
import { exampleOf, optionRow, optionRowsOf, pageOf, run } from "./page.ts";

describe.each(registry.map((definition) => ({ name: definition.name, definition })))(
  "docs/models/$name.md",
  ({ name, definition }) => {
    const page = pageOf(name);

    it("begins with the name and tells the summary and the reference", () => {
      expect(page.split("\n")[0]).toBe(`# ${name}`);
      const plain = page.replace(/\s+/g, " ");
      expect(plain.toLowerCase()).toContain(definition.summary.toLowerCase());
      for (const part of definition.reference.split(", ").slice(0, 2)) expect(plain).toContain(part);
    });

    it("has the sections that every page has, in this order", () => {
      expect(page.match(/^## .+$/gm)).toEqual([
        "## What it computes",
        "## When to use it",
        "## Options",
        "## Intervals",
        "## Gaps, short and constant series",
        "## Example",
        "## Reference",
      ]);
    });

    it("lists the registry's options, every one and no other", () => {
      expect(optionRowsOf(page)).toEqual(
        Object.entries(definition.options).map(([option, spec]) => optionRow(option, spec)),
      );
    });

    it("has an example that runs and keeps what it says", async () => {
      expect(await run(exampleOf(page))).toBeGreaterThan(0);
    });
  },
);
