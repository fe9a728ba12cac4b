/**
 * The plan of the house as data: which room may import which. The sources are read and held against it; `renderDiagram`
 * gives the drawing that docs/architecture.md shows.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { registry } from "../src/models/index.ts";

/** Room → rooms that it may import. Anyone may import the root files. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernels: [],
  autograd: ["kernels"],
  nn: ["autograd", "kernels"],
  optim: ["autograd", "kernels"],
  numerics: ["kernels"],
  series: [],
  transforms: ["series"],
  windows: ["series", "transforms", "autograd"],
  training: ["windows", "autograd", "nn", "optim"],
  metrics: ["series", "numerics"],
  models: ["series", "transforms", "windows", "training", "nn", "autograd", "numerics"],
  evaluation: ["models", "metrics", "series", "transforms", "training", "numerics"],
  plots: ["series", "models", "metrics", "evaluation", "kernels"],
  cli: ["series", "transforms", "windows", "training", "models", "metrics", "evaluation", "plots", "numerics"],
};

const rootFile =
  /^(errors|random|elementary|extent|nearestWord|options|quantiles|safetensors|sha256|platform\.\w+|version\.generated)\.ts$/;
/** The public list, values and types: it alone of the root files imports rooms. */
const isPublicList = (path: string): boolean => path === "index.ts" || path === "types.ts";
const forbiddenNames = /^(utils?|helpers?|common|misc|base|core|manager|data2)\.ts$/i;
/** Files that may name functions of Math whose last bits ECMAScript leaves to the engine. */
const inexactMath: Readonly<Record<string, readonly string[]>> = {
  "elementary.ts": [],
  "kernels/arena.ts": ["log2"], // sizes of memory blocks, never values
  "plots/pageNumbers.ts": ["log10"], // digits of numbers there
  "plots/pageScript.ts": ["log10"], // digits of axis labels in the reader's browser
};

const root = fileURLToPath(new URL("../", import.meta.url));
const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .sort();
const sources = new Map(files.map((path) => [path, readFileSync(join(root, "src", path), "utf8")]));

