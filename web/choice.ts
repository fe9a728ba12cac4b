/** What the form says, as the worker is told it. */
import { element, input, select } from "./page.ts";
import type { Choice, Findings } from "./protocol.ts";
import { columnsOf, type RoleOf } from "./roles.ts";

const FOLDS = 3;

const wholeOrNull = (id: string): number | null => {
  const value = input(id).valueAsNumber;
  return Number.isInteger(value) ? value : null;
};

/** The choice as the form stands; undefined where the steps ahead are no whole number. `aheadIsRead`: by the chosen model. */
export function choiceOf(all: Findings, roles: RoleOf, aheadIsRead: boolean): Choice | undefined {
  const horizon = wholeOrNull("horizon");
  if (horizon === null || horizon < 1) return undefined;
  const [id] = columnsOf(roles, "id");
  const target = columnsOf(roles, "target");
  const [past, future, statics] = [columnsOf(roles, "past"), columnsOf(roles, "future"), columnsOf(roles, "static")];
  const covariates = new Set([...past, ...future, ...statics]);
  const read = all.columns.filter(({ name }) => covariates.has(name) || target.includes(name) || name === id);
  const average = input("average").checked && !element("average-field").hidden;
  const folds = Math.min(FOLDS, Math.floor(all.seriesRows / horizon / 3));
  return {
    time: all.time ?? [],
    start: all.time ? null : all.start,
    id: id ?? null,
    target,
    past,
    future,
    statics,
    categories: all.columns.flatMap(({ name, type }) => (type === "text" && covariates.has(name) ? [name] : [])),
    calendar: input("calendar").checked && !element("calendar-field").hidden,
    aheadIsRead,
    header: all.header,
    comment: all.comment,
    zone: all.zone,
    timeFormat: all.timeFormat,
    horizon,
    model: select("model").value,
    seasonLength: element("season-field").hidden ? null : wholeOrNull("season"),
    epochs: element("epochs-field").hidden ? null : wholeOrNull("epochs"),
    seed: wholeOrNull("seed") ?? 1,
    missing: [...new Set(read.flatMap(({ missingWords }) => missingWords))],
    frequency: all.time !== null && all.certain && !average ? null : all.frequency,
    average,
    folds: input("judge").checked ? folds : 0,
  };
}
