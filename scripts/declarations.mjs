// Makes the declarations of the CommonJS build: each `.d.ts` is copied to `.d.cts`, its relative `.js` specifiers become
// `.cjs`. TypeScript resolves the two trees apart, so `require("seqcast")` and `import "seqcast"` both type-check.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = "dist/types";
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".d.ts")) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const text = readFileSync(path, "utf8").replace(/(from "|import\(")(\.[^"]+)\.js"/g, '$1$2.cjs"');
  writeFileSync(path.replace(/\.d\.ts$/, ".d.cts"), text);
}
