import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadImage, createCanvas } from "@napi-rs/canvas";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DataError, OptionError, UnsupportedError } from "../../src/errors.ts";
import { attentionPlot, forecastPlot, type Plot, type PlotSaveOptions } from "../../src/plots/index.ts";
import { loadPainter } from "../../src/plots/pictureCanvas.node.ts";
import { drawPicture } from "../../src/plots/picture.browser.ts";
import { attentiveForecast, hourly, hourlyForecast } from "./examples.ts";

const load = hourly(
  "load",
  Array.from({ length: 60 }, (_, t) => 14 + 4 * (((t % 24) - 12) / 12) ** 2),
);
const wide = forecastPlot(load, hourlyForecast("load", 40, { horizon: 12 }), { width: 640, height: 240 });
const globalsBefore = Reflect.ownKeys(globalThis);
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "seqcast-picture-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock("@napi-rs/canvas");
  vi.resetModules();
});

interface Picture {
  readonly width: number;
  readonly height: number;
  /** How many pixels have a colour, between two heights (of all unless given). */
  readonly count: (color: string, from?: number, to?: number) => number;
}

async function pictureOf(plot: Plot, name: string, options?: PlotSaveOptions): Promise<Picture> {
  const path = join(folder, name);
  await plot.save(path, options);
  const image = await loadImage(path);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const count = (color: string, from = 0, to = height): number => {
    const want = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    let found = 0;
    for (let i = from * width * 4; i < to * width * 4; i += 4)
      if (want.every((value, c) => Math.abs(data[i + c]! - value) <= 2)) found++;
    return found;
  };
  return { width, height, count };
}

describe("a picture in a notebook", () => {
  it("is SVG with texts, under the name by which Deno's kernel asks for it, and far shorter than a saved one", async () => {
    const display: unknown = Reflect.get(wide, Symbol.for("Jupyter.display"));
    if (typeof display !== "function") throw new TypeError("no display");
    const bundle: unknown = await display();
    expect(bundle).toEqual({ "image/svg+xml": expect.stringMatching(/<text[^>]*Verdana, sans-serif/) });
    const svg = String(Object.values(bundle as object)[0]);
    expect(svg).toContain('width="640"');
    await wide.save(join(folder, "saved.svg"));
    expect(svg.length).toBeLessThan((await readFile(join(folder, "saved.svg"), "utf8")).length / 3);
    expect(svg).not.toMatch(/ d="[^"]*\.\d{3}/);
  });

  it("leaves the plot the plain data that it was", () => {
    expect(Object.keys(wide)).toEqual(["title", "panels", "html", "save"]);
  });
});

describe("a picture in PNG", () => {
  it("holds title, legend and chart, at two pixels to a CSS pixel on white", async () => {
    const { width, height, count } = await pictureOf(wide, "wide.PNG");
    expect([width, height]).toEqual([1280, 2 * (56 + 24 + 240 + 16)]);
    expect(count("#16191d", 0, 112)).toBeGreaterThan(200); // title
    expect(count("#0072b2", 112, 160)).toBeGreaterThan(50); // swatch of the forecast
    expect(count("#0072b2", 160)).toBeGreaterThan(200); // its line
    expect(count("#6b7684", 160)).toBeGreaterThan(500); // history
    expect(count("#ffffff", 0, 10)).toBe(1280 * 10);
  });

  it("stands on dark ground in the colours of a dark page where the theme says so", async () => {
    const { count } = await pictureOf(wide, "dark.png", { theme: "dark" });
    expect(count("#14171b", 0, 10)).toBe(1280 * 10);
    expect(count("#f5f7fa", 0, 112)).toBeGreaterThan(200); // title
    expect(count("#a6b0bc", 112, 160)).toBeGreaterThan(20); // labels of the legend
    expect(count("#56b4e9", 112, 160)).toBeGreaterThan(50); // swatch of the forecast
    expect(count("#56b4e9", 160)).toBeGreaterThan(200); // its line
    expect(["#ffffff", "#0072b2"].map((color) => count(color))).toEqual([0, 0]);
  });

  it("is light with the theme light, as without one", async () => {
    await wide.save(join(folder, "plain.png"));
    await wide.save(join(folder, "light.png"), { theme: "light" });
    const [plain, light] = await Promise.all(["plain.png", "light.png"].map((name) => readFile(join(folder, name))));
    expect(plain!.equals(light!)).toBe(true);
  });

  it("has a heading, a legend and a chart for each panel", async () => {
    const { height, count } = await pictureOf(
      attentionPlot(load, attentiveForecast("load", 40, 6, 24), { width: 640 }),
      "two.png",
    );
    expect(height).toBe(2 * (56 + 2 * (34 + 24) + 200 + (90 + 120) + 16));
    expect(count("#0072b2", 2 * (56 + 34 + 24 + 200))).toBeGreaterThan(2000);
  });

  it("is set in the font that comes with the build, whichever fonts are installed", async () => {
    const { canvas, family } = await loadPainter("a.png");
    expect(family).toMatch(/^"seqcast picture", /);
    expect(canvas.GlobalFonts.has("seqcast picture")).toBe(true);
    const context = createCanvas(1, 1).getContext("2d");
    const widthOf = (font: string): number => {
      context.font = font;
      return context.measureText("Forecast −12.5 % – 80 %").width;
    };
    const file = "node_modules/@fontsource/roboto/files/roboto-latin-400-normal.woff2";
    canvas.GlobalFonts.registerFromPath(file, "Roboto of the package");
    expect(widthOf(`20px ${family}`)).toBe(widthOf('20px "Roboto of the package"'));
    expect(widthOf(`bold 20px ${family}`)).toBeGreaterThan(widthOf(`20px ${family}`));
  });

  it("is the same bytes each time, and leaves the program's globals as they are", async () => {
    await Promise.all(["a.png", "b.png"].map((name) => wide.save(join(folder, name))));
    const [a, b] = await Promise.all(["a.png", "b.png"].map((name) => readFile(join(folder, name))));
    expect(a!.equals(b!)).toBe(true);
    expect(Reflect.ownKeys(globalThis)).toEqual(globalsBefore);
  });

  it("draws titles that are too long, or markup, as text", async () => {
    const { width } = await pictureOf(
      forecastPlot(load, hourlyForecast("load", 40), { title: "<script>".repeat(100), width: 400 }),
      "long.png",
    );
    expect(width).toBe(800);
  });
});

