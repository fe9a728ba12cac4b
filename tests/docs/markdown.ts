/** What the tests of the documentation share: the pages, their code blocks, and how a block is run. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { transform } from "esbuild";
import { expect } from "vitest";
import * as seqcast from "../../src/index.ts";

/** The repository's root. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The paths of all pages that git knows or would take in, from the root. */
export const pages: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.md"],
  { cwd: root, encoding: "utf8" },
)
  .trim()
  .split("\n");

/** The text of a page. */
export const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Of the fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What the page takes as given, in a comment `<!-- given … -->` before the block that readers do not see. */
  readonly given: string;
}

/** All fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page);
  const fences = text.matchAll(/(?:<!-- given\n([\s\S]*?)-->\s*)?^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([whole, given = "", language = "", code = ""], i) => {
    const at = [...text.matchAll(/^```(\w*)\n[\s\S]*?^```$/gm)][i]?.index ?? text.indexOf(whole);
    return { page, line: text.slice(0, at).split("\n").length, language, code, given };
  });
}

const importPackage = (name: string): Promise<unknown> => import(/* @vite-ignore */ name);

/** Imports become reads of the sources or of a package; what was imported by default is its default. Exports stay in the block. */
const withoutImports = (code: string): string =>
  code
    .replace(/^export default /gm, "void ")
    .replace(/^export (?=const|function|class|async)/gm, "")
    .replace(
      /^import (?:(\{[^}]*\})|\* as (\w+)|(\w+)) from "([^"]+)";(?= *(?:\/\/.*)?$)/gm,
      (_, names?: string, all?: string, one?: string, from?: string) => {
        const source = from === "seqcast" ? "seqcast" : `await importPackage("${from}")`;
        const values = names?.replace(/,? type \w+/g, "").replaceAll(" as ", ": ");
        if (values !== undefined) return `const ${values} = ${source};`;
        return all === undefined ? `const ${one} = (${source}).default;` : `const ${all} = ${source};`;
      },
    );

/**
 * Runs a block in the folder of the process; each line `expression; //=> value` is an assertion.
 * @returns the number of assertions
 */
export async function runBlock({ code, given, language }: Pick<Block, "code" | "given" | "language">): Promise<number> {
  let checks = 0;
  const check = (actual: unknown, expected: unknown): void => {
    checks++;
    expect(actual).toEqual(expected);
  };
  const asserted = code.replace(/^(.+?);? \/\/=> (.+)$/gm, "check($1, $2);");
  const text = withoutImports(
    `${given}\n${asserted}`.replace(/\bimport \{[^}]*\} from/g, (names) => names.replace(/\s+/g, " ")),
  );
  const loader = language === "ts" ? "ts" : "js";
  const body = (await transform(`async () => {\n${text}\n}`, { loader, target: "es2022" })).code;
  const silent = { ...console, log: () => undefined, error: () => undefined, table: () => undefined };
  const names = ["seqcast", "check", "importPackage", "console"];
  const make = compileFunction(`return (${body.trim().replace(/;$/, "")})();`, names) as (
    ...values: unknown[]
  ) => Promise<void>;
  await make(seqcast, check, importPackage, silent);
  return checks;
}
