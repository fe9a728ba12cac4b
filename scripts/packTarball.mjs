// Packs the package into a folder and installs it there, as a newcomer would: what checkTarball and consumers share.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..");

/** Runs a command in a folder and gives what it prints. */
export const runIn = (folder, command, args) =>
  execFileSync(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

/** An empty project with the packed package and demand.csv in it; throws where the package holds what users do not need. */
export function installTarball() {
  const folder = mkdtempSync(join(tmpdir(), "seqcast-tarball-"));
  const [{ filename, files }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const strangers = files.filter(({ path }) => /^(tests|src|bench|scripts|docs|notebooks)\//.test(path));
  if (strangers.length > 0)
    throw new Error(`the package holds what users do not need: ${strangers.map(({ path }) => path).join(", ")}`);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "newcomer", private: true }));
  runIn(folder, "npm", ["install", "--no-audit", "--no-fund", `./${filename}`]);
  cpSync(join(root, "datasets/electricity-demand.csv"), join(folder, "demand.csv"));
  return folder;
}
