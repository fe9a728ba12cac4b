/**
 * The page: choose a file, see what it holds, choose what to forecast, train in the worker, take the results home. It keeps the
 * file and what was found; the worker is asked anew each time.
 */
import { Background } from "./background.ts";
import { clearFailure, showFailure } from "./failureView.ts";
import { seasonText, showFindings } from "./findingsView.ts";
import { byId, fillSelect, make } from "./page.ts";
import type { Choice, Findings, ModelEntry, Reply } from "./protocol.ts";
import { clearResult, showLeaderboard, showResult, wireResult } from "./resultView.ts";
import { beginRun, endRun, endTraining, say, showProgress } from "./runView.ts";
import { spanOf } from "../src/plots/report/phrases.ts";
import { parseFrequency } from "../src/series/frequency.ts";

const input = (id: string): HTMLInputElement => byId(id, HTMLInputElement);
const select = (id: string): HTMLSelectElement => byId(id, HTMLSelectElement);
const element = (id: string): HTMLElement => byId(id, HTMLElement);

const FOLDS = 3;

let file: File | undefined;
let findings: Findings | undefined;
let models: readonly ModelEntry[] = [];
let busy: "open" | "train" | undefined;
/** Whether what was found is shown for the first time, so that choices are to be made anew. */
let fresh = true;

const background = new Background(hear);

function hear(reply: Reply): void {
  if (reply.kind === "models") fillModels(reply.models, reply.version);
  else if (reply.kind === "findings") found(reply);
  else if (reply.kind === "progress") showProgress(reply);
  else if (reply.kind === "failure") failed(reply);
  else if (reply.kind === "leaderboard") showLeaderboard(reply);
  else if (reply.kind === "done") done();
  else {
    endTraining();
    clearFailure();
    showResult(reply);
    element("work").classList.add("done");
    say(`The forecast is ready. ${element("summary").textContent}`);
    element("result").scrollIntoView({ block: "start" });
    element("result-title").focus({ preventScroll: true });
  }
}

function failed(failure: Extract<Reply, { kind: "failure" }>): void {
  if (failure.doing === "open") showStart();
  if (failure.doing === "open") file = undefined;
  showFailure(failure);
}

function done(): void {
  const trained = busy === "train";
  busy = undefined;
  if (trained) endRun("");
  showBusy();
  // What had the focus may be gone.
  if (trained && document.activeElement === document.body) element("train").focus({ preventScroll: true });
  if (trained && !element("board").hidden && !element("result").hidden) say("The comparison is ready.");
}

function showBusy(): void {
  byId("train", HTMLButtonElement).disabled = busy !== undefined || !canTrain();
  element("cancel").hidden = busy !== "train";
  element("train").hidden = busy === "train";
  for (const id of ["target", "time", "id", "model"]) select(id).disabled = busy !== undefined;
}

const canTrain = (): boolean => findings !== undefined && findings.time !== null && findings.targets.length > 0;

// The file

function open(chosen: File): void {
  file = chosen;
  fresh = true;
  clearFailure();
  clearResult();
  element("work").classList.remove("done");
  if (busy) background.cancel();
  endRun("");
  say(`Reading ${chosen.name}.`);
  inspect({ time: null, id: null });
}

function inspect(columns: { time: string | null; id: string | null }): void {
  if (!file) return;
  busy = "open";
  showBusy();
  background.ask({ kind: "open", file, columns });
}

function showStart(): void {
  element("drop").hidden = false;
  document.querySelector<HTMLElement>(".hero")!.hidden = false;
  element("file-bar").hidden = true;
  element("work").hidden = true;
}

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000)).toLocaleString("en")} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

function found(reply: Findings): void {
  findings = reply;
  element("drop").hidden = true;
  document.querySelector<HTMLElement>(".hero")!.hidden = true;
  element("file-bar").hidden = false;
  element("work").hidden = false;
  element("file-name").textContent = reply.file;
  element("file-size").textContent = file ? sizeText(file.size) : "";
  fillColumns(reply);
  chooseTarget(fresh);
  if (fresh) {
    say(`${reply.file} holds ${reply.rows} rows. Season: ${reply.targets[0] ? seasonText(reply.targets[0]) : "none"}.`);
    element("data-title").focus({ preventScroll: true });
  }
  fresh = false;
}

// The choices

function fillModels(entries: readonly ModelEntry[], version: string): void {
  models = entries;
  element("version").textContent = version;
  const groups = ["Networks", "Closed form and statistics", "Simple"] as const;
  const before = select("model").value || "highway-rnn";
  select("model").replaceChildren(
    ...groups.map((group) => {
      const options = entries
        .filter((entry) => entry.group === group)
        .map(({ name }) => make("option", name, { value: name }));
      return make("optgroup", options, { label: group });
    }),
  );
  select("model").value = before;
  showModel();
}

function fillColumns({ columns, time, id, targets }: Findings): void {
  const names = columns.map(({ name }) => name);
  const before = select("target").value;
  const times = columns.filter(({ type }) => type === "time").map(({ name }) => name);
  const listed = time !== null && !times.includes(time) ? [time, ...times] : times;
  fillSelect(
    select("time"),
    listed.length > 0 ? listed.map((name) => [name, name.replaceAll(",", " + ")]) : [["", "no column of times"]],
    time ?? "",
  );
  fillSelect(
    select("id"),
    [["", "none"], ...names.filter((name) => name !== time).map((name) => [name, name] as const)],
    id ?? "",
  );
  const choices = targets.map(({ name }) => [name, name] as const);
  const kept = targets.some(({ name }) => name === before) && !fresh ? before : (targets[0]?.name ?? "");
  fillSelect(select("target"), choices.length > 0 ? choices : [["", "no column of numbers"]], kept);
}

