/** What a failure looks like on the command line: its text in the words of the command line, and its exit code. */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CommanderError } from "commander";
import { CancelledError, DataError, ModelFileError, OptionError, SeqcastError, UnsupportedError } from "../errors.ts";
import { registry } from "../models/index.ts";
import { ConfigError } from "./configFile.ts";
import { nearestWord } from "../nearestWord.ts";
import { flagOf } from "./flags.ts";
import { formatOptions } from "./formatFlags.ts";
import { wrap } from "./paragraph.ts";
import { paletteOf, type Terminal, wrapWidth } from "./terminal.ts";

/** Exit codes of a run. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

const usage = [DataError, OptionError, ModelFileError, UnsupportedError];

/** Tells of a failure on standard error, and gives the exit code that says the same. */
export function reportFailure(cause: unknown, terminal: Terminal): number {
  // Commander has told of its errors already; its help and version end in one of code 0.
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const { stderr, env, signal } = terminal;
  stderr.write(signal.aborted ? cancelled(cause, terminal) : describeFailure(cause, terminal));
  if (env["SEQCAST_DEBUG"] === "1" && cause instanceof Error) stderr.write(`${cause.stack ?? ""}\n`);
  return !signal.aborted && usage.some((kind) => cause instanceof kind) ? exitCodes.usage : exitCodes.failed;
}

function cancelled(cause: unknown, terminal: Terminal): string {
  const known = cause instanceof CancelledError && cause.found.startsWith("a cancel after");
  const done = known ? ` in ${cause.where}, ${cause.found.slice("a cancel ".length)} of ${cause.expected}` : "";
  const kept = known && cause.remedy !== "" ? cause.remedy : "no file was written";
  return labelled(wrap(`cancelled${done}; ${kept}`, wrapWidth(terminal.stderr), 7), terminal);
}

function labelled(text: string, terminal: Terminal): string {
  const { red, bold } = paletteOf(terminal.stderr, terminal);
  return `${bold(red("error:"))} ${text}\n`;
}

/** A failure in a paragraph. */
export function describeFailure(cause: unknown, terminal: Terminal): string {
  const width = wrapWidth(terminal.stderr);
  if (!(cause instanceof SeqcastError)) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const text = `unexpected: ${what}; this is a fault of seqcast: run again with SEQCAST_DEBUG=1 and report what it prints`;
    return labelled(wrap(text, width, 7), terminal);
  }
  const { dim } = paletteOf(terminal.stderr, terminal);
  const facts = [
    ["expected", cause.expected],
    ["found", cause.found],
    ["remedy", remedyOf(cause)],
  ].filter(([, text]) => text);
  const lines = facts.map(([name, text]) => `  ${dim(`${name}:`.padEnd(10))}${wrap(text!, width, 12)}\n`);
  return labelled(wrap(placeOf(cause.where), width, 7), terminal) + lines.join("");
}

/** What to do, in the words of the command line. */
function remedyOf(cause: SeqcastError): string {
  if (cause instanceof ConfigError) return cause.remedy;
  const remedy = meantFile(cause) ?? inFlags(cause.remedy);
  const isSeries = cause instanceof DataError && cause.seriesId !== undefined;
  return isSeries ? `${remedy}; --skip-short goes on without such series` : remedy;
}

/** The file that was probably meant, in a question, where one is not there. */
function meantFile(cause: SeqcastError): string | undefined {
  if (!(cause instanceof DataError) || cause.file === undefined || cause.found !== "no such file") return undefined;
  const folder = dirname(cause.file);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const nearest = nearestWord(basename(cause.file), names);
  return nearest && `did you mean ${join(folder, nearest)}?`;
}

/** Where something failed, in the words of the command line. */
function placeOf(where: string): string {
  const [, model, option] = /^([a-z-]+) ([a-z][A-Za-z]*)$/.exec(where) ?? [];
  if (model && option && registry.some(({ name }) => name === model)) return `option ${flagOf(option)} of ${model}`;
  return where
    .replace(/^stream\b/, "standard input")
    .replace(/^read[A-Z]\w* option (\w+)/, (_, name: string) => `option ${flagOf(name)}`);
}

const columnOptions = `time|target|id|pastCovariates|futureCovariates|staticCovariates|frequency|timezone|missing|levels|${formatOptions.join("|")}`;
const columnNames = new Set(columnOptions.split("|"));
const assignment = new RegExp(`\\b(${columnOptions}): (\\[[^\\]]*\\]|"[^"]*"|\\d+)`, "g");
const mention = new RegExp(`\\b(pass|leave|as|in|from|or|and|take) (${columnOptions}|--[a-z-]+)(?=[ ,;)]|$)`, "g");
const modelOptions = new Set(registry.flatMap(({ options }) => Object.keys(options)));
const camel = /(?<!--set )\b[a-z]+[A-Z][A-Za-z]*\b/g;
const lastOfList = /(--[a-z-]+) (or|and) horizon\b/g;

/**
 * A remedy of the library in flags: `target: "demand"` is `--target demand` here.
 * @example inFlags('pass missing: ["n/a"] to read it as missing') //=> "pass --missing n/a to read it as missing"
 */
export function inFlags(remedy: string): string {
  return remedy
    .replaceAll("header: false", "--no-header")
    .replace(assignment, (_, name: string, value: string) => `${flagOf(name)} ${shellWord(value)}`)
    .replace(mention, (all, verb: string, name: string) => (all === "as missing" ? all : `${verb} ${flagOf(name)}`))
    .replace(camel, (name) => (modelOptions.has(name) || columnNames.has(name) ? flagOf(name) : name))
    .replace(lastOfList, "$1 $2 --horizon");
}

/** A JSON string or list of strings as one word of a shell. */
function shellWord(json: string): string {
  const value = json.startsWith("[") ? json.slice(1, -1).replaceAll('", "', ",") : json;
  const bare = value.replace(/^"|"$/g, "");
  return /^[\w./,+-]+$/.test(bare) ? bare : `'${bare}'`;
}
