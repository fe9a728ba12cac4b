/** `seqcast models`: the registry, and the options of each model. */
import type { Command } from "commander";
import type { ForecasterDefinition } from "../models/index.ts";
import { registry } from "../models/index.ts";
import { describeRange, type OptionSpec } from "../options.ts";
import { flagOf } from "./flags.ts";
import { jsonText } from "./json.ts";
import { findModel } from "./modelOptions.ts";
import { wrap } from "./paragraph.ts";
import { formatTable } from "./table.ts";
import { type Palette, paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

const examples = `
Examples:
  seqcast models
  seqcast models lstm`;

/** Adds the command to the program. */
export function addModels(program: Command, terminal: Terminal): void {
  program
    .command("models")
    .summary("list the models, or the options of one")
    .description("Lists the models; with a name, the options of that model with default, range and meaning.")
    .argument("[name]", "a model")
    .option("--json", "print one JSON document and nothing else")
    .addHelpText("after", examples)
    .action((name: string | undefined, { json }: { readonly json?: true }) => {
      const chosen = name === undefined ? registry : [findModel(name, "model")];
      const palette = paletteOf(terminal.stdout, terminal);
      const width = wrapWidth(terminal.stdout);
      if (json) terminal.stdout.write(jsonText({ command: "models", models: chosen.map(modelDocument) }));
      else
        terminal.stdout.write(name === undefined ? modelList(palette, width) : modelPage(chosen[0]!, palette, width));
    });
}

function specsOf({ options }: ForecasterDefinition): [string, OptionSpec][] {
  return Object.entries(options) as [string, OptionSpec][];
}

function modelDocument(definition: ForecasterDefinition): object {
  const { name, summary, reference } = definition;
  const options = specsOf(definition).map(([option, spec]) => ({
    name: option,
    flag: flagOf(option),
    default: spec.default ?? null,
    required: spec.default === undefined && !spec.optional,
    range: describeRange(spec),
    description: spec.description,
  }));
  return { name, summary, reference, options };
}

function modelList({ bold, dim }: Palette, width: number): string {
  const indent = Math.max(...registry.map(({ name }) => name.length)) + 2;
  const lines = registry.map(({ name, summary }) => `${bold(name.padEnd(indent))}${wrap(summary, width, indent)}\n`);
  return `${lines.join("")}\n${dim("`seqcast models <name>` shows the options of one.")}\n`;
}

function modelPage(definition: ForecasterDefinition, { bold, dim }: Palette, width: number): string {
  const { name, summary, reference } = definition;
  const rows = specsOf(definition).map(([option, spec]): [string, string, string] => {
    const flag = flagOf(option);
    const meaning = `${spec.description} (${describeRange(spec)})`;
    return [flag.startsWith("--set") ? `${flag}=…` : flag, defaultOf(spec), meaning];
  });
  const header = ["option", "default", "meaning"];
  const indent = [0, 1].reduce((sum, i) => sum + Math.max(...[header, ...rows].map((row) => row[i]!.length)) + 2, 0);
  const wrapped = rows.map(([flag, initial, meaning]) => [flag, initial, wrap(meaning, width, indent)]);
  const table = formatTable([header.map((title) => dim(title)), ...wrapped], ["left", "left", "left"]);
  const source = wrap(`reference: ${reference}`, width, 11);
  return `${bold(name)}: ${wrap(summary, width, name.length + 2)}\n\n${table}\n${dim(source)}\n`;
}

function defaultOf({ default: initial, optional }: OptionSpec): string {
  if (initial !== undefined) return JSON.stringify(initial);
  return optional ? "chosen" : "required";
}
