/** What a flag takes, told from its placeholder: config files, environment variables and completion go by it. */
import type { Command, Option } from "commander";

/**
 * "switch" takes nothing; "count" a number; "list" words or numbers between commas; "settings" name=value, again and again; "file" a
 * path; "text" one word or number.
 */
export type OptionKind = "switch" | "count" | "list" | "settings" | "file" | "text";

const kinds: Readonly<Record<string, OptionKind>> = {
  steps: "count",
  rows: "count",
  count: "count",
  number: "count",
  seconds: "count",
  columns: "list",
  files: "list",
  names: "list",
  words: "list",
  percent: "list",
  "name=value": "settings",
  file: "file",
  path: "file",
};

/** Flags that no file and no variable sets. */
const unset = new Set(["help", "version", "config"]);

/** The kind of a flag; a placeholder that stands for nothing special is text. */
export function kindOf(option: Option): OptionKind {
  if (option.isBoolean() || option.negate) return "switch";
  const [, placeholder = ""] = /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(option.flags) ?? [];
  return kinds[placeholder] ?? "text";
}

/** The flags of commands that can be set elsewhere, by the names of their values; of --x and --no-x, and of several commands', the first. */
export function optionsOf(...commands: readonly Command[]): Map<string, Option> {
  const found = new Map<string, Option>();
  for (const option of commands.flatMap(({ options }) => options)) {
    const name = option.attributeName();
    if (!unset.has(name) && !found.has(name)) found.set(name, option);
  }
  return found;
}

/** The commands that work on data: those that a config file has a part for. */
export function configurable(program: Command): Command[] {
  return program.commands.filter(
    (command) => optionsOf(command).size > 0 && !["config", "completion"].includes(command.name()),
  );
}

/** The environment variable of a flag. */
export function variableOf(name: string): string {
  return `SEQCAST_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
