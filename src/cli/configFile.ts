/** Finds and reads config files: JSON, or a module whose default export is the same. */
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readBytes } from "#platform";
import { DataError, OptionError, UnsupportedError } from "../errors.ts";

/** Something in a config file that does not fit; its words are those of the file, not flags. */
export class ConfigError extends OptionError {}

/** Names of config files in the working directory. */
export const configNames: readonly string[] = ["json", "mjs", "js", "ts"].map((ending) => `seqcast.config.${ending}`);

/**
 * The path of the config file in force, or undefined where there is none.
 * @param given - what --config says; false for --no-config
 * @throws OptionError where the working directory holds several; DataError where the given one is not there
 */
export async function findConfig(given: string | false | undefined): Promise<string | undefined> {
  if (given === false) return undefined;
  if (given !== undefined) return given;
  const there = await Promise.all(configNames.map((name) => stat(name).catch(() => undefined)));
  const [first, second] = configNames.filter((_, i) => there[i]?.isFile());
  if (second === undefined) return first;
  throw new OptionError({
    where: "config file",
    expected: "one in the working directory",
    found: `${first} and ${second}`,
    remedy: "remove one of them, or say by --config which one is meant",
  });
}

/**
 * Reads a config file; a module is run.
 * @throws DataError where it cannot be read or run; UnsupportedError for TypeScript where nothing here reads it
 */
export async function readConfig(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  if (/\.(mjs|cjs|js)$/i.test(path)) return defaultOf(path, pathToFileURL(resolve(path)).href);
  if (/\.[mc]?ts$/i.test(path)) return defaultOf(path, await typescriptUrl(path));
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (cause) {
    throw unreadable(path, "JSON", cause);
  }
}

async function defaultOf(path: string, url: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ url)) as typeof module;
  } catch (cause) {
    throw unreadable(path, "a module", cause);
  }
  if (module.default !== undefined) return module.default;
  const remedy = "write `export default { … }`";
  throw new DataError({ where: path, file: path, expected: "a default export", found: "none", remedy });
}

function unreadable(path: string, kind: string, cause: unknown): DataError {
  const found = cause instanceof Error ? `${cause.name}: ${cause.message.split("\n")[0]}` : String(cause);
  const module = path.endsWith(".js") ? ", or call it seqcast.config.mjs where it is an ES module" : "";
  return new DataError({ where: path, file: path, expected: kind, found, remedy: `mend the config file${module}` });
}

/** What can be imported of a TypeScript file: itself where Node.js strips types, else what the project's own esbuild makes of it. */
async function typescriptUrl(path: string): Promise<string> {
  if (Reflect.get(process.features, "typescript")) return pathToFileURL(resolve(path)).href;
  const esbuild = esbuildOf(path);
  const text = await bundled(esbuild, path);
  return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
}

/** As much of esbuild as is used. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

function esbuildOf(path: string): Esbuild {
  try {
    return createRequire(resolve(path))("esbuild") as Esbuild;
  } catch {
    throw new UnsupportedError({
      where: path,
      expected: "a config file that Node.js can run",
      found: `TypeScript, whose types Node.js ${process.versions.node} does not strip`,
      remedy:
        "run Node.js 22.18 or newer, install esbuild beside the config file, or call it seqcast.config.mjs or seqcast.config.json",
    });
  }
}

async function bundled(esbuild: Esbuild, path: string): Promise<string> {
  const options = { bundle: true, write: false, platform: "node", format: "esm", logLevel: "silent" };
  try {
    const { outputFiles } = await esbuild.build({ ...options, entryPoints: [resolve(path)] });
    return outputFiles[0]!.text;
  } catch (cause) {
    throw unreadable(path, "TypeScript", cause);
  }
}
