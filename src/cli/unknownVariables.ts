/** Environment variables that look like this tool's and are none: a slip there would change nothing, and nobody would be told. */
import type { Command } from "commander";
import { nearestWord } from "../nearestWord.ts";
import { configurable, optionsOf, variableOf } from "./optionKinds.ts";
import type { Terminal } from "./terminal.ts";

const PREFIX = "SEQCAST_";

/** Those that are no flags: of the command line and the library, and of the repository's benches. */
const others = ["CONFIG", "DEBUG", "FONT", "NUMERICS", "THREADS", "DATA", "PEERS"].map((name) => `${PREFIX}${name}`);

/**
 * Says which variables are ignored, and what was probably meant; nothing where there are none. They are no error: other programs may set
 * them, as Kubernetes does for a service of this name.
 */
export function unknownVariables(env: Terminal["env"], program: Command): string | undefined {
  const known = [...optionsOf(...configurable(program)).keys()].map(variableOf).concat(others);
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  if (unknown.length === 0) return undefined;
  const plain = known.map((name) => name.slice(PREFIX.length)); // what all have in common makes none near
  const described = unknown.map((name) => {
    const meant = nearestWord(name.slice(PREFIX.length), plain);
    return meant === undefined ? name : `${name} (did you mean ${PREFIX}${meant}?)`;
  });
  return `no flag has the environment ${unknown.length === 1 ? "variable" : "variables"} ${described.join(", ")}: ignored`;
}
