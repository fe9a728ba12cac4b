/**
 * As much of a browser's document as the script of a page touches: elements that hold children and listen to nothing,
 * and canvases that record. It lives in a context of its own: the globals of the program stay as they are.
 */
import { runInNewContext } from "node:vm";
import type { Painter } from "./pictureCanvas.node.ts";
import { recordContext, type RecordedContext } from "./recordedContext.node.ts";

const nothing = (): void => undefined;

class PictureElement {
  readonly style: Record<string, string> = {};
  readonly dataset: Record<string, string> = {};
  readonly classList: { add: () => void; remove: () => void; contains: () => boolean } = {
    add: nothing,
    remove: nothing,
    contains: () => false,
  };
  readonly clientWidth: number;
  textContent = "";
  width = 0;
  height = 0;
  readonly addEventListener: () => void = nothing;
  readonly removeEventListener: () => void = nothing;
  readonly setAttribute: () => void = nothing;
  readonly getContext: () => unknown;

  constructor(clientWidth: number, getContext: () => unknown) {
    this.clientWidth = clientWidth;
    this.getContext = getContext;
  }
  appendChild(child: unknown): unknown {
    return child;
  }
  insertBefore(child: unknown): unknown {
    return child;
  }
  getBoundingClientRect(): { left: number; top: number; width: number; height: number } {
    return { left: 0, top: 0, width: this.clientWidth, height: 0 };
  }
}

/** What the page's scripts draw, a recording a panel; `width` in CSS pixels, `ratio` canvas pixels to one of them. */
export async function runPage(
  { canvas }: Painter,
  scripts: readonly string[],
  data: string,
  { width, ratio, dark }: { width: number; ratio: number; dark: boolean },
): Promise<RecordedContext[]> {
  const drawn: RecordedContext[] = [];
  const getContext = (): unknown => {
    const recorded = recordContext(canvas.createCanvas(1, 1).getContext("2d"));
    drawn.push(recorded);
    return recorded.context;
  };
  const element = (): PictureElement => new PictureElement(width, getContext);
  const holder = Object.assign(element(), { textContent: data });
  const document = Object.assign(element(), {
    createElement: element,
    getElementById: (id: string) => (id === "plot" ? holder : element()),
    querySelector: element,
    querySelectorAll: () => [],
    documentElement: element(),
    body: element(),
  });
  const listens = { addEventListener: nothing, removeEventListener: nothing, dispatchEvent: nothing };
  const globals = {
    ...listens,
    window: { ...listens, devicePixelRatio: ratio },
    navigator: { language: "en-US" },
    document,
    devicePixelRatio: ratio,
    matchMedia: () => ({ ...listens, matches: dark }),
    requestAnimationFrame: (action: () => void) => setImmediate(action),
    queueMicrotask,
    ResizeObserver: class {
      observe = nothing;
    },
    HTMLElement: PictureElement,
    Event: Object,
    CustomEvent: Object,
    Path2D: canvas.Path2D,
  };
  runInNewContext(scripts.join("\n"), globals);
  await new Promise((done) => setTimeout(done, 0)); // uPlot draws in a microtask
  await new Promise((done) => setImmediate(done));
  return drawn;
}
