import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../../src/errors.ts";
import { naive } from "../../../src/models/index.ts";
import { backtestReport } from "../../../src/plots/index.ts";
import { backtested, wave } from "./examples.ts";

const evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
const html = backtestReport(await backtested(), { files: ["a.csv"], command: "seqcast backtest a.csv" }).html();
const elements = (page: string, tag: string): string[] =>
  [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(([, text]) => text ?? "");

describe("the page of a report", () => {
  it("allows exactly its own scripts and style by hash, and no request", () => {
    const hashes = (tag: string) =>
      elements(html, tag).map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      `default-src 'none'; script-src ${hashes("script").join(" ")}; style-src ${hashes("style").join(" ")}; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/https?:|\/\/[a-z]+\.[a-z]/i);
    expect(html).not.toMatch(/<[a-z][^<>]*\s(?:style|on[a-z]+|src)=/i);
    expect(html.match(/ href="[^"]*"/g)!.every((link) => /^ href="#section-\d+"$/.test(link))).toBe(true);
  });

  it("shows markup in every name, title, file, option and command as text", async () => {
    const series = { ...wave(evil, 400, true, evil) };
    const report = backtestReport(await backtested({}, series), {
      title: evil,
      unit: evil,
      files: [evil],
      models: [{ ...naive({ horizon: 12 }), name: evil, options: { [evil]: evil } }],
      settings: { [evil]: evil },
      command: evil,
    });
    const page = report.html();
    expect(elements(page, "script")).toEqual(elements(html, "script"));
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("<img");
    expect(page).toContain("<h1>&lt;/script&gt;&lt;script&gt;alert(1)");
    expect(page.split("<script").length).toBe(4);
  });

  it("has a place for every plot, and its panels in the data under that name", () => {
    const data = JSON.parse(/id="plot">(.*?)<\/script>/s.exec(html)![1]!) as { panels: { host: string }[] };
    const places = [...html.matchAll(/<div id="(plot-\d+)">/g)].map(([, id]) => id);
    expect(places).toHaveLength(6);
    expect([...new Set(data.panels.map(({ host }) => host))]).toEqual(places);
  });

  it("is written whole to a path ending in .html, and refused any other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seqcast-report-"));
    const report = backtestReport(await backtested());
    await report.save(join(folder, "deep", "r.html"));
    expect(await readFile(join(folder, "deep", "r.html"), "utf8")).toBe(report.html());
    expect(await readdir(join(folder, "deep"))).toEqual(["r.html"]);
    await expect(report.save(join(folder, "r.pdf"))).rejects.toThrow(OptionError);
    await rm(folder, { recursive: true });
  });
});
