/** docs/cli.md is held against the commands themselves: what it names is there, what is there it names, and its examples run. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkConfig } from "../../src/cli/configSchema.ts";
import { createProgram } from "../../src/cli/run.ts";
import { build, startSeqcast } from "./built.ts";
import { createTerminal, line } from "./terminal.ts";

const page = await readFile("docs/cli.md", "utf8");
const program = createProgram(createTerminal());
const names = program.commands.map((command) => command.name());
const flags = new Set([program, ...program.commands].flatMap(({ options }) => options.map(({ long }) => long)));

/** The part of the page about a command. */
function partOf(name: string): string {
  const [, part = ""] = new RegExp(`\\n## ${name}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(page) ?? [];
  return part;
}

const examples = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text!.replaceAll(/\\\n\s*/g, "").trim());

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-docs-"));
  await symlink(resolve("datasets"), join(folder, "datasets"));
  await build();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe("docs/cli.md", () => {
  it.each(names)("has a part about %s with an example, and a row in its table", (name) => {
    expect(partOf(name)).toMatch(new RegExp(`^\\n\`\`\`sh\\nseqcast ${name} `));
    const summary = program.commands.find((command) => command.name() === name)!.summary();
    expect(page).toMatch(new RegExp(`\\| \\[${name}\\]\\(#${name}\\) +\\| ${summary} +\\|`));
  });

  it("names only commands and flags that are there", () => {
    const named = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
    expect(named.filter((flag) => !flags.has(flag) && flag !== "--help")).toEqual([]);
    const commands = [...page.matchAll(/\bseqcast ([a-z]+)/g)].map(([, name]) => name);
    expect(commands.filter((name) => !names.includes(name!))).toEqual([]);
  });

  it("gives flags to commands that have them", () => {
    for (const text of examples) {
      const [, name, ...words] = line(text);
      const { options } = program.commands.find((command) => command.name() === name)!;
      const own = new Set(options.map(({ long }) => long));
      const wrong = words.filter((word) => word.startsWith("--") && !own.has(word));
      expect([name, wrong]).toEqual([name, []]);
    }
  });

  it("has examples that run, one after the other", async () => {
    for (const text of examples) {
      const [, ...words] = line(text);
      const onStart = words[0] === "watch" ? stopAfterFirst : undefined;
      const redirect = words.indexOf(">");
      const { code, stderr } = await startSeqcast(redirect < 0 ? words : words.slice(0, redirect), {
        cwd: folder,
        ...(onStart && { onStart }),
      });
      expect([text, code], stderr).toEqual([text, 0]);
    }
  });

  it("shows a config file that is understood", async () => {
    const [, text] = /```json\n([\s\S]*?)```/.exec(page)!;
    expect(await checkConfig("docs/cli.md", JSON.parse(text!), program)).toHaveProperty("forecast.horizon", 48);
  });
});

function stopAfterFirst(child: ChildProcess): void {
  child.stdout!.once("data", () => child.kill("SIGINT"));
}
