/**
 * The worker behind the page. It is started from a blob that loads worker.js: such a worker lives under the page's own policy,
 * which forbids every connection, while one started from its address would not.
 */
import type { Reply, Request } from "./protocol.ts";

/** The worker, ended and started anew to cancel. */
export class Background {
  #worker: Worker;
  #release = (): void => undefined;
  readonly #hear: (reply: Reply) => void;

  constructor(hear: (reply: Reply) => void) {
    this.#hear = hear;
    this.#worker = this.#start();
  }

  ask(request: Request): void {
    this.#worker.postMessage(request, []);
  }

  /** Ends what runs; the next question starts afresh. */
  cancel(): void {
    this.#worker.terminate();
    this.#release();
    this.#worker = this.#start();
  }

  #start(): Worker {
    const script = new URL("worker.js", document.baseURI).href;
    const url = URL.createObjectURL(
      new Blob([`importScripts(${JSON.stringify(script)})`], { type: "text/javascript" }),
    );
    const worker = new Worker(url);
    // The blob is held in memory as long as its address; a worker that has spoken needs it no more.
    this.#release = () => URL.revokeObjectURL(url);
    worker.addEventListener("message", this.#release, { once: true });
    worker.addEventListener("error", this.#release, { once: true });
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#hear(data));
    worker.addEventListener("error", ({ message }) => {
      const facts = { where: "", expected: "", found: message, remedy: "load the page again" };
      this.#hear({ kind: "failure", doing: "train", name: "Error", ...facts });
      this.#hear({ kind: "done" });
    });
    return worker;
  }
}
