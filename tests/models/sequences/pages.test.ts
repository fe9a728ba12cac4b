/** The pages of the sequence models, which are not in the registry: their option tables, their examples, and the programs. */
import { describe, expect, it } from "vitest";
import { classifierOptions } from "../../../src/models/sequences/sequenceClassifier.ts";
import { generatorOptions } from "../../../src/models/sequences/sequenceGenerator.ts";
import type { OptionSpec } from "../../../src/options.ts";
import { exampleOf, optionRow, optionRowsOf, pageOf, run } from "../page.ts";

const tables: Readonly<Record<string, Readonly<Record<string, OptionSpec>>>> = {
  "sequence-classifier": { ...classifierOptions },
  "sequence-generator": { ...generatorOptions },
};

describe.each(Object.entries(tables))("docs/models/%s.md", (name, options) => {
  const page = pageOf(name);

  it("has its sections in order", () => {
    expect(page.split("\n")[0]).toBe(`# ${name}`);
    expect(page.match(/^## .+$/gm)).toEqual([
      "## What it computes",
      "## When to use it",
      "## Options",
      name === "sequence-classifier" ? "## Sequences and errors" : "## Writing",
      "## What it reaches",
      "## Example",
      "## Reference",
    ]);
  });

  it("lists all options, and no other", () => {
    expect(optionRowsOf(page)).toEqual(Object.entries(options).map(([option, spec]) => optionRow(option, spec)));
  });

  it("has an example that runs and keeps what it says", async () => {
    expect(await run(exampleOf(page))).toBeGreaterThan(0);
  });
});
