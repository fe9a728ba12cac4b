/** Shows a failure in plain words: what happened, what was expected, what to do. */
import { byId, make } from "./page.ts";
import type { Failure } from "./protocol.ts";

const titles: Readonly<Record<Failure["doing"], string>> = {
  open: "This file cannot be read",
  train: "No forecast could be made",
  judge: "The comparison could not be made",
};

/** With a full stop, where it ends without a mark. */
const ended = (text: string): string => (/[.!?”"]$/.test(text) ? text : `${text}.`);

/** Fills the alert; all of it is text. */
export function showFailure({ doing, name, where, expected, found, remedy }: Failure): void {
  const parts = [make("h2", titles[doing])];
  const body = [
    expected === "" ? ended(found) : `Expected ${expected}, but found ${ended(found || "nothing")}`,
    remedy === "" ? "" : `What helps: ${ended(remedy)}`,
  ];
  const lines = body.filter((text) => text !== "").map((text) => make("p", text));
  const kind = make("p", where === "" ? name : `${name} in ${where}`, { class: "kind" });
  const box = make("div", [...parts, ...lines, kind], { class: "failure" });
  byId("alert", HTMLElement).replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}

/** Takes it away. */
export function clearFailure(): void {
  byId("alert", HTMLElement).replaceChildren();
}
