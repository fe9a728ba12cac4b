/** The form of config files, made of the flags: zod checks them by it, and editors know it as a JSON Schema. zod is loaded on call. */
import type { Command, Option } from "commander";
import type { z, ZodType } from "zod";
import { registry } from "../models/index.ts";
import { nearestWord } from "../nearestWord.ts";
import { ConfigError } from "./configFile.ts";
import { configurable, kindOf, type OptionKind, optionsOf } from "./optionKinds.ts";

/** The values of a part of a config file, by the names of flags in camel case. */
export type ConfigPart = Readonly<Record<string, unknown>>;

/** A checked config file: what all commands share, and what is of one. */
export type Config = Readonly<Record<string, ConfigPart>>;

/** What all commands share. */
export const COMMON = "common";

const kindWords: Readonly<Record<OptionKind, string>> = {
  switch: "true or false",
  count: "a number",
  list: "a name or a number, or a list of them",
  settings: "an object of options by name",
  file: "a path",
  text: "a text or a number",
};

/** The schema of config files. */
export async function configSchema(program: Command): Promise<ZodType<Config>> {
  const values = await valueSchemas();
  const commands = configurable(program);
  const parts = commands.map((command) => {
    const meaning = `Options of \`seqcast ${command.name()}\`: ${command.summary()}.`;
    return [command.name(), partSchema(values, optionsOf(command)).describe(meaning).optional()] as const;
  });
  const common = partSchema(values, optionsOf(...commands))
    .describe("Options of all commands that have them.")
    .optional();
  const whole = { $schema: values.z.string().optional(), [COMMON]: common, ...Object.fromEntries(parts) };
  return values.z
    .strictObject(whole)
    .describe("Config file of seqcast: flags by their names in camel case.") as unknown as ZodType<Config>;
}

/** A schema a kind of flag, and zod itself. */
interface ValueSchemas {
  readonly z: typeof z;
  readonly kinds: Readonly<Record<OptionKind, ZodType>>;
}

async function valueSchemas(): Promise<ValueSchemas> {
  const { z } = await import("zod");
  const text = z.union([z.string(), z.number()]).meta({ id: "text" });
  const list = z.union([text, z.array(text).min(1)]).meta({ id: "list" });
  const settings = z.record(z.string(), list).meta({ id: "settings" });
  return { z, kinds: { switch: z.boolean(), count: z.number(), list, settings, file: z.string(), text } };
}

function partSchema({ z, kinds }: ValueSchemas, options: ReadonlyMap<string, Option>): ZodType {
  const fields = [...options].map(([name, option]) => {
    const schema = option.argChoices ? z.enum(option.argChoices) : kinds[kindOf(option)];
    const initial = option.defaultValue === undefined || option.negate ? {} : { default: option.defaultValue };
    return [name, schema.meta({ description: option.description, ...initial }).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(fields));
}

/** The JSON Schema of config files, for editors. */
export async function configJsonSchema(program: Command): Promise<object> {
  const { z } = await import("zod");
  return z.toJSONSchema(await configSchema(program));
}

/**
 * Checks what a config file holds.
 * @throws ConfigError naming the place, with what was probably meant
 */
export async function checkConfig(path: string, value: unknown, program: Command): Promise<Config> {
  const result = (await configSchema(program)).safeParse(value);
  if (result.success) {
    for (const [part, { set }] of Object.entries(result.data)) refuseUnknownSettings(`${path}: ${part}.set`, set);
    return result.data;
  }
  const issue = result.error.issues[0]!;
  const place = issue.path.map(String);
  const found = place.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], value);
  if (issue.code === "unrecognized_keys") throw unknownKey(path, place, issue.keys[0]!, program);
  const where = [path, place.join(".")].filter(Boolean).join(": ");
  const shown = JSON.stringify(found) ?? typeof found;
  throw new ConfigError({ where, expected: expectedAt(place, program), found: shown, remedy: "mend the config file" });
}

/** Names under `set` are options of models; which model has them a run tells. */
function refuseUnknownSettings(where: string, set: unknown): void {
  if (typeof set !== "object" || set === null) return;
  const known = [...new Set(registry.flatMap(({ options }) => Object.keys(options)))].filter(
    (one) => one !== "horizon",
  );
  const unknown = Object.keys(set).find((name) => !known.includes(camelCase(name)));
  if (unknown === undefined) return;
  const meant = nearestWord(camelCase(unknown), known);
  throw new ConfigError({
    where,
    expected: "options of a model",
    found: `"${unknown}"`,
    remedy: meant ? `did you mean ${meant}?` : "`seqcast models <name>` lists the options of a model",
  });
}

/** @example camelCase("hidden-size") //=> "hiddenSize" */
const camelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function expectedAt([part, name]: readonly string[], program: Command): string {
  if (part === undefined) return "an object with the parts of a config file";
  if (name === undefined) return "an object of options by name";
  const options = optionsIn(part, program);
  const option = options.get(name);
  if (option?.argChoices) return `one of ${option.argChoices.join(", ")}`;
  return option ? kindWords[kindOf(option)] : "something else";
}

function optionsIn(part: string, program: Command): Map<string, Option> {
  const commands = configurable(program).filter((command) => part === COMMON || command.name() === part);
  return optionsOf(...commands);
}

function unknownKey(path: string, [part]: readonly string[], key: string, program: Command): ConfigError {
  const parts = [COMMON, ...configurable(program).map((command) => command.name())];
  const known = part === undefined ? parts : [...optionsIn(part, program).keys()];
  const dashed = camelCase(key);
  const meant = known.includes(dashed) ? dashed : nearestWord(key, known);
  const parent = part === undefined ? parts.find((one) => optionsIn(one, program).has(dashed)) : undefined;
  const remedy = meant
    ? `did you mean ${meant}?`
    : parent
      ? `put it into "${COMMON}" or the part of a command, such as "${parent === COMMON ? "forecast" : parent}"`
      : "leave it out";
  return new ConfigError({
    where: [path, part].filter(Boolean).join(": "),
    expected:
      part === undefined
        ? `the parts ${parts.join(", ")}`
        : `an option of ${part === COMMON ? "any command" : `\`seqcast ${part}\``}`,
    found: `"${key}"`,
    remedy,
  });
}
