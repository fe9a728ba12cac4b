/** How wasm kernels round a multiply-add: chosen by `useNumerics`, else by the environment; "mul-add" unless told otherwise. */
import { environmentVariable } from "#platform";
import { OptionError } from "../errors.ts";
import type { WasmNumerics } from "./kernels.ts";
import { obstacleToFusing } from "./wasm/fusing.ts";

/** A class of numerics that wasm kernels have, or the fastest that runs here. */
export type NumericsChoice = WasmNumerics | "fastest";

const choices: readonly string[] = ["mul-add", "fma", "fastest"] satisfies NumericsChoice[];
const isChoice = (name: string): name is NumericsChoice => choices.includes(name);

let chosen: NumericsChoice | undefined;
let resolved: WasmNumerics | undefined;

function checked(where: string, name: string): NumericsChoice {
  if (isChoice(name)) return name;
  throw new OptionError({
    where,
    expected: '"mul-add", "fma" or "fastest"',
    found: JSON.stringify(name),
    remedy: 'choose "mul-add", whose bytes are the same on every machine',
  });
}

function chosenNumerics(): NumericsChoice {
  return (chosen ??= checked("SEQCAST_NUMERICS", environmentVariable("SEQCAST_NUMERICS") || "mul-add"));
}

/** What a choice means here. */
function resolve(where: string, choice: NumericsChoice): WasmNumerics {
  if (choice === "mul-add") return choice;
  const obstacle = obstacleToFusing();
  if (!obstacle) return "fma";
  if (choice === "fastest") return "mul-add";
  const engine = obstacle === "engine";
  throw new OptionError({
    where,
    expected: engine
      ? 'for "fma" an engine with relaxed SIMD'
      : 'for "fma" a processor that rounds a multiply-add once',
    found: engine ? "one without" : "one that rounds twice",
    remedy: engine
      ? 'start Node.js 20 with --experimental-wasm-relaxed-simd (22 has it unasked), or choose "mul-add"'
      : 'choose "mul-add", or "fastest", which takes what there is',
  });
}

/**
 * The numerics of wasm backends made now.
 * @throws OptionError where SEQCAST_NUMERICS asks for what is not to be had
 */
export function wantedNumerics(): WasmNumerics {
  return (resolved ??= resolve("SEQCAST_NUMERICS", chosenNumerics()));
}

/**
 * Chooses how the wasm backends made from now on round a b + c, the shared one included. "mul-add", the default, rounds the
 * product and the sum, with the same bytes on every machine. "fma" rounds once, by relaxed SIMD, which is faster; its bytes
 * are the same on all machines that can. "fastest" takes "fma" where it can be had, else "mul-add". The environment variable
 * SEQCAST_NUMERICS chooses likewise. Node.js 20 has relaxed SIMD only when started with `--experimental-wasm-relaxed-simd`
 * (not through NODE_OPTIONS), or after `v8.setFlagsFromString("--experimental-wasm-relaxed-simd")` before the first use; Node.js 22
 * and later have it, and refuse the flag.
 * @returns what was chosen before
 * @throws OptionError when the name is unknown, or "fma" is not to be had here
 * @example useNumerics("fastest") //=> "mul-add"
 */
export function useNumerics(choice: NumericsChoice): NumericsChoice {
  const numerics = resolve("useNumerics", checked("useNumerics", choice));
  const before = chosenNumerics();
  chosen = choice;
  resolved = numerics;
  return before;
}
