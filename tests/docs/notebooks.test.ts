/** The notebooks as they are committed: run to their end, with outputs, small enough for GitHub. CI runs them anew (`notebooks/run.sh`). */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./markdown.ts";

interface Cell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string }[];
  readonly source: readonly string[];
}
interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
}

const folder = join(root, "notebooks");
const files = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

describe.each(files)("notebooks/%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const { cells, metadata } = JSON.parse(text) as Notebook;
  const programs = cells.filter(({ cell_type }) => cell_type === "code");

  it("was run from a clean state to its end, without an error", () => {
    expect(metadata.kernelspec.name).toBe("deno");
    expect(programs.map(({ execution_count }) => execution_count)).toEqual(programs.map((_, i) => i + 1));
    expect(programs.flatMap(({ outputs = [] }) => outputs).filter((output) => output.output_type === "error")).toEqual(
      [],
    );
  });

  it("holds what its cells show, pictures among them", () => {
    for (const { source, outputs = [] } of programs)
      if (source.join("").includes("show(")) expect(outputs.length).toBeGreaterThan(0);
    expect(text).toContain("image/svg+xml");
  });

  it("is at most 400 KB, and tells nothing of the machine that ran it", () => {
    expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(400_000);
    expect(text).not.toMatch(/file:\/\/\/|\/tmp\/|\/home\//);
  });
});
