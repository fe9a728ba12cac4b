/**
 * Drives a headless Chromium by its DevTools protocol over two pipes (file descriptors 3 and 4, JSON between NULs), so
 * that the pages are tested in a real browser without a dependency.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

export const chromiumPath: string | undefined = [process.env["CHROMIUM"], "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  "--remote-debugging-pipe",
];

type Json = Record<string, unknown>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Json;
  readonly result?: Json;
  readonly error?: { message: string };
}

/** One open page. */
export interface Page {
  /** URLs of all requests, and the text of all console errors and exceptions, since the page was opened. */
  readonly requests: string[];
  readonly errors: string[];
  send(method: string, params?: Json): Promise<Json>;
  evaluate<T>(expression: string): Promise<T>;
  mouse(
    type: "mouseMoved" | "mousePressed" | "mouseReleased",
    x: number,
    y: number,
    clickCount?: number,
  ): Promise<void>;
  key(key: string): Promise<void>;
  screenshot(): Promise<Buffer>;
}

export interface Browser {
  open(path: string, options?: { width?: number; height?: number; dark?: boolean }): Promise<Page>;
  close(): Promise<void>;
}

interface Session {
  readonly send: (method: string, params?: Json, sessionId?: string) => Promise<Json>;
  readonly listen: (listener: (message: Message & { sessionId?: string }) => void) => void;
}

function connect(child: ChildProcess): Session {
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  const waiting = new Map<number, { resolve: (result: Json) => void; reject: (error: Error) => void }>();
  const listeners: ((message: Message) => void)[] = [];
  let rest = "";
  let lastId = 0;
  output.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      const waiter = waiting.get(message.id ?? -1);
      if (!waiter) for (const listener of listeners) listener(message);
      else if (message.error) waiter.reject(new Error(message.error.message));
      else waiter.resolve(message.result ?? {});
      waiting.delete(message.id ?? -1);
    }
  });
  const send: Session["send"] = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  return { send, listen: (listener) => void listeners.push(listener) };
}

function record(page: Page, { method, params = {} }: Message): void {
  if (method === "Network.requestWillBeSent") page.requests.push((params["request"] as { url: string }).url);
  if (method === "Runtime.exceptionThrown") page.errors.push(JSON.stringify(params["exceptionDetails"]));
  if (method === "Log.entryAdded") page.errors.push((params["entry"] as { text: string }).text);
  if (method === "Runtime.consoleAPICalled") page.errors.push(JSON.stringify(params["args"]));
}

function pageOf(send: Page["send"]): Page {
  return {
    requests: [],
    errors: [],
    send,
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: T }).value;
    },
    async mouse(type, x, y, clickCount = 1) {
      const held = type === "mouseMoved" ? {} : { button: "left", clickCount };
      await send("Input.dispatchMouseEvent", { type, x, y, ...held });
    },
    async key(key) {
      await send("Input.dispatchKeyEvent", { type: "keyDown", key, ...(key.length === 1 && { text: key }) });
      await send("Input.dispatchKeyEvent", { type: "keyUp", key });
    },
    async screenshot() {
      const { data } = await send("Page.captureScreenshot", { format: "png" });
      return Buffer.from(data as string, "base64");
    },
  };
}

/** Starts Chromium with a fresh profile; `close` ends it and removes the profile. */
export async function startChromium(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "seqcast-chromium-"));
  const child = spawn(chromiumPath ?? "", [...flags, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const { send, listen } = connect(child);
  const open: Browser["open"] = async (path, { width = 1200, height = 700, dark = false } = {}) => {
    const { targetId } = await send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    const page = pageOf((method, params) => send(method, params, sessionId as string));
    listen((message) => {
      if (message.sessionId === sessionId) record(page, message);
    });
    for (const domain of ["Network", "Runtime", "Log", "Page"]) await page.send(`${domain}.enable`);
    await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
    await page.send("Emulation.setEmulatedMedia", { features });
    await page.send("Page.navigate", { url: pathToFileURL(path).href });
    for (let tries = 0; tries < 200; tries++) {
      if (await page.evaluate("document.documentElement?.dataset.ready === 'yes'")) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return page;
  };
  const close = async (): Promise<void> => {
    await send("Browser.close").catch(() => undefined);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { open, close };
}
