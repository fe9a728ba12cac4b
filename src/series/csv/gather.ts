/** Rows by series, in typed arrays that grow by doubling. */
import type { CsvTable } from "./table.ts";
import { doubled } from "./table.ts";

/** Rows of one series, in the order of the file. */
export interface SeriesRows {
  count: number;
  /** (capacity) */
  times: Float64Array;
  places: Float64Array;
  /** Row-major (capacity, numeric columns). */
  values: Float64Array;
}

/** Moves the rows of a table's block to their series. */
export function gatherRows(table: CsvTable, gathered: SeriesRows[]): void {
  const { block, layout, ids } = table;
  const width = layout.numeric.length;
  while (gathered.length < ids.length) gathered.push(emptyRows(width));
  const { times, places, values, series, count } = block;
  for (let row = 0; row < count; row++) {
    const rows = gathered[series[row]!]!;
    if (rows.count === rows.times.length) grow(rows);
    const at = rows.count++;
    rows.times[at] = times[row]!;
    rows.places[at] = places[row]!;
    for (let c = 0; c < width; c++) rows.values[at * width + c] = values[row * width + c]!;
  }
  block.count = 0;
}

function emptyRows(width: number): SeriesRows {
  const capacity = width > 64 ? 1 : 16;
  return {
    count: 0,
    times: new Float64Array(capacity),
    places: new Float64Array(capacity),
    values: new Float64Array(capacity * width),
  };
}

function grow(rows: SeriesRows): void {
  rows.times = doubled(rows.times);
  rows.places = doubled(rows.places);
  rows.values = doubled(rows.values);
}
