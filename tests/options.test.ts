import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../src/errors.ts";
import { describeRange, resolveOptions, type OptionSpecs } from "../src/options.ts";

interface Sizes {
  readonly steps: number;
  readonly rate: number;
  readonly share: number;
  readonly mode: string;
  readonly season: number;
}

const specs: OptionSpecs<Sizes> = {
  steps: { description: "steps ahead", integer: true, min: 1 },
  rate: { default: 0.5, description: "step size", above: 0, max: 2 },
  share: { default: 0, description: "a share", min: 0, below: 1 },
  mode: { default: "last", description: "what to count from", choices: ["last", "mean"] },
  season: { optional: true, description: "rows in a season", integer: true, min: 0 },
};

const failure = (given: Record<string, unknown>): OptionError => {
  try {
    resolveOptions("model", specs, given as Partial<Sizes>);
  } catch (error) {
    if (error instanceof OptionError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(given)}`);
};

describe("resolveOptions", () => {
  it("fills in defaults and leaves out optional ones", () => {
    expect(resolveOptions("model", specs, { steps: 3 })).toEqual({ steps: 3, rate: 0.5, share: 0, mode: "last" });
  });

  it("takes an undefined value as one not given", () => {
    const given = { steps: 3, rate: undefined, season: undefined } as unknown as Partial<Sizes>;
    expect(resolveOptions("model", specs, given)).toEqual({ steps: 3, rate: 0.5, share: 0, mode: "last" });
  });

  it("keeps what is given, in the table's order", () => {
    const resolved = resolveOptions("model", specs, { season: 0, mode: "mean", share: 0.9, rate: 2, steps: 1 });
    expect(resolved).toEqual({ steps: 1, rate: 2, share: 0.9, mode: "mean", season: 0 });
    expect(Object.keys(resolved)).toEqual(["steps", "rate", "share", "mode", "season"]);
  });

  it("does not change what it was given", () => {
    const given = Object.freeze({ steps: 3 });
    resolveOptions("model", specs, given);
    expect(given).toEqual({ steps: 3 });
  });

  it.each([
    [{}, "model steps: expected a whole number of at least 1, found nothing; steps ahead"],
    [{ steps: 0 }, "model steps: expected a whole number of at least 1, found 0; steps ahead"],
    [{ steps: null }, "model steps: expected a whole number of at least 1, found null; steps ahead"],
    [{ steps: 1, rate: null }, "model rate: expected a number above 0 and of at most 2, found null; step size"],
    [{ steps: 1.5 }, "model steps: expected a whole number of at least 1, found 1.5; steps ahead"],
    [{ steps: "3" }, 'model steps: expected a whole number of at least 1, found "3"; steps ahead'],
    [{ steps: NaN }, "model steps: expected a whole number of at least 1, found NaN; steps ahead"],
    [{ steps: Infinity }, "model steps: expected a whole number of at least 1, found Infinity; steps ahead"],
    [{ steps: [3] }, "model steps: expected a whole number of at least 1, found [3]; steps ahead"],
    [{ steps: 1, rate: 0 }, "model rate: expected a number above 0 and of at most 2, found 0; step size"],
    [{ steps: 1, rate: 2.1 }, "model rate: expected a number above 0 and of at most 2, found 2.1; step size"],
    [{ steps: 1, share: 1 }, "model share: expected a number of at least 0 and below 1, found 1; a share"],
    [{ steps: 1, mode: "none" }, 'model mode: expected one of last, mean, found "none"; what to count from'],
    [{ steps: 1, mode: 3 }, "model mode: expected one of last, mean, found 3; what to count from"],
  ])("refuses %j", (given, message) => {
    expect(failure(given).message).toBe(message);
  });

  it("lists the known options where one is unknown", () => {
    expect(failure({ steps: 1, stepz: 2 }).message).toBe(
      'model: expected one of the options steps, rate, share, mode, season, found "stepz"; did you mean steps?',
    );
    expect(failure({ steps: 1, toString: 2 }).found).toBe('"toString"');
  });

  it("names the first option where nothing is given at all", () => {
    expect(() => resolveOptions("model", specs, undefined as unknown as Partial<Sizes>)).toThrow(
      "model steps: expected",
    );
  });

  it("accepts a number exactly when it lies in the range", () => {
    const range = { x: { description: "x", min: -1, below: 1 } };
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3 }), (x) => {
        const accepts = (): boolean => resolveOptions("t", range, { x }).x === x;
        if (x >= -1 && x < 1) expect(accepts()).toBe(true);
        else expect(accepts).toThrow(OptionError);
      }),
    );
  });
});

describe("describeRange", () => {
  it("puts bounds into words", () => {
    expect(Object.values(specs).map(describeRange)).toEqual([
      "a whole number of at least 1",
      "a number above 0 and of at most 2",
      "a number of at least 0 and below 1",
      "one of last, mean",
      "a whole number of at least 0",
    ]);
    expect(describeRange({ description: "free" })).toBe("a number");
  });
});

describe("an option of words or numbers", () => {
  interface Mixed {
    readonly weights?: string | readonly number[] | undefined;
    readonly range?: string | readonly number[] | undefined;
  }
  const mixed: OptionSpecs<Mixed> = {
    weights: { optional: true, description: "weights", choices: ["flat", "steep"], numbers: true, min: 0 },
    range: { optional: true, description: "bounds", choices: ["positive"], numbers: true, length: 2 },
  };
  const message = (given: Record<string, unknown>): unknown => {
    try {
      return resolveOptions("model", mixed, given as Partial<Mixed>);
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("takes either, and keeps a list as it is", () => {
    const given = { weights: [1, 0, 2], range: [-1, 1] };
    expect(message(given)).toEqual(given);
    expect(message({ weights: "steep", range: "positive" })).toEqual({ weights: "steep", range: "positive" });
  });

  it.each([
    [{ weights: "up" }, 'model weights: expected one of flat, steep, or a list of numbers of at least 0, found "up"'],
    [{ weights: [1, -1] }, "or a list of numbers of at least 0, found [1,-1]"],
    [{ weights: [] }, "found []"],
    [{ weights: 3 }, "found 3"],
    [{ range: [1] }, "model range: expected positive, or 2 numbers, found [1]"],
    [{ range: [1, "positive"] }, 'found [1,"positive"]'],
  ])("refuses %j", (given, expected) => {
    expect(message(given)).toContain(expected);
  });
});
