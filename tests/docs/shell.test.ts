/** The documentation's commands: scripts, files, commands and flags exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seqcast } from "../cli/terminal.ts";
import { blocksOf, pages, root } from "./markdown.ts";

/** The commands of a block, one a line: continued lines joined, comments and prompts taken away. */
const commandsOf = (code: string): string[] =>
  code
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter(Boolean);
const commands = pages.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code, line }) => commandsOf(code).map((command) => [`${page}:${line} ${command}`, command] as const)),
);
const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const scripts = Object.keys((manifest as { scripts: object }).scripts);
const texts = new Map<string, Promise<string>>();

/** The help of a command of seqcast. */
function helpOf(command: string): Promise<string> {
  const known = texts.get(command);
  if (known) return known;
  const text = seqcast([command, "--help"]).then(({ stdout }) => stdout);
  texts.set(command, text);
  return text;
}

describe("the commands of the pages", () => {
  it.each(commands)("%s", async (_, command) => {
    for (const part of command.split(/&&|\|/)) {
      const words = part.trim().split(/\s+/);
      const script = /^npm run (?:--silent )?(\S+)/.exec(part.trim())?.[1];
      if (script !== undefined) expect(scripts).toContain(script);
      if (words[0] === "node" && /^[\w./-]+\.m?js$/.test(words[1] ?? ""))
        expect(existsSync(join(root, words[1]!))).toBe(true);
      const own = words.findIndex((word) => word === "seqcast" || word === "npx");
      if (own !== 0 || !words.includes("seqcast")) continue;
      const [name = "--help", ...rest] = words.slice(words.indexOf("seqcast") + 1);
      if (name.startsWith("--")) continue;
      const help = await helpOf(name);
      expect(help).toContain(`Usage: seqcast ${name}`);
      for (const flag of rest.filter((word) => word.startsWith("--"))) expect(help).toContain(flag.split("=")[0]);
      for (const file of rest.filter((word) => word.startsWith("datasets/")))
        expect(existsSync(join(root, file))).toBe(true);
    }
  });
});
