import { describe, expect, it } from "vitest";
import { nearestWord } from "../src/nearestWord.ts";

describe("nearestWord", () => {
  it("suggests a word that is near, swapped letters included, and none that is far", () => {
    const models = ["naive", "seasonal-naive", "lstm", "gru"];
    expect(nearestWord("ltsm", models)).toBe("lstm");
    expect(nearestWord("sesonal-naive", models)).toBe("seasonal-naive");
    expect(nearestWord("GRU", models)).toBe("gru");
    expect(nearestWord("transformer", models)).toBeUndefined();
    expect(nearestWord("x", [])).toBeUndefined();
  });

  it("suggests the one word that begins so, of several none", () => {
    expect(nearestWord("leistung", ["Zeit", "Leistung kW", "Temp"])).toBe("Leistung kW");
    expect(nearestWord("load", ["time", "load (north)", "load (south)"])).toBeUndefined();
    expect(nearestWord("t", ["temperature"])).toBeUndefined();
  });

  it("tolerates two edits of a word of four letters or more, one of a shorter", () => {
    expect(nearestWord("dmnd", ["demand"])).toBe("demand");
    expect(nearestWord("dmn", ["demand"])).toBeUndefined();
    expect(nearestWord("tme", ["time"])).toBe("time");
  });
});
