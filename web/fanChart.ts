/** The forecast as a fan: history, median, bands; read by pointer, by keys and by screen readers. */
import { drawChart, svg, type Scales } from "./chart.ts";
import type { View } from "./protocol.ts";

/** Rows of history in the near view, in horizons. */
const NEAR = 4;
const NEAR_ON_A_PHONE = 2;
const PHONE = 520; // pixels
const LEAST = 48;

/** A number as the page writes it: digits that matter, no more. */
export function shown(value: number, scale: number = Math.abs(value)): string {
  if (Number.isNaN(value)) return "missing";
  const digits = scale >= 1000 ? 0 : scale >= 100 ? 1 : scale >= 1 ? 2 : 4;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** One row of the readout. */
interface Spot {
  readonly wall: number;
  readonly value: number;
  readonly text: string;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const calendar = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

function spotsOf({ walls, values, ahead }: View): Spot[] {
  const dated = walls.every((wall) => wall % 86_400_000 === 0);
  const written = (wall: number): string => (dated ? calendar : clock).format(wall).replace(",", "");
  const scale = Math.abs(ahead.median[0] ?? values[0] ?? 1);
  const past = Array.from(walls, (wall, t): Spot => ({
    wall,
    value: values[t]!,
    text: `${written(wall)}: ${shown(values[t]!, scale)}`,
  }));
  const future = Array.from(ahead.walls, (wall, h): Spot => {
    const bands = ahead.bands.map(
      ({ level, low, high }) => `${level} %: ${shown(low[h]!, scale)} to ${shown(high[h]!, scale)}`,
    );
    const value = ahead.median[h]!;
    return { wall, value, text: `${written(wall)}: forecast ${shown(value, scale)}, ${bands.join(", ")}` };
  });
  return [...past, ...future];
}

/** Draws the fan; `whole` shows all rows, else the last ones. Gives a function that ends it. */
export function fanChart(container: HTMLElement, readout: HTMLElement, view: View, whole: boolean): () => void {
  const spots = spotsOf(view);
  const cutoff = view.walls.length - 1;
  const near = container.clientWidth < PHONE ? NEAR_ON_A_PHONE : NEAR;
  const first = whole ? 0 : Math.max(0, view.walls.length - Math.max(LEAST, near * view.ahead.walls.length));
  let at = cutoff + 1;
  let scales: Scales | undefined;

  const draw = (): void => {
    scales = drawFan(container, view, first);
    mark(false);
  };
  const mark = (visible: boolean): void => {
    const spot = spots[at]!;
    const { x, y, top, bottom } = scales!;
    container.querySelector(".spot")?.remove();
    container.setAttribute("aria-valuenow", String(at - first));
    container.setAttribute("aria-valuetext", spot.text);
    readout.textContent = spot.text;
    if (!visible) return;
    const group = svg("g", { class: "spot", "aria-hidden": "true" });
    group.append(svg("line", { x1: x(spot.wall), x2: x(spot.wall), y1: top, y2: bottom }));
    if (!Number.isNaN(spot.value)) group.append(svg("circle", { cx: x(spot.wall), cy: y(spot.value), r: 4.5 }));
    container.querySelector("svg")?.append(group);
  };
  const go = (to: number): void => {
    at = Math.min(spots.length - 1, Math.max(first, to));
    mark(true);
  };

  container.setAttribute("aria-valuemin", "0");
  container.setAttribute("aria-valuemax", String(spots.length - 1 - first));
  const listening = new AbortController();
  const { signal } = listening;
  container.addEventListener("pointermove", (event) => go(nearest(event, container, scales!, spots, first)), {
    signal,
  });
  container.addEventListener("pointerdown", (event) => go(nearest(event, container, scales!, spots, first)), {
    signal,
  });
  container.addEventListener("focus", () => mark(true), { signal });
  container.addEventListener("keydown", (event) => moveBy(event, go, at, spots.length, first), { signal });
  const watch = new ResizeObserver(draw);
  watch.observe(container);
  draw();
  return () => {
    listening.abort();
    watch.disconnect();
  };
}

function nearest(
  event: PointerEvent,
  container: HTMLElement,
  { x }: Scales,
  spots: readonly Spot[],
  first: number,
): number {
  const place = event.clientX - container.getBoundingClientRect().left;
  let [low, high] = [first, spots.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x(spots[middle]!.wall) <= place) low = middle;
    else high = middle;
  }
  return place - x(spots[low]!.wall) < x(spots[high]!.wall) - place ? low : high;
}

function moveBy(event: KeyboardEvent, go: (to: number) => void, at: number, count: number, first: number): void {
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    PageUp: at + 10,
    PageDown: at - 10,
    Home: first,
    End: count - 1,
  };
  const to = targets[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(to);
}

/** The fan opens at the last observed value, so that the eye finds no gap. */
const joined = (start: number, rest: Float64Array): Float64Array =>
  Number.isNaN(start) ? rest : Float64Array.of(start, ...rest);

function drawFan(container: HTMLElement, { walls, values, ahead, channel }: View, first: number): Scales {
  const last = walls.length - 1;
  const [end, wall] = [values[last]!, walls[last]!];
  const x = Number.isNaN(end) ? ahead.walls : Float64Array.of(wall, ...ahead.walls);
  const levels = ahead.bands.toSorted((a, b) => b.level - a.level);
  const to = ahead.walls.at(-1)!;
  return drawChart(container, {
    label: `${channel} and its forecast for ${ahead.median.length} steps. The table below holds the numbers.`,
    time: true,
    height: container.clientWidth < PHONE ? 280 : 380,
    range: [walls[first]!, to],
    cutoff: wall,
    bands: levels.map(({ low, high }, i) => ({
      x,
      low: joined(end, low),
      high: joined(end, high),
      look: `band band-${i === 0 ? "wide" : "narrow"}`,
    })),
    lines: [
      { x: walls, y: values, look: "line history" },
      { x, y: joined(end, ahead.median), look: "line median" },
    ],
  });
}
