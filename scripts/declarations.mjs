// Finishes the declarations: TypeScript leaves `.ts` in their import specifiers, which becomes `.js`; and each `.d.ts` gets
// a twin `.d.cts` with `.cjs` specifiers, so that both `import` and `require` of the package type-check.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = "dist/types";
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".d.ts")) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const text = readFileSync(path, "utf8");
  // The aliases of the two platforms mean nothing outside of this repository.
  const alias = /"#(?:platform|picture)"/.exec(text)?.[0];
  if (alias) throw new Error(`${path} names ${alias}: keep its types out of declarations`);
  const rewritten = (extension) => text.replace(/((?:from|import\() ?"\.[^"]+)\.ts"/g, `$1.${extension}"`);
  writeFileSync(path, rewritten("js"));
  writeFileSync(path.replace(/\.d\.ts$/, ".d.cts"), rewritten("cjs"));
}
