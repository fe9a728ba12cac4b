import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as node from "../src/index.ts";
import { chromiumPath, startChromium, type Browser, type Page } from "./plots/chromium.ts";

if (!chromiumPath) console.warn("skipped: no Chromium (set CHROMIUM to its path)");

/** Runs in both places: text in, an LSTM trained, its forecast and its file out. */
interface Road {
  readonly csv: string;
  readonly model: number[];
  readonly html: number;
  readonly refused: string;
  /** Values of a file packed by gzip, and what is said of one that is cut off. */
  readonly unpacked: number[];
  readonly damaged: string;
  /** Values of a Parquet file. */
  readonly columns: number[];
}

async function road(seqcast: typeof node, parquet: readonly number[]): Promise<Road> {
  const rows = Array.from({ length: 96 }, (_, t) => {
    const day = String(1 + Math.floor(t / 24)).padStart(2, "0");
    return `2024-01-${day}T${String(t % 24).padStart(2, "0")}:00,${(t % 24) * 3 + (t % 7)}`;
  });
  const text = `time,load\n${rows.join("\n")}\n`;
  const series = await seqcast.readCsv({ text }, { time: "time", target: "load" });
  const fitted = await seqcast.lstm({ horizon: 6, contextLength: 12, hiddenSize: 5, epochs: 2, seed: 7 }).fit(series);
  const forecasts = fitted.predict(series);
  const refused = await seqcast.readCsv("load.csv", { time: "time", target: "load" }).then(
    () => "not refused",
    (error: Error) => error.message,
  );
  const options = { time: "time", target: "load" };
  const plain = new Blob(["time,load\n31.01.2024 23:00,1\n01.02.2024 00:00,2\n"]);
  const packed = await new Response(plain.stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  const [unpacked] = await seqcast.readCsv(new Blob([packed]), options);
  const damaged = await seqcast.readCsv(new Blob([packed.slice(0, 20)]), options).then(
    () => "not refused",
    (error: Error) => error.message,
  );
  const [columns] = await seqcast.readParquet(Uint8Array.from(parquet), { time: "t", target: "y" });
  return {
    columns: Array.from(columns!.target.values),
    unpacked: Array.from(unpacked!.target.values),
    damaged,
    csv: seqcast.forecastToCsv(forecasts),
    model: Array.from(fitted.save()),
    html: seqcast.forecastPlot(series, forecasts).html().length,
    refused,
  };
}

const parquet = [
  ...new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "t", data: ["2024-01-01", "2024-01-02"], type: "STRING" },
        { name: "y", data: Float64Array.of(1, 2.5) },
      ],
    }),
  ),
];

describe.skipIf(!chromiumPath)("in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-browser-"));
    const { outputFiles } = await build({
      entryPoints: ["src/index.ts"],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "seqcast",
      target: "es2022",
      alias: { "#platform": "./src/platform.browser.ts", "#picture": "./src/plots/picture.browser.ts" },
    });
    const run = `(${road.toString()})(seqcast, ${JSON.stringify(parquet)}).then((result) => { window.result = result; }, (error) => { window.failure = String(error); })
      .finally(() => { document.documentElement.dataset.ready = "yes"; });`;
    const script = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
    await writeFile(
      join(folder, "page.html"),
      `<!doctype html><meta charset="utf-8"><script>${script}</script><script>${run}</script>`,
    );
    browser = await startChromium();
    page = await browser.open(join(folder, "page.html"));
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("the road from text to forecast gives the same bytes as in Node", async () => {
    expect(await page.evaluate("window.failure ?? ''")).toBe("");
    const there = await page.evaluate<Awaited<ReturnType<typeof road>>>("window.result");
    const here = await road(node, parquet);
    expect(there.csv).toBe(here.csv);
    expect(there.model).toEqual(here.model);
    expect(there.html).toBe(here.html);
  });

  it("a Blob packed by gzip is read, and one that is cut off is refused", async () => {
    const { unpacked, damaged } = await page.evaluate<Road>("window.result");
    expect(unpacked).toEqual([1, 2]);
    expect(damaged).toMatch(
      /^Blob: expected a whole gzip file, found .*; the file is damaged or was cut off: fetch it again$/,
    );
  });

  it("Parquet is read from its bytes", async () => {
    expect((await page.evaluate<Road>("window.result")).columns).toEqual([1, 2.5]);
  });

  it("a path is refused with the remedy, and nothing is requested", async () => {
    const { refused } = await page.evaluate<{ refused: string }>("window.result");
    expect(refused).toBe(
      'read "load.csv": expected text, a Blob or a stream, found a path, which a browser cannot open; ' +
        "fetch it, or take a File from an <input>, and pass that",
    );
    expect(page.requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
    expect(page.errors).toEqual([]);
  });
});
