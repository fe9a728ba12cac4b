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

/** A note on each model that does not read all covariates that were given. */
export function describeUnused(models: readonly Named[], flags: Pick<DataFlags, Kind>): string[] {
  const given = kinds.filter((kind) => flags[kind] !== undefined);
  return [...new Set(models.flatMap((model) => noteOf(model, given)))];
}

function noteOf(model: Named, given: readonly Kind[]): string[] {
  const read = kindsOf(model);
  const unused = given.filter((kind) => !read.includes(kind)).map((kind) => `--${kind}`);
  if (unused.length === 0) return [];
  const takes = read.length === 0 ? "no covariates" : `${read.join(" and ")} covariates only`;
  const verb = unused.length === 1 ? "is" : "are";
  return [`note: ${model.name} takes ${takes}; ${unused.join(" and ")} ${verb} not used`];
}

/** The kinds of covariates that a model reads; of one that chooses among others, those of any of them. */
export function kindsOf({ name, options }: Named): readonly Kind[] {
  const { base = name } = options; // what measured intervals are about
  const definition = registry.find((entry) => entry.name === base);
  if (!definition) return kinds; // nothing is known of it
  if (definition.covariates) return definition.covariates;
  const models = options["models"] as string | readonly string[] | undefined;
  const chosen = models && [models].flat().flatMap((list) => list.split(",").map((word) => word.trim()));
  const among = registry.filter((entry) => chosen?.includes(entry.name) ?? !Object.hasOwn(entry.options, "epochs"));
  return kinds.filter((kind) => among.some(({ covariates = [] }) => covariates.includes(kind)));
}

/** A note where a model forecasts a column of another name than that it was trained on. */
export function describeOtherTarget(trained: readonly string[] | undefined, series: readonly TimeSeries[]): string[] {
  const found = new Set(series.map(({ target }) => target.names.join(", ")));
  if (!trained || found.has(trained.join(", "))) return [];
  return [`note: the model was trained on ${trained.join(", ")}, and forecasts ${[...found].join(", ")}`];
}
