// The static site: the pages of this folder, those of a beginner first, and the reference of every public name.
import { readdirSync } from "node:fs";

const first = ["start.md", "concepts.md"];
const pagesIn = (folder) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`.replace("./", ""));
const rest = pagesIn("./").filter((name) => !first.includes(name));

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "seqcast",
  entryPoints: ["../src/index.ts"],
  tsconfig: "tsconfig.json",
  readme: "../README.md",
  out: "site",
  projectDocuments: [...first, ...pagesIn("./guides/"), ...rest, ...pagesIn("./models/")],
  sort: ["source-order"],
  hideGenerator: true,
  excludePrivate: true,
  disableSources: true,
  highlightLanguages: ["ts", "js", "typescript", "javascript", "json", "python", "sh", "bash", "html"],
  validation: { notExported: false, invalidLink: true, invalidPath: false },
};
