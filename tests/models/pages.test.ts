/** The model pages: their option tables are the registry's, and their examples run. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as seqcast from "../../src/index.ts";
import { registry } from "../../src/models/index.ts";
import { describeRange, type OptionSpec } from "../../src/options.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pageOf = (name: string): string => readFileSync(`${root}docs/models/${name}.md`, "utf8");

/** Cells of a line of a Markdown table, whatever their padding. */
const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The row of an option in the page's table: name, default, values, meaning. */
export function optionRow(name: string, spec: OptionSpec): string[] {
  const value =
    spec.default === undefined ? (spec.optional ? "chosen" : "required") : `${spec.default as string | number}`;
  return [`\`${name}\``, value, describeRange(spec), spec.description];
}

/** Runs an example; each line `expression; //=> value` is an assertion. */
async function run(code: string): Promise<number> {
  let checks = 0;
  const check = (actual: unknown, expected: unknown): void => {
    checks++;
    expect(actual).toEqual(expected);
  };
  const body = code
    .replace(/^import \{([^}]*)\} from "seqcast";$/m, "const {$1} = seqcast;")
    .replace(/^(.+?);? \/\/=> (.+)$/gm, "check($1, $2);");
  const AsyncFunction = (async () => undefined).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction("seqcast", "check", body)(seqcast, check);
  return checks;
}

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
      const rows = page
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .map(cellsOf);
      expect(rows).toEqual(Object.entries(definition.options).map(([option, spec]) => optionRow(option, spec)));
    });

    it("has an example that runs and keeps what it says", async () => {
      const [, code = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
      expect(code).toContain('from "seqcast"');
      expect(await run(code)).toBeGreaterThan(0);
    });
  },
);

describe("the examples of docs/*.md", () => {
  const examples = readdirSync(`${root}docs`)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => {
      const blocks = readFileSync(`${root}docs/${name}`, "utf8").matchAll(/```js\n([\s\S]*?)```/g);
      return [...blocks].map(([, code = ""], i) => [`${name} ${i + 1}`, code] as const);
    });

  it.each(examples)("%s runs and keeps what it says", async (_, code) => {
    expect(await run(code)).toBeGreaterThan(0);
  });
});
