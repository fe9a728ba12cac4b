/**
 * From panels to one HTML page that needs nothing else: uPlot, script, style and data inside. The policy in its head
 * lets exactly these scripts and styles run (by their hashes) and forbids every request, whatever the data holds.
 */
import { contentHash } from "../sha256.ts";
import { pageNumbers } from "./pageNumbers.ts";
import { pageScript } from "./pageScript.ts";
import { pageStyle } from "./pageStyle.ts";
import { pageTime } from "./pageTime.ts";
import type { Plot, PlotPanel } from "./plot.ts";
import { cutoffColor, darkColors, type PlotTheme } from "./theme.ts";
import { uplotScript, uplotStyle, uplotVersion } from "./uplotAssets.generated.ts";
import { uplotLicence } from "./uplotLicence.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text that a browser shows as it is, whatever it holds; also inside the quotes of an attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark);

/** JSON that cannot end the script element it stands in, nor open a comment there. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", String.raw`\u003c`);

/** Even times as start, step and count: a long series is half the size. */
function packTimes(times: readonly (number | null)[]): unknown {
  const start = times[0] ?? 0;
  const step = (times[1] ?? 0) - start;
  const even = times.length > 2 && times.every((time, i) => time === start + i * step);
  return even ? { start, step, count: times.length } : times;
}

/** A column without the nulls at its ends: a forecast beside a long history is short. */
function packColumn(column: readonly (number | null)[]): { from: number; values: readonly (number | null)[] } {
  const from = Math.max(
    0,
    column.findIndex((value) => value !== null),
  );
  const end = column.findLastIndex((value) => value !== null) + 1;
  return { from, values: column.slice(from, end) };
}

function packPanel({ data, ...rest }: PlotPanel, host: string | undefined): unknown {
  const [times = [], ...columns] = data;
  return {
    ...rest,
    ...(host !== undefined && { host }),
    cutoffColor,
    packed: { times: packTimes(times), columns: columns.map(packColumn) },
  };
}

/** uPlot without the URL in its first comment, so that a page holds no address at all; the licence goes before it. */
const uplot = (): string =>
  `/* uPlot ${uplotVersion}\n${uplotLicence}*/\n${uplotScript.replace(/^\/\*![^*]*\*\/\s*/, "")}`;

const inline = (tag: string, content: string): string => `<${tag}>${content}</${tag}>`;

const hash = (text: string): string => `'sha256-${contentHash(text)}'`;

function policy(scripts: readonly string[], style: string): string {
  const rules = [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(" ")}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return rules.join("; ");
}

const tool = (act: string, label: string, hint: string): string =>
  `<button type="button" data-act="${act}" title="${hint}">${label}</button>`;

/** The buttons of a plot that is a page of its own, or one of several. */
export function plotTools(panels: readonly PlotPanel[]): string {
  const history = Math.max(...panels.map((panel) => panel.history));
  const timed = panels.every((panel) => panel.options.scales.x.time);
  const last = tool("last", `Last ${history}`, `${history} rows before the cutoff, and the forecast`);
  const buttons = [
    timed ? last : "",
    tool("all", "All", "All rows (key A)"),
    tool("in", '<span aria-hidden="true">+</span>', "Zoom in (key +)").replace(">", ' aria-label="Zoom in">'),
    tool("out", '<span aria-hidden="true">−</span>', "Zoom out (key -)").replace(">", ' aria-label="Zoom out">'),
    tool("reset", "Reset", "The first view, everything shown (double-click, key 0)"),
  ];
  return `<div class="tools" role="group" aria-label="View">${buttons.join("")}</div>`;
}

/** How charts are moved about in. */
export const zoomHint: string =
  "Drag to zoom, double-click to reset. Keys on a focused chart: ← → pan, + − zoom, 0 reset, A all.";

/** Panels, and the id of the element that they are drawn into where the page holds several plots. */
export interface HostedPanels {
  readonly host?: string;
  readonly panels: readonly PlotPanel[];
  /** Panels that stand beside each other; 1 unless given. */
  readonly columns?: number;
}

/** CSS pixels between panels that stand beside each other. */
export const GRID_GAP = 24;

/** The width of so many panels beside each other. */
export const rowWidth = (panel: number, columns = 1): number => columns * panel + (columns - 1) * GRID_GAP;

/** What the page's script reads. */
export function pageData(plots: readonly HostedPanels[]): object {
  const widths = plots.flatMap((plot) => plot.panels.map(({ options }) => rowWidth(options.width, plot.columns)));
  const panels = plots.flatMap(({ host, panels }) => panels.map((panel) => packPanel(panel, host)));
  return { width: Math.max(...widths, 200), dark: darkColors, panels };
}

/** The scripts of a page, in their order. */
export const pageScripts = (): string[] => [uplot(), pageTime + pageNumbers + pageScript];

/** A page around its plots. */
interface PageContent {
  /** Whatever the reader's screen has; that of the screen unless given. */
  readonly theme?: PlotTheme | undefined;
  readonly title: string;
  /** Beside that of every plot. */
  readonly style?: string;
  /** Inside `main`, already escaped. */
  readonly body: string;
  readonly plots: readonly HostedPanels[];
}

/** A style sheet whose dark part holds as the screen is, always (but not in print), or never. */
function themed(sheet: string, theme: PlotTheme | undefined): string {
  if (theme === undefined) return sheet;
  const holds = theme === "dark" ? "@media screen" : "@media not all";
  return sheet
    .replaceAll("@media (prefers-color-scheme: dark)", holds)
    .replaceAll("color-scheme: light dark", `color-scheme: ${theme}`);
}

/** A whole page that needs nothing else; the same content gives the same bytes. */
export function documentHtml({ theme, title, style = "", body, plots }: PageContent): string {
  const sheet = themed(`${uplotStyle}\n${pageStyle}${style}`, theme);
  const scripts = pageScripts();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts, sheet)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme ?? "light dark"}">
<title>${escapeHtml(title)}</title>
${inline("style", sheet)}
</head>
<body>
<main>
${body}
</main>
<script type="application/json" id="plot">${scriptJson({ ...pageData(plots), theme })}</script>
${scripts.map((script) => inline("script", script)).join("\n")}
</body>
</html>
`;
}

/** The page of a plot, light and dark as its reader's screen unless a theme is given. */
export function pageHtml(
  { title, panels, columns = 1 }: Pick<Plot, "title" | "panels" | "columns">,
  theme?: PlotTheme,
): string {
  const body = `<header><h1>${escapeHtml(title)}</h1>${plotTools(panels)}</header>
<noscript><p>This chart is drawn by the script in this file, and scripts are switched off here.</p></noscript>
<div id="panels"${columns > 1 ? ' class="grid"' : ""}></div>
<p class="hint">${zoomHint}</p>`;
  return documentHtml({ theme, title, body, plots: [{ panels, columns }] });
}