/** Shows the target, and takes over what the file suggests for it. */
function chooseTarget(suggest: boolean): void {
  if (!findings) return;
  const name = select("target").value;
  const target = findings.targets.find((one) => one.name === name);
  showFindings(findings, name);
  const [strongest] = target?.seasons ?? [];
  if (suggest && target) {
    input("horizon").value = String(target.horizon);
    select("model").value = target.model;
  }
  input("season").value = strongest ? String(strongest.rows) : "";
  const uneven = findings.offGrid > 0 || findings.duplicates > 0;
  element("average-field").hidden = !uneven;
  input("average").checked = uneven;
  const listed = (target?.seasons ?? []).map(({ rows, spoken }) => `${rows}${spoken === "" ? "" : ` (${spoken})`}`);
  element("season-hint").textContent =
    listed.length > 0
      ? `Found: ${listed.join(", ")}. Empty lets the model choose.`
      : "None found. Empty lets the model choose.";
  showModel();
  showHorizon();
  showBusy();
}

function showModel(): void {
  const entry = models.find(({ name }) => name === select("model").value);
  if (!entry) return;
  const summary = entry.summary.charAt(0).toUpperCase() + entry.summary.slice(1);
  element("model-hint").textContent = summary.endsWith(".") ? summary : `${summary}.`;
  element("season-field").hidden = !entry.hasSeason;
  element("epochs-field").hidden = !entry.hasEpochs;
}

function showHorizon(): void {
  const steps = input("horizon").valueAsNumber;
  const frequency = findings?.frequency;
  const right = Number.isInteger(steps) && steps >= 1;
  input("horizon").setAttribute("aria-invalid", String(!right));
  element("horizon-hint").textContent = !right
    ? "A whole number, 1 or more."
    : frequency
      ? `${spanOf(parseFrequency(frequency), steps)} in steps of ${findings!.step}`
      : "";
}

const wholeOrNull = (id: string): number | null => {
  const value = input(id).valueAsNumber;
  return Number.isInteger(value) ? value : null;
};

function choiceOf(all: Findings): Choice | undefined {
  const horizon = wholeOrNull("horizon");
  if (horizon === null || horizon < 1) return undefined;
  const [target, id] = [select("target").value, select("id").value];
  const words = all.columns
    .filter(({ name }) => name === target || name === id)
    .flatMap(({ missingWords }) => missingWords);
  const average = input("average").checked && !element("average-field").hidden;
  const folds = Math.min(FOLDS, Math.floor(all.seriesRows / horizon / 3));
  return {
    time: select("time").value,
    id: id === "" ? null : id,
    target,
    horizon,
    model: select("model").value,
    seasonLength: element("season-field").hidden ? null : wholeOrNull("season"),
    epochs: element("epochs-field").hidden ? null : wholeOrNull("epochs"),
    seed: wholeOrNull("seed") ?? 1,
    missing: [...new Set(words)],
    frequency: all.certain && !average ? null : all.frequency,
    average,
    folds: input("judge").checked ? folds : 0,
  };
}

// The work

function train(): void {
  if (!file || !findings || busy) return;
  const choice = choiceOf(findings);
  if (!choice) return input("horizon").focus();
  clearFailure();
  busy = "train";
  showBusy();
  beginRun();
  background.ask({ kind: "train", file, choice });
  element("cancel").focus({ preventScroll: true });
}

function cancel(): void {
  if (busy !== "train") return;
  background.cancel();
  busy = undefined;
  endRun("Cancelled.");
  say("Cancelled.");
  showBusy();
  byId("train", HTMLButtonElement).focus({ preventScroll: true });
}

function wireFile(): void {
  input("file").addEventListener("change", () => {
    const [chosen] = input("file").files ?? [];
    if (chosen) open(chosen);
    input("file").value = "";
  });
  element("another").addEventListener("click", () => input("file").click());
  element("demo").addEventListener("click", () => {
    void import("./demo.ts").then(({ text }) => open(new File([text], "electricity-demand.csv", { type: "text/csv" })));
  });
  const over = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    element("drop").classList.toggle("over", on);
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    const [chosen] = event.dataTransfer?.files ?? [];
    if (chosen) open(chosen);
  });
}

function wireForm(): void {
  byId("form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    train();
  });
  element("cancel").addEventListener("click", cancel);
  select("target").addEventListener("change", () => chooseTarget(true));
  select("model").addEventListener("change", showModel);
  input("horizon").addEventListener("input", showHorizon);
  for (const id of ["time", "id"])
    select(id).addEventListener("change", () => inspect({ time: select("time").value, id: select("id").value }));
  new ResizeObserver(() => findings && showFindings(findings, select("target").value)).observe(
    element("overview-figure"),
  );
}

wireFile();
wireForm();
wireResult(() => file?.name ?? "series.csv");
if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register("serviceWorker.js");
