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

/** Remedies of the library in words of the page. */
const pageWords: readonly (readonly [RegExp, string])[] = [
  [/,? ?or pass the columns? as (a )?pastCovariates?/, ", or say that it is “Known up to now”"],
  [/pass it as a past covariate/, "say that it is “Known up to now”"],
  [
    /make (contextLength, )?(seasonLength )?or horizon smaller/,
    "choose fewer steps ahead, a shorter season or a simpler model",
  ],
  [/, or another seasonLength/, ", or choose a shorter season or another model"],
  [/pass the column in pastCovariates or futureCovariates/, "say that it is “Known up to now” or “Known ahead”"],
  [/^pass frequency, .*/, "choose a step under “A row every”"],
  [/^pass missing: .* or write a number$/, "write a number, or leave the cell empty"],
  [/, or pass (missing|thousands|decimal): .*/, ""],
  [/pass timeFormat: .*/, "write them as 2024-01-31"],
];

const inPageWords = (text: string): string =>
  pageWords.reduce((told, [library, page]) => told.replace(library, page), text);

/** Fills the alert; all of it is text. */
export function showFailure({ doing, name, where, expected, found, remedy }: Failure): void {
  const parts = [make("h2", titles[doing])];
  const body = [
    expected === "" ? ended(found) : `Expected ${expected}, but found ${ended(found || "nothing")}`,
    remedy === "" ? "" : `What helps: ${ended(inPageWords(remedy))}`,
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
