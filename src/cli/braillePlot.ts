/** Lines drawn in braille characters, each of which holds 2 by 4 dots: a look at numbers where only text can be shown. */

/** A line. */
export interface Trace {
  /** Its place among the steps that the plot shows, from 0. */
  readonly from: number;
  /** One a step; a line is broken where a value is missing. */
  readonly values: ArrayLike<number>;
  /** Colours what it covers; lines that come later cover earlier ones. */
  readonly paint: (text: string) => string;
  /** Shows every other dot only. */
  readonly dotted?: boolean;
}

/** Sizes in characters, and the range of values from the lowest dot to the highest. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly low: number;
  readonly high: number;
}

/** The bit of a dot by its column (2) and row (4) in a character, as Unicode numbers them. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const EMPTY = 0x2800;

/** The least and the greatest value of all lines; apart even where they differ by rounding alone, and 0 and 1 where none is there. */
export function rangeOf(traces: readonly Trace[]): { low: number; high: number } {
  const values = traces.flatMap((trace) => Array.from(trace.values)).filter(Number.isFinite);
  if (values.length === 0) return { low: 0, high: 1 };
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const margin = high - low > 1e-9 * size ? 0 : size / 10 || 0.5;
  return { low: low - margin, high: high + margin };
}

/**
 * Draws lines.
 * @returns a text a row, the highest first
 * @example braillePlot([{ from: 0, values: [0, 1], paint: (text) => text }], { columns: 2, rows: 1, low: 0, high: 1 }) //=> ["⡠⠊"]
 */
export function braillePlot(traces: readonly Trace[], { columns, rows, low, high }: Canvas): string[] {
  const bits = new Uint8Array(columns * rows);
  const owners = new Int16Array(columns * rows).fill(-1);
  const steps = Math.max(2, ...traces.map(({ from, values }) => from + values.length));
  const xOf = (step: number): number => Math.round((step * (2 * columns - 1)) / (steps - 1));
  const yOf = (value: number): number => Math.round(((high - value) / (high - low)) * (4 * rows - 1));
  traces.forEach(({ from, values, dotted }, owner) => {
    const put = (x: number, y: number): void => {
      if (y < 0 || y >= 4 * rows || (dotted && x % 2 === 1)) return;
      const cell = (y >> 2) * columns + (x >> 1);
      bits[cell]! |= dots[x % 2 === 0 ? 0 : 1][(y % 4) as 0 | 1 | 2 | 3];
      owners[cell] = owner;
    };
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [xOf(from + i), yOf(values[i]!)];
      if (Number.isNaN(y)) continue;
      const before = i > 0 ? yOf(values[i - 1]!) : NaN;
      if (Number.isNaN(before)) put(x, y);
      else joinDots({ x: xOf(from + i - 1), y: before }, { x, y }, put);
    }
  });
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => row * columns + column);
    return painted(cells, bits, owners, traces).trimEnd();
  });
}

interface Dot {
  readonly x: number;
  readonly y: number;
}

/** Dots of a straight line, without holes: as many in a column as it climbs there. */
function joinDots(from: Dot, to: Dot, put: (x: number, y: number) => void): void {
  const count = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  for (let k = 0; k <= count; k++) {
    put(from.x + Math.round(((to.x - from.x) * k) / count), from.y + Math.round(((to.y - from.y) * k) / count));
  }
}

/** One row of characters; neighbours of one line are coloured together. */
function painted(cells: readonly number[], bits: Uint8Array, owners: Int16Array, traces: readonly Trace[]): string {
  let text = "";
  for (let i = 0; i < cells.length;) {
    const owner = owners[cells[i]!]!;
    let run = "";
    for (; i < cells.length && owners[cells[i]!] === owner; i++) run += characterOf(bits[cells[i]!]!);
    text += traces[owner]?.paint(run) ?? run;
  }
  return text;
}

const characterOf = (bits: number): string => (bits === 0 ? " " : String.fromCharCode(EMPTY + bits));