describe("a picture in SVG", () => {
  it("is vectors that need no font and no other file", async () => {
    const path = join(folder, "wide.svg");
    await wide.save(path);
    const text = await readFile(path, "utf8");
    expect(text).toMatch(/<svg [^>]*width="640" height="336"/);
    expect(text).toContain("#0072B2");
    await wide.save(path, { theme: "dark" });
    const dark = await readFile(path, "utf8");
    expect(dark).toContain("#56B4E9");
    expect(dark).not.toContain("#0072B2");
    expect(text).not.toMatch(/<text|<image|<script|href=/);
  });
});

describe("a page with a theme", () => {
  it("has it on every screen, and is light in print", async () => {
    const path = join(folder, "dark.html");
    await wide.save(path, { theme: "dark" });
    const text = await readFile(path, "utf8");
    expect(text).toContain('<meta name="color-scheme" content="dark">');
    expect(text).toContain("@media screen { :root { --paper: #14171b;");
    expect(text).toContain('"theme":"dark"');
    await wide.save(path, { theme: "light" });
    const light = await readFile(path, "utf8");
    expect(light).toContain("@media not all { :root { --paper: #14171b;");
    expect(light).not.toMatch(/prefers-color-scheme: dark\) \{/);
    expect(wide.html()).toContain("@media (prefers-color-scheme: dark) { :root {");
  });

  it("is refused by name where there is no such theme", async () => {
    const options: object = { theme: "sepia" };
    const saved = wide.save(join(folder, "sepia.html"), options);
    await expect(saved).rejects.toThrow(OptionError);
    await expect(saved).rejects.toThrow('save theme: expected "light" or "dark", found "sepia"');
  });
});

describe("a picture is refused", () => {
  it("without the package, by an error that says how to install it", async () => {
    vi.doMock("@napi-rs/canvas", () => {
      throw new Error("no such package");
    });
    const error: unknown = await wide.save(join(folder, "none.png")).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(String(error)).toMatch(/found none; run `npm install @napi-rs\/canvas`, or end the path in \.html$/);
  });

  it("where SEQCAST_FONT names no font", async () => {
    const file = join(folder, "font.ttf");
    await writeFile(file, "no font");
    vi.stubEnv("SEQCAST_FONT", file);
    const saved = wide.save(join(folder, "font.png"));
    await expect(saved).rejects.toThrow(DataError);
    await expect(saved).rejects.toThrow("SEQCAST_FONT: expected a font file");
  });

  it("in a browser", async () => {
    await expect(drawPicture("a.png", { title: "", panels: [] })).rejects.toThrow(
      'save "a.png": expected a path ending in .html',
    );
  });
});
