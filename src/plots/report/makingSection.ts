/** What a report says of its own making: options, seeds, versions, and the command that makes it again. */
import { numericsClass } from "../../kernels/index.ts";
import { version } from "../../version.generated.ts";
import { runtimeName } from "#platform";
import type { ReportBlock, ReportFact, ReportSection } from "./report.ts";

/** A model and its options: an unfitted forecaster, or a fitted one. */
export interface ReportedModel {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What made a report. */
export interface Making {
  readonly models: readonly ReportedModel[];
  /** Of the run: folds, stride and the like, by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Beside those of the models. */
  readonly seeds: readonly ReportFact[];
  readonly command: string | undefined;
}

/** The section of how the report was made. */
export function makingSection({ models, settings, seeds, command }: Making): ReportSection {
  const blocks: ReportBlock[] = [];
  if (command !== undefined)
    blocks.push({ kind: "text", text: "This command makes it again:" }, { kind: "code", text: command });
  const all = [...seedsOf(models), ...seeds].map(({ name, value }) => `${name} ${value}`);
  const seedFacts = all.length > 0 ? [{ name: "seeds", value: all.join(", ") }] : [];
  blocks.push({ kind: "facts", facts: [...versionFacts(), ...seedFacts] });
  const run = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (run.length > 0)
    blocks.push({
      kind: "table",
      columns: ["option of the run", "value"],
      rows: run.map(([name, value]) => [name, optionText(value)]),
      words: true,
    });
  if (models.length > 0) blocks.push(optionTable(models));
  return { title: "How it was made", blocks };
}

function versionFacts(): ReportFact[] {
  return [
    { name: "seqcast", value: version },
    { name: "runs on", value: runtimeName() },
    {
      name: "numerics class",
      value: `${numericsClass()}: the same command gives the same bytes on every machine of this class`,
    },
  ];
}

function seedsOf(models: readonly ReportedModel[]): ReportFact[] {
  return models.flatMap(({ name, options }) =>
    Object.hasOwn(options, "seed") ? [{ name, value: optionText(options["seed"]) }] : [],
  );
}

/** Options as rows, models as columns. */
function optionTable(models: readonly ReportedModel[]): ReportBlock {
  const names = [...new Set(models.flatMap(({ options }) => Object.keys(options)))];
  const rows = names.map((name) => {
    const values = models.map(({ options }) => (Object.hasOwn(options, name) ? optionText(options[name]) : ""));
    return [name].concat(values);
  });
  return { kind: "table", columns: ["option", ...models.map(({ name }) => name)], rows, words: true };
}

/** An option's value as the command line writes it. */
function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(",");
  if (typeof value === "string") return value;
  if (value === undefined) return "chosen by the model";
  return typeof value === "function" ? "a function" : JSON.stringify(value);
}
