// Builds the page of web/ into dist/web: files that any static server can hand out, none of which asks for another host.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { build } from "esbuild";

const out = "dist/web";
const shared = {
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  alias: { "#platform": "./src/platform.browser.ts", "#picture": "./src/plots/picture.browser.ts" },
  loader: { ".csv": "text", ".woff2": "file" },
  assetNames: "[name]-[hash]",
  outdir: out,
};

/** A name for exactly these files, so that a new build takes the place of the kept one. */
function versionOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(`${out}/${file}`));
  return hash.digest("hex").slice(0, 16);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const file of ["index.html", "icon.svg"]) copyFileSync(`web/${file}`, `${out}/${file}`);
await build({ ...shared, entryPoints: ["web/main.ts"], format: "esm", splitting: true, chunkNames: "[name]-[hash]" });
await build({ ...shared, entryPoints: ["web/worker.ts"], format: "iife" });
await build({ ...shared, entryPoints: ["web/style.css"] });

const files = readdirSync(out).sort();
const define = { files: JSON.stringify(["./", ...files]), version: JSON.stringify(versionOf(files)) };
await build({ ...shared, entryPoints: ["web/serviceWorker.ts"], format: "iife", define });
for (const file of readdirSync(out)) console.log(`${out}/${file} ${readFileSync(`${out}/${file}`).length} bytes`);