interface Import {
  readonly from: string;
  /** A path under src, or the bare specifier. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const roomOf = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

function importsOf(path: string, text: string): Import[] {
  const statement =
    /^(?:import|export)\s+(?!const|function|class|interface|abstract|async|let)(type\s)?([^"';]*?)(?:from\s+)?"([^"]+)"/gm;
  return [...withoutComments(text).matchAll(statement)].map(([, type, names = "", to = ""]) => {
    const listed = /\{([^}]*)\}/
      .exec(names)?.[1]
      ?.split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const onlyTypes = listed !== undefined && listed.length > 0 && listed.every((name) => name.startsWith("type "));
    return {
      from: path,
      to: to.startsWith(".") ? normalize(join(dirname(path), to)).replaceAll("\\", "/") : to,
      typeOnly: type !== undefined || onlyTypes,
    };
  });
}

const imports = files.flatMap((path) => importsOf(path, sources.get(path)!));
const inside = imports.filter(({ to }) => to.endsWith(".ts"));

/** Why an import breaks the plan; undefined where it does not. */
function breach({ from, to }: Import): string | undefined {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (to.startsWith("..")) return `src/${from} imports ${to}, which lies outside src`;
  if (there === "") {
    if (rootFile.test(to) || isPublicList(from)) return undefined;
    return `src/${from} imports src/${to}: of the root files, rooms import errors, random, elementary, extent, nearestWord, options, quantiles, safetensors, sha256, platform and version only`;
  }
  if (here === there) {
    return to === `${here}/index.ts` ? `src/${from} imports its own index: import the sibling file` : undefined;
  }
  if (here === "" && !isPublicList(from)) return `src/${from} is a root file and imports the room "${there}"`;
  if (to !== `${there}/index.ts`)
    return `src/${from} imports src/${to}: between rooms only through src/${there}/index.ts`;
  if (here === "") return undefined;
  const allowed = mayImport[here];
  if (!allowed) return `src/${from} lies in a room "${here}" that the plan does not know: add it to this table`;
  if (allowed.includes(there)) return undefined;
  return `src/${from} imports the room "${there}"; "${here}" may import ${allowed.join(", ") || "no room"}`;
}

/** A cycle among the run-time imports, as the list of its files; undefined without one. */
function findCycle(edges: readonly Import[]): string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of edges) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const to of next.get(path) ?? []) {
      const cycle = visit(to, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of next.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The plan as text, lowest floor first: every room and the rooms that it may import; docs/architecture.md holds it. */
export function renderDiagram(): string {
  const width = Math.max(...Object.keys(mayImport).map((room) => room.length));
  const line = ([room, others]: [string, readonly string[]]): string =>
    others.length > 0 ? `${room.padEnd(width)} → ${others.join(", ")}` : room;
  return Object.entries(mayImport).map(line).join("\n");
}

describe("the sources", () => {
  it("were found and their imports read", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(inside.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({ from: "training/train.ts", to: "autograd/index.ts", typeOnly: false });
    expect(imports).toContainEqual({ from: "training/train.ts", to: "training/options.ts", typeOnly: true });
  });

  it("import as the plan allows", () => {
    expect(inside.map(breach).filter(Boolean)).toEqual([]);
  });

  it("name files that exist", () => {
    expect(inside.filter(({ to }) => !sources.has(to)).map(({ from, to }) => `src/${from} imports src/${to}`)).toEqual(
      [],
    );
  });

  it("hold no cycle at run time", () => {
    expect(findCycle(inside)).toBeUndefined();
  });

  it("import node: only in src/cli and files named *.node.ts", () => {
    const wrong = imports.filter(
      ({ from, to }) => to.startsWith("node:") && roomOf(from) !== "cli" && !from.endsWith(".node.ts"),
    );
    expect(wrong.map(({ from, to }) => `src/${from} imports ${to}`)).toEqual([]);
  });

  it("have at most 400 lines a file", () => {
    const long = files.filter((path) => !path.endsWith(".generated.ts") && sources.get(path)!.split("\n").length > 401);
    expect(long).toEqual([]);
  });

  it("have no names that mean nothing", () => {
    expect(files.filter((path) => forbiddenNames.test(path.slice(path.lastIndexOf("/") + 1)))).toEqual([]);
  });

  it("call no function of Math whose last bits are the engine's", () => {
    const inexact =
      /\bMath\.(exp|expm1|log|log1p|log2|log10|sinh?|cosh?|tanh?|asinh?|acosh?|atanh?|atan2|pow|cbrt|hypot|random)\b/g;
    const wrong = files.flatMap((path) =>
      [...withoutComments(sources.get(path)!).matchAll(inexact)]
        .filter(([, name = ""]) => !inexactMath[path]?.includes(name))
        .map(([text]) => `src/${path}: ${text}; use src/elementary.ts`),
    );
    expect(wrong).toEqual([]);
  });
});

const edge = (from: string, to: string, typeOnly = false): Import => ({ from, to, typeOnly });

describe("the checks of this file", () => {
  it.each([
    [edge("series/a.ts", "models/index.ts"), 'imports the room "models"'],
    [edge("models/a.ts", "series/series.ts"), "only through src/series/index.ts"],
    [edge("models/a.ts", "models/index.ts"), "its own index"],
    [edge("errors.ts", "series/index.ts"), "is a root file"],
    [edge("models/a.ts", "index.ts"), "of the root files"],
    [edge("attic/a.ts", "series/index.ts"), "does not know"],
    [edge("models/a.ts", "../scripts/a.ts"), "outside src"],
  ])("refuse %j", (wrong, message) => {
    expect(breach(wrong)).toContain(message);
  });

  it("find a cycle, unless one of its imports is of types only", () => {
    expect(findCycle([edge("a/x.ts", "a/y.ts"), edge("a/y.ts", "a/x.ts")])).toEqual(["a/x.ts", "a/y.ts", "a/x.ts"]);
    expect(findCycle([edge("a/x.ts", "a/y.ts"), edge("a/y.ts", "a/x.ts", true)])).toBeUndefined();
  });

  it("read every form of import", () => {
    const text = [
      'import { a, type B } from "./a.ts";',
      'import type { C } from "../c/index.ts";',
      'import {\n  type D,\n  type E,\n} from "./d.ts";',
      'export * as f from "./f.ts";',
      '// import "./no.ts";',
      'import "./g.ts";',
    ].join("\n");
    expect(importsOf("r/x.ts", text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
      ["r/a.ts", false],
      ["c/index.ts", true],
      ["r/d.ts", true],
      ["r/f.ts", false],
      ["r/g.ts", false],
    ]);
  });

  it("plan no room that imports one which imports it back", () => {
    const edges = Object.entries(mayImport).flatMap(([room, others]) => others.map((other) => edge(room, other)));
    expect(findCycle(edges)).toBeUndefined();
  });
});

describe("every registered forecaster", () => {
  it.each(registry.map(({ name }) => [name]))("%s has a test and a page", (name) => {
    const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(existsSync(join(root, `tests/models/${camel}.test.ts`)), `tests/models/${camel}.test.ts`).toBe(true);
    expect(existsSync(join(root, `docs/models/${name}.md`)), `docs/models/${name}.md`).toBe(true);
  });
});

describe("docs/architecture.md", () => {
  it("holds the diagram of the rooms", ({ skip }) => {
    const page = join(root, "docs/architecture.md");
    if (!existsSync(page)) skip(`docs/architecture.md is not written yet; it is to hold:\n${renderDiagram()}`);
    const shown = readFileSync(page, "utf8").replace(/^ {4}/gm, "").includes(renderDiagram());
    expect(shown, `put this into docs/architecture.md as a code block:\n${renderDiagram()}`).toBe(true);
  });
});
