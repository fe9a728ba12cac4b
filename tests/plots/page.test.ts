import { createHash } from "node:crypto";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { forecastPlot } from "../../src/plots/index.ts";
import { hourly, hourlyForecast } from "./examples.ts";

const evil = "</script><script>alert(1)</script><!-- ' \" & -->";
const load = hourly("load", [1, 2, NaN, 4, 5, 6, 7]);
const page = forecastPlot(load, hourlyForecast("load", 4)).html();

const elements = (html: string, tag: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(([, text]) => text ?? "");
const dataOf = (html: string): Record<string, unknown> =>
  JSON.parse(/<script type="application\/json" id="plot">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as Record<
    string,
    unknown
  >;
const policyOf = (html: string): string => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

describe("pageHtml", () => {
  it("is a whole page: doctype, language, encoding, viewport, title", () => {
    expect(page.startsWith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')).toBe(true);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toContain("<title>Forecast of load by naive</title>");
    expect(page).toContain("<noscript>");
  });

  it("allows exactly its own scripts and style by hash, and nothing else", () => {
    const hashes = (tag: string) =>
      elements(page, tag).map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    expect(hashes("script")).toHaveLength(2);
    expect(policyOf(page)).toBe(
      `default-src 'none'; script-src ${hashes("script").join(" ")}; style-src ${hashes("style").join(" ")}; base-uri 'none'; form-action 'none'`,
    );
  });

  it("holds no address that could be requested, and no style attribute or handler that the policy forbids", () => {
    expect(page).not.toMatch(/https?:|\/\/[a-z]+\.[a-z]/i);
    expect(page).not.toMatch(/<[a-z][^<>]*\s(?:style|on[a-z]+|src|href)=/i);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it("carries uPlot's licence with uPlot", () => {
    expect(page).toContain("uPlot 1.6.32");
    expect(page).toContain("Copyright (c) 2022 Leon Sorokin");
    expect(page).toContain("The above copyright notice and this permission notice shall be included");
  });

  it("shows markup in names and titles as text", () => {
    const series = hourly(evil, [1, 2, 3], evil);
    const html = forecastPlot(series, hourlyForecast(evil, 2, { model: evil, channel: evil }), {
      title: evil,
      unit: evil,
    }).html();
    expect(elements(html, "script")).toEqual(elements(page, "script"));
    expect(html).not.toContain("<script>alert(1)");
    expect(html).toContain(
      "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &#39; &quot; &amp; --&gt;</h1>",
    );
    expect(JSON.stringify(dataOf(html))).toContain(JSON.stringify(evil).slice(1, -1));
  });

  it("gives back any name from its data, and never opens a tag there", () => {
    assert(
      property(string({ unit: "binary" }), (name) => {
        const html = forecastPlot(hourly(name, [1]), hourlyForecast(name, 0)).html();
        const { panels } = dataOf(html) as { panels: { options: { title: string } }[] };
        expect(panels[0]?.options.title).toBe(name.replaceAll(/[\uD800-\uDFFF]/gu, (half) => half));
        expect(html.split("<script").length).toBe(4);
      }),
      { numRuns: 50 },
    );
  });

  it("packs even times and leaves out the nulls at the ends of columns", () => {
    const { panels } = dataOf(page) as { panels: { packed: { times: unknown; columns: unknown[] } }[] };
    expect(panels[0]?.packed.times).toEqual({ start: 1704067200, step: 3600, count: 8 });
    expect(panels[0]?.packed.columns[2]).toEqual({ from: 0, values: [1, 2, null, 4, 5] });
    expect(panels[0]?.packed.columns[4]).toEqual({ from: 5, values: [11, 12, 13] });
  });

  it("keeps uneven times, such as months, as they are, and a column of nulls empty", () => {
    const timestamps = Float64Array.of(Date.UTC(2024, 0), Date.UTC(2024, 1), Date.UTC(2024, 2));
    const monthly = { ...hourly("m", [1, 2, 3]), frequency: { unit: "month", step: 1 } as const, timestamps };
    const forecast = {
      ...hourlyForecast("m", 0, { horizon: 1, levels: [] }),
      cutoff: timestamps[2] ?? 0,
      timestamps: Float64Array.of(Date.UTC(2024, 3)),
      values: Float64Array.of(NaN),
    };
    const { panels } = dataOf(forecastPlot(monthly, forecast).html()) as {
      panels: { precision: string; packed: { times: number[]; columns: unknown[] } }[];
    };
    expect(panels[0]?.packed.times).toEqual([1704067200, 1706745600, 1709251200, 1711929600]);
    expect(panels[0]?.packed.columns).toEqual([
      { from: 0, values: [1, 2, 3] },
      { from: 0, values: [] },
    ]);
    expect(panels[0]?.precision).toBe("day");
  });

  it("is the same to the last byte for the same plot", () => {
    expect(forecastPlot(load, hourlyForecast("load", 4)).html()).toBe(page);
  });
});
