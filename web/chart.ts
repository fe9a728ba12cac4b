/**
 * Charts as SVG, drawn at the size they have: lines and bands over time or counts. Colours are those of the style sheet, so that
 * a change between light and dark needs no drawing. Lines longer than the chart is wide keep their extremes.
 */
import { numberTicks, timeTicks, type Tick } from "./ticks.ts";

/** A line to draw; NaN breaks it. */
export interface ChartLine {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Class of the path, which the style sheet colours. */
  readonly look: string;
}

/** A band to fill. */
export interface ChartBand {
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly look: string;
}

/** What a chart shows; bands lie under lines. */
export interface ChartContent {
  /** What a screen reader says of it. */
  readonly label: string;
  readonly bands?: readonly ChartBand[];
  readonly lines: readonly ChartLine[];
  /** Where the known ends. */
  readonly cutoff?: number;
  readonly time: boolean;
  readonly height: number;
  /** Range of x; that of the lines unless given. */
  readonly range?: readonly [number, number];
  /** Fewest marks to the side of y. */
  readonly marks?: number;
}

/** From data to pixels of a drawn chart. */
export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const svgNames = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgNames, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

function extent(parts: readonly ArrayLike<number>[], inside: (part: number, i: number) => boolean): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  parts.forEach((values, part) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value) || !inside(part, i)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  });
  return low <= high ? [low, high] : [0, 1];
}

/** Room above and below, so that lines do not touch the frame. */
function padded([low, high]: readonly [number, number]): [number, number] {
  const pad = high > low ? 0.06 * (high - low) : Math.abs(low) * 0.1 || 1;
  return [low - pad, high + pad];
}

/** Draws into a container, in place of what is there; gives the scales. */
export function drawChart(container: HTMLElement, content: ChartContent): Scales {
  const { lines, bands = [], height, time, label } = content;
  const width = Math.max(240, container.clientWidth);
  const [from, to] =
    content.range ??
    extent(
      lines.map(({ x }) => x),
      () => true,
    );
  const xs = [...lines.map(({ x }) => x), ...bands.flatMap(({ x }) => [x, x])];
  const ys = [...lines.map(({ y }) => y), ...bands.flatMap(({ low, high }) => [low, high])];
  const inside = (part: number, i: number): boolean => xs[part]![i]! >= from && xs[part]![i]! <= to;
  const [low, high] = padded(extent(ys, inside));
  const rows = numberTicks(low, high, content.marks ?? Math.max(2, Math.round(height / 64)));
  const left = 14 + 6.9 * Math.max(...rows.map(({ label }) => label.length), 2);
  const frame = { left, right: width - 10, top: 10, bottom: height - 26 };
  const x = (value: number): number => frame.left + ((value - from) / (to - from || 1)) * (frame.right - frame.left);
  const y = (value: number): number => frame.bottom - ((value - low) / (high - low)) * (frame.bottom - frame.top);
  const scales = { x, y, ...frame };
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
  const count = Math.max(2, Math.floor((frame.right - frame.left) / 70));
  const columns = time ? timeTicks(from, to, count) : wholeTicks(from, to, count);
  root.append(axes(rows, columns, scales));
  for (const band of bands) root.append(svg("path", { class: band.look, d: bandPath(band, scales, from, to) }));
  if (content.cutoff !== undefined) root.append(cutoffLine(x(content.cutoff), scales));
  for (const line of lines) root.append(svg("path", { class: line.look, d: linePath(line, scales, from, to) }));
  container.replaceChildren(root);
  return scales;
}

const wholeTicks = (from: number, to: number, count: number): Tick[] =>
  numberTicks(from, to, Math.min(count, 10)).filter(({ at }) => Number.isInteger(at));

function axes(rows: readonly Tick[], columns: readonly Tick[], { x, y, left, right, bottom }: Scales): SVGElement {
  const group = svg("g", { class: "axes", "aria-hidden": "true" });
  for (const { at, label } of rows) {
    group.append(svg("line", { x1: left, x2: right, y1: y(at), y2: y(at) }));
    group.append(svg("text", { x: left - 8, y: y(at) + 4, "text-anchor": "end" }, label));
  }
  for (const { at, label } of columns) {
    const half = 3.2 * label.length;
    const place = Math.min(Math.max(x(at), half), right - half + 8);
    group.append(svg("line", { class: "tick", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 5 }));
    group.append(svg("text", { x: place, y: bottom + 19, "text-anchor": "middle" }, label));
  }
  group.append(svg("line", { class: "base", x1: left, x2: right, y1: bottom, y2: bottom }));
  return group;
}

function cutoffLine(at: number, { top, bottom }: Scales): SVGElement {
  return svg("line", { class: "cutoff", x1: at, x2: at, y1: top, y2: bottom });
}

const point = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The line's path; of many rows in one pixel the first, lowest, highest and last are drawn. */
function linePath({ x: xs, y: ys }: ChartLine, { x, y }: Scales, from: number, to: number): string {
  const parts: string[] = [];
  let pen = "M";
  for (let i = 0; i < xs.length;) {
    const pixel = Math.round(x(xs[i]!));
    const first = i;
    let [least, most] = [i, i];
    for (; i < xs.length && Math.round(x(xs[i]!)) === pixel && !Number.isNaN(ys[i]!); i++) {
      if (ys[i]! < ys[least]!) least = i;
      if (ys[i]! > ys[most]!) most = i;
    }
    if (i === first) {
      pen = "M";
      i++;
      continue;
    }
    if (xs[first]! < from || xs[first]! > to) continue;
    for (const at of new Set([first, Math.min(least, most), Math.max(least, most), i - 1])) {
      parts.push(pen + point(x(xs[at]!), y(ys[at]!)));
      pen = "L";
    }
  }
  return parts.join("");
}

function bandPath({ x: xs, low, high }: ChartBand, { x, y }: Scales, from: number, to: number): string {
  const rows = Array.from(xs, (_, i) => i).filter(
    (i) => xs[i]! >= from && xs[i]! <= to && !Number.isNaN(low[i]! + high[i]!),
  );
  if (rows.length === 0) return "";
  const there = rows.map((i) => point(x(xs[i]!), y(high[i]!)));
  const back = rows.toReversed().map((i) => point(x(xs[i]!), y(low[i]!)));
  return `M${there.join("L")}L${back.join("L")}Z`;
}
