/** The files that a command writes: refused before any work where they cannot be written, written whole at the end. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { DataError, OptionError } from "../errors.ts";
import { checkPlotPath, checkReportPath } from "../plots/index.ts";
import type { OutputFlags } from "./flags.ts";

/** What was written, by flag; null where nothing was asked for. */
export interface Written {
  readonly out: string | null;
  readonly plot: string | null;
  readonly report: string | null;
  readonly save: string | null;
}

/** The files of the flags. */
export function writtenOf({ out, plot, report, save }: OutputFlags): Written {
  return { out: out ?? null, plot: plot ?? null, report: report ?? null, save: save ?? null };
}

/**
 * Checks the output paths against each other, the inputs and the disk.
 * @returns a line for each folder that is not there yet: it is made when its file is written
 * @throws OptionError for a path that is used twice or a plot or report that ends in no format of its own; DataError where a path cannot be
 *   written; UnsupportedError for a picture where none can be drawn
 */
export async function checkOutputs(inputs: readonly string[], flags: OutputFlags): Promise<string[]> {
  const used = new Map(inputs.filter((path) => path !== "-").map((path) => [resolve(path), "the input"]));
  const missing = new Set<string>();
  for (const [name, path] of Object.entries(writtenOf(flags))) {
    if (path === null) continue;
    if (path === "-") {
      checkStandardOutput(name, flags);
      continue;
    }
    const other = used.get(resolve(path));
    if (other) throw refused(name, "a file of its own", `"${path}", which ${other} is already`, "choose another path");
    used.set(resolve(path), `--${name}`);
    if (name === "plot") await checkPlotEnding(path);
    if (name === "report") checkReportPath(path);
    if (await checkWritable(name, path)) missing.add(dirname(path));
  }
  return [...missing].map(missingFolder);
}

const missingFolder = (folder: string): string => `${folder}: no such folder yet; made when the file is written`;

/** Checks the path of a plot that is all that a command writes; returns and throws as `checkOutputs` does. */
export async function checkPlotOutput(inputs: readonly string[], out: string): Promise<string[]> {
  if (out === "-") throw refused("out", "a path", '"-", standard output', "plots are files");
  if (inputs.some((path) => path !== "-" && resolve(path) === resolve(out)))
    throw refused("out", "a file of its own", `"${out}", which the input is already`, "choose another path");
  await checkPlotEnding(out, "out");
  return (await checkWritable("out", out)) ? [missingFolder(dirname(out))] : [];
}

/** "-" is standard output: for the CSV alone, and nothing else is written there then. */
function checkStandardOutput(name: string, { json }: OutputFlags): void {
  if (name !== "out") throw refused(name, "a path", '"-", standard output', "only --out can be written there");
  if (json) throw refused(name, "a path beside --json", '"-", standard output', "leave out one of the two");
}

function refused(name: string, expected: string, found: string, remedy: string): OptionError {
  return new OptionError({ where: `option --${name}`, expected, found, remedy });
}

/** Endings of plots; a picture also needs what draws it. */
async function checkPlotEnding(path: string, name = "plot"): Promise<void> {
  const ending = extname(path);
  if (/^\.(html|png|svg)$/i.test(ending)) return checkPlotPath(path);
  const found = ending ? `"${ending}"` : `"${path}", without an ending`;
  const remedy = "end the path in .html for a page that opens in any browser, in .png or .svg for a picture";
  throw refused(name, "a path ending in .html, .png or .svg", found, remedy);
}

/** Refuses a path that cannot be written, and says whether its folder is still to be made. */
async function checkWritable(name: string, path: string): Promise<boolean> {
  const itself = await stat(path).catch(() => undefined);
  if (itself?.isDirectory() || /[/\\]$/.test(path)) throw unwritable(name, path, "a folder");
  let folder = dirname(resolve(path));
  let found = await stat(folder).catch(() => undefined);
  const missing = !found;
  // Missing folders are made when the file is written; the nearest that exists must allow it.
  while (!found && dirname(folder) !== folder) found = await stat((folder = dirname(folder))).catch(() => undefined);
  if (!found?.isDirectory()) throw unwritable(name, path, `"${folder}", which is no folder`);
  await access(folder, constants.W_OK).catch(() => {
    throw unwritable(name, path, `no permission to write in "${folder}"`);
  });
  return missing;
}

function unwritable(name: string, path: string, found: string): DataError {
  const remedy = "choose another path or mend the permissions";
  return new DataError({
    where: `option --${name} ${path}`,
    file: path,
    expected: "a path that can be written",
    found,
    remedy,
  });
}

/** Whether a file is to hold JSON Lines, by its ending. */
export function isJsonLines(path: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(path);
}

/** The files in words, or undefined where none was written. */
export function describeWritten({ out, plot, report, save }: Written, rows: string): string | undefined {
  const parts = [
    out && `${out} (${rows})`,
    plot && `${plot} (plot)`,
    report && `${report} (report)`,
    save && `${save} (model)`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return undefined;
  return `wrote ${[parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ")}`;
}
