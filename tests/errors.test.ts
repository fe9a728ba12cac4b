import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import * as errors from "../src/errors.ts";

const facts = { where: "here", expected: "a number", found: '"n/a"', remedy: "mend it" };
const classes = Object.entries(errors);

describe.each(classes)("%s", (name, Class) => {
  it("says where, what was expected, what was found and the remedy, in that order", () => {
    const error = new Class(facts);
    expect(error.message).toBe('here: expected a number, found "n/a"; mend it');
    expect(`${error}`).toBe(`${name}: ${error.message}`);
  });

  it("says no more where there is no remedy", () => {
    const { where, expected, found } = facts;
    const error = new Class({ where, expected, found });
    expect(error.message).toBe('here: expected a number, found "n/a"');
    expect(error.remedy).toBe("");
  });

  it("carries the facts as fields, its own name and its classes", () => {
    const error = new Class(facts);
    expect(error).toMatchObject(facts);
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(errors.SeqcastError);
    expect(error.stack).toContain("errors.test.ts");
  });
});

it("errors keep their names where a minifier shortens those of classes", async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/errors.ts"],
    minify: true,
    bundle: true,
    write: false,
    format: "esm",
  });
  const minified: typeof errors = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`);
  for (const [name, Class] of Object.entries(minified)) expect(new Class(facts).name).toBe(name);
});

describe("DataError", () => {
  it("knows file, line and column where they are known", () => {
    const error = new errors.DataError({ ...facts, file: "a.csv", line: 17, column: "sales" });
    expect(error).toMatchObject({ file: "a.csv", line: 17, column: "sales" });
    expect(new errors.DataError(facts)).toMatchObject({ file: undefined, line: undefined, column: undefined });
  });

  it("is no other kind of error", () => {
    expect(new errors.DataError(facts)).not.toBeInstanceOf(errors.OptionError);
  });
});
