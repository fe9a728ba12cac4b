// Writes the browser's ES modules into dist/browser, one a source file, so that a consumer's bundler leaves out what is not
// imported: of one large file it would keep every statement that it cannot prove to be without effect.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { transform } from "esbuild";

const from = "src";
const to = "dist/browser";

/** What stands behind the two names that Node and browser give another meaning. */
const aliases = { "#platform": "platform.browser.js", "#picture": "plots/picture.browser.js" };

const isShipped = (path) => path.endsWith(".ts") && !/^(cli|\w+\/assembly)\/|\.node\.ts$|^types\.ts$/.test(path);

/** The specifiers of imports as the written files need them. */
function withSpecifiers(code, path) {
  const here = dirname(path);
  const aliased = (name) => {
    const place = relative(here, aliases[name]).replaceAll("\\", "/");
    return place.startsWith(".") ? place : `./${place}`;
  };
  return code
    .replace(/(\bfrom\s*|\bimport\s*\(?\s*)"(\.[^"]+)\.ts"/g, '$1"$2.js"')
    .replace(/(\bfrom\s*|\bimport\s*\(?\s*)"(#\w+)"/g, (_, start, name) => `${start}"${aliased(name)}"`);
}

const paths = readdirSync(from, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
for (const path of paths.filter(isShipped)) {
  const { code } = await transform(readFileSync(join(from, path), "utf8"), {
    loader: "ts",
    target: "es2022",
    charset: "utf8",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const file = join(to, path.replace(/\.ts$/, ".js"));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, withSpecifiers(code, path));
}
