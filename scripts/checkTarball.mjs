// Packs the package, installs the tarball into an empty folder, and compiles and runs examples/first-forecast.ts there: as an
// ES module, as CommonJS, and its types against the installed declarations.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "seqcast-tarball-"));
const run = (command, args) =>
  execFileSync(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

try {
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
  run("npm", ["install", "--no-audit", "--no-fund", `./${filename}`]);
  cpSync(join(root, "datasets/electricity-demand.csv"), join(folder, "demand.csv"));
  const source = readFileSync(join(root, "examples/first-forecast.ts"), "utf8");
  for (const [extension, output] of [
    ["mts", "mjs"],
    ["cts", "cjs"],
  ]) {
    writeFileSync(join(folder, `example.${extension}`), source);
    const tsc = [join(root, "node_modules/typescript/bin/tsc"), `example.${extension}`];
    const types = ["--typeRoots", join(root, "node_modules/@types"), "--types", "node"];
    run("node", [
      ...tsc,
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--strict",
      "--skipLibCheck",
      "false",
      ...types,
    ]);
    const printed = run("node", [`example.${output}`, "demand.csv"]);
    if (!printed.includes("370.12"))
      throw new Error(`example.${output}: no MAE of 370.12 for the seasonal naive in\n${printed}`);
    console.log(`example.${output}\n${printed.replace(/^/gm, "    ")}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
