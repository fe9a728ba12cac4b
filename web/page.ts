/** The elements of the page by their ids, and small makers of elements. All data enters as text, never as markup. */

/** The element of an id. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} "${id}"`);
}

/** The same, of the kinds that the page asks for most. */
export const element = (id: string): HTMLElement => byId(id, HTMLElement);
export const input = (id: string): HTMLInputElement => byId(id, HTMLInputElement);
export const select = (id: string): HTMLSelectElement => byId(id, HTMLSelectElement);

/** An element with text or children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  content: string | readonly (Node | string)[] = [],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.append(...(typeof content === "string" ? [content] : content));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A row of cells; the first is the row's heading. */
export function row(cells: readonly string[]): HTMLTableRowElement {
  return make(
    "tr",
    cells.map((cell, i) => (i === 0 ? make("th", cell, { scope: "row" }) : make("td", cell))),
  );
}

/** Fills a select, and chooses. */
export function fillSelect(
  select: HTMLSelectElement,
  options: readonly (readonly [string, string])[],
  value: string,
): void {
  select.replaceChildren(...options.map(([key, label]) => make("option", label, { value: key })));
  select.value = value;
}

/** Hands a file to whoever sits before the page. */
export function download(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  make("a", [], { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A time as people read it: a blank for the T, no seconds where they are zero. */
export function readable(time: string): string {
  return time.replace(/(\d)T(\d\d:\d\d)(:00(?!\.))?/g, "$1 $2");
}
