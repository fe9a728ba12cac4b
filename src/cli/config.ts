/** `seqcast config`: which config file is in force and what it says; its form as JSON Schema. */
import type { Command } from "commander";
import { configJsonSchema } from "./configSchema.ts";
import { configOf } from "./defaults.ts";
import { jsonText } from "./json.ts";
import type { Terminal } from "./terminal.ts";

const examples = `
Examples:
  seqcast config
  seqcast config --schema`;

/** Adds the command to the program. */
export function addConfig(program: Command, terminal: Terminal): void {
  const { stdout, env } = terminal;
  program
    .command("config")
    .summary("check and show the config file")
    .description(
      "Checks the config file that is in force and shows it. Flags come first, then environment variables (SEQCAST_SEASON_LENGTH for --season-length), then the config file.",
    )
    .option("--schema", "print the JSON Schema of config files")
    .option("--json", "print one JSON document and nothing else")
    .addHelpText("after", examples)
    .action(async ({ schema, json }: { readonly schema?: true; readonly json?: true }) => {
      if (schema) return stdout.write(jsonText(await configJsonSchema(program)));
      const found = await configOf(program, env);
      if (json) stdout.write(jsonText({ command: "config", path: found?.path ?? null, options: found?.values ?? {} }));
      else stdout.write(found ? `${found.path}\n${jsonText(found.values)}` : "no config file here\n");
    });
}
