/** Where flags get their values from when they are not given: environment variables, then the config file, then their defaults. */
import { type Command, InvalidArgumentError, type Option } from "commander";
import { ConfigError, findConfig, readConfig } from "./configFile.ts";
import { COMMON, checkConfig, type Config } from "./configSchema.ts";
import { listed } from "./listed.ts";
import { kindOf, optionsOf, variableOf } from "./optionKinds.ts";
import { openProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { unknownVariables } from "./unknownVariables.ts";

/** Adds the flags of the config file, and fills in what was not given before a command begins. */
export function addDefaults(program: Command, terminal: Terminal): void {
  const { env } = terminal;
  program
    .option("--config <path>", "config file (default: seqcast.config.json, .mjs, .js or .ts here)")
    .option("--no-config", "read no config file")
    .hook("preAction", async (_, command) => {
      if (command.name() === "completion") return;
      if (command.name() !== "config") fillIn(command, env, await configOf(program, env));
      const ignored = unknownVariables(env, program);
      if (ignored !== undefined) openProgress(terminal, command.opts()).note(ignored);
    });
}

/** A config file, and where it was found. */
export interface FoundConfig {
  readonly path: string;
  readonly values: Config;
}

/** The config file in force; undefined where there is none. */
export async function configOf(program: Command, env: Terminal["env"]): Promise<FoundConfig | undefined> {
  const { config }: { config?: string | false } = program.opts();
  const path = await findConfig(config ?? (env["SEQCAST_CONFIG"] || undefined));
  if (path === undefined) return undefined;
  return { path, values: await checkConfig(path, await readConfig(path), program) };
}

/** Flags that exclude each other: of a file and a command line that give one each, the command line is heard. */
const rivals: Readonly<Record<string, string>> = { time: "start", start: "time" };

/** Sets what the command line does not. */
function fillIn(command: Command, env: Terminal["env"], config: FoundConfig | undefined): void {
  for (const [name, option] of optionsOf(command)) {
    const rival = rivals[name] && command.getOptionValueSource(rivals[name]);
    if (command.getOptionValueSource(name) === "cli" || rival === "cli") continue;
    const variable = variableOf(name);
    const text = env[variable];
    if (text !== undefined && text !== "") {
      command.setOptionValueWithSource(name, fromText(text, option, variable), "env");
      continue;
    }
    const part = config?.values[command.name()]?.[name] === undefined ? COMMON : command.name();
    const value = config?.values[part]?.[name];
    if (value === undefined) continue;
    command.setOptionValueWithSource(name, fromValue(value, option, `${config!.path}: ${part}.${name}`), "config");
  }
}

/** A value of an environment variable. */
function fromText(text: string, option: Option, where: string): unknown {
  const kind = kindOf(option);
  if (kind === "settings") return text.trim().split(/\s+/);
  if (kind !== "switch") return parsed(text, option, where);
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new ConfigError({
    where,
    expected: "1 or 0",
    found: `"${text}"`,
    remedy: "unset it, or set it to one of these",
  });
}

/** A value of a config file, whose form was checked. */
function fromValue(value: unknown, option: Option, where: string): unknown {
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) return parsed(value.map((one) => listed(String(one))).join(","), option, where);
  if (typeof value === "string" || typeof value === "number") return parsed(String(value), option, where);
  return Object.entries(value as object).map(([name, one]) => `${name}=${[one].flat().join(",")}`);
}

/** What the flag would make of a word. */
function parsed(text: string, option: Option, where: string): unknown {
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text;
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    const expected = cause.message
      .replace(/^Expected /, "")
      .replace(/^Allowed choices are/, "one of")
      .replace(/\.$/, "");
    throw new ConfigError({ where, expected, found: `"${text}"`, remedy: `${option.long}: ${option.description}` });
  }
}
