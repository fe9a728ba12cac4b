/** The columns of a file as a list, each with the choice of what it stands for. */
import { byId, fillSelect, make } from "./page.ts";
import type { ColumnFacts, Findings, Role } from "./protocol.ts";
import { columnsOf, possibleRoles, rolesLines, spoken, type RoleOf } from "./roles.ts";

const roleNames: Readonly<Record<Role, string>> = {
  time: "Time of the row",
  id: "Tells series apart",
  target: "To be forecast",
  future: "Known ahead",
  past: "Known up to now",
  static: "Constant per series",
  none: "Left out",
};

/** Columns that a list shows at once; of more, those left out stand in a list of their own. */
const MOST_LISTED = 12;
const FIRST_LISTED = 6;

/** Shows the list; `choose` hears of a column's new role. */
export function showColumns(findings: Findings, roles: RoleOf, choose: (name: string, role: Role) => void): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["column"] : undefined;
  const { columns } = findings;
  const isListed = ({ name }: ColumnFacts, place: number): boolean =>
    columns.length <= MOST_LISTED || place < FIRST_LISTED || roles.get(name) !== "none";
  const listed = columns.filter(isListed);
  const others = columns.filter((column) => !listed.includes(column));
  byId("others", HTMLElement).hidden = others.length === 0;
  byId("others-count", HTMLElement).textContent = `${others.length} more columns, left out`;
  for (const [id, own] of [
    ["columns", listed],
    ["other-columns", others],
  ] as const)
    byId(id, HTMLElement).replaceChildren(...own.map((column) => itemOf(column, findings, roles, choose)));
  if (focused === undefined) return;
  for (const one of document.querySelectorAll<HTMLSelectElement>(".columns select"))
    if (one.dataset["column"] === focused) one.focus();
}

function itemOf(
  column: ColumnFacts,
  findings: Findings,
  roles: RoleOf,
  choose: (name: string, role: Role) => void,
): HTMLLIElement {
  const { name } = column;
  const own = roles.get(name) ?? "none";
  const select = make("select", [], { "aria-label": `Use of ${name}`, "data-column": name, class: own });
  const possible = possibleRoles(column, findings, roles);
  fillSelect(
    select,
    possible.map((role) => [role, roleNames[role]]),
    own,
  );
  select.disabled = possible.length < 2;
  select.addEventListener("change", () => {
    const role = possible.find((one) => one === select.value);
    if (role) choose(name, role);
  });
  const what = make("div", [make("strong", name, { title: name }), make("span", factsOf(column), { class: "soft" })]);
  return make("li", [what, select], { class: own === "none" ? "unused" : "" });
}

/** What a column holds, on a line. */
function factsOf({ type, values, missing, distinct }: ColumnFacts): string {
  const parts = [
    type === "text" ? `${distinct.toLocaleString("en")} ${distinct === 1 ? "word" : "words"}` : type,
    values,
    missing > 0 && type !== "empty" ? `${missing.toLocaleString("en")} missing` : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Says in the plan what is done with the columns, and which are left out. */
export function showPlan(findings: Findings, roles: RoleOf, unused: string): void {
  const lines = rolesLines(findings, roles).map(([name, columns]) =>
    make("div", [make("dt", name), make("dd", columns)], { class: name === "Left out" ? "out" : "" }),
  );
  byId("roles", HTMLElement).replaceChildren(...lines);
  byId("unused", HTMLElement).textContent = unused;
  const targets = columnsOf(roles, "target");
  const several = targets.length > 1 ? [["", `${spoken(targets)} (${targets.length})`] as const] : [];
  const names = findings.targets.map(({ name }) => [name, name] as const);
  const choices = [...several, ...names];
  fillSelect(
    byId("target", HTMLSelectElement),
    choices.length > 0 ? choices : [["", "no column of numbers"]],
    several.length > 0 ? "" : (targets[0] ?? ""),
  );
}
