import { describe, expect, it } from "vitest";
import {
  actualStyle,
  bandFill,
  cutoffColor,
  darkColors,
  gridColor,
  historyStyle,
  inkColor,
  modelStyle,
} from "../../src/plots/theme.ts";

/** Relative luminance and contrast ratio of WCAG 2. */
function luminance(color: string): number {
  const channel = (at: number): number => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const alpha = (fill: string): number => parseInt(fill.slice(7), 16);
const models = [0, 1, 2, 3, 4, 5].map(modelStyle);
const lines = [historyStyle, actualStyle, ...models];

describe("theme", () => {
  it("gives every colour a partner on a dark screen", () => {
    for (const color of [...lines.map(({ color }) => color), inkColor, gridColor, cutoffColor])
      expect(darkColors[color], color).toMatch(/^#[0-9a-f]{6}$/);
  });

  it("draws every line with a contrast of 3 or more, light and dark (WCAG 2.1, 1.4.11)", () => {
    for (const { color } of lines) {
      expect(contrast(color, "#ffffff"), color).toBeGreaterThanOrEqual(3);
      expect(contrast(darkColors[color] ?? "", "#14171b"), color).toBeGreaterThanOrEqual(3);
    }
    for (const [text, paper] of [
      [inkColor, "#ffffff"],
      [darkColors[inkColor] ?? "", "#14171b"],
    ] as const)
      expect(contrast(text, paper)).toBeGreaterThanOrEqual(4.5);
  });

  it("tells thirty-six models apart by colour and dash together", () => {
    const all = Array.from({ length: 36 }, (_, i) => JSON.stringify(modelStyle(i)));
    expect(new Set(all).size).toBe(36);
    expect(new Set(models.map(({ dash }) => dash.join())).size).toBe(6);
  });

  it("fills inner bands more strongly than outer ones", () => {
    const fills = [0, 1, 2].map((i) => alpha(bandFill("#0072b2", i, 3)));
    expect(fills).toEqual([...fills].sort((a, b) => a - b));
    expect(bandFill("#0072b2", 0, 1)).toBe("#0072b23d");
  });
});
