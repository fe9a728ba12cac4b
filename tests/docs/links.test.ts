/** The documentation's links: what lies in the repository is there, and so are the headings that links name. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { pages, root, textOf } from "./markdown.ts";

/** Without code, in which brackets are no links. */
const proseOf = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, title = ""]) => {
      const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
      const anchor = plain
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-");
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

/** Why a link leads nowhere; undefined where it does not. */
function broken(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined; // the network is not asked
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  return anchorsOf(textOf(target)).has(anchor) ? undefined : `${link}: ${target} has no heading "${anchor}"`;
}

const linksOf = (text: string): string[] => [
  ...[...proseOf(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, link = ""]) => link),
  ...[...proseOf(text).matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, link = ""]) => link),
];

/** The prose of a notebook. */
function notebookText(path: string): string {
  const { cells } = JSON.parse(readFileSync(join(root, path), "utf8")) as {
    cells: { cell_type: string; source: string[] }[];
  };
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source.join(""))
    .join("\n\n");
}
const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

describe("links", () => {
  it.each(pages)("of %s lead somewhere", (page) => {
    expect(linksOf(textOf(page)).flatMap((link) => broken(page, link) ?? [])).toEqual([]);
  });

  it.each(notebooks.map((name) => `notebooks/${name}`))("of %s lead somewhere", (page) => {
    expect(linksOf(notebookText(page)).flatMap((link) => broken(page, link) ?? [])).toEqual([]);
  });
});
