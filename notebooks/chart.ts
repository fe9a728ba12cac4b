/**
 * Charts of the notebooks that the library has no plot for: lines over numbers, and rows of shaded cells, as SVG that Jupyter
 * shows. The text stays text, so that a chart is a few kilobytes.
 */
const WIDTH = 860;
const HEIGHT = 320;
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 20, 64, 46];
/** Okabe and Ito's colours, told apart by everyone. */
const colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#6b7684"];

interface Shown {
  [key: symbol]: () => Record<string, string>;
}

/** What Deno's kernel shows as a picture. */
function shown(height: number, body: string): Shown {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="Inter, Roboto, Helvetica, Arial, DejaVu Sans, sans-serif" font-size="12" fill="#16191d">` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${body}</svg>`;
  return { [Symbol.for("Jupyter.display")]: () => ({ "image/svg+xml": svg }) };
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const text = (x: number, y: number, content: string, more = ""): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(content)}</text>`;
const headline = (title: string): string => text(16, 26, title, 'font-size="17" font-weight="bold"');

/** Round numbers that divide a range into about five parts. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

const spoken = (value: number): string => Number(value.toPrecision(6)).toString();

/** What a line chart shows. */
export interface LineChart {
  title: string;
  /** Labels of the axes. */
  labels: [x: string, y: string];
  x: ArrayLike<number>;
  /** Each as long as x, by name. */
  lines: Record<string, ArrayLike<number>>;
  /** Whether y is logarithmic. */
  log?: boolean;
}

/** Lines over a number. */
export function lineChart({ title, labels, x, lines, log = false }: LineChart): Shown {
  const scaled = (value: number): number => (log ? Math.log10(value) : value);
  const all = Object.values(lines).flatMap((line) => Array.from(line, scaled).filter(Number.isFinite));
  const [low, high] = log
    ? [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))]
    : [Math.min(...all), Math.max(...all)];
  const [first, last] = [x[0]!, x[x.length - 1]!];
  const left = (value: number): number => LEFT + ((value - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const top = (value: number): number => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const every = Math.ceil((high - low) / 8); // powers of ten between two marks
  const marks = log
    ? Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => high - i * every)
    : ticksOf(low, high);
  const grid = marks.map(
    (mark) =>
      `<path d="M${LEFT} ${top(mark).toFixed(1)}H${WIDTH - RIGHT}" stroke="#e3e6ea"/>` +
      text(LEFT - 8, top(mark) + 4, log ? `1e${mark}` : spoken(mark), 'text-anchor="end"'),
  );
  const foot = ticksOf(first, last).map((mark) =>
    text(left(mark), HEIGHT - BOTTOM + 18, spoken(mark), 'text-anchor="middle"'),
  );
  const drawn = Object.entries(lines).map(([name, line], i) => {
    const color = colors[i % colors.length];
    const points = Array.from(line, (value, j) => ({ x: left(x[j]!), y: top(scaled(value)) }));
    const path = points
      .filter(({ y }) => Number.isFinite(y))
      .map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
      .join("L");
    const place =
      LEFT +
      Object.keys(lines)
        .slice(0, i)
        .reduce((sum, { length }) => sum + 46 + 7.2 * length, 0);
    return (
      `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"/>` +
      `<path d="M${place.toFixed(1)} 46h22" stroke="${color}" stroke-width="3"/>${text(place + 28, 50, name)}`
    );
  });
  const axes =
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, labels[0], 'text-anchor="middle"') +
    text(0, 0, labels[1], `text-anchor="middle" transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"`);
  return shown(HEIGHT, headline(title) + grid.join("") + foot.join("") + drawn.join("") + axes);
}

/** What a chart of cells shows. */
export interface CellChart {
  title: string;
  /** Names of the columns; characters or words. */
  columns: readonly string[];
  /** One value in [0, 1] a column, by the row's name: the darker, the larger. */
  rows: Record<string, ArrayLike<number>>;
}

/** Rows of shaded cells over a sequence. */
export function cellChart({ title, columns, rows }: CellChart): Shown {
  const margin = 130;
  const cell = (WIDTH - margin - RIGHT) / columns.length;
  const size = 24;
  const names = columns.map((name, t) => text(margin + (t + 0.5) * cell, 56, name, 'text-anchor="middle"'));
  const drawn = Object.entries(rows).map(([name, row], r) => {
    const cells = Array.from(
      row,
      (value, t) =>
        `<rect x="${(margin + t * cell).toFixed(1)}" y="${64 + r * size}" width="${(cell - 1).toFixed(1)}" height="${size - 2}" ` +
        `fill="#0072b2" fill-opacity="${Math.min(1, Math.max(0, value)).toFixed(2)}" stroke="#e3e6ea"/>`,
    );
    return text(margin - 8, 80 + r * size, name, 'text-anchor="end"') + cells.join("");
  });
  return shown(80 + Object.keys(rows).length * size, headline(title) + names.join("") + drawn.join(""));
}
