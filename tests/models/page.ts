/** What the tests of model pages share: reading pages, and running their examples. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import * as seqcast from "../../src/index.ts";
import { describeRange, type OptionSpec } from "../../src/options.ts";

/** The repository's root. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));
/** The page of a model. */
export const pageOf = (name: string): string => readFileSync(`${root}docs/models/${name}.md`, "utf8");

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

/** The rows of a page's option table. */
export const optionRowsOf = (page: string): string[][] =>
  page
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map(cellsOf);

/** The first example of a page. */
export function exampleOf(page: string): string {
  const [, code = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  expect(code).toContain('from "seqcast"');
  return code;
}

/** Runs an example; each line `expression; //=> value` is an assertion. */
export async function run(code: string): Promise<number> {
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
