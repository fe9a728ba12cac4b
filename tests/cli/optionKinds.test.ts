import { describe, expect, it } from "vitest";
import { configurable, kindOf, optionsOf, variableOf } from "../../src/cli/optionKinds.ts";
import { createProgram } from "../../src/cli/run.ts";
import { createTerminal } from "./terminal.ts";

const program = createProgram(createTerminal());
const kinds = new Map([...optionsOf(...configurable(program))].map(([name, option]) => [name, kindOf(option)]));

describe("the kinds of flags", () => {
  it("follow from their placeholders", () => {
    const wanted = {
      json: "switch",
      header: "switch",
      preview: "switch",
      horizon: "count",
      seed: "count",
      time: "list",
      levels: "list",
      models: "list",
      set: "settings",
      out: "file",
      save: "file",
      model: "text",
      refit: "text",
      timezone: "text",
    };
    expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, kinds.get(name)]))).toEqual(wanted);
  });

  it("hold no variable of the engine", () => {
    const variables = [...kinds.keys()].map(variableOf);
    expect(variables).toContain("SEQCAST_SEASON_LENGTH");
    for (const taken of ["SEQCAST_DEBUG", "SEQCAST_THREADS", "SEQCAST_CONFIG"]) expect(variables).not.toContain(taken);
  });
});
