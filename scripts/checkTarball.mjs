// Packs the package, installs the tarball into an empty folder, and compiles and runs examples/first-forecast.ts there: as an
// ES module, as CommonJS, and its types against the installed declarations.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTarball, root, runIn } from "./packTarball.mjs";

const folder = installTarball();
try {
  const source = readFileSync(join(root, "examples/first-forecast.ts"), "utf8");
  for (const [extension, output] of [
    ["mts", "mjs"],
    ["cts", "cjs"],
  ]) {
    writeFileSync(join(folder, `example.${extension}`), source);
    const tsc = [join(root, "node_modules/typescript/bin/tsc"), `example.${extension}`];
    const types = ["--typeRoots", join(root, "node_modules/@types"), "--types", "node"];
    runIn(folder, "node", [
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
    const printed = runIn(folder, "node", [`example.${output}`, "demand.csv"]);
    if (!printed.includes("370.12"))
      throw new Error(`example.${output}: no MAE of 370.12 for the seasonal naive in\n${printed}`);
    console.log(`example.${output}\n${printed.replace(/^/gm, "    ")}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
