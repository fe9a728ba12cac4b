/** The page's worker: reads, trains and judges, so that the page stays awake. It is ended to cancel, and holds nothing. */
import { kindsOf } from "../src/cli/unusedColumns.ts";
import { registry, version } from "../src/index.ts";
import { failureOf } from "./failure.ts";
import { forecastFile } from "./forecastFile.ts";
import { inspectFile } from "./inspectFile.ts";
import { judge } from "./judge.ts";
import type { ModelEntry, Reply, Request } from "./protocol.ts";

const reply = (message: Reply): void => postMessage(message);

const simple = new Set(["naive", "seasonal-naive", "mean", "drift", "moving-average", "naive2"]);

function modelEntries(): ModelEntry[] {
  return registry.map(({ name, summary, options }) => {
    const hasEpochs = Object.hasOwn(options, "epochs");
    const group = hasEpochs ? "Networks" : simple.has(name) ? "Simple" : "Closed form and statistics";
    const hasSeason = Object.hasOwn(options, "seasonLength");
    return { name, summary, group, hasSeason, hasEpochs, covariates: kindsOf({ name, options: {} }) };
  });
}

async function train({ file, choice }: Extract<Request, { kind: "train" }>): Promise<void> {
  const { result, made } = await forecastFile(file, choice, reply);
  reply(result);
  if (choice.folds === 0) return;
  try {
    reply(await judge(made, reply));
  } catch (error) {
    reply(failureOf("judge", error));
  }
}

async function serve(request: Request): Promise<void> {
  try {
    if (request.kind === "open") reply(await inspectFile(request.file, request.columns));
    else await train(request);
  } catch (error) {
    reply(failureOf(request.kind, error));
  }
  reply({ kind: "done" });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => void serve(data));
reply({ kind: "models", models: modelEntries(), version });
