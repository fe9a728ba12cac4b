/** Shows a forecast: its fan, its numbers, the leaderboard; hands out its files. */
import { fanChart, shown } from "./fanChart.ts";
import { byId, download, fillSelect, make, readable, row } from "./page.ts";
import type { Leaderboard, Result, View } from "./protocol.ts";

let current: Result | undefined;
let whole = false;
/** The report of the forecast, and later that with the comparison. */
let report = "";
let endFan = (): void => undefined;

const series = (): HTMLSelectElement => byId("series", HTMLSelectElement);

function currentView(): View | undefined {
  return current?.views[Number(series().value || 0)];
}

function drawFan(): void {
  const view = currentView();
  if (!view) return;
  endFan();
  endFan = fanChart(byId("fan", HTMLElement), byId("readout", HTMLElement), view, whole);
  byId("near", HTMLElement).setAttribute("aria-pressed", String(!whole));
  byId("all", HTMLElement).setAttribute("aria-pressed", String(whole));
}

const timeOf = (label = ""): Node => make("span", readable(label), { class: "time" });

/** The forecast in a sentence. */
function summaryOf({ channel, ahead }: View, model: string): (string | Node)[] {
  const { median, labels } = ahead;
  let [low, high] = [Infinity, -Infinity];
  for (const value of median) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const span = low < high ? `between ${shown(low, high)} and ${shown(high)}` : `at ${shown(high)}`;
  const steps = `${median.length.toLocaleString("en")} ${median.length === 1 ? "step" : "steps"}`;
  const range =
    labels.length > 1 ? ["from ", timeOf(labels[0]), " to ", timeOf(labels.at(-1))] : ["for ", timeOf(labels[0])];
  return [`${model} expects ${channel} ${span} over ${steps}, `, ...range, "."];
}

function fillTable({ ahead }: View): void {
  const heads = ["Time", "Forecast", ...ahead.bands.flatMap(({ level }) => [`${level} % low`, `${level} % high`])];
  byId("table-head", HTMLElement).replaceChildren(headRow(heads));
  const scale = Math.abs(ahead.median[0] ?? 1);
  const rows = ahead.labels.map((label, h) => {
    const ends = ahead.bands.flatMap(({ low, high }) => [low[h]!, high[h]!]);
    return numbersRow([readable(label), ...[ahead.median[h]!, ...ends].map((value) => shown(value, scale))]);
  });
  byId("table", HTMLElement).replaceChildren(...rows);
}

function headRow(names: readonly string[]): HTMLTableRowElement {
  const cells = names.map((name, i) => make("th", name, { scope: "col", ...(i > 0 && { class: "number" }) }));
  return make("tr", cells);
}

function numbersRow(cells: readonly string[]): HTMLTableRowElement {
  const line = row(cells);
  for (const cell of [...line.cells].slice(1)) cell.classList.add("number");
  return line;
}

/** What tells a view from the others: its channel, its series, or both. */
function nameOf({ id, channel }: View, views: readonly View[]): string {
  return views.some((other) => other.id !== id) ? `${channel}, ${id}` : channel;
}

function showView(): void {
  const view = currentView();
  if (!view || !current) return;
  byId("result-title", HTMLElement).textContent = `Forecast of ${nameOf(view, current.views)}`;
  byId("summary", HTMLElement).replaceChildren(...summaryOf(view, current.model));
  fillTable(view);
  drawFan();
}

/** A view in a list: its series, its channel, or both. */
function labelOf({ id, channel }: View, views: readonly View[]): string {
  const [sameId, sameChannel] = [views.every((one) => one.id === id), views.every((one) => one.channel === channel)];
  return sameId ? channel : sameChannel ? id : `${id}: ${channel}`;
}

/** Says what the report holds so far. */
export function showReportHint(judging: boolean): void {
  byId("report-hint", HTMLElement).textContent = judging
    ? "The report is of the forecast alone until the comparison is there."
    : "";
}

/** Fills the card of the forecast. */
export function showResult(result: Result): void {
  current = result;
  whole = false;
  report = result.report;
  byId("result", HTMLElement).hidden = false;
  byId("board", HTMLElement).hidden = true;
  fillSelect(
    series(),
    result.views.map((view, i) => [String(i), labelOf(view, result.views)]),
    "0",
  );
  series().hidden = result.views.length < 2;
  const more = `${result.more.toLocaleString("en")} more forecasts are in the CSV, and not shown here.`;
  const notes = result.more > 0 ? [more, ...result.notes] : result.notes;
  byId("made", HTMLElement).replaceChildren(...notes.map((note) => make("li", note)));
  byId("command-hint", HTMLElement).textContent = result.isProgram
    ? "The same forecast, with the same bytes, as a program (the command line has no flag for the calendar):"
    : "The same forecast, with the same bytes, on the command line:";
  // Lines break between flags or statements, not at hyphens.
  const lines = result.command.split(result.isProgram ? /\n/ : / (?=--)/).flatMap((part) => [make("span", part), " "]);
  byId("command", HTMLElement).classList.toggle("program", result.isProgram);
  byId("command", HTMLElement).replaceChildren(...lines.slice(0, -1));
  showView();
}

/** Fills the leaderboard; the best of each metric is marked. */
export function showLeaderboard({ metrics, rows, folds, horizon, report: whole }: Leaderboard): void {
  report = whole;
  byId("board", HTMLElement).hidden = false;
  const origins = folds === 1 ? "the last origin" : `the last ${folds} origins`;
  const [best] = rows;
  byId("board-text", HTMLElement).textContent =
    `Errors of ${horizon} steps ahead from ${origins} whose truth is in the file; less is better. ` +
    `Each model saw only the rows before them. ${best ? `Here ${best.model} has the least error.` : ""}`;
  byId("board-head", HTMLElement).replaceChildren(headRow(["Model", ...metrics.map((name) => name.toUpperCase())]));
  const least = metrics.map((_, m) => Math.min(...rows.map(({ means }) => means[m]!)));
  const lines = rows.map(({ model, means }) => {
    const line = numbersRow([model, ...means.map((value) => shown(value))]);
    means.forEach((value, m) => {
      if (value === least[m]) line.cells[m + 1]?.classList.add("best");
    });
    return line;
  });
  byId("board-body", HTMLElement).replaceChildren(...lines);
}

/** Hides a forecast that no longer fits the file. */
export function clearResult(): void {
  current = undefined;
  endFan();
  byId("result", HTMLElement).hidden = true;
}

const stem = (name: string): string => name.replace(/(\.csv|\.tsv|\.txt)?(\.gz)?$/i, "") || "series";

/** Acts on the forecast that is shown. */
const on = (id: string, act: (result: Result) => void): void =>
  byId(id, HTMLElement).addEventListener("click", () => current && act(current));

/** Wires the buttons of the card; `fileName` tells what the data came from. */
export function wireResult(fileName: () => string): void {
  on("save-csv", ({ csv }) => download(`${stem(fileName())}-forecast.csv`, csv, "text/csv"));
  on("save-page", ({ page }) => download(`${stem(fileName())}-forecast.html`, page, "text/html"));
  on("save-report", () => download(`${stem(fileName())}-report.html`, report, "text/html"));
  on("save-model", ({ saved, model }) =>
    download(`${stem(fileName())}-${model}.safetensors`, saved.slice(), "application/octet-stream"),
  );
  on("near", () => {
    whole = false;
    drawFan();
  });
  on("all", () => {
    whole = true;
    drawFan();
  });
  series().addEventListener("change", showView);
}
