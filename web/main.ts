/**
 * The page: choose a file, see what it holds, choose what to forecast, train in the worker, take the results home. It keeps the
 * file and what was found; the worker is asked anew each time.
 */
import { Background } from "./background.ts";
import { clearFailure, showFailure } from "./failureView.ts";
import { seasonText, showFindings } from "./findingsView.ts";
import { choiceOf } from "./choice.ts";
import { byId, element, input, make, select } from "./page.ts";
import type { Columns, Findings, ModelEntry, Reply, Role } from "./protocol.ts";
import { showReading } from "./readingView.ts";
import { clearResult, showLeaderboard, showReportHint, showResult, wireResult } from "./resultView.ts";
import {
  columnsOf,
  firstTarget,
  guessRoles,
  knownAhead,
  type RoleOf,
  unusedText,
  withRole,
  withTarget,
} from "./roles.ts";
import { showColumns, showPlan } from "./rolesView.ts";
import { beginRun, endRun, endTraining, say, showProgress } from "./runView.ts";
import { spanOf } from "../src/plots/report/phrases.ts";
import { parseFrequency } from "../src/series/frequency.ts";

let file: File | undefined;
let findings: Findings | undefined;
let roles: RoleOf = new Map();
let models: readonly ModelEntry[] = [];
let busy: "open" | "train" | undefined;
/** Whether a comparison follows the forecast. */
let judging = false;
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
    showReportHint(judging);
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
  showReportHint(false);
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
  for (const one of document.querySelectorAll<HTMLSelectElement>(
    "#target, #model, #step, #order, #zone, .columns select",
  ))
    one.disabled = busy !== undefined || (one.id === "" && one.length < 2);
}

const canTrain = (): boolean => findings !== undefined && columnsOf(roles, "target").length > 0;

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
  roles = new Map();
  inspect({});
}

type Told = Partial<Pick<Columns, "time" | "id" | "order" | "zone" | "step">>;

function inspect({ time = null, id = null, order = null, zone = null, step = null }: Told): void {
  if (!file) return;
  busy = "open";
  showBusy();
  const start = input("first").value || "2024-01-01T00:00";
  background.ask({ kind: "open", file, columns: { time, id, order, zone, step, start } });
}

/** Looks at the file again, as it is to be read now; `step` where that is chosen and not found out. */
function inspectAgain(step: string | null = null): void {
  const [id = ""] = columnsOf(roles, "id");
  const times = columnsOf(roles, "time");
  const order = select("order").value === "month-first" ? "month-first" : "day-first";
  // A time in several columns is found, not named.
  const zone = element("zone-field").hidden ? null : select("zone").value || null;
  inspect({ time: times.length > 1 ? null : (times[0] ?? ""), id, order, zone, step });
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
  roles = guessRoles(reply, roles);
  chooseTarget(fresh);
  if (fresh) {
    say(
      `${reply.file} holds ${reply.rows} rows. Season: ${reply.targets[0] ? seasonText(reply.targets[0]) : "none"}. ${element("reading-text").textContent}`.trim(),
    );
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

function chooseRole(name: string, role: Role): void {
  const before = roles.get(name);
  const [first] = columnsOf(roles, "target");
  roles = withRole(roles, name, role);
  const looksAgain = [before, role].some((one) => one === "time" || one === "id");
  if (looksAgain) inspectAgain();
  else chooseTarget(columnsOf(roles, "target")[0] !== first);
}

/** Shows the target, and takes over what the file suggests for it. */
function chooseTarget(suggest: boolean): void {
  if (!findings) return;
  const target = firstTarget(findings, roles);
  showFindings(findings, target?.name ?? "");
  showColumns(findings, roles, chooseRole);
  showReading(findings);
  const [strongest] = target?.seasons ?? [];
  const ahead = knownAhead(findings, roles);
  if (suggest && target) {
    input("horizon").value = String(ahead > 0 && ahead < Infinity ? ahead : target.horizon);
    select("model").value = target.model;
  }
  input("season").value = strongest ? String(strongest.rows) : "";
  element("average-field").hidden = !findings.uneven;
  input("average").checked = findings.uneven;
  const listed = (target?.seasons ?? []).map(({ rows, spoken }) => `${rows}${spoken === "" ? "" : ` (${spoken})`}`);
  element("season-hint").textContent =
    listed.length > 0
      ? `Found: ${listed.join(", ")}. Empty lets the model choose.`
      : "None found. Empty lets the model choose.";
  showModel();
  showBusy();
}

const modelEntry = (): ModelEntry | undefined => models.find(({ name }) => name === select("model").value);

const readsAhead = (): boolean => modelEntry()?.covariates.includes("future") ?? false;

function showModel(): void {
  const entry = modelEntry();
  if (!entry) return;
  const summary = entry.summary.charAt(0).toUpperCase() + entry.summary.slice(1);
  element("model-hint").textContent = summary.endsWith(".") ? summary : `${summary}.`;
  element("season-field").hidden = !entry.hasSeason;
  element("epochs-field").hidden = !entry.hasEpochs;
  const calendar = findings?.calendar ?? [];
  element("calendar-field").hidden = !readsAhead() || calendar.length === 0;
  element("calendar-hint").textContent = `(${calendar.join(", ")})`;
  if (findings) showPlan(findings, roles, unusedText(entry, roles));
  showHorizon();
}

function showHorizon(): void {
  const steps = input("horizon").valueAsNumber;
  const frequency = findings?.frequency;
  const ahead = findings && readsAhead() ? knownAhead(findings, roles) : Infinity;
  const whole = Number.isInteger(steps) && steps >= 1;
  input("horizon").setAttribute("aria-invalid", String(!whole || steps > ahead));
  const span = whole && frequency ? `${spanOf(parseFrequency(frequency), steps)} in steps of ${findings!.step}. ` : "";
  const short = `What is known ahead ends ${ahead} steps behind the last value. Choose no more, or “Known up to now” for it.`;
  element("horizon-hint").textContent = !whole ? "A whole number, 1 or more." : span + (steps > ahead ? short : "");
}

// The work

function train(): void {
  if (!file || !findings || busy) return;
  const choice = choiceOf(findings, roles, readsAhead());
  if (!choice) return input("horizon").focus();
  clearFailure();
  judging = choice.folds > 0;
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

const over = (on: boolean) => (event: DragEvent) => {
  event.preventDefault();
  element("drop").classList.toggle("over", on);
};

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
  select("target").addEventListener("change", () => {
    if (select("target").value === "") return;
    roles = withTarget(roles, select("target").value);
    chooseTarget(true);
  });
  select("model").addEventListener("change", showModel);
  input("horizon").addEventListener("input", showHorizon);
  for (const id of ["first", "step"]) element(id).addEventListener("change", () => inspectAgain(select("step").value));
  for (const id of ["order", "zone"]) select(id).addEventListener("change", () => inspectAgain());
  new ResizeObserver(() => findings && showFindings(findings, firstTarget(findings, roles)?.name ?? "")).observe(
    element("overview-figure"),
  );
}

wireFile();
wireForm();
wireResult(() => file?.name ?? "series.csv");
if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register("serviceWorker.js");
