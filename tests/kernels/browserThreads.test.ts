/** Threads in Chromium: in a worker of a cross-origin-isolated page they run; the page itself, which must not wait, has one. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as node from "../../src/index.ts";
import { chromiumPath, startChromium, type Browser, type Page } from "../plots/chromium.ts";

if (!chromiumPath) console.warn("skipped: no Chromium (set CHROMIUM to its path)");

interface Outcome {
  readonly isolated: boolean;
  readonly running: number;
  readonly failure: string | undefined;
  /** A sum for each product: those of one thread first, those of as many as come last. */
  readonly sums: number[];
}

/** Multiplies until two threads take part, or for at most a second. */
async function road({ autograd, setThreads, threads }: typeof node): Promise<Outcome> {
  setThreads(2);
  const numbers = Float32Array.from({ length: 90_000 }, (_, i) => (i % 97) / 50 - 1);
  const work = (): number =>
    autograd.step(() => {
      const x = autograd.tensor(numbers, [300, 300]);
      return Array.from(autograd.matmul(x, x).data).reduce((sum, value) => sum + value, 0);
    });
  const sums = [work()];
  for (let i = 0; i < 100 && threads().running < 2; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    work();
  }
  sums.push(work());
  const { running, failure } = threads();
  return { isolated: globalThis.crossOriginIsolated, running, failure, sums };
}

describe.skipIf(!chromiumPath)("threads in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let server: Server;
  let expected: number;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: ["src/index.ts"],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "seqcast",
      target: "es2022",
      alias: { "#platform": "./src/platform.browser.ts", "#picture": "./src/plots/picture.browser.ts" },
    });
    const files: Record<string, readonly [type: string, text: string]> = {
      "/": [
        "text/html",
        `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="seqcast.js"></script>
        <script>window.outcome = (${road.toString()})(seqcast);
        window.outcomeOfWorker = new Promise((resolve) => { new Worker("worker.js").onmessage = ({ data }) => resolve(data); });
        </script>`,
      ],
      "/seqcast.js": ["text/javascript", outputFiles[0]!.text],
      "/worker.js": [
        "text/javascript",
        `importScripts("seqcast.js"); (${road.toString()})(seqcast).then(postMessage, (error) => postMessage({ failure: String(error) }));`,
      ],
    };
    server = createServer(({ url = "" }, response) => {
      const [type, text] = files[url] ?? ["text/plain", ""];
      const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
      response.writeHead(text ? 200 : 404, { "content-type": type, ...isolation }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    folder = await mkdtemp(join(tmpdir(), "seqcast-threads-"));
    await writeFile(join(folder, "page.html"), `<!doctype html><html data-ready="yes"></html>`);
    browser = await startChromium();
    page = await browser.open(join(folder, "page.html"));
    await page.send("Page.navigate", { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    while (!(await page.evaluate("window.outcomeOfWorker !== undefined"))) await new Promise((r) => setTimeout(r, 25));
    expected = (await road(node)).sums[0]!;
  });

  afterAll(async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("run in a worker of an isolated page, with the bytes of Node", async () => {
    const outcome = await page.evaluate<Outcome>("outcomeOfWorker");
    expect(outcome).toEqual({ isolated: true, running: 2, failure: undefined, sums: [expected, expected] });
  });

  it("are one on the page itself, even where it is isolated and asks for two", async () => {
    const outcome = await page.evaluate<Outcome>("outcome");
    expect(outcome).toEqual({
      isolated: true,
      running: 1,
      failure: expect.stringContaining("made for one thread"),
      sums: [expected, expected],
    });
    expect(page.errors).toEqual([]);
  });
});
