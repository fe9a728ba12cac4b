/** Notes on what a model makes no use of, so that nothing given is dropped in silence. */
import { type ForecasterDefinition, registry } from "../models/index.ts";
import type { TimeSeries } from "../series/index.ts";
import type { DataFlags } from "./flags.ts";

type Kind = NonNullable<ForecasterDefinition["covariates"]>[number];

const kinds: readonly Kind[] = ["past", "future", "static"];

/** What tells which model it is, fitted or not. */
interface Named {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Flags of columns that a model may make no use of. */
type ColumnFlags = Pick<DataFlags, Kind | "categories" | "weight">;

/** A note on each model that does not read all covariates that were given, or takes rows alike whatever their weights. */
export function describeUnused(models: readonly Named[], flags: ColumnFlags): string[] {
  return [...new Set(models.flatMap((model) => noteOf(model, flags)))];
}

function noteOf(model: Named, flags: ColumnFlags): string[] {
  const definitions = definitionsOf(model);
  if (!definitions) return [];
  const read = readBy(definitions);
  const unused: string[] = kinds.filter((kind) => flags[kind] !== undefined && !read.includes(kind));
  const columns = new Set<string>(read.flatMap((kind) => flags[kind] ?? []));
  if (flags.categories && !flags.categories.some((column) => columns.has(column))) unused.push("categories");
  const facts: string[] = [];
  if (unused.length > 0) facts.push(read.length === 0 ? "no covariates" : `${read.join(" and ")} covariates only`);
  if (flags.weight !== undefined && !definitions.some(({ weight }) => weight)) {
    facts.push("all rows alike");
    unused.push("weight");
  }
  if (unused.length === 0) return [];
  const names = unused.map((name) => `--${name}`);
  const list = [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
  return [`note: ${model.name} takes ${facts.join(" and ")}; ${list} ${names.length === 1 ? "is" : "are"} not used`];
}

/** The kinds of covariates that a model reads; of one that chooses among others, those of any of them. */
export function kindsOf(model: Named): readonly Kind[] {
  const definitions = definitionsOf(model);
  return definitions ? readBy(definitions) : kinds; // nothing is known of it
}

const readBy = (definitions: readonly ForecasterDefinition[]): Kind[] =>
  kinds.filter((kind) => definitions.some(({ covariates = [] }) => covariates.includes(kind)));

/** The entry of a model; of one that chooses among others, theirs; undefined where nothing is known of it. */
function definitionsOf({ name, options }: Named): readonly ForecasterDefinition[] | undefined {
  const { base = name } = options; // what measured intervals are about
  const definition = registry.find((entry) => entry.name === base);
  if (!definition || definition.covariates) return definition && [definition];
  const models = options["models"] as string | readonly string[] | undefined;
  const chosen = models && [models].flat().flatMap((list) => list.split(",").map((word) => word.trim()));
  return registry.filter((entry) => chosen?.includes(entry.name) ?? !Object.hasOwn(entry.options, "epochs"));
}

/** A note where a model forecasts a column of another name than that it was trained on. */
export function describeOtherTarget(trained: readonly string[] | undefined, series: readonly TimeSeries[]): string[] {
  const found = new Set(series.map(({ target }) => target.names.join(", ")));
  if (!trained || found.has(trained.join(", "))) return [];
  return [`note: the model was trained on ${trained.join(", ")}, and forecasts ${[...found].join(", ")}`];
}
