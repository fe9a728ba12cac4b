/** The series of a file that is looked at: its rows by series and in the order of their times, as the readers would have them. */
import { type Aggregate, type Frequency, instantsOf, stepStart, timestampsFrom } from "../series/index.ts";
import type { Roles } from "./inspectRoles.ts";

/** The rows of one series, in the order of their times. */
export interface InspectedSeries {
  readonly id: string;
  /** Epoch milliseconds (rows). */
  readonly times: Float64Array;
  /** Values by target, NaN where missing (targets, rows). */
  readonly columns: readonly Float64Array[];
  /** Places of the rows in the file (rows); none where rows were put together, or are series themselves. */
  readonly rows: readonly number[];
}

/** What the targets are called: the channel of wide series and of rows has the name that the readers give it. */
export function channelsOf({ layout, targets }: Pick<Roles, "layout" | "targets">): string[] {
  return layout === "long" ? targets.map(({ name }) => name) : ["value"];
}

/** The series of a file, in order of first appearance; rows without a time are left out. */
export function seriesOf(roles: Roles): InspectedSeries[] {
  const { layout, aggregate, tolerance, frequency } = roles;
  const all = layout === "rows" ? rowSeries(roles) : layout === "wide" ? wideSeries(roles) : longSeries(roles);
  if (!frequency) return all;
  if (aggregate) return all.map((one) => together(one, { ...roles, aggregate, frequency }));
  if (tolerance === undefined) return all;
  return all.map(({ id, times, columns, rows }) => {
    return { id, times: snapped(times, { ...roles, frequency, tolerance }), columns, rows };
  });
}

function longSeries({ walls, zoned, timezone, id, targets, start, frequency }: Roles): InspectedSeries[] {
  const groups = new Map<number, number[]>();
  const count = start === undefined ? walls.length : (targets[0]?.values.length ?? 0);
  for (let row = 0; row < count; row++) {
    if (start === undefined && Number.isNaN(walls[row]!)) continue;
    const key = id ? id.values[row]! : 0;
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].map(([key, rows]) => {
    // In the order of the rows, so that an hour that the clock shows twice is told apart.
    const own = Float64Array.from(rows, (row) => walls[row]!);
    const times =
      start === undefined
        ? zoned
          ? own
          : instantsOf(own, timezone)
        : timestampsFrom(start, rows.length, frequency!, timezone);
    const order = rows.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
    const name = id ? (id.type === "text" ? id.texts[key]! : String(key)) : (targets[0]?.name ?? "");
    const columns = targets.map(({ values }) => Float64Array.from(order, (i) => values[rows[i]!]!));
    return { id: name, times: Float64Array.from(order, (i) => times[i]!), columns, rows: order.map((i) => rows[i]!) };
  });
}

/** One series a column, from its first to its last value. */
function wideSeries(roles: Roles): InspectedSeries[] {
  const [whole] = longSeries(roles);
  if (!whole) return [];
  return whole.columns.map((values, c) => {
    const first = values.findIndex((value) => !Number.isNaN(value));
    const last = values.findLastIndex((value) => !Number.isNaN(value));
    const [from, to] = first < 0 ? [0, values.length] : [first, last + 1];
    const id = roles.targets[c]!.name;
    return {
      id,
      times: whole.times.slice(from, to),
      columns: [values.slice(from, to)],
      rows: whole.rows.slice(from, to),
    };
  });
}

/** One series a row, up to its last value. */
function rowSeries({ targets, id, start, frequency, timezone }: Roles): InspectedSeries[] {
  const count = targets[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, row) => {
    const values = Float64Array.from(targets, (column) => column.values[row]!);
    const length = Math.max(1, values.findLastIndex((value) => !Number.isNaN(value)) + 1);
    const key = id?.values[row];
    const name = id && key !== undefined ? (id.type === "text" ? id.texts[key]! : String(key)) : String(row);
    const times = timestampsFrom(start!, length, frequency!, timezone);
    return { id: name, times, columns: [values.slice(0, length)], rows: [] };
  });
}

/** Times moved onto their grid; those farther from it stay, and are told of. */
function snapped(
  times: Float64Array,
  { snap, frequency, tolerance, timezone }: Roles & { readonly frequency: Frequency; readonly tolerance: number },
): Float64Array {
  const { times: grid } = snap(times, frequency, tolerance, timezone);
  return grid.map((time, row) => (Math.abs(time - times[row]!) <= tolerance ? time : times[row]!));
}

/** The rows of each step put together, as `--aggregate` does it. */
export function together(
  { id, times, columns }: InspectedSeries,
  {
    aggregate,
    frequency,
    timezone,
    tolerance = 0,
  }: Roles & { readonly aggregate: Aggregate; readonly frequency: Frequency },
): InspectedSeries {
  const begin = stepStart(frequency, timezone, times[0] ?? 0);
  const starts = Array.from(times, (time) => begin(time + tolerance));
  const firsts = starts.flatMap((start, row) => (start === starts[row - 1] ? [] : [row]));
  const steps = columns.map((values) =>
    Float64Array.from(firsts, (row, step) => {
      const own = values.subarray(row, firsts[step + 1] ?? values.length);
      return oneOf(
        aggregate,
        own.filter((value) => !Number.isNaN(value)),
      );
    }),
  );
  return { id, times: Float64Array.from(firsts, (row) => starts[row]!), columns: steps, rows: [] };
}

function oneOf(aggregate: Aggregate, values: Float64Array): number {
  if (aggregate === "count") return values.length;
  if (values.length === 0) return NaN;
  if (aggregate === "first") return values[0]!;
  if (aggregate === "last") return values.at(-1)!;
  if (aggregate === "min" || aggregate === "max") return values.reduce((a, b) => Math[aggregate](a, b));
  const sum = values.reduce((a, b) => a + b);
  return aggregate === "sum" ? sum : sum / values.length;
}
